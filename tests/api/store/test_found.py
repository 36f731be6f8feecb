"""Searching the rows of a job, on both databases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from api.errors import UnknownReferenceError
from api.store.found import Wanted
from api.store.store import Store
from api.store.work import Answer
from tests.api.store.conftest import KEEP, NOW

ROWS: list[tuple[int, dict[str, Any]]] = [(n, {"cells": [f"Rij {n}", "CAFÉ 100%" if n % 2 else "thee_huis", n]}) for n in range(2, 12)]
LATER = NOW + timedelta(minutes=1)
LEASE = timedelta(minutes=5)


@pytest.fixture
def reference(store: Store) -> str:
    """A job of ten rows: three with a theme, six without, one bad."""
    made = store.jobs.create(name="a.csv", kind="catalogus", headings=["a", "b", "c"], rows=ROWS, language="nl", keep=KEEP, now=NOW)
    store.jobs.confirm(made, {}, NOW)
    store.work.claim("w", NOW, LEASE, model="m", regime="r")
    answers = [Answer(n, answer={"n": n}, outcome="komt-in-aanmerking", themes=("digitalisering", "innovatie")) for n in (2, 3, 4)]
    answers += [Answer(n, answer={"n": n}, outcome="geen-thema") for n in range(5, 11)]
    store.work.save_answers(made, "w", [*answers, Answer(11, fault={"what": "leeg"})], LATER, LEASE)
    return made


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (Wanted(), list(range(2, 12))),
        (Wanted(outcome="geen-thema"), list(range(5, 11))),
        (Wanted(theme="innovatie"), [2, 3, 4]),
        (Wanted(theme="inno"), []),
        (Wanted(faults=True), [11]),
        (Wanted(text="cafe"), [3, 5, 7, 9, 11]),
        (Wanted(text="100%"), [3, 5, 7, 9, 11]),
        (Wanted(text="E_H"), [2, 4, 6, 8, 10]),
        (Wanted(text="café", theme="digitalisering"), [3]),
        (Wanted(text="niets"), []),
    ],
)
def test_all_that_is_asked_must_hold(store: Store, reference: str, wanted: Wanted, numbers: list[int]) -> None:
    """Outcome, theme, fault and text narrow; signs of a pattern stand for themselves; capitals and accents do not matter."""
    found = store.finding.search(reference, LATER, wanted, offset=0, limit=100)
    assert ([row.number for row in found.rows], found.matching) == (numbers, len(numbers))
    page = store.finding.search(reference, LATER, wanted, offset=1, limit=2)
    assert ([row.number for row in page.rows], page.matching) == (numbers[1:3], len(numbers))


def test_counts_and_rows(store: Store, reference: str) -> None:
    """What the rows became, one of them, and all of them in order."""
    counts = store.finding.counts(reference, LATER)
    assert counts.outcomes == {"komt-in-aanmerking": 3, "geen-thema": 6}
    assert counts.themes == {"digitalisering": 3, "innovatie": 3}
    assert counts.faults == 1
    assert store.finding.row(reference, LATER, 11).fault == {"what": "leeg"}
    with pytest.raises(UnknownReferenceError):
        store.finding.row(reference, LATER, 12)
    assert [row.number for row in store.finding.every(reference, LATER)] == list(range(2, 12))


def test_an_expired_job_gives_nothing(store: Store, reference: str) -> None:
    """Every way to its rows ends where the job ends."""
    for call in (store.finding.counts, lambda *where: store.finding.row(*where, 2), lambda *where: list(store.finding.every(*where))):
        with pytest.raises(UnknownReferenceError):
            call(reference, NOW + KEEP)


def test_the_queue_is_counted(store: Store, reference: str) -> None:
    """Jobs that are not finished count as waiting until they expire; those before one in the queue are ahead of it."""
    other = store.jobs.create(name="b.csv", kind="catalogus", headings=["a"], rows=ROWS, language="nl", keep=timedelta(hours=1), now=NOW)
    assert store.finding.waiting(LATER) == 2
    assert store.finding.ahead_of(other, LATER) == 1
    store.work.finish(reference, "w", LATER)
    assert (store.finding.waiting(LATER), store.finding.ahead_of(other, LATER)) == (1, 0)
    assert store.finding.waiting(NOW + timedelta(hours=1)) == 0
    store.jobs.confirm(other, {}, LATER, KEEP)
    assert store.finding.waiting(NOW + timedelta(hours=1)) == 1


def test_the_last_stretch_of_work(store: Store, reference: str) -> None:
    """It begins where a worker last took the job up, with the rows that were done then."""
    first = store.finding.stretch(reference)
    assert first
    assert (first.since, first.done) == (NOW, 0)
    taken = LATER + LEASE + timedelta(seconds=1)
    store.work.claim("v", taken, LEASE, model="m", regime="r")
    again = store.finding.stretch(reference)
    assert again
    assert (again.since, again.done) == (taken, 10)
