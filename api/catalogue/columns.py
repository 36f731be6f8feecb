"""What each column of a catalogue is used for: recognised first, then confirmed or corrected by its user."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Final, Literal, get_args

from api.catalogue.cells import shown
from api.catalogue.headings import field_of
from api.catalogue.reading import Sheet, is_filled
from api.catalogue.workbook import Cell
from classifier.aid import COST_FIELD
from classifier.amounts import parse_amount
from classifier.description import read_kind
from classifier.errors import InputError
from classifier.messages import Said, say

Use = Literal["", "title", "text", "kind", "cost", "reference"]
"""Nothing, or a field of the description; only `text` may be used by several columns, which are then joined."""

USES: Final[dict[Use, Said]] = {
    "": say("Niet gebruiken"),
    "title": say("Titel"),
    "text": say("Beschrijving"),
    "kind": say("Soort (opleiding of advies)"),
    "cost": say("Kostprijs zonder btw"),
    "reference": say("Referentie"),
}
"""Every use by its name on the page, in the order of its list."""

_LONG: Final = 80
"""Characters that a typical description has at least, and a typical title does not."""
_MOSTLY: Final = 0.8


@dataclass(frozen=True)
class ColumnFault:
    """A fault in the choices, at the list of a column."""

    field: str
    label: str
    message: str


def recognised(sheet: Sheet) -> tuple[Use, ...]:
    """The likely use of every column: by its heading, and where no heading names title or description, by its content."""
    columns = [
        [line.cells[at] for line in sheet.lines if at < len(line.cells) and is_filled(line.cells[at])] for at in range(len(sheet.headings))
    ]
    uses: list[Use] = []
    for heading, cells in zip(sheet.headings, columns, strict=True):
        field = field_of(heading)
        use: Use = field if field in get_args(Use) and cells and _fits(field, cells) else ""  # type: ignore[assignment]
        uses.append("" if use != "text" and use in uses else use)
    lengths = [median([len(shown(cell)) for cell in cells]) if cells else 0 for cells in columns]
    free = [at for at, use in enumerate(uses) if not use]
    if "text" not in uses and free and lengths[longest := max(free, key=lambda at: lengths[at])] >= _LONG:
        uses[longest] = "text"
        free.remove(longest)
    if "title" not in uses and (named := next((at for at in free if _could_be_titles(columns[at], lengths[at])), None)) is not None:
        uses[named] = "title"
    return tuple(uses)


def use_faults(uses: Sequence[str], labels: Sequence[str]) -> list[ColumnFault]:
    """What is wrong with the choices, by the labels of the columns; none where they can be used."""
    faults = []
    for at, use in enumerate(uses):
        if use not in USES:
            faults.append(ColumnFault(column_id(at), labels[at], say("Kies een van de mogelijkheden.")))
        elif use not in ("", "text") and use in uses[:at]:
            first = labels[list(uses).index(use)]
            faults.append(
                ColumnFault(
                    column_id(at),
                    labels[at],
                    say("“{use}” is al gekozen voor {column}. Kies iets anders.", use=USES[use], column=first),
                )
            )
    if "text" not in uses:
        place = next((at for at, use in enumerate(uses) if not use), 0)
        faults.insert(
            0,
            ColumnFault(column_id(place), say("Beschrijving"), say("Kies minstens één kolom waarin de beschrijving van de dienst staat.")),
        )
    return faults


def column_id(at: int) -> str:
    """The name of the list of a column in the form."""
    return f"kolom-{at + 1}"


def column_labels(headings: Sequence[str]) -> list[str]:
    """What to call each column: its heading, or its place where it has none."""
    return [heading or say("Kolom {number} (zonder naam)", number=at) for at, heading in enumerate(headings, start=1)]


def fields_of(cells: Sequence[Cell], uses: Sequence[str]) -> dict[str, object]:
    """The fields of a row's description. Several description columns become paragraphs; the same text twice counts once."""
    fields: dict[str, object] = {}
    parts: list[str] = []
    for cell, use in zip(cells, uses, strict=False):
        if not use or not is_filled(cell):
            continue
        if use == "text":
            parts.append(shown(cell).replace("\r\n", "\n").strip())
        else:
            # An amount stays a number; a reference such as 12.0 is what the sheet shows.
            fields[use] = cell if use == "cost" else shown(cell).strip()
    return {**fields, "text": "\n\n".join(dict.fromkeys(parts))}


def _fits(field: str, cells: Sequence[Cell]) -> bool:
    """Whether the content of a column can be what its heading says; only kinds and amounts can be told from other things."""
    if field == "kind":
        return all(_reads(read_kind, shown(cell)) for cell in cells)
    if field == "cost":
        return sum(_reads(_amount, cell) for cell in cells) >= _MOSTLY * len(cells)
    return True


def _amount(cell: Cell) -> object:
    return parse_amount(cell, COST_FIELD)


def _reads(read: Callable[[Any], object], cell: object) -> bool:
    try:
        read(cell)
    except InputError:
        return False
    return True


def _could_be_titles(cells: Sequence[Cell], length: float) -> bool:
    """Short texts in letters, most of them different."""
    texts = [cell for cell in cells if isinstance(cell, str) and sum(map(str.isalpha, cell)) > len(cell) / 2]
    return 4 < length < _LONG and len(texts) >= _MOSTLY * len(cells) and len(set(texts)) > len(texts) / 2
