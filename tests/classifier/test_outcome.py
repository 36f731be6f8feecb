"""Outcome, conditions and reasons follow from the decisions, and the reasons are Dutch sentences."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.decision import Decision
from classifier.outcome import FEWEST_WORDS, Circumstances, conditions_for, decide_outcome, explain
from tests.classifier.fakes import TAXONOMY
from tests.classifier.test_decision import DECISION, DECISIONS

NL = Circumstances("nl", FEWEST_WORDS, True)
LIST_TEXT = "de dienst moet dan ook op de lijst van de minister staan"

# Decisions by label; every other label is `niet`. The likeliest theme is what the outcome's own band says of it.
TABLE = """
# beslissingen                                        waarschijnlijkste  hindernis  uitkomst
-                                                     niet               -          geen-thema
digitalisering=toegewezen                             toegewezen         -          komt-in-aanmerking
digitalisering=toegewezen,innovatie=toegewezen        toegewezen         -          komt-in-aanmerking
digitalisering=toegewezen,innovatie=twijfel           toegewezen         -          komt-in-aanmerking
digitalisering=twijfel                                niet               -          nazicht-nodig
digitalisering=twijfel                                twijfel            -          nazicht-nodig
# een toegewezen thema volstaat niet als de uitkomst zelf onzeker is, en niets mag gemist worden
digitalisering=toegewezen                             twijfel            -          nazicht-nodig
digitalisering=toegewezen                             niet               -          nazicht-nodig
-                                                     twijfel            -          nazicht-nodig
-                                                     toegewezen         -          nazicht-nodig
# sub-thema's en onderwerpen beslissen niets
competentiebeleid=twijfel                             niet               -          geen-thema
cybersecurity=toegewezen                              niet               -          geen-thema
# een screeningvoorwaarde vraagt altijd een mens
volksgezondheid=twijfel                               niet               -          nazicht-nodig
volksgezondheid=toegewezen                            niet               -          nazicht-nodig
digitalisering=toegewezen,openbare-orde=twijfel       toegewezen         -          nazicht-nodig
# een hindernis ook
-                                                     niet               taal       nazicht-nodig
digitalisering=twijfel                                toegewezen         taal       nazicht-nodig
"""
ROWS = [line.split() for line in TABLE.strip().splitlines() if not line.startswith("#")]


def decisions_from(written: str) -> dict[str, Decision]:
    """`label=decision,label=decision` as decisions on every label."""
    decisions: dict[str, Decision] = dict.fromkeys(TAXONOMY.all_ids(), "niet")
    for part in written.split(",") if written != "-" else ():
        label, decision = part.split("=")
        assert label in decisions
        decisions[label] = decision  # type: ignore[assignment]
    return decisions


def reasons(written: str, *, likeliest: Decision = "toegewezen", obstacle: str = "", terms: tuple[str, ...] = ()) -> str:
    """The reasons for decisions, as one text."""
    decisions = decisions_from(written)
    probabilities = {label: 1 - i / 100 for i, label in enumerate(decisions)}
    outcome = decide_outcome(decisions, likeliest, obstacle, TAXONOMY)
    return "\n".join(explain(decisions, probabilities, outcome, obstacle, terms, TAXONOMY))


@pytest.mark.parametrize("row", ROWS, ids="-".join)
def test_the_outcome_of_the_table(row: list[str]) -> None:
    """Each line of the table is what the rules of the design say."""
    written, likeliest, obstacle, expected = row
    text = "" if obstacle == "-" else "De tekst is in het Duits geschreven."
    assert decide_outcome(decisions_from(written), likeliest, text, TAXONOMY) == expected  # type: ignore[arg-type]


@given(decisions=DECISIONS, likeliest=DECISION, obstacle=st.sampled_from(["", "Te weinig tekst."]))
def test_no_decision_is_made_over_a_doubt(decisions: Mapping[str, Decision], likeliest: Decision, obstacle: str) -> None:
    """`komt-in-aanmerking` needs an assigned theme, `geen-thema` that no theme is even doubtful; neither with a flag."""
    outcome = decide_outcome(decisions, likeliest, obstacle, TAXONOMY)
    themes = {decisions[theme] for theme in TAXONOMY.ids("theme")}
    flagged = any(decisions[label] != "niet" for label in TAXONOMY.ids("screening"))
    if outcome == "komt-in-aanmerking":
        assert "toegewezen" in themes
    if outcome == "geen-thema":
        assert themes == {"niet"}
    if flagged or obstacle:
        assert outcome == "nazicht-nodig"


@given(decisions=DECISIONS, likeliest=DECISION, obstacle=st.sampled_from(["", "Te weinig tekst."]))
def test_every_outcome_has_its_reason(decisions: Mapping[str, Decision], likeliest: Decision, obstacle: str) -> None:
    """There is at least one reason, each is a whole sentence, none is said twice, and an obstacle comes first."""
    probabilities = dict.fromkeys(decisions, 0.5)
    outcome = decide_outcome(decisions, likeliest, obstacle, TAXONOMY)
    said = explain(decisions, probabilities, outcome, obstacle, (), TAXONOMY)
    assert said
    assert len(set(said)) == len(said)
    assert all(sentence[0].isupper() and sentence.endswith(".") for sentence in said)
    assert not obstacle or said[0] == obstacle


@pytest.mark.parametrize(
    ("written", "phrases"),
    [
        ("-", ["Geen van de acht thema's is duidelijk"]),
        ("digitalisering=toegewezen", ["Het thema digitalisering wordt door de inhoud gedragen."]),
        (
            "digitalisering=toegewezen,innovatie=toegewezen,duurzaamheid=toegewezen",
            ["De thema's digitalisering, duurzaamheid en innovatie worden door de inhoud gedragen."],
        ),
        ("financiele-geletterdheid=twijfel", ["Over financiële geletterdheid is het model niet zeker genoeg."]),
        (
            "digitalisering=toegewezen,innovatie=twijfel",
            ["Het thema digitalisering wordt", "Over innovatie is het model niet zeker genoeg."],
        ),
        (
            "personeelsmanagement=toegewezen,personeelsplanning=toegewezen,competentiebeleid=toegewezen",
            ["Bij personeelsmanagement hoort: competentiebeleid en personeelsplanning."],
        ),
        (
            "personeelsmanagement=twijfel",
            ["Personeelsmanagement telt alleen met minstens één van de zes sub-thema's; de tekst toont er geen duidelijk"],
        ),
        (
            "personeelsmanagement=twijfel,sociale-wetgeving=twijfel",
            ["Personeelsmanagement telt alleen", "de tekst wijst mogelijk op sociale wetgeving."],
        ),
        ("volksgezondheid=twijfel", ["Mogelijk strijdig met de voorwaarde volksgezondheid: de inhoud van de tekst vraagt"]),
    ],
)
def test_reasons_name_what_decided(written: str, phrases: list[str]) -> None:
    """Labels are called by their Dutch names, in the plural where there are several."""
    said = reasons(written)
    for phrase in phrases:
        assert phrase in said


def test_no_theme_is_said_in_so_many_words() -> None:
    """The normal negative outcome says that none of the eight themes is carried."""
    assert reasons("-", likeliest="niet") == "Geen van de acht thema's wordt door de inhoud gedragen."


def test_an_unsure_outcome_says_what_it_is_unsure_of() -> None:
    """Where the outcome's own band asks for a look, the reason says so, also beside an assigned theme."""
    assert "Geen enkel thema is zeker genoeg" in reasons("digitalisering=toegewezen", likeliest="twijfel")
    assert "Geen van de acht thema's is duidelijk" in reasons("-", likeliest="twijfel")


def test_a_screening_word_is_told_from_content() -> None:
    """A person who looks knows whether a word in the text or its whole content asked for it."""
    word = reasons("wetenschappelijke-inzichten=twijfel", terms=("wetenschappelijke-inzichten",))
    content = reasons("wetenschappelijke-inzichten=twijfel")
    assert "algemeen aanvaarde wetenschappelijke inzichten: een woord in de tekst vraagt dat een mens meekijkt" in word
    assert "de inhoud van de tekst vraagt dat een mens meekijkt" in content


def test_the_likelier_label_is_named_first() -> None:
    """In a row of names the surest comes first."""
    decisions = decisions_from("digitalisering=twijfel,innovatie=twijfel")
    probabilities = dict.fromkeys(decisions, 0.1) | {"innovatie": 0.4}
    said = explain(decisions, probabilities, "nazicht-nodig", "", (), TAXONOMY)
    assert "Over innovatie en digitalisering is het model" in said[0]


@pytest.mark.parametrize(
    ("themes", "asked"),
    [
        ((), False),
        (("beroepsspecifieke-competenties",), True),
        (("beroepsspecifieke-competenties", "digitalisering"), False),
        (("digitalisering",), False),
    ],
)
def test_the_ministers_list_is_asked_where_the_theme_stands_alone(themes: tuple[str, ...], asked: bool) -> None:
    """Beroepsspecifieke competenties needs the list only as the one theme."""
    conditions = conditions_for(themes, TAXONOMY)
    assert [c.id for c in conditions] == (["lijst-beroepsspecifieke-competenties"] if asked else [])
    assert all(LIST_TEXT in c.text for c in conditions)


@pytest.mark.parametrize(
    ("circumstances", "said"),
    [
        (NL, ""),
        (Circumstances("nl", FEWEST_WORDS - 1, True), "de beschrijving telt maar 9 woorden."),
        (Circumstances("nl", 1, True), "de beschrijving telt maar 1 woord."),
        (Circumstances("und", 0, True), "de beschrijving telt maar 0 woorden."),
        (Circumstances("nl", 40, False), "er is alleen een titel."),
        (Circumstances("en", 40, True), ""),
        (Circumstances("fr", 40, True), ""),
        (Circumstances("de", 40, True), "De tekst is in het Duits geschreven"),
        (Circumstances("es", 40, True), "De tekst is in het Spaans geschreven"),
        (Circumstances("fi", 40, True), "De tekst is in een andere taal (fi) geschreven"),
        (Circumstances("und", 40, True), "De tekst is in een taal die niet te herkennen is geschreven"),
        (Circumstances("en", 3, True), "Er is te weinig tekst om te oordelen"),
    ],
)
def test_what_keeps_the_model_from_deciding(circumstances: Circumstances, said: str) -> None:
    """Too little text and a language that was not measured are named; else nothing stands in the way."""
    assert said in circumstances.obstacle
    assert bool(circumstances.obstacle) is bool(said)
