"""The store: one object that holds the database and the operations on it, opened once by the service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from api.store.cases import Cases
from api.store.database import Database, read_url
from api.store.events import Events
from api.store.found import Finding
from api.store.jobs import Jobs
from api.store.migrate import bring_up_to_date
from api.store.purge import purge
from api.store.reports import Reports
from api.store.work import Work


@dataclass(frozen=True)
class Store:
    """The operations by subject. Each is one transaction with its event; all may be called from any thread.

    Every operation raises StoreError (503) where the database does not answer, UnknownReferenceError (404) for a
    reference that does not exist or is expired, and ValueError for a time without a zone.
    """

    database: Database
    jobs: Jobs
    work: Work
    finding: Finding
    reports: Reports
    cases: Cases
    events: Events

    def purge(self, now: datetime) -> int:
        """Delete every job and report that is expired, with all that belongs to it; returns how many."""
        return purge(self.database, now)

    def close(self) -> None:
        """Let go of every connection."""
        self.database.close()


def open_store(url: str) -> Store:
    """Open the database at `url` and bring its tables to the newest revision.

    StoreError, with what, where and remedy, for an address that is none, a database that is unreachable, not to be
    written, or newer than the program. No message repeats the address's password.
    """
    database = Database(read_url(url))
    try:
        bring_up_to_date(database)
    except BaseException:
        database.close()
        raise
    return Store(
        database,
        jobs=Jobs(database),
        work=Work(database),
        finding=Finding(database),
        reports=Reports(database),
        cases=Cases(database),
        events=Events(database),
    )
