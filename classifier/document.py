"""The document the model reads: cleaned title and text in one string, with words, lemmas, sentences and the way back to the fields."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import spacy

from classifier.cleaning import CleanText, clean
from classifier.description import ServiceDescription
from classifier.errors import InputError

Field = Literal["title", "text"]
JOINT = ". "


@dataclass(frozen=True)
class Place:
    """Characters [start, end) of one field, as it was given."""

    field: Field
    start: int
    end: int


@dataclass(frozen=True)
class Document:
    """`text` is what encoder and spaCy read: the clean title, a full stop, the clean text (either may be missing)."""

    description: ServiceDescription
    text: str
    title: CleanText
    body: CleanText
    body_start: int

    def places(self, start: int, end: int) -> list[Place]:
        """Where characters [start, end) of `text` stand in the given fields: one place, or two across title and text."""
        found = []
        fields: tuple[tuple[Field, CleanText, int], ...] = (("title", self.title, 0), ("text", self.body, self.body_start))
        for field, part, offset in fields:
            first, last = max(start - offset, 0), min(end - offset, len(part.text))
            if first < last:
                found.append(Place(field, part.origin[first][0], part.origin[last - 1][1]))
        return found

    def given(self, place: Place) -> str:
        """The characters of a place, as they were given."""
        return (self.description.title if place.field == "title" else self.description.text)[place.start : place.end]


def make_document(description: ServiceDescription) -> Document:
    """Clean both fields and join them; InputError if nothing but markup or invisible characters was given."""
    title, body = clean(description.title), clean(description.text)
    if not title.text and not body.text:
        raise InputError(
            "Er staat geen leesbare tekst in de beschrijving.",
            where="tekst (text)",
            remedy="Geef de beschrijving van de opleiding of het advies in gewone woorden.",
        )
    joint = ("" if title.text.endswith((".", "?", "!", ":")) else JOINT.strip()) + " " if title.text and body.text else ""
    return Document(description, title.text + joint + body.text, title, body, len(title.text) + len(joint))


@cache
def dutch() -> Any:
    """spaCy's Dutch tokens, sentences and lemmas (look-up tables of spacy-lookups-data), made once."""
    nlp = spacy.blank("nl")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("lemmatizer", config={"mode": "lookup"})
    nlp.initialize()
    return nlp


_ONE_AT_A_TIME = threading.RLock()
"""A memory zone belongs to the whole vocabulary: two threads in one would empty it under each other's hands."""


@contextmanager
def parsed(text: str) -> Iterator[Any]:
    """A spaCy Doc of `text`, valid inside the block only: its strings are given back after it, so that memory stays level."""
    with lasting() as nlp, nlp.memory_zone():
        yield nlp(text.replace("’", "'"))  # as the tables of lemmas write it, in the same place


@contextmanager
def lasting() -> Iterator[Any]:
    """spaCy's Dutch outside any memory zone: what is made in this block stays valid after it. Not to be used inside `parsed`."""
    with _ONE_AT_A_TIME:
        if dutch().vocab.in_memory_zone:
            raise RuntimeError("a text is being read: what is made now would not last")
        yield dutch()
