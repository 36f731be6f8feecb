"""Reads what a user gives as text: an argument, a file or standard input."""

from __future__ import annotations

import sys
from pathlib import Path

from api.decoding import decode
from classifier.description import MOST_CHARACTERS, dutch_number
from classifier.errors import InputError

MOST_BYTES = 10_000_000
_SUFFIXES = {".txt", ".md", ".html", ".htm"}


def read_text(given: str) -> str:
    """`-` is standard input, the name of a file is its content, anything else is the text itself."""
    if given == "-":
        return decode(sys.stdin.buffer.read(MOST_BYTES + 1), "standaardinvoer")
    path = Path(given)
    if _is_file(path):
        if path.stat().st_size > MOST_BYTES:
            raise InputError(
                f"Dit bestand is te groot; een beschrijving telt hoogstens {dutch_number(MOST_CHARACTERS)} tekens.",
                where=given,
                remedy="Geef enkel de tekst van deze ene dienst.",
            )
        return decode(path.read_bytes(), given)
    if path.suffix.lower() in _SUFFIXES and not any(c.isspace() for c in given):
        raise InputError("Dit bestand bestaat niet.", where=given, remedy="Kijk de naam en de map na.")
    return given


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        # A whole description is too long, or holds characters that no file name can.
        return False
