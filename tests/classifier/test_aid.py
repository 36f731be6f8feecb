"""The aid is exact to the cent, never more than rate and cap allow, and every number says where it comes from."""

from __future__ import annotations

import dataclasses
from datetime import date
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.aid import AidRequest, AidResult, compute_aid, read_aid_request
from classifier.amounts import CENT
from classifier.description import Kind
from classifier.enterprise import EnterpriseSize
from classifier.errors import InputError
from classifier.paths import ROOT
from classifier.regimes import Regime, load_regimes

REFORM, RAISED = load_regimes(ROOT / "data" / "regimes.toml")
DAY = date(2024, 9, 2)  # on this day both regimes hold and are checked, and no later change is known
THEME = ["digitalisering"]

EXAMPLES = """
# stelsel   soort      grootte      kosten     al toegekend  thema  onderwerp            percentage  steun    zelf
hervorming  opleiding  klein        1000       0             ja     -                    0.30        300.00   700.00
hervorming  opleiding  middelgroot  1000       0             ja     -                    0.20        200.00   800.00
hervorming  advies     klein        1000       0             ja     -                    0.30        300.00   700.00
hervorming  onbekend   klein        1000       0             ja     -                    0.30        300.00   700.00
# het plafond van 7 500 euro per kalenderjaar
hervorming  opleiding  klein        25000      0             ja     -                    0.30        7500.00  17500.00
hervorming  opleiding  klein        25000.10   0             ja     -                    0.30        7500.00  17500.10
hervorming  opleiding  klein        30000      0             ja     -                    0.30        7500.00  22500.00
hervorming  opleiding  middelgroot  40000      0             ja     -                    0.20        7500.00  32500.00
hervorming  opleiding  klein        1000       7400          ja     -                    0.30        100.00   900.00
hervorming  opleiding  klein        1000       7499.99       ja     -                    0.30        0.01     999.99
hervorming  opleiding  klein        1000       7500          ja     -                    0.30        0.00     1000.00
hervorming  opleiding  klein        1000       8000          ja     -                    0.30        0.00     1000.00
# het minimum van 100 euro voor een opleiding, 500 euro voor een advies
hervorming  opleiding  klein        100        0             ja     -                    0.30        30.00    70.00
hervorming  opleiding  klein        99.99      0             ja     -                    0.30        0.00     99.99
hervorming  opleiding  klein        0          0             ja     -                    0.30        0.00     0.00
hervorming  advies     klein        500        0             ja     -                    0.30        150.00   350.00
hervorming  advies     klein        499.99     0             ja     -                    0.30        0.00     499.99
hervorming  onbekend   klein        99.99      0             ja     -                    0.30        0.00     99.99
hervorming  onbekend   klein        250        0             ja     -                    0.30        75.00    175.00
# afronden: altijd naar beneden
hervorming  opleiding  klein        100.03     0             ja     -                    0.30        30.00    70.03
hervorming  opleiding  klein        100.09     0             ja     -                    0.30        30.02    70.07
hervorming  opleiding  middelgroot  333.33     0             ja     -                    0.20        66.66    266.67
# geen thema, of een grote onderneming
hervorming  opleiding  klein        1000       0             nee    -                    0.30        0.00     1000.00
hervorming  opleiding  groot        1000       0             ja     -                    0.00        0.00     1000.00
# de verhoging, alleen in het stelsel dat ze kent
hervorming  opleiding  klein        1000       0             ja     cybersecurity        0.30        300.00   700.00
verhoogd    opleiding  klein        1000       0             ja     -                    0.30        300.00   700.00
verhoogd    opleiding  klein        1000       0             ja     cybersecurity        0.45        450.00   550.00
verhoogd    advies     middelgroot  1000       0             ja     cybersecurity        0.35        350.00   650.00
verhoogd    opleiding  klein        1000       0             ja     energie-efficientie  0.45        450.00   550.00
verhoogd    opleiding  klein        30000      0             ja     cybersecurity        0.45        7500.00  22500.00
verhoogd    advies     klein        499.99     0             ja     cybersecurity        0.45        0.00     499.99
verhoogd    opleiding  klein        1000       0             nee    cybersecurity        0.45        0.00     1000.00
verhoogd    opleiding  groot        1000       0             ja     cybersecurity        0.00        0.00     1000.00
"""
ROWS = [line.split() for line in EXAMPLES.strip().splitlines() if not line.startswith("#")]

# A good share of the costs lies around the minima of 100 and 500 euro.
COSTS = st.decimals(min_value=0, max_value=600, places=2) | st.decimals(min_value=0, max_value=100_000, places=2)
GRANTED = st.decimals(min_value=0, max_value=10_000, places=2)
REGIMES = st.sampled_from([REFORM, RAISED])
THEMES = st.sampled_from([[], THEME, ["duurzaamheid", "innovatie"]])
TOPICS = st.sampled_from([[], ["cybersecurity"], ["energie-efficientie"], ["cybersecurity", "energie-efficientie"]])
REQUESTS = st.builds(
    AidRequest,
    enterprise_size=st.sampled_from(EnterpriseSize),
    cost=COSTS,
    date=st.dates(DAY, date(2030, 1, 1)),
    already_granted=GRANTED,
    kind=st.sampled_from(get_args(Kind)),
)


def request_for(cost: str = "1000", size: str = "klein", *, granted: str = "0", kind: Kind = "opleiding") -> AidRequest:
    """A request on the day of these tests."""
    return AidRequest(
        enterprise_size=EnterpriseSize(size),
        cost=Decimal(cost),
        date=DAY,
        already_granted=Decimal(granted),
        kind=kind,
    )


def steps_of(result: AidResult) -> str:
    """All sentences of a result as one text."""
    return "\n".join(result.steps)


@pytest.mark.parametrize("row", ROWS, ids=" ".join)
def test_the_examples(row: list[str]) -> None:
    """Each line of the table is what a civil servant would work out by hand."""
    regime, kind, size, cost, granted, theme, topic, rate, aid, own_share = row
    result = compute_aid(
        request_for(cost, size, granted=granted, kind=kind),  # type: ignore[arg-type]
        themes=THEME if theme == "ja" else [],
        topics=[] if topic == "-" else [topic],
        regime={"hervorming": REFORM, "verhoogd": RAISED}[regime],
    )
    shown = result.as_json()
    assert (shown["rate"], shown["aid"], shown["own_share"]) == (rate, aid, own_share)


def test_the_json_is_complete_and_plain() -> None:
    """Programs get exactly these keys, amounts with two decimals and the rate as text."""
    shown = compute_aid(request_for("1200.5", granted="7400"), themes=THEME, topics=[], regime=REFORM).as_json()
    steps, source = shown.pop("steps"), shown.pop("source")
    assert shown == {
        "regime": "hervorming-2023",
        "enterprise_size": "klein",
        "rate": "0.30",
        "cost": "1200.50",
        "uncapped": "360.15",
        "already_granted": "7400.00",
        "remaining_cap": "100.00",
        "aid": "100.00",
        "own_share": "1100.50",
    }
    assert isinstance(steps, list)
    assert "https://www.vlaio.be/" in str(source)


@given(asked=REQUESTS, themes=THEMES, topics=TOPICS, regime=REGIMES)
def test_the_aid_stays_within_its_limits(asked: AidRequest, themes: list[str], topics: list[str], regime: Regime) -> None:
    """Aid is not negative, at most what the cap leaves and at most rate times cost; nothing is lost or rounded."""
    result = compute_aid(asked, themes=themes, topics=topics, regime=regime)
    assert 0 <= result.aid <= result.remaining_cap <= regime.cap.value
    assert result.aid <= result.uncapped <= result.cost * result.rate < result.uncapped + CENT
    assert result.aid + result.own_share == result.cost == asked.cost
    for amount in (result.cost, result.uncapped, result.already_granted, result.remaining_cap, result.aid):
        assert amount.as_tuple().exponent == -2
    assert result.remaining_cap == max(Decimal(0), regime.cap.value - asked.already_granted)


@given(asked=REQUESTS, topics=TOPICS, regime=REGIMES)
def test_no_theme_no_aid(asked: AidRequest, topics: list[str], regime: Regime) -> None:
    """Whatever else holds, a service without a theme gets nothing, and a step says so."""
    result = compute_aid(asked, themes=[], topics=topics, regime=regime)
    assert result.aid == 0
    assert "zonder thema is er geen steun" in steps_of(result)


@given(asked=REQUESTS, themes=THEMES, topics=TOPICS, regime=REGIMES)
def test_a_large_enterprise_gets_nothing(asked: AidRequest, themes: list[str], topics: list[str], regime: Regime) -> None:
    """The rate of a large enterprise is zero, also for a raised topic."""
    large = dataclasses.replace(asked, enterprise_size=EnterpriseSize.GROOT)
    result = compute_aid(large, themes=themes, topics=topics, regime=regime)
    assert result.rate == result.aid == 0
    assert "Een grote onderneming krijgt geen steun" in steps_of(result)


@given(asked=REQUESTS, themes=THEMES, topics=TOPICS, regime=REGIMES)
def test_medium_never_gets_more_than_small(asked: AidRequest, themes: list[str], topics: list[str], regime: Regime) -> None:
    """With all else equal, a medium enterprise gets at most what a small one gets."""
    small, medium = (
        compute_aid(dataclasses.replace(asked, enterprise_size=size), themes=themes, topics=topics, regime=regime)
        for size in (EnterpriseSize.KLEIN, EnterpriseSize.MIDDELGROOT)
    )
    assert medium.aid <= small.aid


@given(asked=REQUESTS, more=COSTS, themes=THEMES, topics=TOPICS, regime=REGIMES)
def test_a_dearer_service_never_gets_less(asked: AidRequest, more: Decimal, themes: list[str], topics: list[str], regime: Regime) -> None:
    """From the minimum cost on, aid grows with cost or stays; below it there is none."""
    dearer = dataclasses.replace(asked, cost=asked.cost + more)
    low, high = (compute_aid(r, themes=themes, topics=topics, regime=regime) for r in (asked, dearer))
    assert low.aid <= high.aid
    minimum = regime.minimum_cost["opleiding" if asked.kind == "onbekend" else asked.kind]
    if asked.cost < minimum.value:
        assert low.aid == 0


@given(asked=REQUESTS, themes=THEMES, topics=TOPICS, regime=REGIMES)
def test_every_step_is_a_sentence(asked: AidRequest, themes: list[str], topics: list[str], regime: Regime) -> None:
    """Each step opens with a capital or a digit and ends in a stop; the last one gives aid and own share."""
    steps = compute_aid(asked, themes=themes, topics=topics, regime=regime).steps
    for step in steps:
        assert step[0].isupper() or step[0].isdigit()
        assert step.endswith(".")
        assert "\n" not in step
    assert steps[-1].startswith("De steun bedraagt ")


def test_numbers_name_their_regime_and_source() -> None:
    """Rate, minimum and cap each come with the regime and the page that gives them."""
    steps = compute_aid(request_for(), themes=THEME, topics=[], regime=REFORM).steps
    for number, source in (
        ("steunpercentage 30 %", REFORM.source),
        ("minimum van 100,00 euro", REFORM.minimum_cost["opleiding"].source),
        ("hoogstens 7.500,00 euro", REFORM.cap.source),
    ):
        step = next(step for step in steps if number in step)
        assert f"stelsel {REFORM.id}; bron: {source.title}" in step


@pytest.mark.parametrize(
    ("request_", "themes", "phrase"),
    [
        (request_for("499.99", kind="advies"), THEME, "liggen onder het minimum van 500,00 euro voor een advies"),
        (request_for("99.99"), THEME, "liggen onder het minimum van 100,00 euro voor een opleiding"),
        (request_for("250", kind="onbekend"), THEME, "voor een advies is er pas steun vanaf 500,00 euro"),
        (request_for(granted="7500.01"), THEME, "meer dan dat plafond, zodat er niets overblijft"),
        (request_for(granted="7400"), THEME, "zodat er nog 100,00 euro overblijft"),
        (request_for("100.03"), THEME, "30 % van 100,03 euro is 30,00 euro, naar beneden afgerond"),
        (request_for(), [], "dat bedrag wordt om de genoemde reden niet toegekend"),
        (request_for(), ["innovatie", "duurzaamheid"], "onder de thema's innovatie en duurzaamheid"),
    ],
)
def test_steps_say_what_decided(request_: AidRequest, themes: list[str], phrase: str) -> None:
    """What limits or refuses the aid is told in words."""
    assert phrase in steps_of(compute_aid(request_, themes=themes, topics=[], regime=REFORM))


def test_an_exact_amount_is_not_called_rounded() -> None:
    """Rounding is told only where something was rounded off."""
    assert "afgerond" not in steps_of(compute_aid(request_for(), themes=THEME, topics=[], regime=REFORM))


def test_a_raise_is_told_with_its_reserve() -> None:
    """A raised rate names the topic and both rates, and leaves the scope to VLAIO."""
    steps = steps_of(compute_aid(request_for(), themes=THEME, topics=["cybersecurity"], regime=RAISED))
    assert "het onderwerp cybersecurity; " in steps
    assert "45 % in plaats van 30 %" in steps
    assert "VLAIO beslist of de hele dienst" in steps


@pytest.mark.parametrize("regime", [REFORM, RAISED], ids=lambda regime: regime.id)
def test_a_date_past_the_last_check_is_told(regime: Regime) -> None:
    """No value runs on in silence: after the last checked day a step asks to look again, on that day it does not."""
    warning = "Het stelsel is nagekeken tot 1 februari 2026; kijk na of het nog geldt."
    last, after = (
        compute_aid(dataclasses.replace(request_for(), date=day), themes=THEME, topics=[], regime=regime).steps
        for day in (date(2026, 2, 1), date(2026, 2, 2))
    )
    assert warning not in last
    assert warning in after


@pytest.mark.parametrize(
    ("kind", "day", "told"),
    [
        ("advies", date(2026, 1, 31), False),
        ("advies", date(2026, 2, 1), True),
        ("onbekend", date(2026, 2, 1), True),
        ("opleiding", date(2026, 2, 1), False),
    ],
)
def test_a_later_change_is_told_to_whom_it_concerns(kind: Kind, day: date, told: bool) -> None:
    """A known change that is not computed is told from its first day on, for the kinds it changes."""
    request = dataclasses.replace(request_for(kind=kind), date=day)
    steps = steps_of(compute_aid(request, themes=THEME, topics=[], regime=REFORM))
    assert ("alleen nog in aanmerking als het over cybersecurity gaat" in steps) is told


def test_a_regime_that_does_not_hold_on_the_day_is_refused() -> None:
    """The calculation does not trust its caller to have matched regime and date."""
    with pytest.raises(InputError, match="geldt niet op 4 juni 2024"):
        early = dataclasses.replace(request_for(), date=date(2024, 6, 4))
        compute_aid(early, themes=THEME, topics=[], regime=RAISED)


@pytest.mark.parametrize(
    "fields",
    [{"cost": Decimal("-1")}, {"cost": Decimal("0.001")}, {"already_granted": Decimal("NaN")}, {"kind": "coaching"}],
)
def test_a_request_cannot_be_made_from_nonsense(fields: dict[str, object]) -> None:
    """Also a program that skips the reader gets no request with a bad amount or kind."""
    with pytest.raises(InputError):
        dataclasses.replace(request_for(), **fields)  # type: ignore[arg-type]


def test_raw_fields_make_a_request() -> None:
    """Fields as a form sends them: Dutch amounts, figures instead of a size, a Dutch date."""
    fields = {
        "cost": "€ 1.250,50",
        "headcount": "12,5",
        "turnover": "2 000 000",
        "already_granted": "7.400",
        "date": "02/09/2024",
        "kind": "Advies",
        "title": "van een andere lezer",
    }
    request = read_aid_request(fields, default_date=date(2026, 11, 23))
    assert request is not None
    assert (request.cost, request.already_granted) == (Decimal("1250.50"), Decimal("7400"))
    assert (request.enterprise_size, request.date, request.kind) == ("klein", DAY, "advies")
    result = compute_aid(request, themes=THEME, topics=[], regime=REFORM)
    assert "Met 12,5 VTE en een omzet van 2.000.000,00 euro is dit een kleine onderneming" in steps_of(result)


def test_open_fields_take_the_callers_defaults() -> None:
    """Date and kind come from the caller where the user left them open; aid already granted is then zero."""
    fields = {"cost": 1000, "enterprise_size": "KO", "date": " ", "kind": None, "already_granted": ""}
    request = read_aid_request(fields, default_date=DAY, default_kind="opleiding")
    assert request is not None
    assert (request.date, request.kind, request.already_granted) == (DAY, "opleiding", Decimal(0))


@pytest.mark.parametrize("fields", [{}, {"cost": " ", "headcount": None}, {"kind": "advies", "date": "2024-01-01"}])
def test_without_cost_and_size_there_is_no_request(fields: dict[str, object]) -> None:
    """Whoever asks for no aid gets none worked out, and no error."""
    assert read_aid_request(fields, default_date=DAY) is None


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"cost": 1000}, "De grootte van de onderneming ontbreekt"),
        ({"cost": 0}, "De grootte van de onderneming ontbreekt"),
        ({"enterprise_size": "klein"}, "De kostprijs ontbreekt"),
        ({"headcount": 10, "turnover": 1000}, "De kostprijs ontbreekt"),
        ({"cost": 1000, "headcount": 10}, "volgt nog niet uit de cijfers"),
        ({"cost": "veel", "enterprise_size": "klein"}, r"kostprijs zonder btw \(cost\)"),
        ({"cost": 1, "enterprise_size": "klein", "already_granted": -1}, r"\(already_granted\)"),
        ({"cost": 1, "enterprise_size": "klein", "date": "31/02/2024"}, r"datum \(date\)"),
        ({"cost": 1, "enterprise_size": "klein", "kind": "coaching"}, "geen soort dienst"),
    ],
)
def test_half_a_request_names_what_is_missing(fields: dict[str, object], message: str) -> None:
    """A request that cannot be used says which field to mend."""
    with pytest.raises(InputError, match=message):
        read_aid_request(fields, default_date=DAY)


def test_steps_name_themes_as_people_do() -> None:
    """Given their names, the steps say "financiële geletterdheid", never the id."""
    names = {"financiele-geletterdheid": "financiële geletterdheid"}
    result = compute_aid(request_for("1000"), themes=list(names), topics=[], regime=REFORM, names=names)
    assert any("het thema financiële geletterdheid;" in step for step in result.steps)
    assert not any("financiele" in step for step in result.steps)


def test_aid_granted_earlier_without_cost_and_size_is_not_ignored() -> None:
    """Half a question about aid is answered with what is missing; a nought or an empty cell is no question."""
    day = date(2025, 3, 1)
    with pytest.raises(InputError, match="geen kostprijs en geen grootte"):
        read_aid_request({"already_granted": "100"}, default_date=day)
    assert read_aid_request({"already_granted": "0"}, default_date=day) is None
    assert read_aid_request({"already_granted": ""}, default_date=day) is None
