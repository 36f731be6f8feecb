"""Reads what a user gives as text: an argument, a file or standard input."""

from __future__ import annotations

import sys
from pathlib import Path

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


def decode(data: bytes, where: str) -> str:
    """Text as UTF-8 (with or without a mark) or else Windows-1252; InputError for what is no text."""
    if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(
            "Dit is geen tekstbestand.",
            where=where,
            remedy="Bewaar de beschrijving als gewone tekst (.txt) en probeer opnieuw.",
        )
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError("De tekens van dit bestand zijn niet te lezen.", where=where, remedy="Bewaar het als UTF-8.")


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        # A whole description is too long, or holds characters that no file name can.
        return False
