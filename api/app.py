"""The service: one application out of settings, routes and pages, with the model loaded and the store opened when it starts."""

from __future__ import annotations

import importlib.metadata
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from anyio import to_thread
from fastapi import FastAPI
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from api import openapi, problems
from api.catalogue.worker import Worker
from api.cors import ApiCors
from api.dependencies import Service
from api.housekeeping import Housekeeping
from api.language import LanguageOfAddress
from api.limits import BodyLimit
from api.problems import CatchAll
from api.routes import aid, assess, case, catalogue, health, knowledge, page, report, upload
from api.security import SecurityHeaders
from api.settings import Settings
from api.store.database import sqlite_address
from api.store.store import open_store
from api.templating import STATIC
from classifier.assess import Assessor
from classifier.description import ServiceDescription
from classifier.errors import ThemawijzerError
from classifier.messages import say

log = logging.getLogger("themawijzer.api")

_FIRST = ServiceDescription("Proefrit", "In deze opleiding leert u hoe u een eenvoudige balans leest en een budget opmaakt.")
"""Assessed once before the service calls itself ready: the first text loads the lemmas and the language model."""


def create_app(assessor: Assessor | None = None, settings: Settings | None = None) -> FastAPI:
    """The application; without an assessor it loads its own when it starts, without settings it reads the environment.

    Where loading fails the application runs on: it says so at /health/ready and refuses every question with 503. A store that
    cannot be opened takes nothing away from the assessments: only what needs it is refused.
    """
    settings = settings or Settings()
    service = Service(assessor)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        # One pool for all that is not `async`: the model is synchronous and keeps a core busy.
        to_thread.current_default_thread_limiter().total_tokens = settings.threads
        if service.assessor is None:
            await to_thread.run_sync(_load_into, service)
        await to_thread.run_sync(_open_store_into, service, settings)
        housekeeping = Housekeeping(service.store) if service.store else None
        if housekeeping:
            housekeeping.start()
        if service.store and service.assessor:
            service.worker = Worker(service.store, service.assessor, timedelta(seconds=settings.catalogue_lease_seconds))
            service.worker.start()
        try:
            yield
        finally:
            if service.worker:
                service.worker.stop()
                await to_thread.run_sync(service.worker.join)
                service.worker = None
            if housekeeping:
                await to_thread.run_sync(housekeeping.stop)
            if service.store:
                service.store.close()
                service.store = None

    app = FastAPI(
        title="Themawijzer",
        version=importlib.metadata.version("themawijzer"),
        description=openapi.DESCRIPTION,
        docs_url=None,  # these pages load their scripts from another site
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.service = service
    app.state.settings = settings
    problems.install(app)
    openapi.install(app)
    for routes in (assess, aid, knowledge, health, page, upload, report, case, catalogue):
        app.include_router(routes.router)
    app.mount("/static", _Static(directory=STATIC))

    # The last one added sees a request first.
    app.add_middleware(BodyLimit, limit=settings.max_body_bytes, by_path={**catalogue.BODY_LIMITS, **upload.BODY_LIMITS})
    app.add_middleware(CatchAll)
    app.add_middleware(LanguageOfAddress)
    if settings.cors_origins:
        app.add_middleware(ApiCors, origins=settings.cors_origins)
    app.add_middleware(SecurityHeaders)
    return app


def _load_into(service: Service) -> None:
    """Load the assessor and try it on one text; where that fails, keep the reason and go on without."""
    try:
        assessor = Assessor.load()
        assessor.assess(_FIRST)
    except ThemawijzerError as error:
        # Without `where`: it names folders of this machine.
        service.reason, service.remedy = error.what, error.remedy
        log.error("the model cannot be used: %s", error)  # noqa: TRY400  # the error says it all
    except Exception:
        service.reason = say("Het model kan niet geladen worden.")
        service.remedy = say("De oorzaak staat in het logboek van de dienst.")
        log.exception("the model cannot be loaded")
    else:
        service.assessor = assessor


def _open_store_into(service: Service, settings: Settings) -> None:
    """Open the store; where that fails, keep the reason and go on without."""
    try:
        service.store = open_store(settings.database_url.get_secret_value() or sqlite_address(settings.store_dir))
    except ThemawijzerError as error:
        # Without `where`, as above.
        service.store_reason, service.store_remedy = error.what, error.remedy
        log.error("the store cannot be opened: %s", error)  # noqa: TRY400  # the error says it all
    except Exception:
        service.store_reason = say("De opslag kan niet geopend worden.")
        service.store_remedy = say("De oorzaak staat in het logboek van de dienst.")
        log.exception("the store cannot be opened")


class _Static(StaticFiles):
    """Static files that a browser may keep for an hour."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "public, max-age=3600"
        return response
