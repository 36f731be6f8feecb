"""Faithfulness of the evidence: what becomes of a label without its marked phrases, and with nothing but them (DeYoung et al., 2020)."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from classifier.assess import Assessor
from classifier.assessment import Assessment, Evidence
from classifier.description import ServiceDescription
from classifier.document import make_document
from classifier.errors import InputError

GROUPS = ("theme", "subtopic")


def faithfulness(assessor: Assessor, descriptions: Sequence[ServiceDescription], answers: Sequence[Assessment]) -> dict[str, Any]:
    """Over all themes and sub-topics assigned: in what share the label is no longer assigned without its evidence (`undone`), still is
    with the evidence alone (`kept`), and what share of the words is marked (`marked`). None where no label is assigned.
    """
    assigned = [
        (description, label.id, label.evidence)
        for description, answer in zip(descriptions, answers, strict=True)
        for label in answer.labels
        if label.group in GROUPS and label.decision == "toegewezen"
    ]

    def look(case: tuple[ServiceDescription, str, Sequence[Evidence]]) -> tuple[bool, bool, float]:
        description, label, evidence = case
        without, alone = split(description, evidence)
        words = len(f"{description.title} {description.text}".split())
        return (not _holds(assessor, without, label), _holds(assessor, alone, label), len(f"{alone.title} {alone.text}".split()) / words)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        seen = list(pool.map(look, assigned))
    if not seen:
        return {"labels": 0, "undone": None, "kept": None, "marked": None}
    undone, kept, marked = (round(sum(column) / len(seen), 4) for column in zip(*seen, strict=True))
    return {"labels": len(seen), "undone": undone, "kept": kept, "marked": marked}


def split(description: ServiceDescription, evidence: Sequence[Evidence]) -> tuple[ServiceDescription, ServiceDescription]:
    """The description without the phrases of the evidence, and with nothing but them, in the order of the text."""
    (title, only_title), (text, only_text) = (_split(getattr(description, field), field, evidence) for field in ("title", "text"))
    return replace(description, title=title, text=text), replace(description, title=only_title, text=only_text)


def _split(given: str, field: str, evidence: Sequence[Evidence]) -> tuple[str, str]:
    places = sorted((e.start, e.end) for e in evidence if e.field == field)
    starts, ends = [0, *(end for _, end in places)], [*(start for start, _ in places), len(given)]
    rest = " ".join(part for start, end in zip(starts, ends, strict=True) if (part := given[start:end].strip()))
    return rest, "\n".join(given[start:end] for start, end in places)


def _holds(assessor: Assessor, description: ServiceDescription, label: str) -> bool:
    """Whether the model by itself would assign the label; no text carries none."""
    try:
        document = make_document(description)
    except InputError:
        return False
    heads = assessor.model.heads
    probabilities = heads.probabilities(heads.features(assessor.encoder.encode(document.text).vector), document.text)
    return assessor.model.bands[label].decide(float(probabilities[heads.labels.index(label)])) == "toegewezen"
