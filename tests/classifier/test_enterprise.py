"""The size of an enterprise follows EU recommendation 2003/361/EC, or is asked for."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.enterprise import (
    EnterpriseFigures,
    EnterpriseSize,
    determine_size,
    parse_headcount,
    parse_size,
    read_size,
)
from classifier.errors import InputError

M = 1_000_000
HEADCOUNTS = st.decimals(min_value=0, max_value=400, places=1)
EUROS = st.decimals(min_value=0, max_value=100 * M, places=2)


@pytest.mark.parametrize(
    ("headcount", "turnover", "balance_total", "expected"),
    [
        # small: under 50, and one of turnover and balance total at most 10 million
        (0, 0, None, "klein"),
        ("49,9", 10 * M, None, "klein"),
        (49, None, 10 * M, "klein"),
        (10, 10 * M + 1, 9 * M, "klein"),
        (10, 60 * M, 9 * M, "klein"),
        # medium: under 250, and turnover at most 50 or balance total at most 43 million
        (50, 1 * M, None, "middelgroot"),
        (50, 1 * M, 1 * M, "middelgroot"),
        (10, 10 * M + 1, 10 * M + 1, "middelgroot"),
        ("249.99", 50 * M, None, "middelgroot"),
        (249, None, 43 * M, "middelgroot"),
        (100, 60 * M, 43 * M, "middelgroot"),
        # large
        (250, 1 * M, 1 * M, "groot"),
        (10, 50 * M + 1, 43 * M + 1, "groot"),
        (249, "50.000.000,01", "43.000.000,01", "groot"),
        # the figures that are missing could not change a large one
        (250, None, None, "groot"),
        (300, 60 * M, None, "groot"),
        (None, 60 * M, 60 * M, "groot"),
    ],
)
def test_the_size_follows_from_the_figures(headcount: Any, turnover: Any, balance_total: Any, expected: str) -> None:
    """Headcount and one of the two money figures decide, at the limits of the recommendation."""
    found = read_size({"headcount": headcount, "turnover": turnover, "balance_total": balance_total})
    assert found is not None
    assert found.size == expected
    assert "2003/361/EG" in found.steps[0]
    assert EnterpriseSize(expected).dutch in found.steps[0]
    assert "partnerondernemingen" in found.steps[-1]


@pytest.mark.parametrize(
    ("fields", "wanted", "unwanted"),
    [
        ({"headcount": 10}, "jaaromzet (turnover) of balanstotaal (balance_total)", "werknemers"),
        ({"headcount": 10, "turnover": 11 * M}, "ook balanstotaal (balance_total),", "jaaromzet"),
        ({"headcount": 10, "balance_total": 11 * M}, "ook jaaromzet (turnover),", "balanstotaal"),
        ({"headcount": 100, "turnover": 51 * M}, "ook balanstotaal (balance_total),", "jaaromzet"),
        ({"turnover": 1 * M}, "ook aantal werknemers in VTE (headcount),", "balanstotaal"),
        ({"turnover": 11 * M}, "(headcount) en balanstotaal (balance_total)", "jaaromzet"),
        ({"balance_total": 1 * M, "turnover": 60 * M}, "ook aantal werknemers in VTE (headcount),", "balanstotaal"),
    ],
)
def test_figures_that_do_not_suffice_name_what_is_missing(fields: dict[str, object], wanted: str, unwanted: str) -> None:
    """The message asks for the figures that can still decide, and for no others."""
    with pytest.raises(InputError, match="volgt nog niet") as caught:
        read_size(fields)
    assert wanted in caught.value.remedy
    assert unwanted not in caught.value.remedy


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        *[(word, "klein") for word in ("klein", "Klein", "kleine", "KO", "small", "micro", " Kleine  onderneming ")],
        *[(word, "middelgroot") for word in ("middelgroot", "Middelgrote onderneming", "MO", "medium", "medium-sized")],
        *[(word, "groot") for word in ("groot", "grote", "GO", "large", "Large enterprise")],
    ],
)
def test_spellings_of_a_size(written: str, expected: str) -> None:
    """People and programs write the sizes in these ways."""
    assert parse_size(written) == expected


@pytest.mark.parametrize("written", ["kmo", "reus", "", "onderneming", 1, None])
def test_an_unknown_size_lists_the_three(written: object) -> None:
    """Any other spelling is refused; "kmo" too, for it may be small or medium."""
    with pytest.raises(InputError, match="klein, middelgroot of groot"):
        parse_size(written)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("12", "12"),
        ("12,5", "12.5"),
        ("12.25", "12.25"),
        (3, "3"),
        (0.5, "0.5"),
        ("1,234", "1.234"),
        ("0.125", "0.125"),
    ],
)
def test_headcounts_that_are_read(written: object, expected: str) -> None:
    """Decimals are allowed, with a comma or a point."""
    assert parse_headcount(written) == Decimal(expected)


@pytest.mark.parametrize("written", ["-1", "veel", "", "1.234", "1 000", -1, float("nan"), float("inf"), True, None, 10**9, "1e3"])
def test_headcounts_that_are_refused(written: object) -> None:
    """What is no headcount, or may be two, is refused, naming the field."""
    with pytest.raises(InputError) as caught:
        parse_headcount(written)
    assert "headcount" in caught.value.where
    assert caught.value.remedy


def test_an_ambiguous_headcount_offers_both_readings() -> None:
    """1.234 may be 1234 people or 1,234 of one."""
    with pytest.raises(InputError, match=r"Schrijf 1234 of 1,234\."):
        parse_headcount("1.234")


@pytest.mark.parametrize(
    "fields",
    [
        {"enterprise_size": "klein", "headcount": 50},
        {"enterprise_size": "klein", "turnover": 11 * M, "balance_total": 11 * M},
        {"enterprise_size": "middelgroot", "headcount": 10, "turnover": 1 * M},
        {"enterprise_size": "middelgroot", "headcount": 250},
        {"enterprise_size": "groot", "headcount": 10, "turnover": 1 * M},
    ],
)
def test_figures_against_the_given_size_are_refused(fields: dict[str, object]) -> None:
    """A size and figures that cannot both hold are refused, even where the figures alone would not suffice."""
    with pytest.raises(InputError, match="kan dit geen"):
        read_size(fields)


@pytest.mark.parametrize(
    ("fields", "phrase"),
    [
        ({"enterprise_size": "klein"}, "De onderneming is opgegeven als kleine onderneming."),
        ({"enterprise_size": "klein", "headcount": 10}, "de cijfers (10 VTE) spreken dat niet tegen"),
        ({"enterprise_size": "KO", "headcount": 10, "turnover": M}, "bevestigen dat"),
        ({"enterprise_size": "groot", "headcount": 10}, "spreken dat niet tegen"),
    ],
)
def test_a_given_size_is_taken_and_explained(fields: dict[str, object], phrase: str) -> None:
    """A given size stands; its explanation says what the figures add."""
    found = read_size(fields)
    assert found is not None
    assert phrase in found.steps[0]
    assert "verbonden ondernemingen" in found.steps[-1]


@pytest.mark.parametrize("fields", [{}, {"headcount": None, "turnover": "  ", "enterprise_size": ""}, {"cost": 5}])
def test_no_data_is_no_size(fields: dict[str, object]) -> None:
    """Blank fields are absent, not zero."""
    assert read_size(fields) is None


def test_a_bad_figure_names_its_field() -> None:
    """The message of a money figure names the figure."""
    with pytest.raises(InputError, match=r"jaaromzet \(turnover\)"):
        read_size({"headcount": 3, "turnover": "veel"})


@given(headcount=HEADCOUNTS, turnover=EUROS, balance_total=EUROS)
def test_every_complete_set_of_figures_has_the_size_of_the_recommendation(
    headcount: Decimal, turnover: Decimal, balance_total: Decimal
) -> None:
    """The size equals the recommendation's own words, written out here a second time."""
    if headcount < 50 and (turnover <= 10 * M or balance_total <= 10 * M):
        expected = "klein"
    elif headcount < 250 and (turnover <= 50 * M or balance_total <= 43 * M):
        expected = "middelgroot"
    else:
        expected = "groot"
    assert determine_size(None, EnterpriseFigures(headcount, turnover, balance_total)).size == expected


@given(
    headcount=st.none() | HEADCOUNTS,
    turnover=st.none() | EUROS,
    balance_total=st.none() | EUROS,
    later=st.tuples(HEADCOUNTS, EUROS, EUROS),
)
def test_a_size_from_some_figures_outlives_the_others(
    headcount: Decimal | None,
    turnover: Decimal | None,
    balance_total: Decimal | None,
    later: tuple[Decimal, Decimal, Decimal],
) -> None:
    """A size derived without some figures is the size whatever those turn out to be."""
    try:
        early = determine_size(None, EnterpriseFigures(headcount, turnover, balance_total))
    except InputError:
        return
    known = (headcount, turnover, balance_total)
    completed = (after if before is None else before for before, after in zip(known, later, strict=True))
    assert determine_size(None, EnterpriseFigures(*completed)).size is early.size
