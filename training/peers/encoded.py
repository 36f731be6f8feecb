"""An encoder's text vectors, read by the project's own heads: one logistic regression per label, with or without n-grams beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from classifier.encoder import GRAPH, MANIFEST, TOKENIZER, Encoder
from classifier.heads import features
from classifier.ngrams import NO_NGRAMS
from training.ngrams import fit_ngrams, ngram_scores
from training.train import fit_heads, mean_unit


class Encoded:
    """The heads of `training.train` on the vectors of one encoder, in float64 as there.

    `known` are vectors, float32 [d], of texts that were read before; any other text is read when it is asked for, one at a time, so that
    the time of `scores` is that of reading too. The time of `fit` is that of the heads alone.
    """

    def __init__(self, name: str, encoder: Encoder, folder: Path, known: Mapping[str, np.ndarray], *, ngrams: bool = False) -> None:
        self.name, self._encoder, self._folder, self._known, self._with_ngrams = name, encoder, folder, known, ngrams

    def fit(self, texts: Sequence[str], truth: np.ndarray) -> None:
        """Learn from texts [n] with their labels, bool [n, L]."""
        vectors = self._vectors(texts)
        self._mean = mean_unit(vectors)
        self._coefficients, self._intercepts = fit_heads(features(vectors, self._mean), truth)
        self._ngrams = fit_ngrams(texts, truth) if self._with_ngrams else None

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        """The heads' scores, float [m, L]: what `training.train.fit_and_score` gives, and with n-grams what these add."""
        scores = np.asarray(features(self._vectors(texts), self._mean) @ self._coefficients.T + self._intercepts)
        return scores + ngram_scores(self._ngrams, texts) if self._ngrams else scores

    def size(self) -> int:
        """The encoder's graph, tokenizer and manifest, and the heads with their n-grams."""
        files = sum((self._folder / name).stat().st_size for name in (GRAPH, TOKENIZER, MANIFEST))
        weights = self._ngrams[0] if self._ngrams else NO_NGRAMS
        more = sum(len(ngram.encode()) for ngram in weights.index) + weights.idf.nbytes + weights.weights.nbytes
        return int(files + self._mean.nbytes + self._coefficients.nbytes + self._intercepts.nbytes + more)

    def _vectors(self, texts: Sequence[str]) -> np.ndarray:
        return np.stack([self._known[text] if text in self._known else self._encoder.encode(text).vector for text in texts])
