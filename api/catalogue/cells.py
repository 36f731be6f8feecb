"""Cells that a spreadsheet shows and never runs, and cells kept as JSON and given back as they were."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Final

from api.catalogue.workbook import Cell

_RUNS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NEGATIVE: Final = re.compile(r"-\d[\d.,\u00a0 ]*")
_KINDS: Final[Mapping[str, Callable[[str], Cell]]] = {
    "datetime": dt.datetime.fromisoformat,
    "date": dt.date.fromisoformat,
    "time": dt.time.fromisoformat,
}

Kept = str | int | float | bool | dict[str, str] | None


def safe(value: str) -> str:
    """A text for CSV that no spreadsheet runs as a formula: an apostrophe before what one would run; `unsafe` takes it off again.

    A negative number stays a number.
    """
    guarded = value.lstrip("'")
    runs = guarded.startswith(_RUNS) and not (guarded == value and _NEGATIVE.fullmatch(value))
    return "'" + value if runs else value


def unsafe(value: str) -> str:
    """The text as it was before `safe`."""
    return value[1:] if value.startswith("'") and value.lstrip("'").startswith(_RUNS) else value


def kept(cell: Cell) -> Kept:
    """A cell as JSON can hold it; dates and times by their kind."""
    if isinstance(cell, dt.date | dt.time):
        return {type(cell).__name__: cell.isoformat()}
    return cell


def restored(value: Kept) -> Cell:
    """The cell that was kept."""
    if isinstance(value, dict):
        ((kind, text),) = value.items()
        return _KINDS[kind](text)
    return value


def shown(cell: Cell) -> str:
    """A cell as people read it, and as CSV holds it: dates as 31/12/2025, numbers with a comma."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "ja" if cell else "nee"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell).replace(".", ",")
    if isinstance(cell, dt.datetime):
        return cell.strftime("%d/%m/%Y" if cell.time() == dt.time() else "%d/%m/%Y %H:%M")
    if isinstance(cell, dt.date):
        return cell.strftime("%d/%m/%Y")
    return str(cell)
