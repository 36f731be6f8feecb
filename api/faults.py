"""Tells the faults that the framework finds in a request, in Dutch and by the names that people know the fields by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from classifier.description import without_surrogates

NAMES: Final[Mapping[str, str]] = {
    "reference": "referentie (reference)",
    "title": "titel (title)",
    "text": "tekst (text)",
    "kind": "soort dienst (kind)",
    "cost": "kostprijs zonder btw (cost)",
    "enterprise_size": "grootte van de onderneming (enterprise_size)",
    "headcount": "aantal werknemers in VTE (headcount)",
    "turnover": "jaaromzet (turnover)",
    "balance_total": "balanstotaal (balance_total)",
    "already_granted": "al toegekende steun dit jaar (already_granted)",
    "date": "datum (date)",
    "regime": "stelsel (regime)",
    "themes": "thema's (themes)",
    "topics": "onderwerpen (topics)",
}
"""The fields as people and the core call them."""

_EXPECTED: Final[Mapping[str, str]] = {
    "kind": "opleiding, advies of onbekend",
    "enterprise_size": "klein, middelgroot of groot",
    "cost": "een bedrag, als getal of als tekst",
    "turnover": "een bedrag, als getal of als tekst",
    "balance_total": "een bedrag, als getal of als tekst",
    "already_granted": "een bedrag, als getal of als tekst",
    "headcount": "een aantal, als getal of als tekst",
    "themes": "een lijst van thema's",
    "topics": "een lijst van onderwerpen",
}


@dataclass(frozen=True)
class Fault:
    """One fault in a request: what, where, and what to do, in Dutch."""

    detail: str
    where: str
    remedy: str


def faults(errors: Iterable[Mapping[str, Any]]) -> list[Fault]:
    """The faults that the framework found, at most one per field, in their order; always at least one."""
    found: dict[str, Fault] = {}
    for error in errors:
        # ("body", "cost", "int") is a way through a union; ("body", "themes", 2) the third of a list.
        way: tuple[str | int, ...] = tuple(error["loc"])[1:]
        field = str(way[0]) if way else ""
        if field not in found:
            found[field] = _fault(str(error["type"]), field, next((i for i in way[1:] if isinstance(i, int)), None))
    return list(found.values()) or [Fault("Het verzoek kan niet gelezen worden.", "", "Kijk na wat u stuurt.")]


def _fault(kind: str, field: str, position: int | None) -> Fault:
    where = NAMES.get(field, without_surrogates(field[:60]))
    if position is not None:
        where += f", nummer {position + 1}"
    if not field:
        return Fault("Er is geen inhoud, of ze is geen JSON-object.", "inhoud", "Stuur één JSON-object met de velden.")
    if kind == "missing":
        return Fault("Dit veld ontbreekt.", where, f"Geef {_EXPECTED.get(field, 'een tekst')}.")
    expected = _EXPECTED.get(field, "tekst") if position is None else "tekst"
    return Fault(f"Hier moet {expected} staan.", where, "Verbeter dit veld.")
