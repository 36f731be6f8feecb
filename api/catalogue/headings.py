"""What the columns of a table may be called, in Dutch and English."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "reference": ("reference", "referentie", "ref", "id", "nummer", "code"),
    "title": ("title", "titel", "naam", "naam opleiding", "naam dienst"),
    "text": ("text", "tekst", "beschrijving", "omschrijving", "inhoud", "description"),
    "kind": ("kind", "soort", "type", "soort dienst"),
    "cost": ("cost", "kostprijs", "prijs", "prijs excl. btw", "kosten"),
    "enterprise_size": ("enterprise_size", "grootte", "ondernemingsgrootte"),
    "headcount": ("headcount", "werknemers", "vte", "aantal werknemers"),
    "turnover": ("turnover", "omzet", "jaaromzet"),
    "balance_total": ("balance_total", "balanstotaal"),
    "already_granted": ("already_granted", "al toegekend", "al toegekende steun"),
    "date": ("date", "datum"),
}
"""The input fields, and the names that stand for exactly one of them (capitals do not matter)."""

_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "reference": ("referentie", "reference", "nummer", "nr", "code", "id", "ref", "cursuscode", "artikelnummer", "sku"),
    "cost": ("kostprijs", "prijs", "kosten", "cost", "price", "tarief", "bedrag", "fee", "deelnameprijs", "inschrijvingsgeld"),
    "text": (
        *("beschrijving", "omschrijving", "inhoud", "tekst", "programma", "doel", "doelen", "doelstelling", "doelstellingen"),
        *("leerdoelen", "leerdoel", "leerinhoud", "leerresultaten", "resultaat", "resultaten", "samenvatting", "intro", "inleiding"),
        *("description", "content", "contents", "text", "programme", "program", "objective", "objectives", "goal", "goals"),
        *("summary", "abstract", "outline", "syllabus", "aanpak", "onderwerpen", "topics", "modules"),
    ),
    "title": ("titel", "title", "naam", "name", "benaming", "opleidingsnaam", "cursusnaam", "opleidingstitel", "cursustitel"),
    "kind": ("soort", "type", "kind", "aard"),
}
"""Words that tell what a longer heading such as “Prijs (excl. btw)” is about; the first field that has one wins."""

_ALONE: Final[Mapping[str, str]] = {
    **dict.fromkeys(("opleiding", "cursus", "training", "dienst", "course", "service", "opleidingen", "vorming", "advies"), "title"),
}
"""Words that are a heading only when they stand alone: “opleiding” is the title, “duur opleiding” is not."""

_NEVER: Final = frozenset(
    (
        *("duur", "doelgroep", "voorkennis", "locatie", "plaats", "taal", "lesgever", "docent", "url", "link", "website", "email"),
        *("duration", "audience", "location", "language", "instructor", "prerequisites", "categorie", "category", "status", "adres"),
        *("contact", "contactpersoon", "telefoon", "deelnemers", "dagen", "uren", "days", "hours", "foto", "afbeelding", "image"),
    )
)
"""Words of headings that stand for nothing here, whatever else they say (“Taal inhoud”)."""


def plain(heading: str) -> str:
    """A heading in small letters, without accents and signs."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", heading.lower()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9]+", bare))


_EXACT: Final = {plain(alias): field for field, aliases in NAMES.items() for alias in aliases}


def field_of(heading: str) -> str:
    """The field that a heading names; an empty text where it names none."""
    name = plain(heading)
    words = set(name.split())
    if name in _EXACT:
        return _EXACT[name]
    if name in _ALONE:
        return _ALONE[name]
    if words & _NEVER:
        return ""
    return next((field for field, known in _WORDS.items() if words & set(known)), "")
