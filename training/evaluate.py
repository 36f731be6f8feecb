"""Measures the whole program, as a user meets it, on labelled descriptions that no training step has seen."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, get_args
from urllib.parse import urlparse

import numpy as np

from classifier.assess import Assessor
from classifier.assessment import Assessment, Outcome
from classifier.taxonomy import GROUPS, Taxonomy
from training.corpus import RealText, label_matrix
from training.faithfulness import faithfulness
from training.metrics import agreement, calibration_error, columns

SHORT, LONG = 60, 150
"""Words of title and text: up to SHORT is a short description, from LONG on a long one."""


def _words(text: RealText) -> int:
    return len(f"{text.title} {text.text}".split())


def _country(text: RealText) -> str:
    return (urlparse(text.source).hostname or "").rsplit(".", 1)[-1]


SLICES: dict[str, Callable[[RealText], bool]] = {
    "opleiding": lambda text: text.kind == "opleiding",
    "advies": lambda text: text.kind == "advies",
    f"kort (tot {SHORT} woorden)": lambda text: _words(text) <= SHORT,
    f"lang (vanaf {LONG} woorden)": lambda text: _words(text) >= LONG,
    "Vlaanderen (.be)": lambda text: _country(text) == "be",
    "Nederland (.nl)": lambda text: _country(text) == "nl",
    "drie lezingen gelijk": lambda text: text.agreed,
}
"""What is measured apart; a text may fall into several."""
TITLE_ONLY = "enkel de titel, twijfel meegeteld"
"""The same texts by their titles alone: nothing may be assigned then, so what is left in doubt counts as named."""


def evaluate_on(assessor: Assessor, texts: Sequence[RealText]) -> dict[str, Any]:
    """Figures of the assigned labels, the doubt, the outcome, the probabilities and the evidence, on these texts."""
    taxonomy = assessor.taxonomy
    descriptions = [text.description for text in texts]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        answers = list(pool.map(assessor.assess, descriptions))
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
    measured["slices"] = {
        name: _slice(rows, answers, texts, assigned, truth, taxonomy)
        for name, wanted in SLICES.items()
        if (rows := [i for i, text in enumerate(texts) if wanted(text)])
    }
    measured["slices"] |= _title_only(assessor, texts, truth)
    measured["evidence"] = faithfulness(assessor, descriptions, answers)
    measured["errors"] = [
        {"reference": text.reference, "title": text.title, **differences, "outcome": answer.outcome}
        for text, answer in zip(texts, answers, strict=True)
        if any((differences := _differences(text, answer)).values())
    ]
    measured["texts"] = len(texts)
    measured["model"] = assessor.manifest["version"]
    return measured


def _slice(
    rows: list[int], answers: Sequence[Assessment], texts: Sequence[RealText], assigned: np.ndarray, truth: np.ndarray, taxonomy: Taxonomy
) -> dict[str, Any]:
    figures = agreement(assigned[rows], truth[rows], taxonomy)["groups"]
    outcome = outcome_figures([answers[i] for i in rows], [bool(texts[i].themes) for i in rows])
    return {"texts": len(rows), "theme": figures["theme"], "subtopic": figures["subtopic"]} | {
        name: outcome[name] for name in ("decided", "right")
    }


def _title_only(assessor: Assessor, texts: Sequence[RealText], truth: np.ndarray) -> dict[str, Any]:
    rows = [i for i, text in enumerate(texts) if text.title.strip()]
    if not rows:
        return {}
    answers = [assessor.assess(replace(texts[i].description, text="")) for i in rows]
    named = np.array([[label.decision != "niet" for label in answer.labels] for answer in answers])
    figures = agreement(named, truth[rows], assessor.taxonomy)["groups"]
    outcome = outcome_figures(answers, [bool(texts[i].themes) for i in rows])
    shown = {"texts": len(rows), "theme": figures["theme"], "subtopic": figures["subtopic"]}
    return {TITLE_ONLY: shown | {name: outcome[name] for name in ("decided", "right")}}


def _differences(text: RealText, answer: Assessment) -> dict[str, list[str]]:
    """Themes and sub-topics that were missed outright, given too many, and left in doubt though the text carries them."""
    labels = [label for label in answer.labels if label.group in ("theme", "subtopic")]
    carried = text.ids()
    return {
        "missed": [label.id for label in labels if label.id in carried and label.decision == "niet"],
        "extra": [label.id for label in labels if label.id not in carried and label.decision == "toegewezen"],
        "doubtful": [label.id for label in labels if label.id in carried and label.decision == "twijfel"],
    }


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
