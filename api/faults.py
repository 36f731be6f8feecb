"""Tells the faults that the framework finds in a request, in Dutch and by the names that people know the fields by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from classifier.aid import COST_FIELD, GRANTED_FIELD
from classifier.description import KIND_FIELD, TEXT_FIELD, without_surrogates
from classifier.enterprise import BALANCE_FIELD, HEADCOUNT_FIELD, SIZE_FIELD, TURNOVER_FIELD
from classifier.messages import say
from classifier.regimes import DATE_FIELD

NAMES: Final[Mapping[str, str]] = {
    "reference": say("referentie (reference)"),
    "title": say("titel (title)"),
    "text": TEXT_FIELD,
    "kind": KIND_FIELD,
    "cost": COST_FIELD,
    "enterprise_size": SIZE_FIELD,
    "headcount": HEADCOUNT_FIELD,
    "turnover": TURNOVER_FIELD,
    "balance_total": BALANCE_FIELD,
    "already_granted": GRANTED_FIELD,
    "date": DATE_FIELD,
    "regime": say("stelsel (regime)"),
    "themes": say("thema's (themes)"),
    "topics": say("onderwerpen (topics)"),
}
"""The fields as people and the core call them."""

_EXPECTED: Final[Mapping[str, str]] = {
    "kind": say("opleiding, advies of onbekend"),
    "enterprise_size": say("klein, middelgroot of groot"),
    "cost": say("een bedrag, als getal of als tekst"),
    "turnover": say("een bedrag, als getal of als tekst"),
    "balance_total": say("een bedrag, als getal of als tekst"),
    "already_granted": say("een bedrag, als getal of als tekst"),
    "headcount": say("een aantal, als getal of als tekst"),
    "themes": say("een lijst van thema's"),
    "topics": say("een lijst van onderwerpen"),
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
    return list(found.values()) or [Fault(say("Het verzoek kan niet gelezen worden."), "", say("Kijk na wat u stuurt."))]


def _fault(kind: str, field: str, position: int | None) -> Fault:
    where = NAMES.get(field, without_surrogates(field[:60]))
    if position is not None:
        where = say("{field}, nummer {number}", field=where, number=position + 1)
    if not field:
        return Fault(say("Er is geen inhoud, of ze is geen JSON-object."), say("inhoud"), say("Stuur één JSON-object met de velden."))
    if kind == "missing":
        return Fault(say("Dit veld ontbreekt."), where, say("Geef {expected}.", expected=_EXPECTED.get(field, say("een tekst"))))
    expected = _EXPECTED.get(field, say("tekst")) if position is None else say("tekst")
    return Fault(say("Hier moet {expected} staan.", expected=expected), where, say("Verbeter dit veld."))
