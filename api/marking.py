"""Cuts a field into stretches that carry the same evidence, so that overlapping marks can be drawn one inside the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Ground:
    """Characters [start, end) of a field that speak for a label; `rank` is the label's number on the page."""

    label: str
    rank: int
    start: int
    end: int


@dataclass(frozen=True)
class Stretch:
    """A piece of the field that every ground covers wholly or not at all, with the grounds that cover it, by rank.

    `begins` are those of them that start here, `ends` those that end with this piece.
    """

    text: str
    grounds: tuple[Ground, ...] = ()
    begins: tuple[Ground, ...] = ()
    ends: tuple[Ground, ...] = ()


def stretches(text: str, grounds: Sequence[Ground]) -> tuple[Stretch, ...]:
    """The whole text in order, cut at every edge of a ground; grounds of one label that touch or overlap become one."""
    whole = _joined([g for g in (_within(ground, len(text)) for ground in grounds) if g.start < g.end])
    edges = sorted({0, len(text), *(g.start for g in whole), *(g.end for g in whole)})
    found = []
    for start, end in pairwise(edges):
        covering = tuple(sorted((g for g in whole if g.start <= start and end <= g.end), key=lambda g: g.rank))
        found.append(
            Stretch(
                text[start:end],
                covering,
                begins=tuple(g for g in covering if g.start == start),
                ends=tuple(g for g in covering if g.end == end),
            )
        )
    return tuple(found)


def _within(ground: Ground, length: int) -> Ground:
    return Ground(ground.label, ground.rank, max(0, min(ground.start, length)), max(0, min(ground.end, length)))


def _joined(grounds: Sequence[Ground]) -> list[Ground]:
    joined: list[Ground] = []
    for ground in sorted(grounds, key=lambda g: (g.rank, g.label, g.start, g.end)):
        last = joined[-1] if joined else None
        if last and last.label == ground.label and ground.start <= last.end:
            joined[-1] = Ground(last.label, last.rank, last.start, max(last.end, ground.end))
        else:
            joined.append(ground)
    return joined
