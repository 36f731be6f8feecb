"""From the lines of a PDF to its paragraphs: lines joined, words mended, what repeats on each page dropped."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

from api.uploads.blocks import Blocks

_HYPHENS: Final = "-\u00ad\u2010\ufffe\x02"
_BULLET: Final = re.compile(r"(?:[•●▪■◦○‣⁃∙·➢➤►✓✔\uf0b7\uf0a7\uf0d8]|[-–*](?=\s)|o(?=\s+[A-Z]))\s*")
_NUMBERED: Final = re.compile(r"(?:\d{1,2}|[a-z])[.)]\s+\S")
_EDGE: Final = 0.12
"""The share of a page's height at its top and at its bottom where headers and footers stand."""
_SIZES: Final = 1.15
"""A line this much larger than the body is a heading; two lines that differ this much are no one paragraph."""
_TITLE: Final = 1.4
"""A line at the edge this much larger than the body is a title, and no header."""
_GAP: Final = 1.35
"""Lines further apart than this many usual distances are no one paragraph."""
_LONGEST_HEADING: Final = 150
_KEPT_BEFORE: Final = frozenset(["kmo", "e", "it", "ict", "hr", "ai", "btw", "co", "ex", "non"])
"""What is written with a hyphen in Dutch, so that a hyphen after it at the end of a line stays."""


@dataclass(frozen=True)
class Line:
    """One line of a page; places in points, from the left and from the bottom."""

    page: int
    text: str
    left: float
    right: float
    bottom: float
    size: float
    bold: bool
    edge: bool
    """Whether it stands where headers and footers do."""

    @classmethod
    def of(
        cls, page: int, height: float, characters: list[str], boxes: list[tuple[float, float, float, float]], sizes: list[float], bold: int
    ) -> Line:
        """The line that these characters form."""
        bottom, top = min(box[1] for box in boxes), max(box[3] for box in boxes)
        return cls(
            page=page,
            text="".join(characters).strip(),
            left=min(box[0] for box in boxes),
            right=max(box[2] for box in boxes),
            bottom=median(box[1] for box in boxes),
            size=median(sizes),
            bold=bold > 0.8 * len(boxes),
            edge=height > 0 and (top < _EDGE * height or bottom > (1 - _EDGE) * height),
        )

    @property
    def broken_off(self) -> bool:
        """Whether the last word goes on on the next line."""
        return len(self.text) > 1 and self.text[-1] in _HYPHENS and self.text[-2].isalpha()


def add_lines(pages: list[list[Line]], blocks: Blocks) -> None:
    """Add the paragraphs, list items and headings of the pages."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page:
            sizes[round(line.size, 1)] += len(line.text)
    body = max(sizes, key=sizes.__getitem__, default=0.0)
    lines = _without_repeated(pages, body * _TITLE)
    levels = {size: level for level, size in enumerate(sorted((s for s in sizes if s > body * _SIZES), reverse=True), start=1)}
    pitch = _usual_distance(lines)
    known = Counter(word.lower() for line in lines for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)+", line.text))
    for paragraph in _paragraphs(lines, pitch):
        text = _joined([line.text for line in paragraph], known)
        first = paragraph[0]
        bullet = _BULLET.match(text)
        level = levels.get(round(first.size, 1), 0)
        if bullet and len(text) > bullet.end():
            blocks.add("item", text[bullet.end() :])
        elif level and len(text) <= _LONGEST_HEADING:
            blocks.add("heading", text, min(level, 6))
        elif first.bold and len(text) <= _LONGEST_HEADING and all(line.bold for line in paragraph) and text[-1:] not in ".;,":
            blocks.add("heading", text, min(len(levels) + 1, 6))
        else:
            blocks.add("paragraph", text)


def _without_repeated(pages: list[list[Line]], largest: float) -> list[Line]:
    """The lines, without those at the edge that stand on most pages, page numbers in them aside; a larger one is a heading, and stays."""
    seen = Counter(key for page in pages for key in {_key(line) for line in page if line.edge and line.size <= largest})
    written = sum(1 for page in pages if page)
    least = max(2, 0.6 * written)
    return [line for page in pages for line in page if not (line.edge and line.size <= largest and seen[_key(line)] >= least)]


def _key(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text)


def _usual_distance(lines: list[Line]) -> float:
    """The distance between the lines of one paragraph, in sizes of the line: the one that occurs most."""
    found = Counter(
        round((one.bottom - two.bottom) / one.size, 1)
        for one, two in pairwise(lines)
        if one.page == two.page and one.size > 0 and 0.7 * one.size < one.bottom - two.bottom < 2.5 * one.size
    )
    # The smallest of those that occur often: in a text of short paragraphs the distance between two of them occurs most.
    often = [distance for distance, times in found.items() if times >= 0.2 * sum(found.values())]
    return min(often, default=1.2)


def _paragraphs(lines: list[Line], pitch: float) -> list[list[Line]]:
    found: list[list[Line]] = []
    for at, line in enumerate(lines):
        if found and _goes_on(found[-1], line, _right_edge(lines, at - 1), pitch):
            found[-1].append(line)
        else:
            found.append([line])
    return found


def _right_edge(lines: list[Line], at: int) -> float:
    """How far the lines around one reach that stand in the same column."""
    this = lines[at]
    around = lines[max(0, at - 12) : at + 13]
    return max(line.right for line in around if line.page == this.page and line.left < this.right and abs(line.left - this.left) < 40)


def _goes_on(paragraph: list[Line], line: Line, edge: float, pitch: float) -> bool:
    """Whether a line belongs to the paragraph before it."""
    last = paragraph[-1]
    if last.broken_off and not _BULLET.match(line.text):
        return True
    if _BULLET.match(line.text) or _NUMBERED.match(line.text) or line.bold != last.bold:
        return False
    if not last.size / _SIZES < line.size < last.size * _SIZES:
        return False
    if line.page != last.page or line.bottom > last.bottom + last.size:  # on the next page or column
        return last.text[-1:] not in ".:;!?" and line.text[:1].islower()
    if last.bottom - line.bottom > pitch * _GAP * last.size or line.right < last.left or line.left > last.right:
        return False
    # A word that still fitted on the line before was put on a new line on purpose.
    word = (line.right - line.left) * (len(line.text.split(maxsplit=1)[0]) + 1) / max(1, len(line.text))
    return edge - last.right < word * 1.1


def _joined(texts: list[str], known: Counter[str]) -> str:
    whole = texts[0]
    for text in texts[1:]:
        if len(whole) > 1 and whole[-1] in _HYPHENS and whole[-2].isalpha():
            left, right = re.split(r"\s", whole[:-1])[-1], re.split(r"\s", text)[0]
            kept = _keeps_hyphen(left, right, known)
            whole = f"{whole[:-1]}{'-' if kept else ''}{' ' if right in ('en', 'of') else ''}{text}"
        else:
            whole = f"{whole} {text}"
    return whole


def _keeps_hyphen(left: str, right: str, known: Counter[str]) -> bool:
    bare = right.strip(".,;:!?()").lower()
    return (
        right in ("en", "of")
        or not right[:1].islower()
        or left[-1:].isupper()
        or left.lower().lstrip("(") in _KEPT_BEFORE
        or known[f"{left.lower()}-{bare}"] > 0
    )
