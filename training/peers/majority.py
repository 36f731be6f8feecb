"""No reading at all: every text gets the labels that are common in the corpus."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from classifier.taxonomy import PERSONNEL, Taxonomy
from training.peers import log_odds


class Majority:
    """The labels' base rates as scores, the same for every text."""

    name = "meerderheid"

    def fit(self, texts: Sequence[str], truth: np.ndarray) -> None:  # noqa: ARG002 - that it does not read them is the point
        """Count the labels, bool [n, L]."""
        self._rates = truth.mean(axis=0)

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        """The log-odds of the base rates, float [m, L], once for each text."""
        return np.tile(log_odds(self._rates), (len(texts), 1))

    def size(self) -> int:
        """One number a label."""
        return int(self._rates.nbytes)


def always(truth: np.ndarray, taxonomy: Taxonomy) -> np.ndarray:
    """The labels, bool [L], that the majority gives to every text, of truth bool [n, L].

    Those that more than half of the texts carry; with no theme among them, as in our corpus, the most frequent theme instead. Where that
    is personeelsmanagement its most frequent sub-topic comes with it, for the one does not count without the other.
    """
    labels = taxonomy.all_ids()
    counts = dict(zip(labels, truth.sum(axis=0).tolist(), strict=True))
    chosen = {label for label in labels if 2 * counts[label] > len(truth)}
    if not chosen & set(taxonomy.ids("theme")):
        chosen.add(max(taxonomy.ids("theme"), key=counts.__getitem__))
    if PERSONNEL in chosen:
        chosen.add(max(taxonomy.ids("subtopic"), key=counts.__getitem__))
    return np.array([label in chosen for label in labels])
