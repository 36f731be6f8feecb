"""Jobs as a worker sees them: claimed under a lease, answered batch by batch, finished or given up.

A worker that dies leaves its lease behind; once that has run out, another goes on with the rows that are still to do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from api.store import references
from api.store.database import Database
from api.store.events import PROGRAM, What, record
from api.store.tables import Job, JobRow
from classifier.errors import ThemawijzerError


class LeaseLostError(ThemawijzerError):
    """The job is no longer this worker's: another has it, or it is finished, deleted or expired. The worker lets go of it."""

    slug = "taak-verloren"
    title = "De taak is niet meer van deze werker"

    def __init__(self, reference: str) -> None:
        super().__init__(
            "Deze taak is niet meer van deze werker.", where=reference, remedy="Laat ze los; wat nog te doen is, doet wie ze nu heeft."
        )


@dataclass(frozen=True)
class Answer:
    """What became of a row: an answer with its outcome and the ids of its themes, or a fault."""

    number: int
    answer: Mapping[str, Any] | None = None
    fault: Mapping[str, Any] | None = None
    outcome: str = ""
    themes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if (self.answer is None) == (self.fault is None):
            raise ValueError("a row has an answer or a fault")


class Work:
    """The worker's side of jobs. Whoever lost a job gets LeaseLostError, and nothing of what he brought is kept."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, worker: str, now: datetime, lease: timedelta, *, model: str, regime: str) -> Job | None:
        """Take the oldest job that waits, or whose worker's lease ran out; None where there is none. No two workers get one job.

        All answers of a job come from one model and regime: a job begun with others is begun again.
        """
        ready = or_(Job.status == "wachtend", (Job.status == "bezig") & (Job.claimed_until < now))
        oldest = select(Job).where(ready, Job.expires_at > now).order_by(Job.created_at, Job.id).limit(1)
        with self._database.writing() as session:
            # SQLite has one writer at a time, and no such clause.
            job = session.scalars(oldest.with_for_update(skip_locked=True)).one_or_none()
            if job is None:
                return None
            what: What = "opgenomen" if job.model is None else "hervat"
            again = job.done > 0 and (job.model, job.regime) != (model, regime)
            if again:
                fresh = {"status": "te-doen", "answer": None, "fault": None, "outcome": "", "themes": ""}
                session.execute(update(JobRow).where(JobRow.job_id == job.id).values(fresh))
                job.done = 0
            job.status, job.claimed_by, job.claimed_until = "bezig", worker, now + lease
            job.model, job.regime = model, regime
            record(session, "taak", job.reference, what, PROGRAM, now, {"worker": worker, "done": job.done, "again": again})
            return job

    def renew(self, reference: str, worker: str, now: datetime, lease: timedelta) -> None:
        """Hold the job until `now + lease`."""
        with self._database.writing() as session:
            _held(session, reference, worker).claimed_until = now + lease

    def rows_to_do(self, reference: str, limit: int) -> list[tuple[int, dict[str, Any]]]:
        """At most `limit` rows without an answer, in the order of the file: number and cells as given."""
        with self._database.reading() as session:
            to_do = select(JobRow.number, JobRow.given).join(Job, Job.id == JobRow.job_id)
            to_do = to_do.where(Job.reference == references.parse(reference), JobRow.status == "te-doen")
            return [(number, given) for number, given in session.execute(to_do.order_by(JobRow.number).limit(limit))]

    def save_answers(self, reference: str, worker: str, answers: Sequence[Answer], now: datetime, lease: timedelta) -> int:
        """Keep the answers, count them as done and renew the lease, all or nothing; returns how many rows are done now.

        A row that has an answer keeps it, so a batch may be brought twice. ValueError where a row is none of the job's.
        """
        brought = {answer.number: answer for answer in answers}
        with self._database.writing() as session:
            job = _held(session, reference, worker)
            stands = select(JobRow.number, JobRow.status).where(JobRow.job_id == job.id, JobRow.number.in_(brought))
            statuses = dict(session.execute(stands).all())
            if len(statuses) < len(brought):
                raise ValueError(f"rows that the job does not have: {sorted(brought.keys() - statuses.keys())[:5]}")
            new = [_columns(job.id, answer) for number, answer in brought.items() if statuses[number] == "te-doen"]
            if new:
                session.execute(update(JobRow), new)
            job.done += len(new)
            job.claimed_until = now + lease
            return job.done

    def finish(self, reference: str, worker: str, now: datetime) -> None:
        """Call the job done; ValueError while rows are to do."""
        with self._database.writing() as session:
            job = _held(session, reference, worker)
            if job.done < job.total:
                raise ValueError(f"{job.total - job.done} rows are still to do")
            faults = session.scalars(select(func.count()).where(JobRow.job_id == job.id, JobRow.status == "fout")).one()
            job.status, job.claimed_by, job.claimed_until = "klaar", None, None
            record(session, "taak", job.reference, "klaar", PROGRAM, now, {"rows": job.total, "faults": faults})

    def fail(self, reference: str, worker: str, reason: str, now: datetime) -> None:
        """Give the job up; its user reads the reason. What was answered stays."""
        with self._database.writing() as session:
            job = _held(session, reference, worker)
            job.status, job.claimed_by, job.claimed_until, job.error = "mislukt", None, None, reason
            # Without the reason: it may quote the file.
            record(session, "taak", job.reference, "mislukt", PROGRAM, now, {"done": job.done})

    def release(self, reference: str, worker: str, now: datetime) -> None:
        """Put the job back in the queue, as a worker does that is asked to stop."""
        with self._database.writing() as session:
            job = _held(session, reference, worker)
            job.status, job.claimed_by, job.claimed_until = "wachtend", None, None
            record(session, "taak", job.reference, "losgelaten", PROGRAM, now, {"worker": worker, "done": job.done})


def _held(session: Session, reference: str, worker: str) -> Job:
    """The job, locked until the transaction ends, if this worker still has it."""
    mine = select(Job).where(Job.reference == references.parse(reference), Job.status == "bezig", Job.claimed_by == worker)
    job = session.scalars(mine.with_for_update()).one_or_none()
    if job is None:
        raise LeaseLostError(reference)
    return job


def _columns(job_id: int, answer: Answer) -> dict[str, Any]:
    return {
        "job_id": job_id,
        "number": answer.number,
        "status": "klaar" if answer.fault is None else "fout",
        "answer": answer.answer,
        "fault": answer.fault,
        "outcome": answer.outcome,
        "themes": f" {' '.join(answer.themes)} " if answer.themes else "",
    }
