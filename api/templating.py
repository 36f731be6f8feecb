"""Renders the pages: Jinja2, escaped everywhere, with the few filters that the templates use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

HERE: Final = Path(__file__).resolve().parent
STATIC: Final = HERE / "static"

_ADDRESS = re.compile(r"https?://[^\s()]+")


def linked(text: str) -> Markup:
    """Text of our own (sources, never a user's) with its web addresses as links."""
    parts = []
    end = 0
    for found in _ADDRESS.finditer(text):
        parts.append(escape(text[end : found.start()]))
        parts.append(Markup('<a href="{0}" rel="noreferrer">{0}</a>').format(found[0]))
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])


_environment: Final = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters["linked"] = linked
_environment.filters["upfirst"] = lambda text: text[:1].upper() + text[1:]  # Jinja's own lowers the rest


def render(template: str, context: Mapping[str, Any], *, status: int = 200, headers: Mapping[str, str] | None = None) -> HTMLResponse:
    """The page that a template makes of the context."""
    return HTMLResponse(_environment.get_template(template).render(context), status, headers=dict(headers or {}))
