"""Texts whose labels a model contradicts are found, the most contradicted first, and a missing package is told."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from classifier.errors import ArtefactError
from tests.training.conftest import row
from training.corpus import LabelledText
from training.suspects import suspects

TEXTS = [LabelledText.model_validate(row(number)) for number in range(60)]
LABELS = ["digitalisering", "duurzaamheid", "innovatie"]


def sample() -> tuple[np.ndarray, np.ndarray]:
    """Probabilities that agree with the labels, save for two texts."""
    rng = np.random.default_rng(2)
    truth = rng.random((60, 3)) < 0.4
    probabilities = np.where(truth, rng.uniform(0.8, 0.95, (60, 3)), rng.uniform(0.02, 0.2, (60, 3)))
    probabilities[7, 1] = 0.01 if truth[7, 1] else 0.99
    probabilities[30, 0] = 0.03 if truth[30, 0] else 0.97
    return probabilities, truth


def test_contradicted_texts_are_found() -> None:
    """The two, in the order of how much they are contradicted, with the label that it is about."""
    pytest.importorskip("cleanlab", reason="cleanlab ontbreekt: pip install -e '.[corpus]' (enkel om verdachte labels te zoeken)")
    probabilities, truth = sample()
    found = suspects(TEXTS, probabilities, truth, LABELS)
    assert [(s.id, s.label, s.carried) for s in found[:2]] == [
        (TEXTS[7].id, "duurzaamheid", truth[7, 1]),
        (TEXTS[30].id, "digitalisering", truth[30, 0]),
    ]
    claimed = [text.model_copy(update={"traits": ("claim",)}) if n == 7 else text for n, text in enumerate(TEXTS)]
    assert TEXTS[7].id not in {s.id for s in suspects(claimed, probabilities, truth, LABELS)}


def test_without_the_package_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is named; nothing else of the program needs it."""
    monkeypatch.setitem(sys.modules, "cleanlab.multilabel_classification.filter", None)
    with pytest.raises(ArtefactError, match="cleanlab"):
        suspects(TEXTS, *sample(), LABELS)
