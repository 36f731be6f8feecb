"""The font of the reports: where its files lie, which characters it has, and what stands for those that it lacks."""

from __future__ import annotations

import re
import struct
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

import font_source_sans_pro

from api.translations import _

FILES: Final = tuple(
    Path(font_source_sans_pro.__file__).parent / "files" / f"SourceSansPro-{weight}.ttf" for weight in ("Regular", "Semibold", "Bold")
)

_LACKING: Final = "\0"
_RUN: Final = re.compile(r"\0(?:\s*\0)*")
_LONG_WORD: Final = re.compile(r"\S{30,}")
_PIECE: Final = re.compile(r"\S{20}(?=\S)")
_BREAK: Final = "\N{ZERO WIDTH SPACE}"


def writable(text: str) -> str:
    """The text on one line, in characters that the font has.

    A run of others becomes a count, such as "[3 tekens]": a reader must see that something stood there.
    """
    known = characters()
    composed = unicodedata.normalize("NFC", text)
    kept = "".join(
        c if c in known else " " if c.isspace() else _LACKING for c in composed if c in known or c.isspace() or not _is_invisible(c)
    )
    return " ".join(_RUN.sub(_substitute, kept).split())


def breakable(text: str) -> str:
    """The text with places to break inside words that are too long for a line."""
    return _LONG_WORD.sub(lambda word: _PIECE.sub(lambda piece: piece[0] + _BREAK, word[0]), text)


@cache
def characters() -> frozenset[str]:
    """Every character that all weights of the font can show, without controls, formats, private use and marks on a letter.

    A mark that makes no one character with its letter would be said with that letter wherever it stands in the PDF, in a
    reference too: the table from shapes to characters has one entry for each shape.
    """
    return frozenset.intersection(*map(_covered, FILES))


def _is_invisible(character: str) -> bool:
    category = unicodedata.category(character)
    return category in {"Cc", "Cf"} or "VARIATION SELECTOR" in unicodedata.name(character, "")


def _substitute(run: re.Match[str]) -> str:
    count = run[0].count(_LACKING)
    return _("[1 teken]") if count == 1 else _("[{count} tekens]", count=count)


def _covered(file: Path) -> frozenset[str]:
    """The characters of a TrueType font, from the table that maps the whole of Unicode (platform 3, encoding 10, format 12)."""
    font = file.read_bytes()
    tables = {
        font[at : at + 4]: struct.unpack(">I", font[at + 8 : at + 12])[0] for at in range(12, 12 + 16 * int.from_bytes(font[4:6]), 16)
    }
    cmap = tables[b"cmap"]
    for at in range(cmap + 4, cmap + 4 + 8 * int.from_bytes(font[cmap + 2 : cmap + 4]), 8):
        platform, encoding, offset = struct.unpack(">HHI", font[at : at + 8])
        if (platform, encoding) == (3, 10):
            start = cmap + offset + 16
            groups = struct.iter_unpack(">III", font[start : start + 12 * int.from_bytes(font[start - 4 : start])])
            mapped = (chr(code) for first, last, _ in groups for code in range(first, last + 1))
            return frozenset(character for character in mapped if unicodedata.category(character)[0] not in "CMZ")
    raise ValueError(f"{file.name} maps no Unicode")
