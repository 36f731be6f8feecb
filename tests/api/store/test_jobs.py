"""Jobs as their user sees them: made, confirmed, followed, read, deleted, expired."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.errors import ConflictError, UnknownReferenceError
from api.store import references
from api.store.store import Store
from api.store.work import Answer
from tests.api.store.conftest import KEEP, NOW

LEASE = timedelta(minutes=1)
PASTED = "Opleiding Power BI voor starters"
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def make(store: Store, rows: int = 3, now: datetime = NOW) -> str:
    """A job of a few rows, from row 2 of its file on."""
    given = [(number, {"Titel": PASTED, "Prijs": str(number)}) for number in range(2, rows + 2)]
    return store.jobs.create(
        name="aanbod.csv", kind="catalogus", headings=["Titel", "Prijs"], rows=given, language="nl", keep=KEEP, now=now
    )


def test_a_new_job_waits_for_its_columns(store: Store) -> None:
    """It keeps what was given, in aware UTC times, and no worker gets it."""
    job = store.jobs.get(make(store), NOW)
    assert (job.status, job.total, job.done, job.name, job.headings) == ("kolommen", 3, 0, "aanbod.csv", ["Titel", "Prijs"])
    assert (job.created_at, job.expires_at) == (NOW, NOW + KEEP)
    assert job.created_at.tzinfo is UTC
    assert store.work.claim("w", NOW, LEASE, model="m", regime="r") is None


def test_a_reference_is_found_however_it_is_typed(store: Store) -> None:
    """Small letters and missing dashes lead to the same job."""
    reference = make(store)
    assert store.jobs.get(reference.lower().replace("-", " "), NOW).reference == reference


def test_confirming_puts_the_job_in_the_queue_once(store: Store) -> None:
    """The confirmed settings are kept; confirming again is a conflict that changes nothing."""
    reference = make(store)
    store.jobs.confirm(reference, {"title": "Titel"}, NOW)
    job = store.jobs.get(reference, NOW)
    assert (job.status, job.settings) == ("wachtend", {"title": "Titel"})
    with pytest.raises(ConflictError, match="al bevestigd") as refused:
        store.jobs.confirm(reference, {"title": "Prijs"}, NOW)
    assert refused.value.status == 409
    assert store.jobs.get(reference, NOW).settings == {"title": "Titel"}


def test_rows_need_a_number_of_their_own(store: Store) -> None:
    """Two rows with one number, or no row at all, make no job."""
    for rows in ([], [(2, {}), (2, {})]):
        with pytest.raises(ValueError, match="at least one row"):
            store.jobs.create(name="a", kind="catalogus", headings=[], rows=rows, language="nl", keep=KEEP, now=NOW)


def test_results_come_in_row_order_filtered_and_paged(store: Store) -> None:
    """Rows come by number; status, outcome and theme narrow them, and the page says how many match in all."""
    reference = make(store, 6)
    store.jobs.confirm(reference, {}, NOW)
    store.work.claim("w", NOW, LEASE, model="m", regime="r")
    answers = [
        Answer(6, answer={"n": 6}, outcome="komt-in-aanmerking", themes=("innovatie", "digitalisering")),
        Answer(3, answer={"n": 3}, outcome="komt-in-aanmerking", themes=("digitalisering",)),
        Answer(4, answer={"n": 4}, outcome="geen-thema"),
        Answer(5, fault={"what": "Geen tekst"}),
    ]
    store.work.save_answers(reference, "w", answers, NOW, LEASE)

    def numbers(**narrowed: Any) -> tuple[list[int], int]:
        page = store.jobs.results(reference, NOW, **narrowed)
        return [row.number for row in page.rows], page.matching

    assert numbers() == ([2, 3, 4, 5, 6, 7], 6)
    assert numbers(offset=2, limit=2) == ([4, 5], 6)
    assert numbers(status="fout") == ([5], 1)
    assert numbers(status="te-doen") == ([2, 7], 2)
    assert numbers(outcome="komt-in-aanmerking") == ([3, 6], 2)
    assert numbers(theme="digitalisering") == ([3, 6], 2)
    assert numbers(theme="innovatie", outcome="komt-in-aanmerking") == ([6], 1)
    assert numbers(theme="digital") == ([], 0)
    assert numbers(theme="%") == ([], 0)
    row = store.jobs.results(reference, NOW, status="fout").rows[0]
    assert (row.given, row.answer, row.fault) == ({"Titel": PASTED, "Prijs": "5"}, None, {"what": "Geen tekst"})
    progress = store.jobs.progress(reference, NOW)
    assert (progress.status, progress.total, progress.done, progress.faults) == ("bezig", 6, 4, 1)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(name=st.text(), cells=st.dictionaries(st.text(), json_values, max_size=5))
def test_what_is_given_comes_back_as_it_was(store: Store, name: str, cells: dict[str, Any]) -> None:
    """Cells come back equal and in order, whatever characters are in them; in a name only what no database holds is replaced."""
    reference = store.jobs.create(name=name, kind="catalogus", headings=list(cells), rows=[(2, cells)], language="nl", keep=KEEP, now=NOW)
    job = store.jobs.get(reference, NOW)
    row = store.jobs.results(reference, NOW).rows[0]
    assert job.name == name.replace("\0", "\ufffd")
    assert row.given == cells
    assert list(row.given) == list(cells) == job.headings


def test_characters_that_no_database_holds(store: Store) -> None:
    """NUL and half a character, which a broken file can bring, stop neither database."""
    odd = "a\0b\ud800c"
    reference = store.jobs.create(name=odd, kind="catalogus", headings=[odd], rows=[(2, {odd: odd})], language="nl", keep=KEEP, now=NOW)
    assert store.jobs.get(reference, NOW).name == "a\ufffdb\ufffdc"
    assert store.jobs.results(reference, NOW).rows[0].given == {odd: odd}


def test_what_is_no_json_is_refused(store: Store) -> None:
    """NaN stops on both databases, and leaves no half job behind."""
    with pytest.raises(ValueError, match="JSON"):
        store.jobs.create(
            name="a", kind="catalogus", headings=[], rows=[(2, {"p": 1}), (3, {"p": float("nan")})], language="nl", keep=KEEP, now=NOW
        )
    assert store.purge(NOW + KEEP) == 0


def test_times_keep_their_moment(store: Store) -> None:
    """A time in another zone is the same moment in UTC; one without a zone is refused."""
    brussels = NOW.astimezone(timezone(timedelta(hours=2)))
    assert store.jobs.get(make(store, now=brussels), NOW).created_at == NOW
    with pytest.raises(ValueError, match="without a zone"):
        make(store, now=NOW.replace(tzinfo=None))


OPERATIONS: dict[str, Callable[[Store, str, datetime], object]] = {
    "get": lambda store, reference, now: store.jobs.get(reference, now),
    "progress": lambda store, reference, now: store.jobs.progress(reference, now),
    "results": lambda store, reference, now: store.jobs.results(reference, now),
    "confirm": lambda store, reference, now: store.jobs.confirm(reference, {}, now),
    "delete": lambda store, reference, now: store.jobs.delete(reference, now),
}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_unknown_expired_and_impossible_references_are_one_answer(store: Store, operation: str) -> None:
    """Nobody learns whether a reference ever existed: each operation gives the same 404."""
    reference = make(store)
    said = set()
    for asked, now in ((references.new(), NOW), ("geen referentie", NOW), (reference, NOW + KEEP)):
        with pytest.raises(UnknownReferenceError) as refused:
            OPERATIONS[operation](store, asked, now)
        said.add((str(refused.value), refused.value.status))
    assert len(said) == 1
    assert said.pop()[1] == 404
    assert store.jobs.get(reference, NOW + KEEP - timedelta(microseconds=1))


def test_deleting_takes_the_rows_along(store: Store) -> None:
    """After a delete nothing of the job is left but its events, and another job is untouched."""
    reference, other = make(store), make(store)
    store.jobs.delete(reference, NOW)
    with pytest.raises(UnknownReferenceError):
        store.jobs.results(reference, NOW)
    with store.database.reading() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM job_row").scalar_one() == 3
    assert store.jobs.results(other, NOW).matching == 3
    assert [event.what for event in store.events.of("taak", reference)] == ["gemaakt", "verwijderd"]


def test_purging_deletes_what_is_expired_and_nothing_else(store: Store) -> None:
    """More jobs than one batch go with their rows, each with an event; a younger job stays; a second purge finds nothing."""
    old = [make(store) for _ in range(12)]
    young = make(store, now=NOW + timedelta(seconds=1))
    assert store.purge(NOW + KEEP - timedelta(microseconds=1)) == 0
    assert store.purge(NOW + KEEP) == 12
    assert store.purge(NOW + KEEP) == 0
    with store.database.reading() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM job_row").scalar_one() == 3
    assert store.jobs.get(young, NOW + KEEP)
    for reference in old:
        assert [(event.what, event.actor) for event in store.events.of("taak", reference)][1:] == [("vervallen", "programma")]
