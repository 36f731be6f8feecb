"""The model card carries the figures that were measured, names missed goals, and belongs to the encoder and corpus that are shipped."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from classifier.artefact import origin_now
from classifier.assess import Assessor
from classifier.encoder import read_manifest
from classifier.paths import ROOT, data_dir
from training.card import GOALS, model_card
from training.corpus import read_real
from training.evaluate import evaluate_on


@pytest.fixture(scope="module")
def measured(assessor: Assessor) -> dict[str, Any]:
    """What the real model does on a few real texts."""
    return evaluate_on(assessor, read_real(data_dir() / "real" / "real-dev.jsonl", assessor.taxonomy)[:10])


def card(assessor: Assessor, measured: dict[str, Any], comparison: dict[str, Any] | None = None) -> str:
    """The card of the real model."""
    return model_card(assessor.manifest, read_manifest(data_dir() / "encoder"), measured, comparison, assessor.taxonomy)


def test_every_goal_stands_beside_what_was_measured(assessor: Assessor, measured: dict[str, Any]) -> None:
    """One line a goal, and a figure that misses it is said to miss it."""
    text = card(assessor, measured)
    assert all(sum(line.startswith(f"| {name} |") for line in text.splitlines()) == 1 for name, *_ in GOALS)
    bad = copy.deepcopy(measured)
    bad["groups"]["theme"]["micro_f1"] = 0.123
    (line,) = [line for line in card(assessor, bad).splitlines() if line.startswith("| thema's micro-F1 | ≥")]
    assert line == "| thema's micro-F1 | ≥ 0.87 | 0.123 | nee |"


def test_a_comparison_that_was_not_run_is_said_not_to_be(assessor: Assessor, measured: dict[str, Any]) -> None:
    """No empty table; with a comparison every method has its line, and one that could not run its reason."""
    assert "Niet gemeten" in card(assessor, measured)
    figures = dict.fromkeys(
        ("theme_micro_f1", "theme_macro_f1", "subtopic_micro_f1", "subtopic_macro_f1", "outcome", "calibration_error"), 0.456
    )
    peers = [
        {"title": "SVM", "real": figures, "folds": figures, "train_seconds": 1.0, "texts_per_second": 2.0, "megabytes": 3.0},
        {"title": "Annif", "reason": "Het pakket ontbreekt."},
    ]
    text = card(assessor, measured, {"corpus": "0" * 64, "folds": 3, "peers": peers})
    assert "| SVM | 0.456 |" in text
    assert "Annif is niet gemeten. Het pakket ontbreekt." in text


def test_the_card_in_the_project_is_that_of_what_is_shipped() -> None:
    """Encoder and corpus named on data/model-card.md are those of data/: a card of another model misleads."""
    text = (data_dir() / "model-card.md").read_text(encoding="utf-8")
    encoder = read_manifest(data_dir() / "encoder")
    name = f"{encoder['name']}-{encoder['sha256'][:12]}"
    assert name in text
    assert origin_now(data_dir(), name).corpus[:12] in text


def test_the_readme_tells_what_the_card_tells() -> None:
    """The summary in the README is the card's own table of goals, line by line."""
    text = (data_dir() / "model-card.md").read_text(encoding="utf-8")
    table = [line for line in text.split("## Doelen")[1].split("## ")[0].splitlines() if line.startswith("|")]
    readme = (ROOT / "README.md").read_text(encoding="utf-8").split("<!-- goals -->")[1].split("<!-- /goals -->")[0]
    assert [line for line in readme.splitlines() if line.startswith("|")] == table
