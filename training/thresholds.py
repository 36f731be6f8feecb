"""The bands of doubt, set on predictions for texts that the heads had not seen.

A label is assigned from its plain threshold on: half of the best F1 that any threshold reaches. Below it, doubt reaches down so far that
of the texts that carry the label at most `MISSED` fall under the band (or the chance there is under `CERTAIN`), and always to `DOUBT` of
the upper edge: a chance just under it is no "no". The threshold itself moves up until at most `WRONG` of all texts are decided wrongly.
The outcome has a band of its own, on the probability of the likeliest theme: a "yes" is wrong in at most `WRONG_YES` of the cases, and
at most `MISSED_ELIGIBLE` of the eligible texts get a "no". Each promise counts the next text as a wrong one: the small-sample term of
conformal risk control (Angelopoulos et al., 2022). Where too few texts carry a label to promise anything, its band is wide.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from classifier.decision import Band

MISSED = 0.10
WRONG = 0.05
WRONG_YES = 0.03
MISSED_ELIGIBLE = 0.01
CERTAIN = 0.05
"""A calibrated chance under this is no doubt, whatever the edge: nobody would look twice at one in twenty."""
DOUBT = 0.6
"""So little of the upper edge is doubt at the least; without it, bare claims carried texts of the folds from one decision to the other."""
FEWEST = 20
"""Texts that must carry a label before its band is a promise."""


@dataclass(frozen=True)
class Fitted:
    """A label's band, and whether its promises rest on enough texts."""

    band: Band
    proven: bool


def fit_band(probabilities: np.ndarray, carried: np.ndarray) -> Fitted:
    """The band of one label from held-out probabilities [n] and truth bool [n]."""
    threshold = best_threshold(probabilities, carried)
    if carried.sum() < FEWEST:
        return Fitted(Band(threshold / 2, max(threshold, 0.5)), False)
    low = min(threshold, max(CERTAIN, lower_edge(probabilities[carried], MISSED)))
    missed = int((carried & (probabilities < low)).sum())
    high = upper_edge(probabilities, carried, threshold, allowed=WRONG * (len(carried) + 1) - 1 - missed)
    return Fitted(Band(min(low, max(CERTAIN, DOUBT * high)), high), True)


def fit_eligibility(best: np.ndarray, assigned: np.ndarray, eligible: np.ndarray) -> Band:
    """The outcome's band from held-out texts [n]: their likeliest theme's probability, whether a theme is assigned, and the truth."""
    order = np.argsort(-best, kind="stable")
    order = order[assigned[order]]
    wrong = np.cumsum(~eligible[order])
    kept = np.flatnonzero(_last_of_equals(best[order]) & ((wrong + 1) / (np.arange(1, len(order) + 1) + 1) <= WRONG_YES))
    high = float(best[order[kept[-1]]]) if len(kept) else 1.0
    missed = np.where(assigned, np.inf, best)[eligible]
    return Band(min(lower_edge(missed, MISSED_ELIGIBLE), high), high)


def best_threshold(probabilities: np.ndarray, carried: np.ndarray) -> float:
    """Half of the best F1 that any threshold reaches; 0.5 where no text carries the label.

    For calibrated probabilities that is the threshold of the best expected F1 (Lipton et al., 2014). On texts held out it beats the one
    that happened to score best on the others, which follows a few texts.
    """
    if not carried.any():
        return 0.5
    order = np.argsort(-probabilities, kind="stable")
    p, hits = probabilities[order], np.cumsum(carried[order])
    f1 = 2 * hits / (np.arange(1, len(p) + 1) + carried.sum())
    return float(np.clip(f1[_last_of_equals(p)].max() / 2, 0.05, 0.95))


def lower_edge(positives: np.ndarray, share: float) -> float:
    """The highest edge under which at most `share` of these texts fall, the next text counted in."""
    p = np.sort(positives)
    allowed = int(np.floor(share * (len(p) + 1))) - 1
    return float(min(p[allowed], 1.0)) if allowed >= 0 else 0.0


def upper_edge(probabilities: np.ndarray, carried: np.ndarray, threshold: float, allowed: float) -> float:
    """The lowest edge, from `threshold` up, above which at most `allowed` texts lack the label."""
    wrong = np.sort(probabilities[~carried & (probabilities >= threshold)])[::-1]
    if len(wrong) <= max(allowed, 0):
        return threshold
    # Just above the first wrong text that is one too many.
    return float(np.nextafter(wrong[max(int(np.floor(allowed)), 0)], 2.0))


def _last_of_equals(falling: np.ndarray) -> np.ndarray:
    """Where an edge can lie in falling probabilities, bool [n]: texts of equal probability are decided alike."""
    return np.append(np.diff(falling) < 0, True)[: len(falling)]
