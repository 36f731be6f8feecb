"""Tells texts in the language of the page, out of one gettext catalogue: locale/en/LC_MESSAGES/themawijzer.po.

How to add a text: write it in Dutch, in a template as `{{ _("Kijk na") }}` or `{% trans n=count %}{{ n }} rijen{% endtrans %}`,
in page code as `_("Kies een bestand.")`, in the core or where a constant holds it as `say("Er zijn {count} rijen.", count=12)`
(classifier/messages.py). Then run `themawijzer messages` and translate what it lists in the .po.

Values stand as `%(n)s` in a template's text (a percent sign as `%%` in `_`, as `%` in `trans`) and as `{n}` in Python. Templates
tell a sentence made by `say` in the right language by themselves; page code that takes one apart calls `translate` first; one that
was stored as text and read back goes through `recalled` (api/recall.py). A program or a file never gets a translation: `say` is the
Dutch text itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.dates import format_date
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, format_percent

from api.language import SOURCE, language
from classifier.messages import Figure, Said

DOMAIN: Final = "themawijzer"
LOCALES: Final = Path(__file__).resolve().parent / "locale"
_NOTATION: Final = {"en": "en_GB"}
"""By language, whose way of writing numbers and days its pages follow."""


def catalogue_file(code: str) -> Path:
    """Where the translations into a language stand."""
    return LOCALES / code / "LC_MESSAGES" / f"{DOMAIN}.po"


@cache
def _entries(code: str) -> Catalog:
    with catalogue_file(code).open("rb") as file:
        return read_po(file, locale=code, domain=DOMAIN)


def texts(code: str) -> Iterator[str]:
    """Every Dutch text of Python code and data files that has a translation into a language."""
    for message in _entries(code):
        if isinstance(message.id, str) and message.id and any(not name.endswith(".html") for name, _line in message.locations):
            yield message.id


@cache
def catalogue(code: str) -> NullTranslations:
    """The translations into a language, compiled in memory from the .po, so that no compiled file can be behind it."""
    if code == SOURCE:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, _entries(code))
    compiled.seek(0)
    return GNUTranslations(compiled)


def translate(text: str) -> str:
    """A sentence of `say`, or a figure, in the language of the page; any other text, a user's among them, as it is."""
    code = language()
    if code == SOURCE or not text:
        return str(text)
    if isinstance(text, Figure):
        return _shown(text, code)
    if not isinstance(text, Said):
        return text
    pattern = catalogue(code).gettext(text.pattern)
    return pattern.format(**{name: translate(value) for name, value in text.values.items()}) if text.values else pattern


def _(message: str, **values: object) -> str:
    """A Dutch text of page code in the language of the page, with `values` in its `{names}`; call it while a page is made."""
    if isinstance(message, Figure | Said):
        return translate(message)
    return translate(Said(message, {name: value if isinstance(value, str) else str(value) for name, value in values.items()}))


def plural(one: str, more: str, count: int) -> str:
    """The form of a text that goes with a count, in the language of the page."""
    return catalogue(language()).ngettext(one, more, count)


def _shown(figure: Figure, code: str) -> str:
    """A figure in the notation of a language."""
    locale, value = _NOTATION[code], figure.value
    if isinstance(value, date):
        return format_date(value, "d MMMM y", locale=locale)
    if figure.unit == "euro":
        return format_currency(value, "EUR", locale=locale)
    if figure.unit == "percent":
        return format_percent(value, "#,##0.######%", locale=locale)
    return format_decimal(Decimal(value), "#,##0.######", locale=locale)
