"""Evidence: the passages of a description that carry a label's score, exact sums over the encoder's tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

MOST_SHARE = 0.3
"""Of the words of a description, at most this share is marked for one label."""
LEAST = 0.15
"""A passage that stands out less than this, beside the one that stands out most, is left unmarked."""
MOST_WORDS = 14
"""A longer sentence is cut at its commas, and a still longer piece at this many words."""


@dataclass(frozen=True)
class Passage:
    """Characters [start, end) of the document; `words` is how many it counts."""

    start: int
    end: int
    words: int


@dataclass(frozen=True)
class Marked:
    """A passage with its share of all that speaks for the label in this text (0 to 1)."""

    start: int
    end: int
    weight: float


def passages(doc: Any, breaks: Sequence[int] = ()) -> list[Passage]:
    """The sentences and lines of a spaCy Doc, the long ones cut at commas; none straddles a character place in `breaks`."""
    found: list[Passage] = []
    words: list[Any] = []

    def close() -> None:
        # Evenly, so that no piece of one or two words is left over.
        pieces = -(-len(words) // MOST_WORDS)
        for i in range(pieces):
            piece = words[len(words) * i // pieces : len(words) * (i + 1) // pieces]
            found.append(Passage(piece[0].idx, piece[-1].idx + len(piece[-1].text), len(piece)))
        words.clear()

    marks = sorted(breaks, reverse=True)
    for token in doc:
        at_break = bool(marks) and token.idx >= marks[-1]
        if at_break:
            marks.pop()
        if words and (token.is_sent_start or at_break or (token.is_space and "\n" in token.text)):
            close()
        if token.is_space:
            continue
        if token.is_punct:
            if token.text in ",;:–-•*·" and len(words) >= 5:
                close()
            continue
        words.append(token)
    if words:
        close()
    return found


def mark(pieces: Sequence[Passage], spans: npt.NDArray[np.int64], contributions: Floats) -> list[Marked]:
    """The passages that speak most for a label, strongest first, together at most MOST_SHARE of the words (or one passage).

    `spans` [n, 2] are the tokens' characters in the document, `contributions` [n] what each adds to the label's score.
    """
    if not pieces:
        return []
    starts = np.array([piece.start for piece in pieces])
    ends = np.array([piece.end for piece in pieces])
    owner = np.searchsorted(starts, spans[:, 0], side="right") - 1
    inside = (spans[:, 1] > spans[:, 0]) & (owner >= 0)
    inside[inside] = spans[inside, 0] < ends[owner[inside]]
    sums = np.bincount(owner[inside], weights=contributions[inside], minlength=len(pieces))
    positive = float(sums[sums > 0].sum())
    if positive <= 0:
        return []
    words = np.array([piece.words for piece in pieces])
    # What a passage adds beyond what as many words of this text add on average: the whole text leans towards its theme.
    excess = sums - words * sums.sum() / words.sum()
    room = MOST_SHARE * words.sum()
    chosen: list[int] = []
    for i in np.argsort(-excess, kind="stable"):
        if chosen and excess[i] <= LEAST * excess[chosen[0]]:
            break
        if sums[i] <= 0 or (chosen and pieces[i].words > room):
            continue
        chosen.append(int(i))
        room -= pieces[i].words
        if room <= 0:
            break
    return [Marked(pieces[i].start, pieces[i].end, float(sums[i]) / positive) for i in sorted(chosen, key=lambda i: -sums[i])]
