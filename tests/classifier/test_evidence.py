"""Evidence is short, lies in the text, never overlaps, and its weights are shares of exact sums."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from classifier.document import parsed
from classifier.evidence import MOST_SHARE, MOST_WORDS, Marked, Passage, mark, passages

WORDS = st.sampled_from(["opleiding", "lassen", "de", "kmo", "veilig", "data", "export", "zelf", "ISO", "een", "btw"])
ENDINGS = st.sampled_from([" ", " ", " ", " ", ", ", ". ", ".\n", "\n", "; ", " – ", "? ", ": ", "\n- ", "... ", " ( "])
TEXTS = st.lists(st.tuples(WORDS, ENDINGS), min_size=1, max_size=80).map(lambda parts: "".join(w + e for w, e in parts))
SEEDS = st.integers(0, 2**32 - 1)


def pieces_of(text: str, breaks: list[int] | None = None) -> list[Passage]:
    """The passages of a text."""
    with parsed(text) as doc:
        return passages(doc, breaks or [])


def word_spans(text: str) -> np.ndarray:
    """One token a word, and a first one that stands for nothing, as the encoder's marks do."""
    return np.array([(0, 0), *((m.start(), m.end()) for m in re.finditer(r"\w+", text))], dtype=np.int64)


def marked(text: str, seed: int) -> tuple[list[Passage], np.ndarray, np.ndarray, list[Marked]]:
    """Passages, spans, random contributions and what is marked."""
    spans = word_spans(text)
    contributions = np.random.default_rng(seed).normal(0, 1, len(spans))
    pieces = pieces_of(text)
    return pieces, spans, contributions, mark(pieces, spans, contributions)


@given(text=TEXTS)
def test_passages_follow_each_other_and_hold_every_word(text: str) -> None:
    """Passages are in order, do not overlap, and together count every word once."""
    pieces = pieces_of(text)
    for before, after in itertools.pairwise(pieces):
        assert before.end <= after.start
    for piece in pieces:
        assert 0 <= piece.start < piece.end <= len(text)
        assert 1 <= piece.words <= MOST_WORDS
        assert "\n" not in text[piece.start : piece.end]
    inside = sum(p.start <= start and end <= p.end for p in pieces for start, end in word_spans(text)[1:])
    assert inside == len(word_spans(text)) - 1


@given(text=TEXTS, data=st.data())
def test_no_passage_straddles_a_break(text: str, data: st.DataObject) -> None:
    """A break between words, such as the one between title and text, is kept."""
    starts = [int(start) for start, _ in word_spans(text)[1:]]
    at = data.draw(st.sampled_from(starts))
    assert not any(piece.start < at < piece.end for piece in pieces_of(text, [at]))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Je leert lassen. Daarna volgt een examen.", ["Je leert lassen", "Daarna volgt een examen"]),
        ("een\ntwee\n\ndrie", ["een", "twee", "drie"]),
        ("- lassen met TIG\n- lassen met MIG", ["lassen met TIG", "lassen met MIG"]),
        (
            "we bekijken de balans van uw zaak, de resultatenrekening, en ten slotte de kasstroom",
            ["we bekijken de balans van uw zaak", "de resultatenrekening, en ten slotte de kasstroom"],
        ),
        ("een, twee, drie", ["een, twee, drie"]),
        ("", []),
        ("...", []),
    ],
)
def test_passages_are_what_a_reader_would_take_together(text: str, expected: list[str]) -> None:
    """Sentences, lines and list items; a comma cuts only after some words."""
    assert [text[piece.start : piece.end] for piece in pieces_of(text)] == expected


def test_a_sentence_without_end_is_cut_evenly() -> None:
    """Thirty words without a comma give three pieces of ten, not fourteen, fourteen and two."""
    assert [piece.words for piece in pieces_of("woord " * 30)] == [10, 10, 10]


@given(text=TEXTS, seed=SEEDS)
def test_at_most_three_tenths_of_the_words_are_marked(text: str, seed: int) -> None:
    """A text is not painted over: together the marks stay within the share, or there is one mark only."""
    pieces, _, _, marks = marked(text, seed)
    words = {piece.start: piece.words for piece in pieces}
    total = sum(words.values())
    assert len(marks) <= 1 or sum(words[m.start] for m in marks) <= MOST_SHARE * total


@given(text=TEXTS, seed=SEEDS)
def test_marks_are_passages_with_their_exact_share(text: str, seed: int) -> None:
    """Each mark is one passage of the text, none twice; its weight is its sum over what all passages say for the label."""
    pieces, spans, contributions, marks = marked(text, seed)
    sums = {(p.start, p.end): sum(c for (s, e), c in zip(spans, contributions, strict=True) if p.start <= s < e <= p.end) for p in pieces}
    speaking = sum(value for value in sums.values() if value > 0)
    assert len({m.start for m in marks}) == len(marks)
    for m in marks:
        assert 0 < m.weight <= 1 + 1e-12
        assert m.weight == pytest.approx(sums[m.start, m.end] / speaking)
    assert [m.weight for m in marks] == sorted((m.weight for m in marks), reverse=True)
    assert bool(marks) == (speaking > 0)
    assert sum(m.weight for m in marks) <= 1 + 1e-9


@given(text=TEXTS, seed=SEEDS)
def test_the_same_text_is_marked_the_same(text: str, seed: int) -> None:
    """Whoever asks twice sees the same evidence."""
    assert marked(text, seed)[3] == marked(text, seed)[3]


@given(text=TEXTS)
def test_where_nothing_speaks_for_a_label_nothing_is_marked(text: str) -> None:
    """No passage is shown as a ground that is none."""
    spans = word_spans(text)
    assert mark(pieces_of(text), spans, -np.ones(len(spans))) == []
    assert mark(pieces_of(text), spans, np.zeros(len(spans))) == []


@given(text=TEXTS, data=st.data())
def test_the_passage_that_speaks_is_the_one_marked(text: str, data: st.DataObject) -> None:
    """Where a single word carries the score, its passage is marked and carries all of it."""
    spans = word_spans(text)
    assume(len(spans) > 1)
    at = data.draw(st.integers(1, len(spans) - 1))
    contributions = np.full(len(spans), -0.001)
    contributions[at] = 5.0
    (only,) = mark(pieces_of(text), spans, contributions)
    assert only.start <= spans[at, 0] < spans[at, 1] <= only.end
    assert only.weight == pytest.approx(1)


def test_grounds_come_before_length() -> None:
    """A short passage full of grounds is preferred to a long one that says a little in every word."""
    text = "Lassen met TIG. We spreken over van alles en nog wat in een lange dag samen. Tot dan."
    spans = word_spans(text)
    contributions = np.where(spans[:, 0] < 15, 1.0, 0.3)
    marks = mark(pieces_of(text), spans, contributions)
    assert next(text[m.start : m.end] for m in marks) == "Lassen met TIG"


def test_a_text_without_words_has_no_evidence() -> None:
    """Punctuation alone gives nothing to mark."""
    assert mark([], np.array([(0, 0)]), np.array([1.0])) == []
