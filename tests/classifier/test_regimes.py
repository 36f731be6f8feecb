"""The regimes file is read strictly: every deliberately bad file is refused, naming its place and a remedy."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.enterprise import EnterpriseSize
from classifier.errors import InputError, KnowledgeError
from classifier.paths import ROOT
from classifier.regimes import TOPICS, Regime, load_regimes, regime_for
from classifier.taxonomy import read_taxonomy

BAD_FILES = sorted((Path(__file__).parent / "bad_regimes").glob("*.toml"))
EXPECTED = "# verwacht: "
REFORM_START = date(2023, 1, 1)

GOOD = """
[sources.tekst]
title = "Tekst van het stelsel"
page = "Het stelsel, bladzijde 1"
[sources.kosten]
title = "Kosten"
address = "https://voorbeeld.be/kosten"
"""


def good_regime(regime_id: str, period: str, *, default: str = "true") -> str:
    """A regime as text, valid in the period, for files that tests compose."""
    return f"""
[[regime]]
id = "{regime_id}"
name = "Stelsel {regime_id}"
default = {default}
{period}
checked_on = 2026-01-01
source = "tekst"
[regime.rates]
klein = {{ value = "0.5", source = "kosten" }}
middelgroot = "0.125"
[regime.cap]
per_enterprise_and_year = "1000.50"
[regime.minimum_cost]
opleiding = "0"
advies = "0"
source = "kosten"
"""


FIRST = good_regime("eerste", "valid_from = 2020-01-01\nvalid_until = 2020-12-31\nstill_valid_on = 2020-12-31")
SECOND = good_regime("tweede", "valid_from = 2022-01-01\nstill_valid_on = 2022-01-01")
EXTRA = good_regime("extra", "valid_from = 2020-06-01\nstill_valid_on = 2020-06-01", default="false")


@pytest.fixture(scope="module")
def shipped() -> tuple[Regime, ...]:
    """The regimes of the project's own file."""
    return load_regimes(ROOT / "data" / "regimes.toml")


@pytest.fixture
def composed(tmp_path: Path) -> tuple[Regime, ...]:
    """Two default regimes with a year between them, and one that must be chosen by name."""
    file = tmp_path / "regimes.toml"
    file.write_text(GOOD + FIRST + SECOND + EXTRA, encoding="utf-8")
    return load_regimes(file)


@pytest.mark.parametrize("file", BAD_FILES, ids=lambda file: file.stem)
def test_each_bad_file_is_refused_with_its_place_and_a_remedy(file: Path) -> None:
    """A bad file is refused by the message in its own first line, which names file and place, and by a remedy."""
    first_line = file.read_bytes().splitlines()[0].decode("utf-8")
    assert first_line.startswith(EXPECTED)
    with pytest.raises(KnowledgeError) as caught:
        load_regimes(file)
    assert first_line.removeprefix(EXPECTED) in str(caught.value)
    assert file.name in caught.value.where
    assert caught.value.remedy


def test_the_folder_of_bad_files_is_there() -> None:
    """The parametrized test above does not pass because it found nothing to test."""
    assert len(BAD_FILES) > 60


def test_a_good_file_made_from_the_same_parts_loads(composed: tuple[Regime, ...]) -> None:
    """The strict reader refuses faults, not files: values, own sources and missing options come through."""
    first, second, extra = composed
    assert [regime.id for regime in composed] == ["eerste", "tweede", "extra"]
    assert (first.default, extra.default) == (True, False)
    assert (first.valid_until, second.valid_until) == (date(2020, 12, 31), None)
    assert first.rates[EnterpriseSize.KLEIN].value == Decimal("0.5")
    assert first.rates[EnterpriseSize.KLEIN].source.title == "Kosten"
    assert first.rates[EnterpriseSize.MIDDELGROOT].source.title == "Tekst van het stelsel"
    assert str(first.source) == "Tekst van het stelsel (Het stelsel, bladzijde 1)"
    assert first.cap.value == Decimal("1000.50")
    assert first.minimum_cost["advies"].source.place == "https://voorbeeld.be/kosten"
    assert (dict(first.raised), first.changes, first.note) == ({}, (), "")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """No other data stands in for a regimes file that is not there."""
    with pytest.raises(KnowledgeError, match="kan niet gelezen worden"):
        load_regimes(tmp_path / "regimes.toml")


def test_the_data_folder_of_the_environment_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a path or regimes, the file of the configured data folder decides."""
    (tmp_path / "regimes.toml").write_text(GOOD + SECOND, encoding="utf-8")
    monkeypatch.setenv("THEMAWIJZER_DATA_DIR", str(tmp_path))
    assert regime_for(date(2023, 6, 1)).id == "tweede"


def test_regimes_cannot_be_changed_after_loading(shipped: tuple[Regime, ...]) -> None:
    """A loaded rule is frozen, its tables included."""
    regime = shipped[0]
    with pytest.raises(dataclasses.FrozenInstanceError):
        regime.id = "anders"  # type: ignore[misc]
    with pytest.raises(TypeError):
        regime.rates[EnterpriseSize.KLEIN] = regime.cap  # type: ignore[index]


def test_the_shipped_reform_says_what_its_text_says(shipped: tuple[Regime, ...]) -> None:
    """The default regime is the reform: 30 % and 20 %, 7 500 euro a year, from 100 and 500 euro, since 2023."""
    reform = regime_for(REFORM_START, regimes=shipped)
    assert (reform.id, reform.valid_from, reform.valid_until) == ("hervorming-2023", REFORM_START, None)
    assert {size: rate.value for size, rate in reform.rates.items()} == {
        EnterpriseSize.KLEIN: Decimal("0.30"),
        EnterpriseSize.MIDDELGROOT: Decimal("0.20"),
    }
    assert not reform.raised
    assert reform.cap.value == Decimal("7500")
    assert {kind: amount.value for kind, amount in reform.minimum_cost.items()} == {"opleiding": 100, "advies": 500}
    assert reform.checked_on == date(2026, 11, 23)


def test_the_shipped_raise_is_chosen_by_name_only(shipped: tuple[Regime, ...]) -> None:
    """The raise to 45 % and 35 % never applies by itself, and changes nothing but the rates of its topics."""
    day = date(2024, 6, 5)
    raised = regime_for(day, "verhoogd-cyber-energie", regimes=shipped)
    reform = regime_for(day, regimes=shipped)
    assert (raised.default, raised.valid_from, reform.id) == (False, day, "hervorming-2023")
    assert set(raised.raised) == {"cybersecurity", "energie-efficientie"}
    for rates in raised.raised.values():
        assert [rates[size].value for size in rates] == [Decimal("0.45"), Decimal("0.35")]
    assert [rate.value for rate in raised.rates.values()] == [rate.value for rate in reform.rates.values()]
    assert raised.cap.value == reform.cap.value
    assert raised.minimum_cost == reform.minimum_cost
    assert "13 september 2021" in raised.note


def test_the_topics_of_the_regimes_are_labels_of_the_taxonomy() -> None:
    """A raise can only fire on a topic that the model can assign."""
    assert set(TOPICS) <= set(read_taxonomy(ROOT / "data" / "taxonomy.toml").ids("topic"))


@given(days=st.integers(0, 20_000))
def test_from_the_reform_on_every_day_has_its_regime(shipped: tuple[Regime, ...], days: int) -> None:
    """From 1 January 2023 on, no day is without a regime."""
    assert regime_for(REFORM_START + timedelta(days=days), regimes=shipped).id == "hervorming-2023"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2020, 1, 1), "eerste"),
        (date(2020, 12, 31), "eerste"),
        (date(2022, 1, 1), "tweede"),
        (date(2030, 1, 1), "tweede"),
    ],
)
def test_the_day_decides(composed: tuple[Regime, ...], day: date, expected: str) -> None:
    """First and last day of a regime belong to it."""
    assert regime_for(day, regimes=composed).id == expected


@pytest.mark.parametrize("day", [date(2019, 12, 31), date(2021, 1, 1), date(2021, 12, 31)])
def test_a_day_without_a_regime_is_refused(composed: tuple[Regime, ...], day: date) -> None:
    """Before the first regime and in a gap, the message says from when a regime is known."""
    with pytest.raises(InputError, match="geldt geen stelsel") as caught:
        regime_for(day, regimes=composed)
    assert "eerste (vanaf 1 januari 2020 tot en met 31 december 2020)" in caught.value.remedy
    assert "tweede (vanaf 1 januari 2022)" in caught.value.remedy


def test_a_day_before_the_reform_is_refused(shipped: tuple[Regime, ...]) -> None:
    """The day before the reform has no regime, and the message says from when."""
    with pytest.raises(InputError, match="vanaf 1 januari 2023"):
        regime_for(REFORM_START - timedelta(days=1), regimes=shipped)


def test_an_unknown_name_lists_the_names(shipped: tuple[Regime, ...]) -> None:
    """Whoever mistypes a name sees the names that exist."""
    with pytest.raises(InputError, match="Kies uit: hervorming-2023, verhoogd-cyber-energie"):
        regime_for(REFORM_START, "verhoogd", regimes=shipped)


def test_a_named_regime_must_hold_on_the_day(shipped: tuple[Regime, ...]) -> None:
    """A name does not lift a regime over its own first day."""
    with pytest.raises(InputError, match="Het geldt vanaf 5 juni 2024"):
        regime_for(date(2024, 6, 4), "verhoogd-cyber-energie", regimes=shipped)
