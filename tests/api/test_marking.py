"""Cutting a field at the edges of its evidence."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from api.marking import Ground, stretches

TEXT = st.text(max_size=60)
GROUNDS = st.lists(
    st.builds(
        lambda rank, start, length: Ground(f"l{rank}", rank, start, start + length),
        st.integers(1, 4),
        st.integers(0, 60),
        st.integers(0, 30),
    ),
    max_size=8,
)


@given(TEXT, GROUNDS)
def test_stretches_are_the_text(text: str, grounds: list[Ground]) -> None:
    """Put together again, the stretches are the text, none of them empty."""
    found = stretches(text, grounds)
    assert "".join(piece.text for piece in found) == text
    assert all(piece.text for piece in found)


@given(TEXT, GROUNDS)
def test_every_character_has_its_grounds(text: str, grounds: list[Ground]) -> None:
    """A character lies under exactly the labels whose evidence covers it."""
    at = 0
    for piece in stretches(text, grounds):
        for _ in piece.text:
            covering = {ground.label for ground in grounds if ground.start <= at < ground.end}
            assert {ground.label for ground in piece.grounds} == covering
            at += 1


@given(TEXT, GROUNDS)
def test_grounds_begin_and_end_once(text: str, grounds: list[Ground]) -> None:
    """Every ground that is drawn begins in one stretch, ends in one, and covers all that lies between."""
    open_now: set[Ground] = set()
    for piece in stretches(text, grounds):
        assert not open_now & set(piece.begins)
        open_now |= set(piece.begins)
        assert open_now == set(piece.grounds)
        open_now -= set(piece.ends)
    assert not open_now


def test_overlap_is_split_at_the_edges() -> None:
    """Two labels that overlap give three stretches, the middle one with both."""
    pieces = stretches("abcdef", [Ground("a", 1, 0, 4), Ground("b", 2, 2, 6)])
    assert [(piece.text, [g.label for g in piece.grounds]) for piece in pieces] == [("ab", ["a"]), ("cd", ["a", "b"]), ("ef", ["b"])]


def test_touching_evidence_of_one_label_is_one_ground() -> None:
    """Two passages that touch are marked, and read out, as one."""
    assert len(stretches("abcdef", [Ground("a", 1, 0, 3), Ground("a", 1, 3, 6)])) == 1
