"""One shape for every error: `application/problem+json` (RFC 9457) for programs, a page for people."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping, Sequence
from typing import Final
from uuid import uuid4

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import MethodNotAllowedError, NotFoundError, RequestError, UnexpectedError
from api.faults import Fault, faults
from api.language import FOR_PROGRAMS, SOURCE
from api.templating import render
from api.translations import translate
from classifier.description import without_surrogates
from classifier.errors import InputError, ThemawijzerError
from classifier.messages import say

log = logging.getLogger("themawijzer.api")

MEDIA_TYPE: Final = "application/problem+json"
PROBLEMS_PAGE: Final = "/problemen"


class FaultView(BaseModel):
    """One of several faults in a request."""

    detail: str
    where: str
    remedy: str


class Problem(BaseModel):
    """An error for programs (RFC 9457): what was wrong, where, and what to do, in Dutch."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(description="Names the type of problem; followed from this service, a page that explains it.")
    title: str = Field(description="The type in words; the same for every problem of the type.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What was wrong this time.")
    instance: str = Field(description="The number of this one problem, as a URN; the log knows it too.")
    where: str = Field(description="The field or header that is at fault; empty where it is none.")
    remedy: str = Field(description="What to do about it.")
    errors: list[FaultView] | None = Field(None, description="All faults, where a request has more than one.")


def install(app: FastAPI) -> None:
    """Answer every error that the application foresees in this shape; CatchAll answers the rest."""

    async def ours(request: Request, error: Exception) -> Response:
        return answer_to(request, error if isinstance(error, InputError | RequestError) else UnexpectedError())

    async def invalid(request: Request, error: Exception) -> Response:
        found = faults(error.errors() if isinstance(error, RequestValidationError) else ())
        first = found[0]
        return answer_to(request, InputError(first.detail, where=first.where, remedy=first.remedy), found)

    async def http(request: Request, error: Exception) -> Response:
        return answer_to(request, _translated(error) if isinstance(error, HTTPException) else UnexpectedError())

    # Only these two of the family: any other names files of this machine, and is a fault of ours.
    app.add_exception_handler(InputError, ours)
    app.add_exception_handler(RequestError, ours)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)


class CatchAll:
    """Middleware that answers whatever nobody foresaw with a 500 that tells nothing of the inside.

    The log gets the number of the problem and the way to the fault. It does not get the exception's own words: they can
    quote the text that somebody pasted, and we promise to keep none of that.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Go on, and answer an exception that comes back."""
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except Exception as error:
            if started or scope["type"] != "http":
                raise
            unexpected = UnexpectedError()
            problem = problem_of(unexpected)
            way = "".join(traceback.format_tb(error.__traceback__))
            log.error("%s: %s on %s\n%s", problem.instance, type(error).__name__, scope["path"], way)  # noqa: TRY400
            await _respond(Request(scope), unexpected, problem)(scope, receive, send)


def answer_to(request: Request, error: ThemawijzerError, found: Sequence[Fault] = ()) -> Response:
    """The answer to an error: a problem for programs, a page where a person asked for one."""
    return _respond(request, error, problem_of(error, found), error.headers if isinstance(error, RequestError) else {})


def problem_of(error: ThemawijzerError, found: Sequence[Fault] = ()) -> Problem:
    """The problem that tells an error, with a number of its own."""
    return Problem(
        type=f"{PROBLEMS_PAGE}#{error.slug}",
        title=error.title,
        status=error.status if isinstance(error, RequestError) else 422,
        detail=without_surrogates(error.what),
        instance=f"urn:uuid:{uuid4()}",
        where=without_surrogates(error.where),
        remedy=without_surrogates(error.remedy),
        errors=[FaultView(detail=f.detail, where=f.where, remedy=f.remedy) for f in found] if len(found) > 1 else None,
    )


def _respond(request: Request, error: ThemawijzerError, problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    if not request.url.path.startswith(FOR_PROGRAMS):
        # From the error itself: the problem holds its texts in Dutch only, whatever the language of the page.
        instead = error.for_visitors if isinstance(error, RequestError) else ""
        told = [instead] if instead else [error.what, error.remedy]
        lead = " ".join(without_surrogates(translate(sentence)) for sentence in told if sentence)
        return render("error.html", {"problem": problem, "title": error.title, "lead": lead}, status=problem.status, headers=headers)
    content = problem.model_dump(exclude_none=True)
    return JSONResponse(content, problem.status, headers={"Content-Language": SOURCE, **(headers or {})}, media_type=MEDIA_TYPE)


def _translated(error: HTTPException) -> RequestError:
    """An exception of the framework as one of ours."""
    if error.status_code == 404:
        return NotFoundError()
    if error.status_code == 405:
        return MethodNotAllowedError(error.headers or {})
    if error.status_code < 500:
        return RequestError(say("Het verzoek kan niet gelezen worden."), remedy=say("Kijk na wat u stuurt."))
    return UnexpectedError()
