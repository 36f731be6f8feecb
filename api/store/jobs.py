"""Jobs as their user sees them: made, confirmed, followed, read and deleted. `work.py` is the worker's side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, delete, func, insert, select, update
from sqlalchemy.orm import Session

from api.errors import ConflictError, UnknownReferenceError
from api.store import references
from api.store.database import Database
from api.store.events import PROVIDER, record
from api.store.tables import Job, JobRow, JobStatus, Language, RowStatus
from classifier.messages import say

_BULK: Final = 500
"""Rows per insert: an answer to a request stays in memory, a file does not grow into one statement."""


@dataclass(frozen=True)
class Progress:
    """How far a job is: `done` of `total` rows are finished, `faults` of them with a fault."""

    status: JobStatus
    total: int
    done: int
    faults: int
    error: str | None


@dataclass(frozen=True)
class Page:
    """Some rows of a job in the order of its file, and how many match in all."""

    rows: Sequence[JobRow]
    matching: int


class Jobs:
    """The user's side of jobs. UnknownReferenceError for a job that does not exist or is expired at `now`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(
        self,
        *,
        name: str,
        kind: str,
        headings: Sequence[str],
        rows: Iterable[tuple[int, Mapping[str, Any]]],
        language: Language,
        keep: timedelta,
        now: datetime,
        settings: Mapping[str, Any] | None = None,
    ) -> str:
        """Keep a file's rows (number as the file shows it, cells as given) until `now + keep`; returns the job's reference.

        The job waits in status `kolommen` for `confirm`. ValueError where two rows have one number or there is no row.
        """
        given = [{"number": number, "given": dict(cells)} for number, cells in rows]
        if not given or len({row["number"] for row in given}) < len(given):
            raise ValueError("a job has at least one row, and every row a number of its own")
        reference = references.new()
        with self._database.writing() as session:
            job = Job(
                reference=reference,
                kind=kind,
                status="kolommen",
                name=name,
                language=language,
                created_at=now,
                expires_at=now + keep,
                total=len(given),
                done=0,
                headings=list(headings),
                settings=dict(settings or {}),
            )
            session.add(job)
            session.flush()
            rest = {"job_id": job.id, "status": "te-doen", "outcome": "", "themes": ""}
            for start in range(0, len(given), _BULK):
                session.execute(insert(JobRow), [row | rest for row in given[start : start + _BULK]])
            record(session, "taak", reference, "gemaakt", PROVIDER, now, {"rows": len(given), "kind": kind})
        return reference

    def confirm(self, reference: str, settings: Mapping[str, Any], now: datetime, keep: timedelta | None = None) -> None:
        """Keep the settings that the user confirmed and put the job in the queue; ConflictError where that was done before.

        With `keep` the job is kept until `now + keep` from here on: one that nobody confirms need not be kept as long.
        """
        with self._database.writing() as session:
            job = _found(session, reference, now)
            changed = session.execute(
                update(Job)
                .where(Job.id == job.id, Job.status == "kolommen")
                .values(status="wachtend", settings=dict(settings), expires_at=job.expires_at if keep is None else now + keep)
                .returning(Job.id)
            )
            if changed.one_or_none() is None:
                raise ConflictError(
                    say("De kolommen van deze taak zijn al bevestigd."), where=job.reference, remedy=say("Bekijk de voortgang.")
                )
            record(session, "taak", job.reference, "bevestigd", PROVIDER, now)

    def get(self, reference: str, now: datetime) -> Job:
        """The job, without its rows."""
        with self._database.reading() as session:
            return _found(session, reference, now)

    def progress(self, reference: str, now: datetime) -> Progress:
        """How far the job is."""
        with self._database.reading() as session:
            job = _found(session, reference, now)
            faults = session.scalars(select(func.count()).where(JobRow.job_id == job.id, JobRow.status == "fout")).one()
            return Progress(job.status, job.total, job.done, faults, job.error)

    def results(
        self,
        reference: str,
        now: datetime,
        *,
        offset: int = 0,
        limit: int = 100,
        status: RowStatus | None = None,
        outcome: str | None = None,
        theme: str | None = None,
    ) -> Page:
        """The rows from the `offset`th that matches on, at most `limit`, in the order of their numbers.

        The filters narrow to rows of a status, with an outcome, with a theme (by id); all that are given must hold.
        """
        with self._database.reading() as session:
            matching = select(JobRow).where(JobRow.job_id == _found(session, reference, now).id)
            if status is not None:
                matching = matching.where(JobRow.status == status)
            if outcome is not None:
                matching = matching.where(JobRow.outcome == outcome)
            if theme is not None:
                matching = matching.where(JobRow.themes.contains(f" {theme} ", autoescape=True))
            rows = session.scalars(matching.order_by(JobRow.number).offset(offset).limit(limit)).all()
            count = session.scalars(matching.with_only_columns(func.count())).one()
            return Page(rows, count)

    def delete(self, reference: str, now: datetime) -> None:
        """Delete the job and its rows, whatever it is doing; a worker that has it finds out when it saves."""
        with self._database.writing() as session:
            job = _found(session, reference, now)
            gone = session.execute(delete(Job).where(Job.id == job.id).returning(Job.id))
            if gone.one_or_none() is None:
                raise UnknownReferenceError
            record(session, "taak", job.reference, "verwijderd", PROVIDER, now, {"rows": job.total, "done": job.done})


def _found(session: Session, reference: str, now: datetime) -> Job:
    return session.scalars(living(reference, now)).one_or_none() or _unknown()


def living(reference: str, now: datetime) -> Select[Job]:
    """The job with this reference that is not expired."""
    return select(Job).where(Job.reference == references.parse(reference), Job.expires_at > now)


def _unknown() -> Job:
    raise UnknownReferenceError
