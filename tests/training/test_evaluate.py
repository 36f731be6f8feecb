"""The evaluation measures the program as a user meets it, on labelled texts."""

from __future__ import annotations

from classifier.assess import Assessor
from classifier.paths import ROOT
from training.corpus import read_real
from training.evaluate import evaluate_on


def test_the_figures_are_those_of_the_answers(assessor: Assessor) -> None:
    """What is counted as predicted, doubtful and decided is what the assessor answers on these very texts."""
    texts = read_real(ROOT / "data" / "real" / "real-dev.jsonl", assessor.taxonomy)[:12]
    answers = [assessor.assess(text.description) for text in texts]
    measured = evaluate_on(assessor, texts)
    assert (measured["texts"], measured["model"]) == (12, assessor.manifest["version"])
    for label, figures in measured["labels"].items():
        decisions = [answer.label(label).decision for answer in answers]
        assert figures["predicted"] == decisions.count("toegewezen")
        assert figures["doubtful"] == decisions.count("twijfel")
        assert figures["carried"] == sum(label in text.ids() for text in texts)
    for outcome, row in measured["outcome"]["confusion"].items():
        assert sum(row.values()) == sum(answer.outcome == outcome for answer in answers)
    assert set(measured["groups"]) == set(measured["calibration_error"]) == {"theme", "subtopic", "screening", "topic"}
    assert measured["slices"]["advies"]["texts"] == sum(text.kind == "advies" for text in texts)
    wrong = {row["reference"] for row in measured["errors"]}
    for text, answer in zip(texts, answers, strict=True):
        given = {label.id for label in answer.labels if label.group in ("theme", "subtopic") and label.decision == "toegewezen"}
        assert (text.reference in wrong) == (given != {*text.themes, *text.subtopics})
