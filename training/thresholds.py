"""The band of doubt of each label, set on predictions for texts that the heads had not seen.

Below the band a label is not assigned, above it is. Each edge keeps a promise on the held-out texts, with the small-sample term of
conformal risk control (Angelopoulos et al., 2022): of the texts that carry the label at most `MISSED` fall below the band, and of those
above it at most `WRONG` do not carry it. Where the texts are too few to keep the promise, the edge stays at the plain threshold and
the label is listed as unproven.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from classifier.decision import Band

MISSED = 0.10
WRONG = 0.10
FEWEST = 20
"""Texts that must carry a label before an edge can be promised."""


@dataclass(frozen=True)
class Fitted:
    """A band, the plain threshold inside it, and whether its promises rest on enough texts."""

    band: Band
    threshold: float
    proven: bool


def fit_band(probabilities: np.ndarray, carried: np.ndarray) -> Fitted:
    """The band of one label from held-out probabilities [n] and truth bool [n]."""
    threshold = best_threshold(probabilities, carried)
    proven = int(carried.sum()) >= FEWEST
    if not proven:
        return Fitted(Band(threshold / 2, max(threshold, 0.5)), threshold, proven)
    low = min(threshold, lower_edge(probabilities[carried]))
    high = max(threshold, upper_edge(probabilities, carried))
    return Fitted(Band(low, high), threshold, proven)


def best_threshold(probabilities: np.ndarray, carried: np.ndarray) -> float:
    """The threshold with the highest F1, half-way between two probabilities; 0.5 where no text carries the label."""
    if not carried.any():
        return 0.5
    order = np.argsort(-probabilities, kind="stable")
    p, hits = probabilities[order], np.cumsum(carried[order])
    f1 = 2 * hits / (np.arange(1, len(p) + 1) + carried.sum())
    best = int(np.argmax(f1))
    below = p[best + 1] if best + 1 < len(p) else 0.0
    return float(np.clip((p[best] + below) / 2, 0.05, 0.95))


def lower_edge(positives: np.ndarray) -> float:
    """The highest edge below which at most MISSED of the texts that carry the label fall, the next text counted in."""
    p = np.sort(positives)
    allowed = int(np.floor(MISSED * (len(p) + 1))) - 1
    return float(p[allowed]) if allowed >= 0 else 0.0


def upper_edge(probabilities: np.ndarray, carried: np.ndarray) -> float:
    """The lowest edge above which at most WRONG of the texts lack the label, the next text counted in as wrong."""
    order = np.argsort(-probabilities, kind="stable")
    p = probabilities[order]
    wrong = np.cumsum(~carried[order])
    kept = np.flatnonzero((wrong + 1) / (np.arange(1, len(p) + 1) + 1) <= WRONG)
    return float(p[kept[-1]]) if len(kept) else 1.0
