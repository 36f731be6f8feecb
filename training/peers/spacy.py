"""spaCy's own text classifier for several labels a text, on an empty Dutch pipeline."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import numpy as np

from training.peers import log_odds, need

SEED = 20230101
EPOCHS = 10
BATCH = 32
DROPOUT = 0.2


class SpacyTextcat:
    """`textcat_multilabel` as spaCy sets it up: an ensemble of a bag of words and a small convolutional network.

    There are no vectors from elsewhere. The number of epochs is fixed; nothing is held apart to stop earlier.
    """

    name = "spacy"

    def __init__(self) -> None:
        self._spacy = need("spacy")

    def fit(self, texts: Sequence[str], truth: np.ndarray) -> None:
        """Learn from texts [n] with their labels, bool [n, L]."""
        example: Any = need("spacy.training").Example
        self._spacy.util.fix_random_seed(SEED)
        self._labels = [str(column) for column in range(truth.shape[1])]
        self._nlp = self._spacy.blank("nl")
        self._nlp.add_pipe("textcat_multilabel")
        examples = [
            example.from_dict(self._nlp.make_doc(text), {"cats": dict(zip(self._labels, carried.astype(float).tolist(), strict=True))})
            for text, carried in zip(texts, truth, strict=True)
        ]
        optimizer = self._nlp.initialize(lambda: examples)
        order = random.Random(SEED)  # noqa: S311 - an order that comes back, not a secret
        for _ in range(EPOCHS):
            order.shuffle(examples)
            for start in range(0, len(examples), BATCH):
                self._nlp.update(examples[start : start + BATCH], sgd=optimizer, drop=DROPOUT)

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        """The log-odds that spaCy gives each label, float [m, L]."""
        found = [[doc.cats[label] for label in self._labels] for doc in self._nlp.pipe(texts)]
        return log_odds(np.array(found).reshape(len(texts), len(self._labels)))

    def size(self) -> int:
        """The pipeline as spaCy stores it."""
        return len(self._nlp.to_bytes())
