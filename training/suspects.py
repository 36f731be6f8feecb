"""Suspects: texts whose labels a model that had not seen them contradicts, for people to read again (confident learning, cleanlab)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from classifier.errors import ArtefactError
from training.corpus import LabelledText


@dataclass(frozen=True)
class Suspect:
    """A text, the label of it that is contradicted most, whether it carries that one, and the held-out probability."""

    id: str
    label: str
    carried: bool
    probability: float


def suspects(texts: Sequence[LabelledText], probabilities: np.ndarray, truth: np.ndarray, labels: Sequence[str]) -> list[Suspect]:
    """The suspects among the texts [n], the most contradicted first; probabilities float [n, L] held out, truth bool [n, L].

    Texts with claims are left out: their labels are those of their plain text. ArtefactError where cleanlab is not installed.
    """
    try:
        from cleanlab.multilabel_classification.filter import find_label_issues
    except ModuleNotFoundError as error:
        raise ArtefactError("Het pakket cleanlab ontbreekt.", remedy="Voer `pip install -e '.[corpus]'` uit.") from error
    rows = np.flatnonzero([("claim" not in text.traits) for text in texts])
    carried = [np.flatnonzero(truth[row]).tolist() for row in rows]
    ranked = find_label_issues(carried, probabilities[rows], return_indices_ranked_by="self_confidence", n_jobs=1)
    found = []
    for row in rows[ranked]:
        gaps = np.abs(probabilities[row] - truth[row])
        column = int(gaps.argmax())
        found.append((float(gaps[column]), int(row), column))
    return [
        Suspect(texts[row].id, labels[column], bool(truth[row, column]), round(float(probabilities[row, column]), 4))
        for _, row, column in sorted(found, key=lambda item: (-item[0], item[1]))
    ]
