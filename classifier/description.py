"""ServiceDescription: what a user says about one service, checked field by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from classifier.errors import InputError
from classifier.messages import Figure, say

Kind = Literal["opleiding", "advies", "onbekend"]

MOST_CHARACTERS = 20_000
"""Title and text together: ten times the longest description of the corpus, and a few seconds of work at the very worst."""

TEXT_FIELD = say("tekst (text)")
KIND_FIELD = say("soort dienst (kind)")

_KINDS: dict[str, Kind] = {
    "opleiding": "opleiding",
    "opleidingen": "opleiding",
    "training": "opleiding",
    "cursus": "opleiding",
    "advies": "advies",
    "adviezen": "advies",
    "adviesdienst": "advies",
    "begeleiding": "advies",
    "consultancy": "advies",
    "onbekend": "onbekend",
    "": "onbekend",
}


@dataclass(frozen=True)
class ServiceDescription:
    """One training or advisory service as its provider describes it; title and text exactly as they were given."""

    title: str
    text: str
    kind: Kind = "onbekend"
    reference: str = ""
    provider: str = ""


def read_description(fields: Mapping[str, object]) -> ServiceDescription:
    """Check the raw fields `title`, `text`, `kind`, `reference`, `provider`; InputError names the first that cannot be used."""
    title, text = _text(fields, "title"), _text(fields, "text")
    if not title.strip() and not text.strip():
        raise InputError(say("Er is geen titel en geen tekst."), where=TEXT_FIELD, remedy=say("Geef de beschrijving van de dienst."))
    size = len(title) + len(text)
    if size > MOST_CHARACTERS:
        raise InputError(
            say(
                "De beschrijving telt {size} tekens; er mogen er hoogstens {most} zijn.",
                size=dutch_number(size),
                most=dutch_number(MOST_CHARACTERS),
            ),
            where=TEXT_FIELD,
            remedy=say("Geef enkel de beschrijving van deze ene dienst."),
        )
    if _unreadable(title + text):
        raise InputError(
            say("Dit is geen leesbare tekst: er staan te veel stuurtekens in."),
            where=TEXT_FIELD,
            remedy=say("Geef de tekst zelf, geen pdf-, Word- of ander bestand."),
        )
    return ServiceDescription(title, text, read_kind(fields.get("kind")), _text(fields, "reference"), _text(fields, "provider"))


def read_kind(value: object) -> Kind:
    """The kind of service, from what people write for it; InputError lists what is understood."""
    word = "" if value is None else str(value).strip().lower()
    if word not in _KINDS:
        raise InputError(
            say("'{word}' is geen soort dienst.", word=word[:40]),
            where=KIND_FIELD,
            remedy=say("Kies opleiding, advies of onbekend."),
        )
    return _KINDS[word]


def dutch_number(value: int) -> Figure:
    """12345 as 12.345."""
    return Figure(f"{value:,}".replace(",", "."), Decimal(value), "number")


def _text(fields: Mapping[str, object], name: str) -> str:
    value = fields.get(name)
    if value is None:
        return ""
    if isinstance(value, bool | Mapping | list | tuple | bytes):
        raise InputError(say("Hier moet tekst staan."), where=name, remedy=say("Geef de waarde als gewone tekst."))
    return without_surrogates(str(value))


def without_surrogates(text: str) -> str:
    """Lone surrogates, which no encoding can hold, each replaced by U+FFFD; the length stays the same."""
    return "".join("\ufffd" if 0xD800 <= ord(c) <= 0xDFFF else c for c in text)


def _unreadable(text: str) -> bool:
    odd = sum(1 for c in text if (ord(c) < 32 and c not in "\t\n\r\f\v") or c == "\ufffd")
    return odd > 2 and odd > len(text) * 0.02
