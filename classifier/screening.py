"""Screening terms: words that ask for a person's look whatever the model says, matched on their lemmas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from spacy.matcher import PhraseMatcher

from classifier.document import lasting
from classifier.taxonomy import Taxonomy

ENDINGS = ("", "s", "e", "en", "ën")
"""The tables of lemmas lack rare words (bachbloesems): each term is also looked for with the regular endings."""


@dataclass(frozen=True)
class TermHit:
    """A screening term found: the condition's id and characters [start, end) of the document."""

    condition: str
    start: int
    end: int


class TermFinder:
    """Finds the screening terms of a taxonomy. Made once, outside `parsed`: spaCy forgets what was made inside it."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        with lasting() as nlp:
            self._matcher = PhraseMatcher(nlp.vocab, attr="LEMMA")
            for label in taxonomy.screening:
                self._matcher.add(label.id, [nlp(term + ending) for term in label.terms for ending in ENDINGS])

    def find(self, doc: Any) -> list[TermHit]:
        """Every screening term in a spaCy Doc, in order, the longest where they overlap."""
        hits: list[TermHit] = []
        for span in sorted(self._matcher(doc, as_spans=True), key=lambda s: (s.start_char, -s.end_char)):
            if not hits or span.start_char >= hits[-1].end:
                hits.append(TermHit(span.label_, span.start_char, span.end_char))
        return hits
