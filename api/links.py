"""Addresses that a reader can copy: whole ones, with the name of the site."""

from __future__ import annotations

from fastapi import Request

from api.language import url


def absolute(request: Request, path: str) -> str:
    """The whole address of a page of ours, in the language of this request, under the name by which the reader came in."""
    return f"{request.url.scheme}://{request.url.netloc}{url(path)}"
