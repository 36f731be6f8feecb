"""fastText: a bag of words, pairs of words and pieces of words, averaged into one small vector that the labels are read from."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from training.peers import NO_LABEL, log_odds, need

PREFIX = "__label__"
SETTINGS = {
    "loss": "ova",  # each label on its own, as a text may carry several
    "epoch": 100,
    "lr": 0.5,
    "dim": 50,
    "wordNgrams": 2,
    "minn": 3,
    "maxn": 5,
    "bucket": 200_000,
    "thread": 1,  # more would share the weights unguarded, and give other figures each time
    "verbose": 0,
}
"""Loss, learning rate, size, pairs and buckets are those that fastText's own tutorial ends with for several labels a text. It reads its
12 404 texts 25 times; our corpus is about a quarter of that, and read 100 times for as many steps."""


class FastText:
    """fastText (Joulin et al., 2016) on the project's own texts, without vectors learned elsewhere.

    Of the packages on PyPI it is `fasttext-numpy2`: `fasttext` 0.9.3 cannot predict under numpy 2.
    A text without labels gets one that says so; fastText would skip it otherwise.
    """

    name = "fasttext"

    def __init__(self) -> None:
        self._fasttext = need("fasttext")

    def fit(self, texts: Sequence[str], truth: np.ndarray) -> None:
        """Learn from texts [n] with their labels, bool [n, L]."""
        self._labels = truth.shape[1]
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "train.txt"
            lines = (f"{_names(carried)} {_words(text)}\n" for text, carried in zip(texts, truth, strict=True))
            file.write_text("".join(lines), encoding="utf-8")
            self._model = self._fasttext.train_supervised(str(file), **SETTINGS)

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        """The log-odds that fastText gives each label, float [m, L]."""
        probabilities = np.zeros((len(texts), self._labels))
        for row, text in enumerate(texts):
            for name, probability in zip(*self._model.predict(_words(text), k=-1), strict=True):
                label = name.removeprefix(PREFIX)
                if label != NO_LABEL:
                    probabilities[row, int(label)] = probability
        return log_odds(probabilities)

    def size(self) -> int:
        """The file that fastText writes."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "model.bin"
            self._model.save_model(str(file))
            return file.stat().st_size


def _names(carried: np.ndarray) -> str:
    return " ".join(PREFIX + str(column) for column in np.flatnonzero(carried)) or PREFIX + NO_LABEL


def _words(text: str) -> str:
    """One line of small letters, punctuation apart, as fastText's documentation asks; no word can pass for a label."""
    return " ".join(re.findall(r"[^\W_]+|[^\w\s]", text.lower()))
