"""The language of a page is part of its address: Dutch under `/`, English under `/en/`; what programs read has none.

Nothing else decides it: no cookie, no Accept-Language. A template or a page writes its links and form actions with
`url("/over")`, so that a reader stays in the language; how a text is translated stands in api/translations.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from starlette.types import ASGIApp, Receive, Scope, Send

SOURCE: Final = "nl"
"""The language that the texts are written in."""
LANGUAGES: Final = {SOURCE: "Nederlands", "en": "English"}
"""Every language of the pages, by its code, with its own name."""
FOR_PROGRAMS: Final = ("/api/", "/health/", "/openapi.json")
_WITHOUT: Final = (*FOR_PROGRAMS, "/static/")


@dataclass(frozen=True)
class _Here:
    """The page that is asked for: its language, its path without the language, and its query, as the browser sent them."""

    language: str = SOURCE
    path: str = "/"
    query: str = ""


_NOWHERE: Final = _Here()
# A worker of the thread pool runs in a copy of the context of its request, so it finds the same page here.
_here: ContextVar[_Here] = ContextVar("here", default=_NOWHERE)


class LanguageOfAddress:
    """Middleware that takes the language off the address and keeps it for the time of the request."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Go on with the language known; the routes see `/over` where the browser asked for `/en/over`."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        language, path = _split(scope["path"])
        if language != SOURCE and not path.startswith(_WITHOUT):
            scope = {**scope, "root_path": f"/{language}"}
        with page(language, path, scope["query_string"].decode("latin-1")):
            await self.app(scope, receive, send)


@contextmanager
def page(code: str, path: str = "/", query: str = "") -> Iterator[None]:
    """What happens inside is for a page in this language, at this path without the language."""
    token = _here.set(_Here(code, path, query))
    try:
        yield
    finally:
        _here.reset(token)


def language() -> str:
    """The code of the language of this request; Dutch outside a request."""
    return _here.get().language


def url(path: str, code: str = "") -> str:
    """The address of a page of ours in the language of this request, or in another; `path` begins with "/"."""
    code = code or language()
    return path if code == SOURCE or path.startswith(_WITHOUT) else f"/{code}{path}"


def same_page(code: str) -> str:
    """The address of the page that is asked for, in another language."""
    here = _here.get()
    # One slash: two would make a browser read the rest as the name of another site.
    path = "/" + quote(here.path.lstrip("/\\"))
    return url(path, code) + (f"?{here.query}" if here.query else "")


def _split(path: str) -> tuple[str, str]:
    """The language of an address and what is left of it."""
    first, slash, rest = path.removeprefix("/").partition("/")
    if path.startswith("/") and first in LANGUAGES and first != SOURCE:
        return first, slash + rest
    return SOURCE, path
