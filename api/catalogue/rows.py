"""Rows of a file on disk by the names of the fields: JSON Lines, CSV and XLSX, for programs that know what they ask."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.catalogue.headings import NAMES
from api.catalogue.reading import csv_records, workbook_records
from api.decoding import decode
from classifier.errors import InputError
from classifier.messages import say

MOST_BYTES = 500_000_000


@dataclass(frozen=True)
class Row:
    """One row: its number as the file shows it (a heading row counts), its fields, and what made it unreadable, if anything."""

    number: int
    fields: dict[str, object]
    problem: InputError | None = None


def read_rows(path: Path) -> list[Row]:
    """Every row of a .jsonl, .csv or .xlsx file; InputError where the file itself cannot be used."""
    if not path.is_file():
        raise InputError("Dit bestand bestaat niet.", where=str(path), remedy="Kijk de naam en de map na.")
    if path.stat().st_size > MOST_BYTES:
        raise InputError("Dit bestand is groter dan 500 MB.", where=str(path), remedy="Splits het in kleinere bestanden.")
    readers = {".jsonl": _jsonl, ".ndjson": _jsonl, ".csv": _csv, ".tsv": _csv, ".xlsx": _xlsx}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise InputError(
            f"Bestanden van de soort '{path.suffix}' worden niet gelezen.",
            where=str(path),
            remedy="Geef .jsonl, .csv of .xlsx.",
        )
    rows = reader(path)
    if not rows:
        raise InputError("Er staat geen enkele rij in dit bestand.", where=str(path), remedy="Kijk het bestand na.")
    return rows


def _jsonl(path: Path) -> list[Row]:
    rows = []
    # Not splitlines: a JSON string may hold U+2028, which is no end of line there.
    for number, line in enumerate(decode(path.read_bytes(), str(path)).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            fields = json.loads(line, parse_constant=_refuse_constant)
        except (json.JSONDecodeError, RecursionError) as error:
            what = f"Geen geldige JSON ({getattr(error, 'msg', 'te diep genest')})."
            rows.append(Row(number, {}, InputError(what, where=f"rij {number}", remedy="Verbeter die regel.")))
            continue
        if isinstance(fields, dict):
            rows.append(Row(number, fields))
        else:
            problem = InputError("Dit is geen JSON-object.", where=f"rij {number}", remedy="Geef per regel één object.")
            rows.append(Row(number, {}, problem))
    return rows


def _refuse_constant(name: str) -> str:
    """NaN and Infinity are no JSON: kept as text, so that the field that holds them is the one refused."""
    return name


def _csv(path: Path) -> list[Row]:
    return _table(csv_records(path.read_bytes(), str(path)), str(path))


def _xlsx(path: Path) -> list[Row]:
    with path.open("rb") as file:
        return _table(workbook_records(file, str(path)), str(path))


def _table(lines: Sequence[Sequence[Any]], where: str) -> list[Row]:
    if not lines:
        return []
    headings = ["" if value is None else str(value).strip() for value in lines[0]]
    names = {alias: field for field, aliases in NAMES.items() for alias in aliases}
    fields = [names.get(heading.lower()) for heading in headings]
    if "text" not in fields and "title" not in fields:
        found = ", ".join(heading for heading in headings if heading) or "geen"
        raise InputError(
            f"Er is geen kolom 'text' en geen kolom 'title' (gevonden: {found[:200]}).",
            where=where,
            remedy="Zet de namen van de kolommen in de eerste rij.",
        )
    twice = next((field for field in fields if field and fields.count(field) > 1), None)
    if twice:
        raise InputError(f"Twee kolommen staan voor '{twice}'.", where=where, remedy="Laat er één staan.")
    rows = []
    for number, values in enumerate(lines[1:], start=2):
        if all(value is None or str(value).strip() == "" for value in values):
            continue
        given = {field: value for field, value in zip(fields, values, strict=False) if field and value not in (None, "")}
        rows.append(Row(number, given, _uneven(len(values), len(headings), number)))
    return rows


def _uneven(values: int, headings: int, number: int) -> InputError | None:
    return surplus(values - headings, headings, number) if values > headings else None


def surplus(more: int, headings: int, number: int) -> InputError:
    """What is wrong with a row that has more fields than there are headings."""
    return InputError(
        say("Deze rij telt {count} velden, de eerste rij {headings}.", count=headings + more, headings=headings),
        where=say("rij {number}", number=number),
        remedy=say("Zet een veld waarin het scheidingsteken voorkomt tussen aanhalingstekens."),
    )
