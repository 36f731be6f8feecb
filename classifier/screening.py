"""Screening terms: words that ask for a person's look whatever the model says, matched on their lemmas."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from spacy.matcher import PhraseMatcher

from classifier.document import dutch
from classifier.taxonomy import Taxonomy


@dataclass(frozen=True)
class TermHit:
    """A screening term found: the condition's id and characters [start, end) of the document."""

    condition: str
    start: int
    end: int


@cache
def _matcher(terms: tuple[tuple[str, tuple[str, ...]], ...]) -> Any:
    nlp = dutch()
    matcher = PhraseMatcher(nlp.vocab, attr="LEMMA")
    for condition, words in terms:
        # Lemmas of a word depend on its capital: both ways of writing it are patterns.
        matcher.add(condition, [nlp(form) for word in words for form in (word, word.capitalize())])
    return matcher


def find_terms(doc: Any, taxonomy: Taxonomy) -> list[TermHit]:
    """Every screening term in a spaCy Doc, in order, the longest where they overlap."""
    matcher = _matcher(tuple((label.id, label.terms) for label in taxonomy.screening))
    hits: list[TermHit] = []
    for span in sorted(matcher(doc, as_spans=True), key=lambda s: (s.start_char, -s.end_char)):
        if not hits or span.start_char >= hits[-1].end:
            hits.append(TermHit(span.label_, span.start_char, span.end_char))
    return hits
