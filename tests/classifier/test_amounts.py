"""Amounts and dates are read as people in Flanders type them, and what cannot be one is refused in Dutch."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.amounts import MAX_AMOUNT, dutch_date, euro, parse_amount, parse_date, percent
from classifier.errors import InputError

AMOUNTS = st.decimals(min_value=0, max_value=MAX_AMOUNT, places=2)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1234", "1234.00"),
        ("1234.56", "1234.56"),
        ("1234,56", "1234.56"),
        ("1234,5", "1234.50"),
        ("1.234,56", "1234.56"),
        ("1 234,56", "1234.56"),
        ("1 234.56", "1234.56"),
        ("1\u00a0234,56", "1234.56"),
        ("1\u202f234\u202f567", "1234567.00"),
        ("€ 1.234,56", "1234.56"),
        ("€1234", "1234.00"),
        ("1.234,56 EUR", "1234.56"),
        ("eur 12", "12.00"),
        ("7.500,00 euro", "7500.00"),
        ("€ 7.500,-", "7500.00"),
        ("7.500,- euro", "7500.00"),
        ("1.234", "1234.00"),
        ("1.234.567", "1234567.00"),
        ("0", "0.00"),
        ("0,05", "0.05"),
        ("  99  ", "99.00"),
        ("1.000.000.000", "1000000000.00"),
        (1234, "1234.00"),
        (0, "0.00"),
        (99.99, "99.99"),
        (0.1, "0.10"),
        (1234.0, "1234.00"),
        (Decimal("1234.5"), "1234.50"),
        (Decimal("1E+3"), "1000.00"),
        (Decimal("1.500"), "1.50"),
        (-0.0, "0.00"),
    ],
)
def test_amounts_that_are_read(typed: object, expected: str) -> None:
    """Each spelling gives this amount, with two decimals."""
    assert str(parse_amount(typed, "kostprijs")) == expected


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "ontbreekt"),
        ("   ", "ontbreekt"),
        ("veel", "geen bedrag"),
        ("12 euro 50", "geen bedrag"),
        ("€", "geen bedrag"),
        ("1e3", "geen bedrag"),
        ("NaN", "geen bedrag"),
        ("Infinity", "geen bedrag"),
        ("1.23.456", "geen bedrag"),
        ("1.234.56", "geen bedrag"),
        ("1,234.56", "geen bedrag"),
        ("12.34,56", "geen bedrag"),
        ("1 23", "geen bedrag"),
        ("12,", "geen bedrag"),
        (",5", "geen bedrag"),
        ("+5", "geen bedrag"),
        ("10²", "geen bedrag"),
        ("١٢", "geen bedrag"),
        pytest.param("9" * 5000, "langer dan 40 tekens", id="long"),
        ("1,234", "meer dan twee cijfers na de komma"),
        ("0.500", "meer dan twee cijfers na de komma"),
        ("1234.567", "meer dan twee cijfers na de komma"),
        ("1.234,567", "meer dan twee cijfers na de komma"),
        ("-5", "negatief"),
        ("€ -5", "negatief"),
        ("-€ 5", "negatief"),
        ("−1.234,56", "negatief"),
        ("1.000.000.000,01", "groter dan 1.000.000.000,00 euro"),
        (-1, "negatief"),
        (-0.01, "negatief"),
        (1.234, "meer dan twee cijfers na de komma"),
        (0.1 + 0.2, "meer dan twee cijfers na de komma"),
        (1e-7, "meer dan twee cijfers na de komma"),
        (Decimal("1.234"), "meer dan twee cijfers na de komma"),
        (Decimal("1E-999999"), "meer dan twee cijfers na de komma"),
        (float("nan"), "geen eindig getal"),
        (float("inf"), "geen eindig getal"),
        (float("-inf"), "geen eindig getal"),
        (Decimal("sNaN"), "geen eindig getal"),
        pytest.param(10**5000, "groter dan", id="huge"),
        (1e300, "groter dan"),
        (Decimal("1E+999999"), "groter dan"),
        (True, "geen bedrag"),
        (None, "geen bedrag"),
        ([1], "geen bedrag"),
        (b"12", "geen bedrag"),
    ],
)
def test_amounts_that_are_refused(typed: object, message: str) -> None:
    """Each of these is refused with its reason, the name of the field and a remedy."""
    with pytest.raises(InputError, match=message) as caught:
        parse_amount(typed, "kostprijs")
    assert caught.value.where == "kostprijs"
    assert caught.value.remedy


def test_the_maximum_can_be_wider() -> None:
    """A turnover may be larger than any cost."""
    assert parse_amount("25.000.000.000", "omzet", maximum=Decimal("1e13")) == Decimal("25000000000")


@given(amount=AMOUNTS)
def test_what_is_written_reads_back(amount: Decimal) -> None:
    """parse(format(x)) == x, in Dutch notation and as a plain decimal or float."""
    assert parse_amount(euro(amount), "bedrag") == amount
    assert parse_amount(str(amount), "bedrag") == amount
    assert parse_amount(float(amount), "bedrag") == amount


@given(text=st.text())
def test_any_text_gives_an_amount_or_a_message(text: str) -> None:
    """No text makes the parser fail otherwise than by its own refusal, and none gives a part of a cent."""
    try:
        amount = parse_amount(text, "bedrag")
    except InputError:
        return
    assert amount >= 0
    assert amount == amount.quantize(Decimal("0.01"))


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("7500", "7.500,00 euro"),
        ("0", "0,00 euro"),
        ("1234567.8", "1.234.567,80 euro"),
        ("99.99", "99,99 euro"),
    ],
)
def test_amounts_are_written_in_dutch(amount: str, expected: str) -> None:
    """Points for thousands, a comma for cents."""
    assert euro(Decimal(amount)) == expected


def test_no_part_of_a_cent_is_written() -> None:
    """Writing never rounds in silence."""
    with pytest.raises(ValueError, match="exact to the cent"):
        euro(Decimal("0.005"))


@pytest.mark.parametrize(
    ("rate", "expected"),
    [("0.30", "30 %"), ("0.125", "12,5 %"), ("0", "0 %"), ("0.00", "0 %"), ("1", "100 %"), ("0.1", "10 %")],
)
def test_rates_are_written_in_dutch(rate: str, expected: str) -> None:
    """A rate reads as a percentage, without idle zeros."""
    assert percent(Decimal(rate)) == expected


@pytest.mark.parametrize(
    "typed",
    ["2026-02-01", "01/02/2026", "1/2/2026", " 1/2/2026 ", date(2026, 2, 1), datetime(2026, 2, 1, 23, 59)],
)
def test_dates_that_are_read(typed: object) -> None:
    """ISO, and day before month."""
    assert parse_date(typed, "datum") == date(2026, 2, 1)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("31/02/2026", "bestaat niet"),
        ("2026-02-30", "bestaat niet"),
        ("0000-01-01", "bestaat niet"),
        ("02/13/2026", "bestaat niet"),
        ("1/2/26", "geen datum"),
        ("2026-2-1", "geen datum"),
        ("morgen", "geen datum"),
        ("", "geen datum"),
        (20260201, "geen datum"),
    ],
)
def test_dates_that_are_refused(typed: object, message: str) -> None:
    """Impossible dates and other notations are refused, naming the field and the notations."""
    with pytest.raises(InputError, match=message) as caught:
        parse_date(typed, "datum")
    assert caught.value.where == "datum"
    assert "23/11/2026" in caught.value.remedy


@given(day=st.dates())
def test_iso_dates_read_back(day: date) -> None:
    """Every ISO date reads back."""
    assert parse_date(day.isoformat(), "datum") == day


def test_dates_are_written_in_dutch() -> None:
    """The month is a Dutch word."""
    assert dutch_date(date(2024, 6, 5)) == "5 juni 2024"
