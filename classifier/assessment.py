"""Assessment: all that one call returns, in the shape that programs rely on."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from classifier.decision import Decision
from classifier.description import Kind
from classifier.messages import Sentence
from classifier.taxonomy import Group

Outcome = Literal["komt-in-aanmerking", "nazicht-nodig", "geen-thema"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Evidence(_Frozen):
    """A phrase that speaks for a label: characters [start, end) of `field` as it was given."""

    field: Literal["title", "text"]
    start: int
    end: int
    text: str
    weight: float = Field(description="Share (0 to 1) of all that speaks for this label in this text; 1 for a screening term.")


class LabelResult(_Frozen):
    """One label of the taxonomy: its calibrated probability, the decision, and the grounds where it is not 'niet'."""

    id: str
    group: Group
    probability: float = Field(ge=0, le=1)
    decision: Decision
    evidence: tuple[Evidence, ...] = ()


class ConditionResult(_Frozen):
    """What must hold beyond the theme."""

    id: str
    text: Sentence


class Precedent(_Frozen):
    """A labelled description of the corpus that lies near: cosine similarity of the encoder's features, -1 to 1."""

    id: str
    title: str
    similarity: float
    themes: tuple[str, ...]


class AidOutcome(_Frozen):
    """The aid that follows: amounts in euro and the rate as decimal strings, each step explained in Dutch."""

    regime: str
    enterprise_size: str
    rate: str
    cost: str
    uncapped: str
    already_granted: str
    remaining_cap: str
    aid: str
    own_share: str
    steps: tuple[Sentence, ...]
    source: str


class ModelVersions(_Frozen):
    """What produced the answer: model, corpus, taxonomy and aid regime."""

    version: str
    corpus: str
    taxonomy: str
    regime: str


class Assessment(_Frozen):
    """The answer on one description. It is a suggestion: people decide."""

    reference: str
    title: str
    kind: Kind
    language: str
    outcome: Outcome
    themes: tuple[str, ...]
    subtopics: tuple[str, ...]
    screening: tuple[str, ...]
    topics: tuple[str, ...]
    labels: tuple[LabelResult, ...]
    conditions: tuple[ConditionResult, ...]
    reasons: tuple[Sentence, ...]
    precedents: tuple[Precedent, ...]
    aid: AidOutcome | None
    model: ModelVersions

    def label(self, label_id: str) -> LabelResult:
        """The result of one label; KeyError if the taxonomy has none of that id."""
        return {result.id: result for result in self.labels}[label_id]
