"""Decisions follow the bands, and personeelsmanagement and its sub-topics always agree."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.decision import Band, Decision, at_most_doubt, decide, with_likeliest_subtopic, with_subtopics, with_terms
from classifier.paths import ROOT
from classifier.taxonomy import PERSONNEL, read_taxonomy

TAXONOMY = read_taxonomy(ROOT / "data" / "taxonomy.toml")
SUBTOPICS = TAXONOMY.ids("subtopic")
SCREENING = TAXONOMY.ids("screening")
DECISION: st.SearchStrategy[Decision] = st.sampled_from(["toegewezen", "twijfel", "niet"])
DECISIONS = st.fixed_dictionaries(dict.fromkeys(TAXONOMY.all_ids(), DECISION))
SURENESS = {"niet": 0, "twijfel": 1, "toegewezen": 2}
EVERY_SET_OF_CONDITIONS = st.sets(st.sampled_from(SCREENING))


@pytest.mark.parametrize(
    ("probability", "expected"),
    [
        (0.0, "niet"),
        (0.2999999, "niet"),
        (0.3, "twijfel"),
        (0.5, "twijfel"),
        (0.6999999, "twijfel"),
        (0.7, "toegewezen"),
        (1.0, "toegewezen"),
    ],
)
def test_the_edges_of_a_band(probability: float, expected: str) -> None:
    """The lower edge is in doubt, the upper edge is assigned."""
    assert Band(0.3, 0.7).decide(probability) == expected


@given(edge=st.floats(0, 1), probability=st.floats(0, 1))
def test_a_band_without_width_knows_no_doubt(edge: float, probability: float) -> None:
    """Where both edges are one, every probability is decided."""
    assert Band(edge, edge).decide(probability) == ("toegewezen" if probability >= edge else "niet")


@given(edges=st.tuples(st.floats(0, 1), st.floats(0, 1)).map(sorted), pair=st.tuples(st.floats(0, 1), st.floats(0, 1)))
def test_a_higher_probability_is_never_less_sure(edges: list[float], pair: tuple[float, float]) -> None:
    """Decisions rise with the probability."""
    band = Band(*edges)
    low, high = sorted(pair)
    assert SURENESS[band.decide(low)] <= SURENESS[band.decide(high)]


def test_each_label_is_decided_by_its_own_band() -> None:
    """One probability may assign one label and not another."""
    bands = {"een": Band(0.1, 0.2), "twee": Band(0.4, 0.6), "drie": Band(0.8, 0.9)}
    decided = decide(dict.fromkeys(bands, 0.5), bands)
    assert decided == {"een": "toegewezen", "twee": "twijfel", "drie": "niet"}


@given(decisions=DECISIONS)
def test_personnel_is_assigned_with_a_subtopic_and_never_without(decisions: Mapping[str, Decision]) -> None:
    """The rule of the codebook, over all combinations: the theme is assigned if and only if a sub-topic is."""
    ruled = with_subtopics(decisions, TAXONOMY)
    assert (ruled[PERSONNEL] == "toegewezen") == any(ruled[s] == "toegewezen" for s in SUBTOPICS)


@given(decisions=DECISIONS)
def test_a_contradiction_is_shown_as_doubt(decisions: Mapping[str, Decision]) -> None:
    """A theme without a sub-topic, or a sub-topic without the theme, is put before a person, not dropped."""
    ruled = with_subtopics(decisions, TAXONOMY)
    carried = [s for s in SUBTOPICS if decisions[s] == "toegewezen"]
    if (decisions[PERSONNEL] == "toegewezen") != bool(carried):
        assert ruled[PERSONNEL] == "twijfel"
        assert all(ruled[s] == "twijfel" for s in carried)


@given(decisions=DECISIONS)
def test_where_the_two_agree_nothing_changes(decisions: Mapping[str, Decision]) -> None:
    """An assigned theme keeps its assigned sub-topics, a doubtful one its doubtful ones."""
    carried = [s for s in SUBTOPICS if decisions[s] == "toegewezen"]
    if (decisions[PERSONNEL] == "toegewezen") == bool(carried) and decisions[PERSONNEL] != "niet":
        assert with_subtopics(decisions, TAXONOMY) == decisions


@given(decisions=DECISIONS)
def test_the_rule_only_touches_personnel(decisions: Mapping[str, Decision]) -> None:
    """Other themes, screening conditions and topics stay, the rule never makes anything surer, and twice is as once."""
    ruled = with_subtopics(decisions, TAXONOMY)
    concerned = {PERSONNEL, *SUBTOPICS}
    assert set(ruled) == set(decisions)
    assert all(ruled[label] == decisions[label] for label in decisions if label not in concerned)
    assert not any(ruled[s] != "niet" for s in SUBTOPICS if ruled[PERSONNEL] == "niet")
    assert all(ruled[label] != "toegewezen" for label in decisions if decisions[label] != "toegewezen")
    assert with_subtopics(ruled, TAXONOMY) == ruled


PROBABILITIES = st.fixed_dictionaries(dict.fromkeys(TAXONOMY.all_ids(), st.floats(0, 1)))


@given(decisions=DECISIONS, probabilities=PROBABILITIES)
def test_a_sure_theme_takes_its_likeliest_subtopic_along(decisions: Mapping[str, Decision], probabilities: Mapping[str, float]) -> None:
    """Only where the theme is assigned and no sub-topic is, and only one that was in doubt; then the theme stands. All else stays."""
    ruled = with_likeliest_subtopic(decisions, probabilities, TAXONOMY)
    changed = [label for label in decisions if ruled[label] != decisions[label]]
    doubtful = [s for s in SUBTOPICS if decisions[s] == "twijfel"]
    if decisions[PERSONNEL] == "toegewezen" and doubtful and all(decisions[s] != "toegewezen" for s in SUBTOPICS):
        (label,) = changed
        assert label in doubtful
        assert probabilities[label] == max(probabilities[s] for s in doubtful)
        assert with_subtopics(ruled, TAXONOMY)[PERSONNEL] == "toegewezen"
    else:
        assert changed == []


@given(decisions=DECISIONS)
def test_at_most_doubt_leaves_no_assignment(decisions: Mapping[str, Decision]) -> None:
    """On a text that the model may not decide on nothing is assigned, and nothing is lost either."""
    held_back = at_most_doubt(decisions)
    assert "toegewezen" not in held_back.values()
    assert {label for label in decisions if decisions[label] != "niet"} == {label for label in held_back if held_back[label] == "twijfel"}
    assert "toegewezen" not in with_subtopics(held_back, TAXONOMY).values()


@given(decisions=DECISIONS, found=EVERY_SET_OF_CONDITIONS)
def test_a_term_in_the_text_asks_for_a_look(decisions: Mapping[str, Decision], found: set[str]) -> None:
    """A condition of which a term was found is at least in doubt; all else stays, and no term assigns."""
    raised = with_terms(decisions, found)
    for label, decision in decisions.items():
        assert raised[label] == ("twijfel" if label in found and decision == "niet" else decision)


@given(decisions=DECISIONS, found=EVERY_SET_OF_CONDITIONS)
def test_the_given_decisions_are_left_alone(decisions: Mapping[str, Decision], found: set[str]) -> None:
    """Each step returns new decisions; what the model said can still be shown."""
    before = dict(decisions)
    at_most_doubt(decisions)
    with_likeliest_subtopic(decisions, dict.fromkeys(decisions, 0.5), TAXONOMY)
    with_subtopics(decisions, TAXONOMY)
    with_terms(decisions, found)
    assert decisions == before
