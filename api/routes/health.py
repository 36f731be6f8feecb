"""Health: is the process alive, and can it answer?"""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from api.dependencies import AssessorDep, Service
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
    store: Literal["ok", "niet-bruikbaar"] = Field(description="Whether jobs, reports and cases can be kept; assessments do not need it.")
    store_reason: str = Field(description="Why they cannot; empty where they can.")


# `async`: these must answer also while every thread is busy with descriptions.
@router.head("/live", include_in_schema=False)
@router.get("/live", summary="Is het proces in leven?", responses=problems(500))
async def live() -> Alive:
    """200 as long as the process answers at all."""
    return Alive()


@router.head("/ready", include_in_schema=False)
@router.get("/ready", summary="Kan de dienst antwoorden?", responses=problems(500, 503))
async def ready(assessor: AssessorDep, request: Request) -> Ready:
    """200 once the model is loaded; before that, and where loading failed, 503 with the reason.

    Also 200 where the store cannot be used, which `store` and `store_reason` then say: assessments go on.
    """
    return ready_answer(assessor, request.app.state.service)


def ready_answer(assessor: Assessor, service: Service) -> Ready:
    """The versions that a loaded assessor answers with, and the state of the store."""
    return Ready(
        model=assessor.manifest["version"],
        corpus=assessor.manifest["origin"]["corpus"][:12],
        taxonomy=assessor.taxonomy.version,
        store="ok" if service.store else "niet-bruikbaar",
        store_reason="" if service.store else service.store_reason,
    )
