"""Lets pages of the origins in the settings call /api, and nothing else; never with cookies or other credentials."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

API: Final = "/api/"

_READABLE: Final = ("Accept", "Allow", "Retry-After")
"""What a refusal says in its headers; without this a script of another origin cannot read them."""


class ApiCors:
    """Middleware that answers preflights and adds the CORS headers, refusals included, on addresses under /api/ only."""

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        self.app = app
        self.api = CORSMiddleware(
            app,
            allow_origins=origins,
            allow_methods=["GET", "HEAD", "POST"],
            allow_headers=["Content-Type"],
            allow_credentials=False,
            expose_headers=_READABLE,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Go on, by way of the CORS rules where the address is one for programs."""
        within = scope["type"] == "http" and scope["path"].startswith(API)
        await (self.api if within else self.app)(scope, receive, send)
