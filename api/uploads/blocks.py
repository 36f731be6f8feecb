"""The text of a document as it is gathered: headings, paragraphs, list items and table rows, in reading order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final, Literal

from classifier.description import without_surrogates

Kind = Literal["heading", "paragraph", "item", "row"]

LONGEST_TITLE: Final = 200
_CLOSE: Final = ("item", "row")
"""Two of these after each other stand on lines below each other; anything else has a blank line before it."""
_BLANKS: Final = re.compile(r"[^\S\n]+")
_LIGATURES: Final = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_NO_TITLE: Final = re.compile(
    r"microsoft (word|powerpoint)|^(untitled|naamloos|document|word document|presentatie|powerpoint)[\s\d-]*$"
    r"|\.(docx?|odt|pdf|html?|indd|qxd|pptx?)$",
    re.IGNORECASE,
)


class Full(Exception):  # noqa: N818 -- not an error: there is as much text as is kept
    """As much text was gathered as is kept: the rest of the document need not be read."""


@dataclass(frozen=True)
class Block:
    """One piece of text; `level` is that of a heading, from 1, and 0 for the rest."""

    kind: Kind
    text: str
    level: int = 0


class Blocks:
    """Gathers blocks until there are more characters than are kept; to be filled within `until_full`."""

    def __init__(self, most_characters: int) -> None:
        self._most = most_characters
        self._size = 0
        self._blocks: list[Block] = []
        self._rows: list[list[list[Block]]] = []  # the open rows, the innermost last; each a list of cells of blocks
        self.titles: list[str] = []
        """Titles that the document gives itself, the best first, apart from its headings."""

    @contextmanager
    def until_full(self) -> Iterator[None]:
        """Stop reading, without an error, where there is as much text as is kept."""
        with suppress(Full):
            yield

    def add(self, kind: Kind, text: str, level: int = 0) -> None:
        """Add a block, in the cell that is open or else in the text; one without anything to read is passed over."""
        text = tidy(text)
        if not text:
            return
        self._place(Block(kind, text, level))
        self._size += len(text) + 2
        if self._size > self._most + LONGEST_TITLE:
            raise Full

    def start_row(self) -> None:
        """A table row begins."""
        self._rows.append([])

    def start_cell(self) -> None:
        """A cell of the open row begins."""
        if self._rows:
            self._rows[-1].append([])

    def end_row(self) -> None:
        """The open row ends: one line where each cell is one paragraph, else its blocks cell after cell."""
        if not self._rows:
            return
        cells = [cell for cell in self._rows.pop() if cell]
        if len(cells) > 1 and all(len(cell) == 1 for cell in cells):
            self._place(Block("row", " | ".join(cell[0].text.replace("\n", " ") for cell in cells)))
        else:
            for cell in cells:
                for block in cell:
                    self._place(block)

    def title(self) -> str:
        """The title of the document: the one it gives itself where that means something, else its first heading, else empty."""
        headings = [block for block in self._blocks[:10] if block.kind == "heading"]
        highest = min((block.level for block in headings), default=0)
        first = [block.text for block in headings if block.level == highest][:1]
        for given in [*(first if highest == 1 else []), *self.titles, *first]:
            line = " ".join(tidy(given).split())
            if line and len(line) <= LONGEST_TITLE and not _NO_TITLE.search(line):
                return line
        return ""

    def text(self, room: int) -> tuple[str, bool]:
        """The whole text, cut off at a blank where it is longer than `room`, and whether it was cut off."""
        while self._rows:
            self.end_row()
        parts: list[str] = []
        for before, block in zip([None, *self._blocks], self._blocks, strict=False):
            if before:
                parts.append("\n" if before.kind == block.kind and block.kind in _CLOSE else "\n\n")
            parts.append(f"- {block.text}" if block.kind == "item" else block.text)
        whole = "".join(parts)
        if len(whole) <= room:
            return whole, False
        cut = whole[:room]
        blank = max(cut.rfind(" "), cut.rfind("\n"))
        return cut[: blank if blank > room // 2 else room].rstrip(), True

    def _place(self, block: Block) -> None:
        (self._rows[-1][-1] if self._rows and self._rows[-1] else self._blocks).append(block)


def tidy(text: str) -> str:
    """Without control characters, soft hyphens, ligatures and repeated blanks; line breaks stay."""
    text = without_surrogates(text).replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").replace("\f", "\n").translate(_LIGATURES)
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cn", "Co"))
    lines = (_BLANKS.sub(" ", line).strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
