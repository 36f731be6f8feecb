"""References: hard to guess, easy to type."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.errors import UnknownReferenceError
from api.store.references import ALPHABET, LENGTH, new, parse

cores = st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH)


def written(core: str) -> str:
    """A reference as the program writes it."""
    return "TW-" + "-".join(core[i : i + 5] for i in range(0, LENGTH, 5))


def test_a_reference_holds_a_hundred_random_bits() -> None:
    """There are at least 2¹⁰⁰ references; a thousand new ones are all different, and every place takes every character."""
    assert LENGTH * math.log2(len(set(ALPHABET))) >= 100
    made = {new() for _ in range(1000)}
    assert len(made) == 1000
    places = [set(place) for place in zip(*(one.removeprefix("TW").replace("-", "") for one in made), strict=True)]
    assert all(place == set(ALPHABET) for place in places)


def test_a_reference_is_readable() -> None:
    """It has the form TW-XXXXX-XXXXX-XXXXX-XXXXX, without I, L, O or U."""
    assert re.fullmatch(r"TW(-[0-9A-HJKMNP-TV-Z]{5}){4}", new())


@given(cores)
def test_a_reference_is_read_as_it_is_written(core: str) -> None:
    """Reading what the program wrote changes nothing."""
    assert parse(written(core)) == written(core)


@given(cores, st.data())
def test_a_reference_may_be_typed_as_people_do(core: str, data: st.DataObject) -> None:
    """Small letters, O for 0, I or L for 1, spaces and dashes of any kind anywhere, and no prefix, all give the same reference."""
    typed = written(core).replace("-", "") if data.draw(st.booleans()) else core
    alike = {"0": "0Oo", "1": "1IiLl"}
    letters = [data.draw(st.sampled_from(alike.get(c, c + c.lower()))) for c in typed]
    gaps = [data.draw(st.sampled_from(["", "", "-", " ", "–", "\u2011", "\n"])) for _ in letters]
    assert parse("".join(gap + letter for gap, letter in zip(gaps, letters, strict=True))) == written(core)


@given(st.one_of(st.text(), st.text(ALPHABET), cores.map(lambda core: core[:-1] + "U"), cores.map(lambda core: core + "\0")))
def test_anything_else_is_no_reference(typed: str) -> None:
    """What is read is a reference of the program's own form; everything else is answered as an unknown one."""
    try:
        assert re.fullmatch(r"TW(-[0-9A-HJKMNP-TV-Z]{5}){4}", parse(typed))
    except UnknownReferenceError:
        assert not re.fullmatch(r"(TW)?[0-9A-HJKMNP-TV-Z]{20}", typed)


@pytest.mark.parametrize(
    "typed", ["", "TW-", "TW-7K3QM", "XX-7K3QM-0ZX4V-9D2HP-R8WCA", "7K3QM" * 5, "7K3QM-0ZX4V-9D2HP-R8WCÁ", "1" * 10_000]
)
def test_some_that_are_none(typed: str) -> None:
    """Too short, too long, another prefix, a letter that is not in the alphabet."""
    with pytest.raises(UnknownReferenceError):
        parse(typed)
