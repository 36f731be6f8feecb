"""Renders the pages: Jinja2, escaped everywhere, in the language of the page, with the few filters that the templates use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from api.language import LANGUAGES, language, same_page, url
from api.translations import catalogue, plural, translate

HERE: Final = Path(__file__).resolve().parent
STATIC: Final = HERE / "static"
TEMPLATES: Final = HERE / "templates"

_ADDRESS = re.compile(r"https?://[^\s()]+")


def linked(text: str) -> Markup:
    """Text of our own (sources, never a user's) with its web addresses as links."""
    text = translate(text)
    parts = []
    end = 0
    for found in _ADDRESS.finditer(text):
        parts.append(escape(text[end : found.start()]))
        parts.append(Markup('<a href="{0}" rel="noreferrer">{0}</a>').format(found[0]))
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])


def upfirst(text: str) -> str:
    """Text with a capital at its start; Jinja's own filter lowers the rest."""
    text = translate(text)
    return text[:1].upper() + text[1:]


def _told(value: Any) -> Any:
    """What a template prints: a text of ours in the language of the page."""
    return translate(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _gettext(message: str, /, **values: Any) -> Markup:
    """A text of a template; only its values are escaped."""
    return Markup(catalogue(language()).gettext(message)) % {name: _told(value) for name, value in values.items()}  # noqa: S704  # our own text


def _ngettext(one: str, more: str, count: int, /, **values: Any) -> Markup:
    """The same, in the form that goes with a count."""
    told = {name: _told(value) for name, value in values.items()}
    return Markup(plural(one, more, count)) % {"num": count, **told}  # noqa: S704  # our own text


_environment: Final = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    extensions=["jinja2.ext.i18n"],
    finalize=_told,
)
_environment.policies["ext.i18n.trimmed"] = True
_environment.newstyle_gettext = True  # type: ignore[attr-defined]  # values go in by name
_environment.globals.update(gettext=_gettext, ngettext=_ngettext, language=language, languages=LANGUAGES, same_page=same_page, url=url)
_environment.filters.update(linked=linked, upfirst=upfirst)


def render(template: str, context: Mapping[str, Any], *, status: int = 200, headers: Mapping[str, str] | None = None) -> HTMLResponse:
    """The page that a template makes of the context, in the language of this request."""
    page = _environment.get_template(template).render(context)
    return HTMLResponse(page, status, headers={"Content-Language": language(), **(headers or {})})
