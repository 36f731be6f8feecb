"""Figures for predictions against labels: F1, precision and recall per label, calibration error, the outcome's confusion."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.metrics import f1_score, precision_recall_fscore_support

from classifier.taxonomy import GROUPS, Taxonomy

BINS = 10


def columns(taxonomy: Taxonomy, group: str) -> list[int]:
    """The columns of one group of labels."""
    return [i for i, (of, _) in enumerate(taxonomy.labels()) if of == group]


def figures(probabilities: np.ndarray, truth: np.ndarray, thresholds: np.ndarray, taxonomy: Taxonomy) -> dict[str, Any]:
    """F1 by group, per label, and calibration error, of plain thresholds: probabilities [n, L], truth bool [n, L], thresholds [L]."""
    return agreement(probabilities >= thresholds, truth, taxonomy) | {
        "texts": len(truth),
        "calibration_error": {
            group: calibration_error(probabilities[:, columns(taxonomy, group)], truth[:, columns(taxonomy, group)]) for group in GROUPS
        },
    }


def agreement(predicted: np.ndarray, truth: np.ndarray, taxonomy: Taxonomy) -> dict[str, Any]:
    """Micro and macro F1 by group and precision, recall and F1 per label, of predictions bool [n, L].

    The macro mean is over the labels that some text carries: of the others nothing can be said.
    """
    precision, recall, f1, support = precision_recall_fscore_support(truth, predicted, average=None, zero_division=0)
    by_group = {}
    for group in GROUPS:
        chosen = columns(taxonomy, group)
        present = [c for c in chosen if truth[:, c].any()]
        by_group[group] = {
            "micro_f1": _round(f1_score(truth[:, chosen], predicted[:, chosen], average="micro", zero_division=0)),
            "macro_f1": _round(f1[present].mean()) if present else None,
        }
    per_label = {
        label: {
            "precision": _round(precision[i]),
            "recall": _round(recall[i]),
            "f1": _round(f1[i]),
            "carried": int(support[i]),
            "predicted": int(predicted[:, i].sum()),
        }
        for i, label in enumerate(taxonomy.all_ids())
    }
    return {"groups": by_group, "labels": per_label}


def calibration_error(probabilities: np.ndarray, truth: np.ndarray) -> float:
    """Expected calibration error over all texts and labels given, in ten bins of equal width (Naeini et al., 2015)."""
    p, y = probabilities.ravel(), truth.ravel()
    bins = np.minimum((p * BINS).astype(int), BINS - 1)
    gaps = [abs(p[bins == b].mean() - y[bins == b].mean()) * (bins == b).mean() for b in range(BINS) if (bins == b).any()]
    return _round(sum(gaps))


def _round(value: float) -> float:
    return round(float(value), 4)
