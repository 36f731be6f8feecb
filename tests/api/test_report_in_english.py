"""The report in English: one page, tagged as English, without a Dutch word of ours, and with the same amounts and days."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import Any

import pytest

from api.language import page
from api.pages import Answer, answer_view
from api.report import fingerprint, report_pdf
from api.translations import translate
from classifier.aid import read_aid_request
from classifier.assess import Assessor
from classifier.description import ServiceDescription, read_description
from tests.api.test_door_in_english import EXAMPLE
from tests.api.test_language import dutch_on
from tests.api.test_report import MADE_ON, REFERENCE, full, holds, read, tags, words
from tests.api.texts import GERMAN

AID = {"cost": "1200", "enterprise_size": "klein", "kind": "opleiding"}
REFLEXOLOGY = {
    "title": "Foot reflexology in practice",
    "text": "You learn the reflex zones of the foot and practise reflexology on each other. Bring comfortable clothes and a towel.",
}


def answered_in_english(assessor: Assessor, fields: dict[str, Any]) -> tuple[Answer, ServiceDescription]:
    """The real answer on a description, made for an English page."""
    with page("en"):
        description = read_description(fields)
        aid = read_aid_request(fields, default_date=date(2026, 11, 28))
        return answer_view(assessor.assess(description, aid), description, assessor, aid_asked=aid is not None), description


def dutch_in(told: str) -> set[str]:
    """The Dutch of ours in the words of a report; its sources are the law's, and stay in the language of the law."""
    before, _, after = told.partition("Sources:")
    return dutch_on(escape(before + after.partition("Details of this report")[2]))


@pytest.mark.parametrize(
    "fields", [{**EXAMPLE, **AID}, {**REFLEXOLOGY, **AID}, GERMAN, {"title": "Excel"}, {"title": "", "text": "Welding. " * 5}]
)
def test_an_english_report_says_what_the_page_says(assessor: Assessor, fields: dict[str, Any]) -> None:
    """Outcome, reasons, themes, conditions and what it was made with are those of the answer, in English alone."""
    view, description = answered_in_english(assessor, fields)
    told = words(report_pdf(view, description, REFERENCE, MADE_ON, language="en"))
    with page("en"):
        names = [translate(named.name)[1:] for named in (*view.cards, *view.flags)]
        said = [translate(text) for text in (view.heading, view.sentence, *view.reasons, *view.conditions)]
    holds(told, *names, *said, "not a decision by VLAIO", REFERENCE, "28 November 2026 at 14:05 (UTC)")
    holds(told, view.model.version, view.model.corpus, view.model.taxonomy, view.model.regime, fingerprint(description)[:16])
    assert dutch_in(told) == set()


def test_amounts_and_shares_are_in_british_notation(assessor: Assessor) -> None:
    """What is thirty percent of 1.200,00 euro in Dutch is 30% of €1,200.00 here."""
    view, description = answered_in_english(assessor, {**EXAMPLE, **AID})
    told = words(report_pdf(view, description, REFERENCE, MADE_ON, language="en"))
    holds(
        told,
        "€360.00",
        "€840.00, excluding VAT",
        "the aid rate is 30%",
        "30% of €1,200.00 is €360.00",
        "Assigned, very sure",
        "less than 1%",
    )


def test_an_english_report_is_made_for_everyone(assessor: Assessor) -> None:
    """Tagged, with its title and headings, as English."""
    view, description = answered_in_english(assessor, EXAMPLE)
    root: Any = read(report_pdf(view, description, REFERENCE, MADE_ON, language="en")).trailer["/Root"]
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert {"/H1", "/H2", "/H3", "/P", "/L", "/LI"} <= set(tags(root["/StructTreeRoot"]))


def test_what_is_cut_or_cannot_be_shown_is_told_in_english(assessor: Assessor) -> None:
    """The fullest answer still makes one page, which says that it was shortened and what a number in brackets means."""
    title, text = "Feast 🎉🎊", ("A long sentence about welding. " * 700)[:19_500]
    names = [(label.id, label.name) for label in assessor.taxonomy.group("theme")]
    view = full(answered_in_english(assessor, EXAMPLE)[0], names, title, text)
    told = words(report_pdf(view, ServiceDescription(title, text), REFERENCE, MADE_ON, language="en"))
    holds(told, "(shortened", "Feast [2 characters]", "stands for characters that this report cannot show", "19,508 characters assessed")
