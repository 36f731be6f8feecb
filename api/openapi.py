"""The OpenAPI document: what the framework derives, with the problems and their examples that it cannot know."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.errors import KINDS, NotReadyError, RequestError
from api.examples import recorded
from api.problems import MEDIA_TYPE, PROBLEMS_PAGE, Problem
from classifier.errors import InputError, ThemawijzerError

DESCRIPTION: Final = """\
Themawijzer leest de beschrijving van een opleiding of een advies en zegt onder welke thema's van de kmo-portefeuille ze valt,
op welke gronden en hoe zeker. Elk antwoord is een suggestie, geen beslissing. Wat u stuurt, wordt niet bewaard.

Fouten komen als `application/problem+json` (RFC 9457), met `where` (het veld) en `remedy` (wat u kunt doen).
Beschrijvingen gaan enkel met POST: wat achter het vraagteken van een adres staat, komt in logboeken en geschiedenissen terecht."""

_EXAMPLES: Final[dict[int, ThemawijzerError]] = {
    400: RequestError("De inhoud is geen geldige JSON (regel 1, teken 12).", where="inhoud", remedy="Stuur één JSON-object in UTF-8."),
    422: InputError('"-5" is negatief.', where="kostprijs zonder btw (cost)", remedy="Een bedrag is nul of meer."),
    503: NotReadyError("Er is nog geen model.", remedy="Voer `themawijzer train` uit."),
}

_ANSWERS: Final[dict[str, dict[str, tuple[str, str]]]] = {
    "/api/v1/assess": {
        "met-steun": ("Een opleiding, met de steun erbij", "assess"),
        "titel-alleen": ("Enkel een titel: een mens moet kijken", "assess-short"),
    },
    "/api/v1/aid": {
        "klein": ("Een kleine onderneming", "aid"),
        "uit-cijfers": ("Grootte uit cijfers, stelsel bij naam", "aid-figures"),
    },
}
"""The recorded answers by path: their name, a summary, and the file."""

Responses = dict[int | str, dict[str, Any]]


def problems(*statuses: int) -> Responses:
    """The `responses` of a route that can answer with these problems."""
    kinds = {status: (kind, meaning) for kind, status, meaning in reversed(KINDS)}  # the first of a status is the usual one
    found: Responses = {}
    for status in statuses:
        kind, meaning = kinds[status]
        found[status] = {
            "description": meaning,
            "content": {
                MEDIA_TYPE: {
                    "schema": {"$ref": "#/components/schemas/Problem"},
                    "examples": {kind.slug: {"value": _example(status, kind)}},
                }
            },
        }
        if status == NotReadyError.status:
            waiting = {"description": "Seconden tot een nieuwe poging zin heeft.", "schema": {"type": "integer", "minimum": 0}}
            found[status]["headers"] = {"Retry-After": waiting}
    return found


def _example(status: int, kind: type[ThemawijzerError]) -> dict[str, Any]:
    error = _EXAMPLES.get(status)
    return {
        "type": f"{PROBLEMS_PAGE}#{kind.slug}",
        "title": kind.title,
        "status": status,
        "detail": error.what if error else "Er liep iets fout in het programma.",
        "instance": "urn:uuid:5b0f3a2e-6f0d-4c8e-9d57-2f5f0a1c7b11",
        "where": error.where if error else "",
        "remedy": error.remedy if error else "Probeer het later opnieuw.",
    }


def install(app: FastAPI) -> None:
    """Serve the document with the schema of Problem and the recorded answers in it."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes, tags=app.openapi_tags)
            schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas = made.setdefault("components", {}).setdefault("schemas", {})
            schemas.update(schema.pop("$defs", {}))
            schemas["Problem"] = schema
            for path, answers in _ANSWERS.items():
                # Here and not at the routes: the framework drops every null from an example that passes through it.
                content = made["paths"][path]["post"]["responses"]["200"]["content"]["application/json"]
                content["examples"] = {name: {"summary": summary, "value": recorded(file)} for name, (summary, file) in answers.items()}
            app.openapi_schema = made
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]
