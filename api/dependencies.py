"""What the routes need, named once: the assessor, or a clear answer that there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from api.errors import NotReadyError
from classifier.assess import Assessor
from classifier.messages import say


@dataclass
class Service:
    """What the application holds while it runs: the assessor, or why there is none."""

    assessor: Assessor | None = None
    reason: str = say("Het model wordt nog geladen.")
    remedy: str = say("Probeer het zo dadelijk opnieuw.")


def the_assessor(request: Request) -> Assessor:
    """The loaded assessor; NotReadyError (503) where there is none."""
    service: Service = request.app.state.service
    if service.assessor is None:
        raise NotReadyError(service.reason, remedy=service.remedy)
    return service.assessor


AssessorDep = Annotated[Assessor, Depends(the_assessor)]
