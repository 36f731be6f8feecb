"""A table file to a sheet: its headings and its filled rows, each with the number that the file shows for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Final

from api.catalogue.separated import separated_lines
from api.catalogue.workbook import Cell, is_workbook, workbook_lines
from api.decoding import decode
from classifier.description import dutch_number
from classifier.errors import InputError
from classifier.messages import say

FILE_FIELD: Final = "bestand"
_LOOKED_AT: Final = 10
_WIDE: Final = 3


@dataclass(frozen=True)
class Limits:
    """How large a table may be."""

    bytes: int
    rows: int
    columns: int


UPLOAD: Final = Limits(bytes=5_000_000, rows=5_000, columns=60)
"""What the page takes: whole catalogues, and no more than a thread can read in seconds."""


@dataclass(frozen=True)
class Line:
    """A filled row: its number as the file shows it, its cells, and how many fields it has beyond the headings (a CSV gone wrong)."""

    number: int
    cells: tuple[Cell, ...]
    surplus: int = 0


@dataclass(frozen=True)
class Sheet:
    """A table: as many headings as its widest row has cells (empty where there is none), and its filled rows."""

    headings: tuple[str, ...]
    lines: tuple[Line, ...]


def read_sheet(data: bytes, *, limits: Limits = UPLOAD) -> Sheet:
    """The sheet of an uploaded CSV or XLSX; its content tells which of the two it is. InputError where it cannot be used."""
    if not data:
        raise InputError(say("Dit bestand is leeg."), where=FILE_FIELD, remedy=say("Kies een ander bestand."))
    if len(data) > limits.bytes:
        raise InputError(
            say("Dit bestand is groter dan {size} MB.", size=dutch_number(limits.bytes // 1_000_000)),
            where=FILE_FIELD,
            remedy=say("Splits het in delen."),
        )
    if data.startswith(b"%PDF"):
        raise InputError(say("Dit is een pdf, geen tabel."), where=FILE_FIELD, remedy=say("Geef een CSV- of Excel-bestand (.xlsx)."))
    if is_workbook(data):
        return _sheet(workbook_lines(BytesIO(data), FILE_FIELD, bounded=True), limits, uneven_is_wrong=False)
    try:
        text = decode(data, FILE_FIELD)
    except InputError as error:
        raise InputError(
            say("Dit is geen CSV en geen Excel-bestand."), where=FILE_FIELD, remedy=say("Bewaar uw tabel als CSV of als .xlsx.")
        ) from error
    return _sheet(separated_lines(text, FILE_FIELD), limits, uneven_is_wrong=True)


def csv_records(data: bytes, where: str) -> list[list[str]]:
    """All records of a CSV file on disk, empty ones included."""
    return list(separated_lines(decode(data, where), where))


def workbook_records(file: IO[bytes], where: str) -> list[list[Cell]]:
    """All rows of a workbook on disk, empty ones included."""
    return list(workbook_lines(file, where, bounded=False))


def is_filled(cell: Cell) -> bool:
    """Whether a cell holds more than white space."""
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def _sheet(records: Iterable[Sequence[Cell]], limits: Limits, *, uneven_is_wrong: bool) -> Sheet:
    filled = list(_filled(records, limits))
    filled = filled[_heading_at([cells for _, cells in filled[:_LOOKED_AT]]) :]
    if len(filled) < 2:
        raise InputError(
            say("Er staat geen enkele rij onder de kolomnamen."),
            where=FILE_FIELD,
            remedy=say("Zet de kolomnamen in de eerste rij, de diensten eronder."),
        )
    named = len(filled[0][1])
    longer = sum(len(cells) > named for _, cells in filled[1:])
    # One row with too many fields has a separator in its text; when most have, there is a column without a heading.
    wrong = uneven_is_wrong and longer <= len(filled) // 2
    width = max(len(cells) for _, cells in filled)
    headings = [" ".join(str(cell).split()) if is_filled(cell) else "" for cell in filled[0][1]]
    lines = [Line(number, tuple(cells), max(0, len(cells) - named) if wrong else 0) for number, cells in filled[1:]]
    return Sheet((*headings, *[""] * (width - named)), tuple(lines))


def _filled(records: Iterable[Sequence[Cell]], limits: Limits) -> Iterator[tuple[int, Sequence[Cell]]]:
    """The rows that hold something, up to their last filled cell, with their numbers; InputError for a table that is too large."""
    found = 0
    for number, cells in enumerate(records, start=1):
        last = len(cells)
        while last and not is_filled(cells[last - 1]):
            last -= 1
        if not last:
            continue
        found += 1
        if found > limits.rows + _LOOKED_AT:  # some may turn out to stand above the table
            break
        if last > limits.columns:
            raise InputError(
                say(
                    "Rij {number} telt {count} kolommen; er mogen er hoogstens {most} zijn.", number=number, count=last, most=limits.columns
                ),
                where=FILE_FIELD,
                remedy=say("Laat weg wat niet over de diensten gaat."),
            )
        yield number, cells[:last]
    if found > limits.rows + 1:
        raise InputError(
            say("Dit bestand telt meer dan {count} rijen.", count=dutch_number(limits.rows)),
            where=FILE_FIELD,
            remedy=say("Splits het in kleinere bestanden."),
        )


def _heading_at(first: Sequence[Sequence[Cell]]) -> int:
    """Which of the first filled rows holds the headings: a lone cell above a wide table is its title."""
    counts = [sum(map(is_filled, cells)) for cells in first]
    if not counts or sorted(counts)[len(counts) // 2] < _WIDE:
        return 0
    return next((at for at, count in enumerate(counts) if count > 1), 0)
