"""The figures are those that one works out by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tests.classifier.fakes import TAXONOMY
from training.evaluate import outcome_figures
from training.metrics import agreement, calibration_error, columns, figures

LABELS = TAXONOMY.all_ids()


def matrix(*rows: str) -> np.ndarray:
    """Rows of label ids as bool [n, L]."""
    return np.array([[label in row.split() for label in LABELS] for row in rows])


TRUTH = matrix("innovatie", "innovatie digitalisering", "digitalisering", "duurzaamheid", "", "cybersecurity")
PREDICTED = matrix("innovatie", "digitalisering", "digitalisering innovatie", "innovatie", "innovatie", "")


def test_each_label_has_its_own_figures() -> None:
    """Innovatie: of two carried one is found, of four predicted one is right."""
    labels = agreement(PREDICTED, TRUTH, TAXONOMY)["labels"]
    assert labels["innovatie"] == {"precision": 0.25, "recall": 0.5, "f1": 0.3333, "carried": 2, "predicted": 4}
    assert labels["digitalisering"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0, "carried": 2, "predicted": 2}
    assert labels["duurzaamheid"] == {"precision": 0.0, "recall": 0.0, "f1": 0.0, "carried": 1, "predicted": 0}
    assert list(labels) == list(LABELS)


def test_a_group_has_micro_and_macro_f1() -> None:
    """Themes: 3 right of 6 predicted and 5 carried; the mean is over the three themes that a text carries."""
    groups = agreement(PREDICTED, TRUTH, TAXONOMY)["groups"]
    assert groups["theme"]["micro_f1"] == round(2 * 3 / (6 + 5), 4)
    assert groups["theme"]["macro_f1"] == round((1 / 3 + 1 + 0) / 3, 4)


def test_a_group_of_which_one_label_is_carried_is_no_yes_or_no_question() -> None:
    """The mean over one carried label is that label's F1; the texts that rightly lack it do not count as found."""
    assert agreement(PREDICTED, TRUTH, TAXONOMY)["groups"]["topic"] == {"micro_f1": 0.0, "macro_f1": 0.0}


def test_a_group_that_nothing_carries_has_no_macro_f1() -> None:
    """Of labels that no text carries nothing can be said, and nothing is made up."""
    assert agreement(PREDICTED, TRUTH, TAXONOMY)["groups"]["screening"]["macro_f1"] is None


def test_perfect_predictions_have_perfect_figures() -> None:
    """Every group and label that is carried scores one."""
    measured = agreement(TRUTH, TRUTH, TAXONOMY)
    assert measured["groups"]["theme"] == measured["groups"]["topic"] == {"micro_f1": 1.0, "macro_f1": 1.0}
    assert all(row["f1"] == 1 for row in measured["labels"].values() if row["carried"])


def test_thresholds_decide_label_by_label() -> None:
    """A probability on the threshold is a yes, and each label has its own threshold."""
    probabilities, thresholds = np.full(TRUTH.shape, 0.5), np.full(len(LABELS), 0.6)
    thresholds[LABELS.index("innovatie")] = 0.5
    measured = figures(probabilities, TRUTH, thresholds, TAXONOMY)
    assert measured["labels"]["innovatie"]["predicted"] == len(TRUTH)
    assert sum(row["predicted"] for row in measured["labels"].values()) == len(TRUTH)
    assert measured["texts"] == len(TRUTH)
    assert set(measured["calibration_error"]) == {"theme", "subtopic", "screening", "topic"}


@pytest.mark.parametrize(
    ("probabilities", "truth", "error"),
    [
        ([0.0, 0.0, 1.0], [0, 0, 1], 0.0),
        ([1.0, 1.0], [0, 0], 1.0),
        ([0.25, 0.25, 0.25, 0.25], [1, 0, 0, 0], 0.0),
        ([0.25, 0.25, 0.75, 0.75], [0, 0, 1, 0], 0.25),
        ([0.05, 0.95], [1, 1], 0.5),
    ],
)
def test_calibration_error_is_the_mean_gap_of_the_bins(probabilities: list[float], truth: list[int], error: float) -> None:
    """In each tenth, mean probability against share of yes, weighted by how many texts fall in it."""
    assert calibration_error(np.array([probabilities]), np.array([truth], dtype=bool)) == pytest.approx(error)


def test_columns_are_those_of_the_group() -> None:
    """A group's columns, in the order of the labels."""
    assert columns(TAXONOMY, "theme") == list(range(8))
    assert columns(TAXONOMY, "topic") == [18, 19]


def test_the_outcome_is_counted_against_the_labels() -> None:
    """The confusion of outcome and truth, the share decided without a person, and how much of that is right."""
    outcomes = ["komt-in-aanmerking"] * 4 + ["geen-thema"] * 2 + ["nazicht-nodig"] * 4
    answers: list[Any] = [SimpleNamespace(outcome=outcome) for outcome in outcomes]
    measured = outcome_figures(answers, [True, True, True, False, False, True, True, False, False, True])
    assert measured["confusion"] == {
        "komt-in-aanmerking": {"thema": 3, "geen": 1},
        "nazicht-nodig": {"thema": 2, "geen": 2},
        "geen-thema": {"thema": 1, "geen": 1},
    }
    assert measured["decided"] == 0.6
    assert measured["right"] == round(4 / 6, 4)


def test_an_outcome_that_is_never_decided_is_not_called_right() -> None:
    """Where a person must look at everything, there is no share of right decisions."""
    answers: list[Any] = [SimpleNamespace(outcome="nazicht-nodig")] * 3
    assert outcome_figures(answers, [True, False, True])["right"] is None
