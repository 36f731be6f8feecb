"""Jobs as a worker sees them: no job is worked on twice, none is lost, and no answer of a lost lease is kept."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from api.store.store import Store
from api.store.work import Answer, LeaseLostError
from tests.api.store.conftest import KEEP, NOW
from tests.api.store.test_jobs import LEASE, PASTED, make

VERSIONS = {"model": "m1", "regime": "r1"}
SOON = timedelta(seconds=1)


def queued(store: Store, rows: int = 3, after: int = 0) -> str:
    """A confirmed job, made some seconds after the first."""
    reference = make(store, rows, NOW + after * SOON)
    store.jobs.confirm(reference, {}, NOW)
    return reference


def answers(*numbers: int, by: str = "w") -> list[Answer]:
    """An answer for each row."""
    return [Answer(number, answer={"by": by}, outcome="geen-thema") for number in numbers]


def test_the_oldest_job_comes_first(store: Store) -> None:
    """Jobs are claimed in the order in which they were made, whenever they were confirmed; then there is none."""
    late, early = queued(store, after=5), queued(store, after=1)
    claimed = [store.work.claim("w", NOW, LEASE, **VERSIONS) for _ in range(3)]
    assert [job and job.reference for job in claimed] == [early, late, None]
    first = claimed[0]
    assert first is not None
    assert (first.status, first.claimed_by, first.claimed_until, first.model, first.regime) == ("bezig", "w", NOW + LEASE, "m1", "r1")


def test_no_two_workers_get_one_job(store: Store) -> None:
    """Eight workers that take jobs at the same time take each of sixteen exactly once."""
    made = {queued(store, rows=1, after=n) for n in range(16)}
    together = threading.Barrier(8, timeout=120)

    def take(worker: int) -> list[str]:
        together.wait()
        found = []
        while (job := store.work.claim(f"w{worker}", NOW, LEASE, **VERSIONS)) is not None:
            found.append(job.reference)
        return found

    with ThreadPoolExecutor(8) as pool:
        taken = [reference for found in pool.map(take, range(8)) for reference in found]
    assert sorted(taken) == sorted(made)


def test_two_workers_count_together(store: Store) -> None:
    """Saves of one job from several threads lose no count."""
    reference = queued(store, rows=40)
    store.work.claim("w", NOW, LEASE, **VERSIONS)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: store.work.save_answers(reference, "w", answers(n), NOW, LEASE), range(2, 42)))
    assert store.jobs.progress(reference, NOW).done == 40


def test_a_job_is_done_row_by_row(store: Store) -> None:
    """Rows come in order and once; saving counts them; finishing needs them all, and ends the lease."""
    reference = queued(store, rows=5)
    store.work.claim("w", NOW, LEASE, **VERSIONS)
    assert store.work.rows_to_do(reference, 2) == [(n, {"Titel": PASTED, "Prijs": str(n)}) for n in (2, 3)]
    assert store.work.save_answers(reference, "w", answers(2, 3), NOW, LEASE) == 2
    with pytest.raises(ValueError, match="3 rows"):
        store.work.finish(reference, "w", NOW)
    assert [number for number, _ in store.work.rows_to_do(reference, 100)] == [4, 5, 6]
    assert store.work.save_answers(reference, "w", [*answers(4, 5), Answer(6, fault={"what": "leeg"})], NOW, LEASE) == 5
    store.work.finish(reference, "w", NOW)
    assert store.jobs.get(reference, NOW).status == "klaar"
    assert store.work.claim("w", NOW + 2 * LEASE, LEASE, **VERSIONS) is None
    assert store.events.of("taak", reference)[-1].data == {"rows": 5, "faults": 1}


def test_a_batch_may_be_brought_twice(store: Store) -> None:
    """A row keeps its first answer and counts once."""
    reference = queued(store)
    store.work.claim("w", NOW, LEASE, **VERSIONS)
    assert store.work.save_answers(reference, "w", answers(2, 3), NOW, LEASE) == 2
    assert store.work.save_answers(reference, "w", answers(3, 4, by="again"), NOW, LEASE) == 3
    assert [row.answer for row in store.jobs.results(reference, NOW).rows] == [{"by": "w"}, {"by": "w"}, {"by": "again"}]


def test_a_row_of_no_job_is_refused_whole(store: Store) -> None:
    """One unknown row keeps the whole batch out."""
    reference = queued(store)
    store.work.claim("w", NOW, LEASE, **VERSIONS)
    with pytest.raises(ValueError, match="99"):
        store.work.save_answers(reference, "w", answers(2, 99), NOW, LEASE)
    assert store.jobs.progress(reference, NOW).done == 0


def test_an_answer_is_an_answer_or_a_fault() -> None:
    """Neither, or both, is a fault of the program."""
    for wrong in ({}, {"answer": {}, "fault": {}}):
        with pytest.raises(ValueError, match="an answer or a fault"):
            Answer(2, **wrong)


def test_after_a_crash_another_goes_on(store: Store) -> None:
    """A job whose lease ran out is resumed where it was; until then nobody gets it. The first worker's later save is refused."""
    reference = queued(store)
    store.work.claim("dead", NOW, LEASE, **VERSIONS)
    store.work.save_answers(reference, "dead", answers(2), NOW, LEASE)
    assert store.work.claim("w", NOW + LEASE, LEASE, **VERSIONS) is None
    resumed = store.work.claim("w", NOW + LEASE + SOON, LEASE, **VERSIONS)
    assert resumed is not None
    assert (resumed.reference, resumed.done) == (reference, 1)
    assert [number for number, _ in store.work.rows_to_do(reference, 10)] == [3, 4]
    with pytest.raises(LeaseLostError):
        store.work.save_answers(reference, "dead", answers(3, by="dead"), NOW + LEASE, LEASE)
    assert store.jobs.results(reference, NOW).rows[1].answer is None
    assert [event.what for event in store.events.of("taak", reference)] == ["gemaakt", "bevestigd", "opgenomen", "hervat"]


def test_saving_and_renewing_hold_the_job(store: Store) -> None:
    """Each moves the end of the lease, so that a slow batch is not taken over."""
    reference = queued(store)
    store.work.claim("w", NOW, LEASE, **VERSIONS)
    store.work.save_answers(reference, "w", answers(2), NOW + LEASE, LEASE)
    assert store.work.claim("other", NOW + LEASE + SOON, LEASE, **VERSIONS) is None
    store.work.renew(reference, "w", NOW + 2 * LEASE, LEASE)
    assert store.work.claim("other", NOW + 2 * LEASE + SOON, LEASE, **VERSIONS) is None


def test_one_job_has_answers_of_one_model(store: Store) -> None:
    """A job resumed with another model or regime is begun again, and its event says so; with the same it goes on."""
    reference = queued(store)
    for now, (model, done) in enumerate([("m1", 0), ("m1", 1), ("m2", 0), ("m2", 1)]):
        job = store.work.claim("w", NOW + now * 2 * LEASE, LEASE, model=model, regime="r1")
        assert job is not None
        assert (job.model, job.done) == (model, done)
        if done == 0:
            store.work.save_answers(reference, "w", answers(2, by=model), NOW + now * 2 * LEASE, LEASE)
    assert store.jobs.results(reference, NOW).rows[0].answer == {"by": "m2"}
    assert [event.data.get("again") for event in store.events.of("taak", reference)[2:]] == [False, False, True, False]


def test_a_worker_that_stops_puts_its_job_back(store: Store) -> None:
    """A released job is claimed at once, with what was done."""
    reference = queued(store)
    store.work.claim("w", NOW, LEASE, **VERSIONS)
    store.work.save_answers(reference, "w", answers(2), NOW, LEASE)
    store.work.release(reference, "w", NOW)
    job = store.work.claim("next", NOW, LEASE, **VERSIONS)
    assert job is not None
    assert (job.reference, job.done, job.claimed_by) == (reference, 1, "next")


def test_a_job_given_up_says_why_to_its_user_alone(store: Store) -> None:
    """The reason is kept on the job, its answers stay, nobody claims it again, and the event does not repeat the reason."""
    reference = queued(store)
    store.work.claim("w", NOW, LEASE, **VERSIONS)
    store.work.save_answers(reference, "w", answers(2), NOW, LEASE)
    store.work.fail(reference, "w", f"Rij 3 is onleesbaar: {PASTED}", NOW)
    progress = store.jobs.progress(reference, NOW)
    assert (progress.status, progress.done, progress.error) == ("mislukt", 1, f"Rij 3 is onleesbaar: {PASTED}")
    assert store.work.claim("w", NOW + 2 * LEASE, LEASE, **VERSIONS) is None
    assert store.events.of("taak", reference)[-1].data == {"done": 1}


@pytest.mark.parametrize("ended", ["deleted", "purged", "failed", "taken"])
@pytest.mark.parametrize("step", ["save", "renew", "finish", "fail", "release"])
def test_whoever_lost_a_job_changes_nothing(store: Store, ended: str, step: str) -> None:
    """Every step of a worker is refused once the job is deleted, expired, given up or another's."""
    reference = queued(store)
    store.work.claim("w", NOW, LEASE, **VERSIONS)
    if ended == "deleted":
        store.jobs.delete(reference, NOW)
    elif ended == "purged":
        store.purge(NOW + KEEP)
    elif ended == "failed":
        store.work.fail(reference, "w", "reden", NOW)
    else:
        store.work.claim("other", NOW + 2 * LEASE, LEASE, **VERSIONS)
    before = len(store.events.of("taak", reference))
    steps = {
        "save": lambda: store.work.save_answers(reference, "w", answers(2), NOW, LEASE),
        "renew": lambda: store.work.renew(reference, "w", NOW, LEASE),
        "finish": lambda: store.work.finish(reference, "w", NOW),
        "fail": lambda: store.work.fail(reference, "w", "reden", NOW),
        "release": lambda: store.work.release(reference, "w", NOW),
    }
    with pytest.raises(LeaseLostError):
        steps[step]()
    assert len(store.events.of("taak", reference)) == before


def test_an_expired_job_is_not_begun(store: Store) -> None:
    """What nobody can read any more is not worked on."""
    queued(store)
    assert store.work.claim("w", NOW + KEEP, LEASE, **VERSIONS) is None
