"""N-grams: words, pairs of words and pieces of words, each with its place: what a text literally says, beside the encoder's reading."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating]
Integers = npt.NDArray[np.int64]

PIECES = (3, 4, 5)
"""Lengths of the pieces of a word, its edges included: Dutch compounds share pieces where they share no word."""
_WORD = re.compile(r"\w\w+")


def ngrams(text: str) -> list[tuple[str, int, int]]:
    """Every n-gram of a text with its characters [start, end): words, pairs of neighbouring words ("a b"), pieces ("#stuk")."""
    found: list[tuple[str, int, int]] = []
    before: tuple[str, int] | None = None
    for match in _WORD.finditer(text):
        start, end, word = match.start(), match.end(), match.group().lower()
        found.append((word, start, end))
        if before:
            found.append((f"{before[0]} {word}", before[1], end))
        before = (word, start)
        edged = f" {word} "
        for length in PIECES:
            for i in range(len(edged) - length + 1):
                first = min(start + max(i - 1, 0), end - 1)  # a letter may have two in lower case
                found.append(("#" + edged[i : i + length], first, max(min(start + i + length - 1, end), first + 1)))
    return found


@dataclass(frozen=True)
class NgramWeights:
    """Linear weights [F, L] on the tf-idf [F] of known n-grams (sublinear counts, length one), as scikit-learn's TfidfVectorizer has it."""

    index: Mapping[str, int]
    idf: Floats
    weights: Floats

    def contributions(self, text: str) -> tuple[Integers, Floats]:
        """The places int64 [m, 2] of a text's known n-grams, and what each adds to each label's score, [m, L]; they sum to the score."""
        rows, places, values = self._read(text)
        return places, self.weights[rows].astype(np.float64) * values[:, None]

    def score(self, text: str) -> Floats:
        """What the n-grams of a text add to each label's score, float64 [L]."""
        rows, _, values = self._read(text)
        # By n-gram first: a text has far fewer of them than places where they stand.
        total = np.bincount(rows, weights=values, minlength=len(self.weights))
        known = np.flatnonzero(total)
        return np.asarray(total[known] @ self.weights[known].astype(np.float64))

    def _read(self, text: str) -> tuple[Integers, Integers, Floats]:
        """Row, place and value of every known n-gram where it stands; its value is shared by its places."""
        known = [(self.index[ngram], start, end) for ngram, start, end in ngrams(text) if ngram in self.index]
        rows = np.array([row for row, *_ in known], dtype=np.int64)
        places = np.array([place for _, *place in known], dtype=np.int64).reshape(-1, 2)
        unique, back, counts = np.unique(rows, return_inverse=True, return_counts=True)
        values = (1 + np.log(counts)) * self.idf[unique]
        length = np.linalg.norm(values) or 1.0
        return rows, places, (values / length / counts)[back]


NO_NGRAMS = NgramWeights({}, np.zeros(0), np.zeros((0, 0)))
"""For heads that look at the encoder alone."""
