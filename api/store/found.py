"""Searching the rows of a job: how many have what, those that match, one of them, or all of them one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from unicodedata import combining, normalize

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from api.errors import UnknownReferenceError
from api.store.database import Database
from api.store.jobs import living
from api.store.tables import Event, Job, JobRow

_AT_A_TIME: Final = 200


@dataclass(frozen=True)
class Wanted:
    """Which rows are asked for: with an outcome, with a theme (by id), bad ones, with a text in a cell; all that is set must hold."""

    outcome: str = ""
    theme: str = ""
    faults: bool = False
    text: str = ""


@dataclass(frozen=True)
class Found:
    """One page of the rows that match, in the order of the file, and how many match in all."""

    rows: Sequence[JobRow]
    matching: int


@dataclass(frozen=True)
class Counts:
    """How many rows have each outcome and each theme (by id), and how many are bad."""

    outcomes: Mapping[str, int]
    themes: Mapping[str, int]
    faults: int


@dataclass(frozen=True)
class Stretch:
    """The work on a job since a worker last took it up: when that was, and how many rows were done then."""

    since: datetime
    done: int


class Finding:
    """Reading the rows of one job. UnknownReferenceError for a job that does not exist or is expired at `now`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def search(self, reference: str, now: datetime, wanted: Wanted, *, offset: int, limit: int) -> Found:
        """The rows from the `offset`th that matches on, at most `limit`."""
        with self._database.reading() as session:
            rows = _matching(_job(session, reference, now), wanted)
            if not wanted.text.strip():
                count = session.scalars(select(func.count()).select_from(rows.subquery())).one()
                return Found(session.scalars(rows.order_by(JobRow.number).offset(offset).limit(limit)).all(), count)
            # In Python: no database of ours folds capitals and accents inside JSON as people expect.
            sought = folded(wanted.text)
            cells = session.execute(rows.with_only_columns(JobRow.number, JobRow.given).order_by(JobRow.number))
            numbers = [number for number, given in cells if sought in folded(_words(given))]
            page = rows.where(JobRow.number.in_(numbers[offset : offset + limit])).order_by(JobRow.number)
            return Found(session.scalars(page).all(), len(numbers))

    def counts(self, reference: str, now: datetime) -> Counts:
        """What the rows have become, in all."""
        with self._database.reading() as session:
            mine = JobRow.job_id == _job(session, reference, now).id
            grouped = select(JobRow.status, JobRow.outcome, JobRow.themes, func.count()).where(mine)
            outcomes: Counter[str] = Counter()
            themes: Counter[str] = Counter()
            faults = 0
            for status, outcome, named, count in session.execute(grouped.group_by(JobRow.status, JobRow.outcome, JobRow.themes)):
                faults += count if status == "fout" else 0
                outcomes.update({outcome: count} if outcome else {})
                themes.update(dict.fromkeys(named.split(), count))
            return Counts(outcomes, themes, faults)

    def row(self, reference: str, now: datetime, number: int) -> JobRow:
        """The row with this number; UnknownReferenceError where the job has none."""
        with self._database.reading() as session:
            job = _job(session, reference, now)
            found = session.scalars(select(JobRow).where(JobRow.job_id == job.id, JobRow.number == number)).one_or_none()
            if found is None:
                raise UnknownReferenceError
            return found

    def every(self, reference: str, now: datetime) -> Iterator[JobRow]:
        """All rows in the order of the file, a few in memory at a time; the job must exist when the first is asked for."""
        last = -1
        while True:
            with self._database.reading() as session:
                rows = select(JobRow).where(JobRow.job_id == _job(session, reference, now).id, JobRow.number > last)
                found = session.scalars(rows.order_by(JobRow.number).limit(_AT_A_TIME)).all()
            if not found:
                return
            yield from found
            last = found[-1].number

    def waiting(self, now: datetime) -> int:
        """How many jobs are not finished: their columns unconfirmed, in the queue, or being worked on."""
        with self._database.reading() as session:
            unfinished = Job.status.in_(("kolommen", "wachtend", "bezig"))
            return session.scalars(select(func.count()).select_from(Job).where(unfinished, Job.expires_at > now)).one()

    def ahead_of(self, reference: str, now: datetime) -> int:
        """How many jobs a worker takes before this one, or has under its hands."""
        with self._database.reading() as session:
            job = _job(session, reference, now)
            queue = Job.status.in_(("wachtend", "bezig"))
            return session.scalars(select(func.count()).select_from(Job).where(queue, Job.expires_at > now, Job.id < job.id)).one()

    def stretch(self, reference: str) -> Stretch | None:
        """The last time that a worker took the job up; None where none did yet."""
        with self._database.reading() as session:
            taken = select(Event.at, Event.data).where(
                Event.subject_kind == "taak", Event.subject == reference, Event.what.in_(("opgenomen", "hervat"))
            )
            last = session.execute(taken.order_by(Event.id.desc()).limit(1)).one_or_none()
            return Stretch(last.at, int(last.data["done"])) if last else None


def folded(text: str) -> str:
    """Text as a search compares it: small letters without accents."""
    return "".join(c for c in normalize("NFKD", text.casefold()) if not combining(c)).strip()


def _words(given: Mapping[str, Any]) -> str:
    return "\n".join(cell for cell in given.get("cells", ()) if isinstance(cell, str))


def _matching(job: Job, wanted: Wanted) -> Select[JobRow]:
    rows = select(JobRow).where(JobRow.job_id == job.id)
    if wanted.faults:
        rows = rows.where(JobRow.status == "fout")
    if wanted.outcome:
        rows = rows.where(JobRow.outcome == wanted.outcome)
    if wanted.theme:
        rows = rows.where(JobRow.themes.contains(f" {wanted.theme} ", autoescape=True))
    return rows


def _job(session: Session, reference: str, now: datetime) -> Job:
    job = session.scalars(living(reference, now)).one_or_none()
    if job is None:
        raise UnknownReferenceError
    return job
