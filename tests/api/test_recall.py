"""Sentences that were stored as plain Dutch text are told in English as if they had never been stored."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.language import page
from api.recall import recalled
from api.translations import translate
from classifier.aid import AidRequest, compute_aid
from classifier.amounts import dutch_date, euro, percent
from classifier.decision import with_subtopics
from classifier.enterprise import EnterpriseFigures, EnterpriseSize, determine_size
from classifier.messages import Said, listed, say
from classifier.outcome import Circumstances, explain
from classifier.regimes import load_regimes
from classifier.taxonomy import taxonomy

NAMES = [label.name for _, label in taxonomy().labels()]
AMOUNTS = st.decimals(min_value=0, max_value=50_000, places=2)


def same_in_english(sentence: str) -> None:
    """The plain text of a sentence is recalled as what it was: the same Dutch, the same English."""
    back = recalled(str.__str__(sentence))
    assert back == sentence
    with page("en"):
        assert translate(back) == translate(sentence) != ""


@given(st.data())
def test_every_step_of_an_aid_is_recalled(data: st.DataObject) -> None:
    """Whatever is asked, each step of the calculation, stored as text, is told in the same English."""
    regime = data.draw(st.sampled_from(load_regimes()))
    headcount, turnover = data.draw(AMOUNTS), data.draw(AMOUNTS)
    size = data.draw(st.sampled_from(EnterpriseSize))
    finding = determine_size(None, EnterpriseFigures(headcount, turnover * 1000, turnover * 1000))
    request = AidRequest(
        enterprise_size=size,
        cost=data.draw(AMOUNTS),
        date=data.draw(st.dates(date(2024, 6, 5), date(2027, 1, 1))),
        already_granted=data.draw(AMOUNTS),
        kind=data.draw(st.sampled_from(["opleiding", "advies", "onbekend"])),
        size_steps=data.draw(st.sampled_from([(), finding.steps])),
    )
    known = taxonomy()
    themes = data.draw(st.lists(st.sampled_from(known.ids("theme")), unique=True, max_size=8))
    topics = data.draw(st.lists(st.sampled_from(known.ids("topic")), unique=True))
    for step in compute_aid(request, themes=themes, topics=topics, regime=regime, names=known.names()).steps:
        same_in_english(step)


@given(st.data())
def test_every_reason_is_recalled(data: st.DataObject) -> None:
    """Whatever is decided, each reason, stored as text, is told in the same English."""
    known = taxonomy()
    decisions = {label: data.draw(st.sampled_from(["toegewezen", "twijfel", "niet"])) for label in known.all_ids()}
    decisions = with_subtopics(decisions, known)
    outcome = data.draw(st.sampled_from(["nazicht-nodig", "geen-thema", "komt-in-aanmerking"]))
    language = data.draw(st.sampled_from(["nl", "de", "und", "sv"]))
    obstacle = Circumstances(language, data.draw(st.integers(0, 30)), data.draw(st.booleans())).obstacle
    flagged = data.draw(st.lists(st.sampled_from(known.ids("screening"))))
    for reason in explain(decisions, dict.fromkeys(decisions, 0.5), outcome, obstacle, flagged, known):
        same_in_english(reason)


@given(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
def test_names_that_hold_the_word_en_are_told_apart(names: list[str]) -> None:
    """An enumeration is cut between its names, never inside one: "arbeidsorganisatie en bedrijfsprocessen" stays whole."""
    same_in_english(listed(names))


@pytest.mark.parametrize("figure", [euro(Decimal("7500")), percent(Decimal("0.125")), dutch_date(date(2026, 2, 1))])
def test_figures_are_recalled(figure: str) -> None:
    """An amount, a share and a day come back with their value."""
    assert vars(recalled(str.__str__(figure))) == vars(figure)


@pytest.mark.parametrize("text", ["Lassen en plooien voor beginners", "kaas en wijn", "Geef 12 koekjes, nu", "", "{", "{given}"])
def test_other_texts_stay_what_they_are(text: str) -> None:
    """A text that this program did not make is given back as it is."""
    assert recalled(text) == text
    assert type(recalled(text)) is str


def test_what_was_typed_is_never_translated() -> None:
    """A quotation inside a message stays as it was typed, also where it equals a text of ours."""
    back = recalled(str.__str__(say('"{given}" is geen bedrag.', given="opleiding")))
    assert isinstance(back, Said)
    with page("en"):
        assert translate(back) == '"opleiding" is not an amount.'


def test_a_long_text_is_done_soon() -> None:
    """A text made to have very many ways to be cut is given up on after a few, not after all."""
    text = "a, " * 3000 + "a en " * 3000
    assert recalled(text) == text
