"""Other methods to hold the model against: each learns the labels of texts and scores texts, a small class in a module of its own."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from classifier.errors import ArtefactError

NEVER = -10.0
"""The score of a label that no text carried: a chance of one in twenty thousand."""
LEAST = 1e-6
"""A probability nearer to 0 or 1 than this is taken as this, so that its log-odds stay finite."""
NO_LABEL = "geen"
"""The label of a text without any, for methods that would skip such a text: it is one of the things to learn from."""


class Peer(Protocol):
    """One method, fitted once; its constructor raises ArtefactError where what it needs is not installed."""

    @property
    def name(self) -> str:
        """What commands and files know it by."""
        ...

    def fit(self, texts: Sequence[str], truth: np.ndarray) -> None:
        """Learn from texts [n] with their labels, bool [n, L]."""
        ...

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        """How much each label fits each text, float [m, L]: of one label, higher is likelier; the scale is free."""
        ...

    def size(self) -> int:
        """Bytes on disk of all that `scores` needs, the libraries excepted."""
        ...


def need(module: str) -> Any:
    """The module of an optional package; ArtefactError with the command that installs it where it is missing."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise ArtefactError(f"Het pakket {module} ontbreekt.", remedy="Voer `pip install -e '.[peers]'` uit.") from error


def log_odds(probabilities: np.ndarray) -> np.ndarray:
    """The log-odds of probabilities of any shape."""
    p = np.clip(np.asarray(probabilities, dtype=float), LEAST, 1 - LEAST)
    return np.asarray(np.log(p / (1 - p)))
