"""Sentences for people: plain Dutch to everything, with pattern and values for a page that tells them in another language."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from classifier.amounts import dutch_date, euro, percent
from classifier.description import dutch_number
from classifier.messages import Figure, Said, Sentence, listed, say
from classifier.taxonomy import taxonomy


class _Answer(BaseModel):
    reasons: tuple[Sentence, ...]


def test_a_sentence_is_its_dutch_text() -> None:
    """Whoever compares, joins or sends a sentence has the Dutch string and nothing else."""
    sentence = say("Het thema {theme} telt {count} keer.", theme=say("innovatie"), count=2)
    assert sentence == "Het thema innovatie telt 2 keer."
    assert {sentence: 1}["Het thema innovatie telt 2 keer."] == 1
    assert json.dumps([sentence]) == '["Het thema innovatie telt 2 keer."]'
    assert (sentence.pattern, sentence.values) == ("Het thema {theme} telt {count} keer.", {"theme": "innovatie", "count": "2"})


def test_values_are_never_read_as_patterns() -> None:
    """Braces in what a user gave stay braces; a text without values is taken as it is."""
    assert say('"{given}" is geen bedrag.', given="{0} {x!r} {{}}") == '"{0} {x!r} {{}}" is geen bedrag.'
    assert say("een {los} haakje {") == "een {los} haakje {"


def test_a_missing_value_is_an_error_where_it_is_written() -> None:
    """A pattern whose value is not given fails at once, and not on somebody's page."""
    with pytest.raises(KeyError, match="naam"):
        say("{naam} en {andere}", andere="x")


@pytest.mark.parametrize(
    "copied",
    [
        copy.copy,
        copy.deepcopy,
        lambda text: pickle.loads(pickle.dumps(text)),  # noqa: S301  # our own
        lambda text: _Answer(reasons=(text,)).reasons[0],
        lambda text: _Answer.model_validate({"reasons": [text]}).model_copy(deep=True).reasons[0],
    ],
    ids=["copy", "deepcopy", "pickle", "pydantic", "model_copy"],
)
@pytest.mark.parametrize(
    "text", [say("{a} en {b}", a=say("innovatie"), b=euro(Decimal("1200.50"))), percent(Decimal("0.3")), dutch_date(date(2026, 2, 1))]
)
def test_a_copy_keeps_what_it_was_made_of(copied: Callable[[str], str], text: str) -> None:
    """Copying, pickling and the models of the answer give back a sentence or figure, not a bare string."""
    made = copied(text)
    assert made == text
    assert type(made) is type(text)
    assert vars(made) == vars(text)


def test_a_model_still_checks_and_writes_plain_text() -> None:
    """The type of a sentence changes nothing for programs: the schema is that of a string, and a number is refused."""
    answer = _Answer(reasons=(say("Eén {x}.", x=1),))
    assert answer.model_dump_json() == '{"reasons":["Eén 1."]}'
    assert _Answer.model_json_schema()["properties"]["reasons"]["items"] == {"type": "string"}
    with pytest.raises(ValueError, match="string"):
        _Answer.model_validate({"reasons": [3]})


def test_figures_know_their_value() -> None:
    """An amount, a share, a number and a day are their Dutch notation and keep what they stand for."""
    figures = {
        "1.200,50 euro": (euro(Decimal("1200.50")), Decimal("1200.50"), "euro"),
        "12,5 %": (percent(Decimal("0.125")), Decimal("0.125"), "percent"),
        "20.000": (dutch_number(20_000), Decimal(20_000), "number"),
        "5 juni 2024": (dutch_date(date(2024, 6, 5)), date(2024, 6, 5), "date"),
    }
    for dutch, (figure, value, unit) in figures.items():
        assert isinstance(figure, Figure)
        assert (figure, figure.value, figure.unit) == (dutch, value, unit)


@given(st.lists(st.text(min_size=1), min_size=1))
def test_an_enumeration_names_everything_once(names: list[str]) -> None:
    """ "a, b en c": in order, with commas, and one "en" before the last."""
    expected = " en ".join([", ".join(names[:-1]), names[-1]]) if names[1:] else names[0]
    assert listed(names) == expected


def test_texts_of_the_taxonomy_can_be_translated() -> None:
    """Names, definitions and typical contents are sentences; the screening terms, which a matcher reads, are plain."""
    for _, label in taxonomy().labels():
        assert all(isinstance(text, Said) for text in (label.name, label.definition, *label.included))
        assert all(type(term) is str for term in label.terms)
