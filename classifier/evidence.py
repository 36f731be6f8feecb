"""Evidence: the phrases of a description that carry a label's decision, by the exact sum that its score is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import spacy.lang.en.stop_words
import spacy.lang.fr.stop_words
import spacy.lang.nl.stop_words

from classifier.artefact import Model
from classifier.decision import Band
from classifier.encoder import Encoding
from classifier.heads import Heads

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

MOST_SHARE = 0.35
"""Of the characters of a description, at most this share is marked for one label (or one phrase)."""
MOST_WORDS = 4
"""A longer run of words is cut evenly into phrases of at most this many."""

_STOP_WORDS = {
    "nl": spacy.lang.nl.stop_words.STOP_WORDS,
    "en": spacy.lang.en.stop_words.STOP_WORDS,
    "fr": spacy.lang.fr.stop_words.STOP_WORDS,
}


@dataclass(frozen=True)
class Phrase:
    """Characters [start, end) of the document; `words` is how many it counts."""

    start: int
    end: int
    words: int


@dataclass(frozen=True)
class Marked:
    """A phrase with its share of all that speaks for the label in this text (0 to 1)."""

    start: int
    end: int
    weight: float


@dataclass(frozen=True)
class Parts:
    """A label's score in its parts: intercept + the sum of `values` [n]; `spans` [n, 2] are the characters that each stands for.

    The first `tokens` of them are the encoder's and share the mean that the encoder takes; the others are n-grams.
    """

    intercept: float
    values: Floats
    spans: Integers
    tokens: int

    def without(self, gone: npt.NDArray[np.bool_]) -> float:
        """The score of what is left when these parts go, bool [n]: the other tokens then share the mean among them."""
        left = ~gone
        tokens = int(left[: self.tokens].sum())
        share = self.tokens / tokens if tokens else 0.0
        of_tokens, of_ngrams = self.values[: self.tokens][left[: self.tokens]], self.values[self.tokens :][left[self.tokens :]]
        return self.intercept + float(share * of_tokens.sum() + of_ngrams.sum())


def phrases(doc: Any, language: str, breaks: Sequence[int] = ()) -> list[Phrase]:
    """The runs of words of a spaCy Doc between stop words, marks and line ends; none straddles a character place in `breaks`."""
    stop_words = _STOP_WORDS.get(language, _STOP_WORDS["nl"])
    found: list[Phrase] = []
    words: list[Any] = []

    def close() -> None:
        pieces = -(-len(words) // MOST_WORDS)
        for i in range(pieces):
            piece = words[len(words) * i // pieces : len(words) * (i + 1) // pieces]
            found.append(Phrase(piece[0].idx, piece[-1].idx + len(piece[-1].text), len(piece)))
        words.clear()

    ahead = sorted(breaks, reverse=True)
    for token in doc:
        at_break = bool(ahead) and token.idx >= ahead[-1]
        if at_break:
            ahead.pop()
        apart = token.is_punct or token.lower_ in stop_words or (token.is_space and "\n" in token.text)
        if words and (apart or at_break or token.is_sent_start):
            close()
        if not (apart or token.is_space):
            words.append(token)
    if words:
        close()
    return found


def mark(found: Sequence[Phrase], length: int, parts: Parts, floor: float) -> list[Marked]:
    """The fewest phrases without which the score falls under `floor`, strongest first; together at most MOST_SHARE of
    the `length` of the text.

    They are taken by what they add to the score per word, and only while they add to it.
    """
    if not found:
        return []
    starts = np.array([phrase.start for phrase in found])
    ends = np.array([phrase.end for phrase in found])
    owner = np.searchsorted(starts, parts.spans[:, 0], side="right") - 1
    inside = (parts.spans[:, 1] > parts.spans[:, 0]) & (owner >= 0)
    inside[inside] = parts.spans[inside, 0] < ends[owner[inside]]
    sums = np.bincount(owner[inside], weights=parts.values[inside], minlength=len(found))
    positive = float(sums[sums > 0].sum())
    words = np.array([phrase.words for phrase in found])
    gone = np.zeros(len(parts.values), dtype=bool)
    chosen: list[int] = []
    room = MOST_SHARE * length
    for i in np.argsort(-sums / words, kind="stable"):
        if sums[i] <= 0 or parts.without(gone) < floor:
            break
        if chosen and ends[i] - starts[i] > room:
            continue
        chosen.append(int(i))
        room -= ends[i] - starts[i]
        # An n-gram goes with any of its words.
        gone |= (parts.spans[:, 0] < found[i].end) & (parts.spans[:, 1] > found[i].start)
    return [Marked(found[i].start, found[i].end, float(sums[i]) / positive) for i in sorted(chosen, key=lambda i: -sums[i])]


def grounds(
    model: Model, labels: Sequence[str], encoding: Encoding, text: str, found: Sequence[Phrase], probabilities: Mapping[str, float]
) -> dict[str, list[Marked]]:
    """What is marked for each of these labels of a text, in its phrases."""
    heads = model.heads
    spans, contributions = heads.contributions(encoding, text)
    marked = {}
    for label in labels:
        column = heads.labels.index(label)
        parts = Parts(float(heads.intercepts[column]), contributions[:, column], spans, len(encoding.tokens))
        marked[label] = mark(found, len(text), parts, floor_of(heads, column, probabilities[label], model.bands[label]))
    return marked


def floor_of(heads: Heads, column: int, probability: float, band: Band) -> float:
    """The score under which a label of this probability is decided otherwise; where it is "niet" already, the score of half its chance."""
    decision = band.decide(probability)
    edge = band.high if decision == "toegewezen" else band.low if decision == "twijfel" else probability / 2
    if not 0 < edge < 1:
        return -math.inf
    return float((math.log(edge / (1 - edge)) - heads.offsets[column]) / heads.slopes[column])
