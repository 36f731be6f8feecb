"""TF-IDF of words and of pieces of words, with one linear support vector machine per label: the classic of text classification."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion
from sklearn.svm import LinearSVC

from training.peers import NEVER

SEED = 20230101


class TfidfSvm:
    """Words and pairs of words beside character n-grams of 3 to 5 within words, sublinear counts, scikit-learn's LinearSVC, balanced."""

    name = "svm"

    def fit(self, texts: Sequence[str], truth: np.ndarray) -> None:
        """Learn from texts [n] with their labels, bool [n, L]."""
        words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, dtype=np.float32)
        pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, dtype=np.float32)
        self._features = FeatureUnion([("words", words), ("pieces", pieces)])
        features = self._features.fit_transform(texts)
        self._coefficients = np.zeros((features.shape[1], truth.shape[1]), dtype=np.float32)
        self._intercepts = np.full(truth.shape[1], NEVER)
        for column in np.flatnonzero(truth.any(axis=0)):
            if truth[:, column].all():
                self._intercepts[column] = -NEVER
                continue
            svm: Any = LinearSVC(class_weight="balanced", random_state=SEED).fit(features, truth[:, column])
            self._coefficients[:, column], self._intercepts[column] = svm.coef_[0], svm.intercept_[0]

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        """The signed distances to each label's plane, float [m, L]."""
        return np.asarray(self._features.transform(texts) @ self._coefficients + self._intercepts)

    def size(self) -> int:
        """The weights, and each n-gram with its number and its rarity."""
        entries = [entry for _, part in self._features.transformer_list for entry in part.vocabulary_]
        return int(self._coefficients.nbytes + self._intercepts.nbytes + sum(len(entry.encode()) + 4 + 4 for entry in entries))
