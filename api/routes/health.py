"""Health: is the process alive, and can it answer?"""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from api.dependencies import AssessorDep
from api.openapi import problems
from classifier.assess import Assessor

router = APIRouter(prefix="/health", tags=["toestand"])


class Alive(BaseModel):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Ready(Alive):
    """The model is loaded; `model` and `taxonomy` are their versions, `corpus` what the model learned from."""

    model: str
    corpus: str
    taxonomy: str


# `async`: these must answer also while every thread is busy with descriptions.
@router.head("/live", include_in_schema=False)
@router.get("/live", summary="Is het proces in leven?", responses=problems(500))
async def live() -> Alive:
    """200 as long as the process answers at all."""
    return Alive()


@router.head("/ready", include_in_schema=False)
@router.get("/ready", summary="Kan de dienst antwoorden?", responses=problems(500, 503))
async def ready(assessor: AssessorDep) -> Ready:
    """200 once the model is loaded; before that, and where loading failed, 503 with the reason."""
    return ready_answer(assessor)


def ready_answer(assessor: Assessor) -> Ready:
    """The versions that a loaded assessor answers with."""
    return Ready(
        model=assessor.manifest["version"],
        corpus=assessor.manifest["origin"]["corpus"][:12],
        taxonomy=assessor.taxonomy.version,
    )
