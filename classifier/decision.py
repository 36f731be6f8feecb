"""From probabilities to decisions: a band of doubt per label, and the rule that personeelsmanagement needs a sub-topic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from classifier.taxonomy import PERSONNEL, Taxonomy

Decision = Literal["toegewezen", "twijfel", "niet"]


@dataclass(frozen=True)
class Band:
    """Below `low` a label is not assigned, from `high` on it is; between them a person must say. 0 <= low <= high."""

    low: float
    high: float

    def decide(self, probability: float) -> Decision:
        """The decision for one calibrated probability."""
        if probability >= self.high:
            return "toegewezen"
        return "niet" if probability < self.low else "twijfel"


def decide(probabilities: Mapping[str, float], bands: Mapping[str, Band]) -> dict[str, Decision]:
    """Each label by its own band."""
    return {label: bands[label].decide(probability) for label, probability in probabilities.items()}


def at_most_doubt(decisions: Mapping[str, Decision]) -> dict[str, Decision]:
    """Every assignment turned into doubt: for texts that the model may not decide on."""
    return {label: "twijfel" if decision == "toegewezen" else decision for label, decision in decisions.items()}


def with_likeliest_subtopic(
    decisions: Mapping[str, Decision], probabilities: Mapping[str, float], taxonomy: Taxonomy
) -> dict[str, Decision]:
    """Where personeelsmanagement is assigned and no sub-topic is, the likeliest one in doubt is assigned with it.

    A text that carries the theme carries one of the six: that the theme is sure makes its likeliest sub-topic surer than it is by itself.
    """
    ruled = dict(decisions)
    subtopics = taxonomy.ids("subtopic")
    doubtful = [subtopic for subtopic in subtopics if decisions[subtopic] == "twijfel"]
    if decisions[PERSONNEL] == "toegewezen" and doubtful and not any(decisions[subtopic] == "toegewezen" for subtopic in subtopics):
        ruled[max(doubtful, key=lambda subtopic: probabilities[subtopic])] = "toegewezen"
    return ruled


def with_subtopics(decisions: Mapping[str, Decision], taxonomy: Taxonomy) -> dict[str, Decision]:
    """Personeelsmanagement and its sub-topics made to agree; where the model contradicts itself, that is doubt.

    The theme is assigned only together with a sub-topic, and a sub-topic only together with the theme.
    """
    ruled = dict(decisions)
    subtopics = taxonomy.ids("subtopic")
    theme = decisions[PERSONNEL]
    carried = [s for s in subtopics if decisions[s] == "toegewezen"]
    if theme == "toegewezen" and not carried:
        ruled[PERSONNEL] = "twijfel"
    if theme != "toegewezen" and carried:
        ruled[PERSONNEL] = "twijfel"
        for subtopic in carried:
            ruled[subtopic] = "twijfel"
    if ruled[PERSONNEL] == "niet":
        for subtopic in subtopics:
            ruled[subtopic] = "niet"
    return ruled


def with_terms(decisions: Mapping[str, Decision], conditions: Iterable[str]) -> dict[str, Decision]:
    """The screening conditions of which a term stands in the text: at least doubt, so that a person looks."""
    found = set(conditions)
    return {label: "twijfel" if label in found and decision == "niet" else decision for label, decision in decisions.items()}
