"""The form of the page: what it asks, and its faults."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from api.forms import LABELS, FaultyFormError, PageForm, read_form
from classifier.assess import Assessor

TODAY = date(2026, 1, 15)
FIELDS = {"title": "Titel", "text": "Een tekst over boekhouden."}


def faults_of(assessor: Assessor, **fields: str) -> dict[str, str]:
    """The messages by field, after checking that they come in the order of the form."""
    with pytest.raises(FaultyFormError) as found:
        read_form(PageForm(**fields), TODAY, assessor.regimes)
    assert [fault.field for fault in found.value.faults] == sorted((fault.field for fault in found.value.faults), key=list(LABELS).index)
    return {fault.field: fault.message for fault in found.value.faults}


def test_line_breaks_of_the_browser_become_plain(assessor: Assessor) -> None:
    """A browser sends CR LF for every line break: the text that is read has the one that was typed."""
    question = read_form(PageForm(text="een\r\n\r\ntwee drie"), TODAY, assessor.regimes)
    assert question.description.text == "een\n\ntwee drie"


def test_without_aid_nothing_is_asked_about_it(assessor: Assessor) -> None:
    """A form with only a text has no fault and asks no aid; figures left behind a closed choice do not count."""
    assert read_form(PageForm(**FIELDS), TODAY, assessor.regimes).aid is None
    assert read_form(PageForm(**FIELDS, headcount="abc"), TODAY, assessor.regimes).aid is None


def test_aid_is_read(assessor: Assessor) -> None:
    """A size and a cost are a request for aid, today where no date is given."""
    aid = read_form(PageForm(**FIELDS, size="klein", cost="1.200", kind="advies"), TODAY, assessor.regimes).aid
    assert aid is not None
    assert (aid.cost, aid.date, aid.kind, aid.already_granted) == (Decimal("1200.00"), TODAY, "advies", 0)


def test_size_from_figures(assessor: Assessor) -> None:
    """The figures count only where the size is to follow from them."""
    figures = {"headcount": "62", "turnover": "11.500.000", "cost": "1000"}
    derived = read_form(PageForm(**FIELDS, **figures, size="cijfers"), TODAY, assessor.regimes).aid
    chosen = read_form(PageForm(**FIELDS, **figures, size="klein"), TODAY, assessor.regimes).aid
    assert derived is not None
    assert chosen is not None
    assert (derived.enterprise_size, chosen.enterprise_size) == ("middelgroot", "klein")


def test_all_faults_at_once(assessor: Assessor) -> None:
    """Every faulty field is named, in the order of the form, in words without the names that programs use."""
    faults = faults_of(assessor, text=" ", size="cijfers", headcount="abc", cost="-5", already_granted="1,234", date="31/02/2026")
    assert list(faults) == ["text", "headcount", "cost", "already_granted", "date"]
    assert not any("(" in message for message in faults.values())


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"size": "klein"}, "cost", "Geef de kostprijs"),
        ({"cost": "100"}, "size", "Kies hoe groot"),
        ({"already_granted": "100"}, "cost", "Geef de kostprijs"),
        ({"date": "2026-01-01"}, "cost", "Geef de kostprijs"),
        ({"size": "cijfers", "cost": "100"}, "headcount", "Geef het aantal werknemers"),
        ({"size": "cijfers", "cost": "100", "headcount": "10"}, "turnover", "volgt nog niet uit de cijfers"),
        ({"size": "cijfers", "cost": "100", "headcount": "10", "turnover": "60.000.000"}, "balance_total", "volgt nog niet"),
        ({"size": "cijfers", "cost": "100", "turnover": "1.000"}, "headcount", "volgt nog niet"),
        ({"size": "enorm", "cost": "100"}, "size", "Kies een van de mogelijkheden"),
        ({"size": "klein", "cost": "honderd"}, "cost", "is geen bedrag"),
        ({"size": "klein", "cost": "100", "date": "1/1/2001"}, "date", "geen stelsel"),
        ({"size": "klein", "cost": "100", "date": "gisteren"}, "date", "geen datum"),
        ({"kind": "iets"}, "kind", "geen soort dienst"),
        ({"text": "a" * 20_001}, "text", "hoogstens 20.000"),
    ],
)
def test_fault_stands_at_its_field(assessor: Assessor, fields: dict[str, str], field: str, said: str) -> None:
    """Each fault is at the field where the person can mend it."""
    assert said in faults_of(assessor, **{**FIELDS, **fields})[field]
