"""Refuses a request body that is larger than the setting allows for its address, with or without a Content-Length."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import BodyTooLargeError
from api.problems import answer_to

_DRAIN: Final = 20
"""A refused body is read on, and thrown away, up to this many times the limit: a browser that is cut off while it
sends shows its own error page instead of ours."""


class BodyLimit:
    """Middleware that reads the whole body before anything else sees the request.

    At most `limit` bytes, or what `by_path` allows for this very path (without its language).
    """

    def __init__(self, app: ASGIApp, limit: int, by_path: Mapping[str, int] = MappingProxyType({})) -> None:
        self.app = app
        self.limit = limit
        self.by_path = by_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 413 for a larger body; otherwise go on with the body read."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        limit = self.by_path.get(path, self.limit)
        body = bytearray()
        size = 0
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            chunk = message.get("body", b"")
            more = message.get("more_body", False)
            size += len(chunk)
            if size <= limit:
                body += chunk
            elif size > limit * _DRAIN:
                break
        if size > limit:
            response = answer_to(Request(scope), BodyTooLargeError(limit, is_file=path in self.by_path))
            await response(scope, receive, send)
            return
        await self.app(scope, _replay(bytes(body), receive), send)


def _replay(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives the body once, and then whatever the server still has to say."""
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
