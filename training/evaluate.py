"""Measures the whole program, as a user meets it, on labelled descriptions that no training step has seen."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, get_args

import numpy as np

from classifier.assess import Assessor
from classifier.assessment import Assessment, Outcome
from classifier.taxonomy import GROUPS
from training.corpus import RealText, label_matrix
from training.metrics import agreement, calibration_error, columns


def evaluate_on(assessor: Assessor, texts: Sequence[RealText]) -> dict[str, Any]:
    """Figures of the assigned labels, the doubt, the outcome and the probabilities, on these texts."""
    taxonomy = assessor.taxonomy
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        answers = list(pool.map(assessor.assess, [text.description for text in texts]))
    truth = label_matrix(texts, taxonomy.all_ids())
    assigned = np.array([[label.decision == "toegewezen" for label in answer.labels] for answer in answers])
    doubtful = np.array([[label.decision == "twijfel" for label in answer.labels] for answer in answers])
    probabilities = np.array([[label.probability for label in answer.labels] for answer in answers])
    measured = agreement(assigned, truth, taxonomy)
    for column, row in enumerate(measured["labels"].values()):
        row["doubtful"] = int(doubtful[:, column].sum())
    measured["calibration_error"] = {
        group: calibration_error(probabilities[:, chosen], truth[:, chosen]) for group in GROUPS if (chosen := columns(taxonomy, group))
    }
    measured["outcome"] = outcome_figures(answers, [bool(text.themes) for text in texts])
    measured["texts"] = len(texts)
    measured["model"] = assessor.manifest["version"]
    return measured


def outcome_figures(answers: Sequence[Assessment], eligible: Sequence[bool]) -> dict[str, Any]:
    """The outcome against the labels: a confusion table, the share decided without a person, and how much of that is right."""
    outcomes: tuple[Outcome, ...] = get_args(Outcome)
    confusion = {
        outcome: {
            "thema": sum(a.outcome == outcome and y for a, y in zip(answers, eligible, strict=True)),
            "geen": sum(a.outcome == outcome and not y for a, y in zip(answers, eligible, strict=True)),
        }
        for outcome in outcomes
    }
    right = confusion["komt-in-aanmerking"]["thema"] + confusion["geen-thema"]["geen"]
    decided = right + confusion["komt-in-aanmerking"]["geen"] + confusion["geen-thema"]["thema"]
    return {
        "confusion": confusion,
        "decided": round(decided / len(answers), 4),
        "right": round(right / decided, 4) if decided else None,
    }
