"""What the routes need, named once: the assessor and the store, or a clear answer that there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from api.catalogue.worker import Worker
from api.errors import NotReadyError, StoreError
from api.settings import Settings
from api.store.store import Store
from classifier.assess import Assessor
from classifier.messages import say


@dataclass
class Service:
    """What the application holds while it runs: the assessor, the store and its worker, or why there is none."""

    assessor: Assessor | None = None
    reason: str = say("Het model wordt nog geladen.")
    remedy: str = say("Probeer het zo dadelijk opnieuw.")
    store: Store | None = None
    store_reason: str = say("De opslag wordt nog geopend.")
    store_remedy: str = say("Probeer het zo dadelijk opnieuw.")
    worker: Worker | None = None


def the_assessor(request: Request) -> Assessor:
    """The loaded assessor; NotReadyError (503) where there is none."""
    service: Service = request.app.state.service
    if service.assessor is None:
        raise NotReadyError(service.reason, remedy=service.remedy)
    return service.assessor


def the_store(request: Request) -> Store:
    """The opened store; StoreError (503) where there is none."""
    service: Service = request.app.state.service
    if service.store is None:
        raise StoreError(service.store_reason, remedy=service.store_remedy)
    return service.store


def the_settings(request: Request) -> Settings:
    """The settings that the application was made with."""
    settings: Settings = request.app.state.settings
    return settings


AssessorDep = Annotated[Assessor, Depends(the_assessor)]
StoreDep = Annotated[Store, Depends(the_store)]
SettingsDep = Annotated[Settings, Depends(the_settings)]
