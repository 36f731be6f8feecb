"""Fits the weights of n-grams: one linear support vector machine per label on the tf-idf of words, pairs of words and pieces of words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from classifier.ngrams import NgramWeights, ngrams

MOST = 40_000
"""N-grams that are kept, the most frequent ones; with twice as many the folds gain nothing."""
FEWEST_TEXTS = 3
"""An n-gram of fewer texts is one provider's."""
STRENGTH = 1.0
"""C of the support vector machines."""
WEIGHT = 3.0
"""What a margin counts beside the score of the encoder's head; of 0 to 3 the best on a held-out fold of retold texts (micro-F1 .839 to
.855)."""

Fitted = tuple[NgramWeights, np.ndarray]
"""Weights, and one intercept per label [L]."""


def fit_ngrams(documents: Sequence[str], truth: np.ndarray) -> Fitted:
    """Weights and intercepts of n-grams in documents [n] with labels bool [n, L]; a label on no text, or on all, has none."""
    vectorizer = TfidfVectorizer(analyzer=_names, sublinear_tf=True, min_df=FEWEST_TEXTS, max_features=MOST)
    intercepts = np.zeros(truth.shape[1])
    try:
        values = vectorizer.fit_transform(documents)
    except ValueError:  # no n-gram stands in enough texts
        return NgramWeights({}, np.zeros(0), np.zeros((0, truth.shape[1]))), intercepts
    weights = np.zeros((values.shape[1], truth.shape[1]), dtype=np.float32)
    for column in np.flatnonzero(truth.any(axis=0) & ~truth.all(axis=0)):
        machine = LinearSVC(C=STRENGTH, class_weight="balanced", random_state=0).fit(values, truth[:, column])
        weights[:, column] = WEIGHT * machine.coef_[0]
        intercepts[column] = WEIGHT * machine.intercept_[0]
    index = {ngram: int(row) for ngram, row in sorted(vectorizer.vocabulary_.items(), key=lambda item: item[1])}
    return NgramWeights(index, vectorizer.idf_.astype(np.float32), weights), intercepts


def ngram_scores(fitted: Fitted, documents: Sequence[str]) -> np.ndarray:
    """What the n-grams of documents [m] add to their scores, float [m, L], the intercepts included."""
    weights, intercepts = fitted
    if not weights.index:
        return np.tile(intercepts, (len(documents), 1))
    return np.array([weights.score(document) for document in documents]).reshape(len(documents), -1) + intercepts


def _names(document: str) -> list[str]:
    return [ngram for ngram, *_ in ngrams(document)]
