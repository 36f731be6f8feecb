"""Evidence is short, lies in the text, never overlaps, is no more than the decision hangs on, and its weights are shares of exact sums."""

from __future__ import annotations

import itertools
import math
import re

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from classifier.assess import Assessor
from classifier.decision import Band
from classifier.description import ServiceDescription
from classifier.document import parsed
from classifier.evidence import MOST_SHARE, MOST_WORDS, Marked, Parts, Phrase, floor_of, mark, phrases
from tests.api.texts import ASSIGNED

WORDS = st.sampled_from(["opleiding", "lassen", "de", "kmo", "veilig", "data", "export", "zelf", "ISO", "een", "btw"])
ENDINGS = st.sampled_from([" ", " ", " ", " ", ", ", ". ", ".\n", "\n", "; ", " – ", "? ", ": ", "\n- ", "... ", " ( "])
TEXTS = st.lists(st.tuples(WORDS, ENDINGS), min_size=1, max_size=80).map(lambda parts: "".join(w + e for w, e in parts))
SEEDS = st.integers(0, 2**32 - 1)


def phrases_of(text: str, language: str = "nl", breaks: list[int] | None = None) -> list[Phrase]:
    """The phrases of a text."""
    with parsed(text) as doc:
        return phrases(doc, language, breaks or [])


def word_spans(text: str) -> np.ndarray:
    """One token a word, and a first one that stands for nothing, as the encoder's marks do."""
    return np.array([(0, 0), *((m.start(), m.end()) for m in re.finditer(r"\w+", text))], dtype=np.int64)


def parts_of(text: str, values: np.ndarray) -> Parts:
    """A score whose parts are the words of a text, all of them the encoder's."""
    return Parts(0.0, values, word_spans(text), len(values))


def marked(text: str, seed: int, floor: float = -math.inf) -> tuple[list[Phrase], Parts, list[Marked]]:
    """Phrases, a score of random parts, and what is marked."""
    values = np.random.default_rng(seed).normal(0, 1, len(word_spans(text)))
    found, parts = phrases_of(text), parts_of(text, values)
    return found, parts, mark(found, len(text), parts, floor)


@given(text=TEXTS)
def test_phrases_follow_each_other_and_leave_out_stop_words_alone(text: str) -> None:
    """Phrases are in order, do not overlap, are short, and hold every word but the stop words."""
    found = phrases_of(text)
    for before, after in itertools.pairwise(found):
        assert before.end <= after.start
    for phrase in found:
        assert 0 <= phrase.start < phrase.end <= len(text)
        assert 1 <= phrase.words <= MOST_WORDS
        assert "\n" not in text[phrase.start : phrase.end]
    outside = [text[s:e] for s, e in word_spans(text)[1:] if not any(p.start <= s and e <= p.end for p in found)]
    assert set(outside) <= {"de", "een", "zelf"}


@given(text=TEXTS, data=st.data())
def test_no_phrase_straddles_a_break(text: str, data: st.DataObject) -> None:
    """A break between words, such as the one between title and text, is kept."""
    starts = [int(start) for start, _ in word_spans(text)[1:]]
    at = data.draw(st.sampled_from(starts))
    assert not any(phrase.start < at < phrase.end for phrase in phrases_of(text, breaks=[at]))


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Je leert lassen. Daarna volgt een examen.", "nl", ["leert lassen", "volgt", "examen"]),
        ("een balans\ntwee balansen\n\ndrie", "nl", ["balans", "twee balansen", "drie"]),
        ("- lassen met TIG\n- lassen met MIG", "nl", ["lassen", "TIG", "lassen", "MIG"]),
        ("ISO 14001, milieuzorg", "nl", ["ISO 14001", "milieuzorg"]),
        ("How to read the balance sheet of your company", "en", ["read", "balance sheet", "company"]),
        ("Apprendre à lire le bilan de votre entreprise", "fr", ["Apprendre", "lire", "bilan", "entreprise"]),
        ("een de het", "nl", []),
        ("...", "nl", []),
    ],
)
def test_phrases_are_what_carries_meaning(text: str, language: str, expected: list[str]) -> None:
    """Runs of words between stop words of the text's language, marks and line ends."""
    assert [text[phrase.start : phrase.end] for phrase in phrases_of(text, language)] == expected


def test_a_long_run_is_cut_evenly() -> None:
    """Nine words in a row give three phrases of three, not four, four and one."""
    assert [phrase.words for phrase in phrases_of("woord " * 9)] == [3, 3, 3]


@given(text=TEXTS, seed=SEEDS)
def test_no_more_than_the_share_of_the_text_is_marked(text: str, seed: int) -> None:
    """A text is not painted over: together the marks stay within the share, or there is one mark only."""
    _, _, marks = marked(text, seed)
    assert len(marks) <= 1 or sum(m.end - m.start for m in marks) <= MOST_SHARE * len(text)


@given(text=TEXTS, seed=SEEDS)
def test_marks_are_phrases_with_their_exact_share(text: str, seed: int) -> None:
    """Each mark is one phrase of the text, none twice; its weight is its sum over what all phrases say for the label."""
    found, parts, marks = marked(text, seed)
    pairs = list(zip(parts.spans, parts.values, strict=True))
    sums = {(p.start, p.end): sum(value for (s, e), value in pairs if p.start <= s < e <= p.end) for p in found}
    speaking = sum(value for value in sums.values() if value > 0)
    assert len({m.start for m in marks}) == len(marks)
    for m in marks:
        assert 0 < m.weight <= 1 + 1e-12
        assert m.weight == pytest.approx(sums[m.start, m.end] / speaking)
    assert [m.weight for m in marks] == sorted((m.weight for m in marks), reverse=True)
    assert bool(marks) == (speaking > 0)


@given(text=TEXTS, seed=SEEDS, floor=st.floats(-3, 3))
def test_no_more_is_marked_than_the_decision_hangs_on(text: str, seed: int, floor: float) -> None:
    """All marks but the weakest per word leave the score at or above the floor: each one that was added was still needed."""
    found, parts, marks = marked(text, seed, floor)
    counts = {p.start: p.words for p in found}
    if marks:
        weakest = min(marks, key=lambda m: m.weight / counts[m.start])
        gone = np.zeros(len(parts.values), dtype=bool)
        for m in marks:
            if m is not weakest:
                gone |= (parts.spans[:, 0] < m.end) & (parts.spans[:, 1] > m.start)
        assert parts.without(gone) >= floor


@given(text=TEXTS, seed=SEEDS)
def test_a_score_without_nothing_is_the_score(text: str, seed: int) -> None:
    """The parts are exact: with none gone they sum to the score, with all of the encoder's gone nothing of them is left."""
    _, parts, _ = marked(text, seed)
    assert parts.without(np.zeros(len(parts.values), dtype=bool)) == pytest.approx(parts.values.sum())
    assert parts.without(np.ones(len(parts.values), dtype=bool)) == 0


def test_an_ngram_goes_with_any_of_its_words() -> None:
    """A pair of words whose first is marked no longer speaks: the second alone is another thing."""
    text = "jaarrekening en daarna wandelen, zwemmen, fietsen of slapen"
    spans = np.array([[0, 12], [23, 31], [0, 31]])
    parts = Parts(0.0, np.array([2.0, 0.5, 1.0]), spans, 2)
    (first, *_) = mark(phrases_of(text), len(text), parts, 1.0)
    assert text[first.start : first.end] == "jaarrekening"
    assert parts.without(np.array([True, False, True])) == pytest.approx(1.0)


@given(text=TEXTS, seed=SEEDS)
def test_the_same_text_is_marked_the_same(text: str, seed: int) -> None:
    """Whoever asks twice sees the same evidence."""
    assert marked(text, seed)[2] == marked(text, seed)[2]


@given(text=TEXTS)
def test_where_nothing_speaks_for_a_label_nothing_is_marked(text: str) -> None:
    """No phrase is shown as a ground that is none."""
    for value in (-1.0, 0.0):
        parts = parts_of(text, np.full(len(word_spans(text)), value))
        assert mark(phrases_of(text), len(text), parts, -math.inf) == []


@given(text=TEXTS, data=st.data())
def test_the_phrase_that_speaks_is_the_one_marked(text: str, data: st.DataObject) -> None:
    """Where a single word carries the score, its phrase is marked and carries all of it."""
    spans, found = word_spans(text), phrases_of(text)
    assume(found)
    at = data.draw(st.sampled_from([i for i, (s, e) in enumerate(spans) if any(p.start <= s < e <= p.end for p in found)]))
    values = np.full(len(spans), -0.001)
    values[at] = 5.0
    (only,) = mark(found, len(text), parts_of(text, values), -math.inf)
    assert only.start <= spans[at, 0] < spans[at, 1] <= only.end
    assert only.weight == pytest.approx(1)


def test_a_text_without_words_has_no_evidence() -> None:
    """Punctuation alone gives nothing to mark."""
    assert mark([], 0, Parts(0.0, np.array([1.0]), np.array([(0, 0)]), 1), 0.0) == []


@pytest.mark.parametrize(("probability", "edge"), [(0.9, 0.5), (0.5, 0.5), (0.4, 0.3), (0.2, 0.1)])
def test_the_floor_is_where_the_decision_turns(assessor: Assessor, probability: float, edge: float) -> None:
    """From assigned down to the upper edge, from doubt down to the lower one, and from "niet" to half the chance."""
    heads = assessor.model.heads
    score = floor_of(heads, 0, probability, Band(0.3, 0.5))
    assert 1 / (1 + math.exp(-(heads.slopes[0] * score + heads.offsets[0]))) == pytest.approx(edge)


@pytest.mark.parametrize("probability", [0.0, 1.0])
def test_a_decision_that_nothing_turns_has_no_floor(assessor: Assessor, probability: float) -> None:
    """A label that is assigned or refused whatever the score is marked up to the share."""
    assert floor_of(assessor.model.heads, 0, probability, Band(0.0, 1.0) if probability else Band(0.5, 0.6)) == -math.inf


def test_without_its_evidence_a_label_is_less_likely(assessor: Assessor) -> None:
    """On a plain description: with what is marked for a theme goes most of what spoke for it."""
    given = ServiceDescription(ASSIGNED["title"], ASSIGNED["text"])
    answer = assessor.assess(given)
    assert answer.themes
    for theme in answer.themes:
        fields = {"title": given.title, "text": given.text}
        for m in sorted(answer.label(theme).evidence, key=lambda m: -m.start):
            fields[m.field] = fields[m.field][: m.start] + fields[m.field][m.end :]
        without = assessor.assess(ServiceDescription(**fields)).label(theme).probability
        assert without < 0.75 * answer.label(theme).probability
