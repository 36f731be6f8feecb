"""Tables of descriptions: JSON Lines, CSV and XLSX in, JSON Lines and CSV out."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from classifier.errors import InputError
from classifier.taxonomy import taxonomy
from commands.reading import decode

MOST_BYTES = 500_000_000
SEPARATORS = ";,\t|"
HEADINGS = {
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
"""The input fields, and what their columns may be called (capitals do not matter)."""


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
    text = decode(path.read_bytes(), str(path))
    first = text.split("\n", 1)[0]
    separator = max(SEPARATORS, key=first.count)
    csv.field_size_limit(2**31 - 1)
    try:
        lines = list(csv.reader(StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise InputError(f"Geen geldige CSV ({error}).", where=str(path), remedy="Bewaar het bestand opnieuw als CSV.") from error
    return _table(lines, str(path))


def _xlsx(path: Path) -> list[Row]:
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        lines = [list(values) for values in sheet.iter_rows(values_only=True)]
        book.close()
    except (InvalidFileException, zipfile.BadZipFile, KeyError, IndexError, OSError, ValueError) as error:
        raise InputError("Dit is geen leesbaar Excel-bestand.", where=str(path), remedy="Bewaar het opnieuw als .xlsx.") from error
    return _table(lines, str(path))


def _table(lines: Sequence[Sequence[Any]], where: str) -> list[Row]:
    if not lines:
        return []
    headings = ["" if value is None else str(value).strip() for value in lines[0]]
    names = {alias: field for field, aliases in HEADINGS.items() for alias in aliases}
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
    if values <= headings:
        return None
    return InputError(
        f"Deze rij telt {values} velden, de eerste rij {headings}.",
        where=f"rij {number}",
        remedy="Zet een veld waarin het scheidingsteken voorkomt tussen aanhalingstekens.",
    )


Answer = dict[str, Any]
Write = Callable[[int, Answer], None]


@contextmanager
def writer(path: Path) -> Iterator[Write]:
    """A function that writes the answer to the row of a number; the file appears whole when the block ends well, otherwise not at all."""
    writers = {".jsonl": _write_jsonl, ".ndjson": _write_jsonl, ".csv": _write_csv}
    start = writers.get(path.suffix.lower())
    if start is None:
        raise InputError(f"Antwoorden worden niet als '{path.suffix}' geschreven.", where=str(path), remedy="Geef .jsonl of .csv.")
    draft = path.with_name(path.name + ".tmp")
    try:
        # Excel reads a CSV as UTF-8 only when it begins with a mark.
        with draft.open("w", encoding="utf-8-sig" if start is _write_csv else "utf-8", newline="") as file:
            yield start(file)
        draft.replace(path)
    except OSError as error:
        raise InputError(
            f"Hier kan niet geschreven worden ({error.strerror}).", where=str(path), remedy="Kies een andere plaats."
        ) from error
    finally:
        draft.unlink(missing_ok=True)


def _write_jsonl(file: Any) -> Write:
    # The number of a good row is not part of the contract; an error row brings its own.
    return lambda _, answer: file.write(json.dumps(answer, ensure_ascii=False) + "\n")


def _write_csv(file: Any) -> Write:
    themes = taxonomy().ids("theme")
    heading = ["row", "reference", "title", "kind", "language", "outcome", "themes", "subtopics", "screening", "topics", "doubtful"]
    heading += [f"p:{theme}" for theme in themes]
    heading += ["conditions", "reasons", "precedents", "aid", "own_share", "model", "error"]
    table = csv.DictWriter(file, heading, delimiter=";")
    table.writeheader()
    return lambda number, answer: table.writerow({"row": number} | flat(answer))


def flat(answer: Answer) -> dict[str, object]:
    """One answer as the cells of a table; lists are joined by a comma, sentences by a space."""
    if "error" in answer:
        error = answer["error"]
        message = " ".join(part for part in (error["where"] and error["where"] + ":", error["what"], error["remedy"]) if part)
        return {"reference": safe(answer["reference"]), "error": safe(message)}
    labels = answer["labels"]
    cells: dict[str, object] = {key: safe(answer[key]) for key in ("reference", "title", "kind", "language", "outcome")}
    cells |= {key: ", ".join(answer[key]) for key in ("themes", "subtopics", "screening", "topics")}
    cells["doubtful"] = ", ".join(label["id"] for label in labels if label["decision"] == "twijfel")
    cells |= {f"p:{label['id']}": label["probability"] for label in labels if label["group"] == "theme"}
    cells["conditions"] = ", ".join(condition["id"] for condition in answer["conditions"])
    cells["reasons"] = safe(" ".join(answer["reasons"]))
    cells["precedents"] = ", ".join(precedent["id"] for precedent in answer["precedents"])
    if answer["aid"]:
        cells |= {"aid": answer["aid"]["aid"], "own_share": answer["aid"]["own_share"]}
    cells["model"] = answer["model"]["version"]
    return cells


def safe(value: str) -> str:
    """A cell that a spreadsheet would run as a formula, made into text."""
    return "'" + value if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
