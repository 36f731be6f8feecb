"""The heads: one calibrated linear score per label, on the encoder's text vector and on the n-grams of the text.

With mean pooling and linear heads a label's score is a sum over the encoder's tokens and the text's n-grams, so an explanation is exact:
score = intercept + sum of `contributions`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from classifier.encoder import Encoding
from classifier.ngrams import NO_NGRAMS, NgramWeights

Floats = npt.NDArray[np.float64]
Spans = npt.NDArray[np.int64]

SCALE = 4.0
"""Feature vectors have this length; unit vectors would need very large weights."""


@dataclass(frozen=True)
class Heads:
    """Linear heads over L labels and d features; probability = sigmoid(slope x score + offset), per label."""

    labels: tuple[str, ...]
    mean: Floats
    coefficients: Floats
    intercepts: Floats
    slopes: Floats
    offsets: Floats
    ngrams: NgramWeights = NO_NGRAMS

    def features(self, vector: npt.NDArray[np.float32]) -> Floats:
        """The centred, normalised feature vector [d] of one text vector [d]."""
        feature: Floats = features(vector[None, :], self.mean)[0]
        return feature

    def probabilities(self, feature: Floats, text: str) -> Floats:
        """Calibrated probabilities [L] of a text with this feature vector [d]."""
        scores = self.coefficients @ feature + self.intercepts
        if self.ngrams.index:
            scores = scores + self.ngrams.score(text)
        return sigmoid(self.slopes * scores + self.offsets)

    def contributions(self, encoding: Encoding, text: str) -> tuple[Spans, Floats]:
        """What each token and each n-gram adds to each label's score: places int64 [m, 2] and values [m, L].

        With the intercepts they sum to the scores.
        """
        tokens = encoding.tokens.astype(np.float64)
        mean = tokens.mean(axis=0)
        inner = 1 / np.linalg.norm(mean)
        outer = SCALE / np.linalg.norm(mean * inner - self.mean)
        by_token: Floats = (tokens * inner - self.mean) * (outer / len(tokens)) @ self.coefficients.T
        if not self.ngrams.index:
            return encoding.spans, by_token
        places, by_ngram = self.ngrams.contributions(text)
        return np.concatenate([encoding.spans, places]), np.concatenate([by_token, by_ngram])


def features(vectors: npt.NDArray[np.floating], mean: Floats | None = None) -> Floats:
    """Normalise, centre on `mean` (or on the vectors' own), normalise again: [n, d] to [n, d] of length SCALE."""
    unit = vectors.astype(np.float64) / np.linalg.norm(vectors, axis=1, keepdims=True)
    centred = unit - (unit.mean(axis=0) if mean is None else mean)
    return np.asarray(SCALE * centred / np.linalg.norm(centred, axis=1, keepdims=True), dtype=np.float64)


def sigmoid(x: Floats) -> Floats:
    """1 / (1 + exp(-x)), without overflow."""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * x)), dtype=np.float64)
