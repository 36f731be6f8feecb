"""Deletes what is kept no longer, a few at a time, so that nobody waits for it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import delete, select

from api.store.database import Database
from api.store.events import PROGRAM, SubjectKind, record
from api.store.tables import Job, Report

_BATCH: Final = 10
"""Per transaction: ten jobs can have some 50,000 rows."""


def purge(database: Database, now: datetime) -> int:
    """Delete every job (with its rows) and report that is expired at `now`, with an event for each; returns how many."""
    return _purge(database, Job, "taak", now) + _purge(database, Report, "rapport", now)


def _purge(database: Database, table: type[Job] | type[Report], subject_kind: SubjectKind, now: datetime) -> int:
    expired = select(table.id).where(table.expires_at <= now).order_by(table.id).limit(_BATCH)
    gone = 0
    while True:
        with database.writing() as session:
            # Two processes that clean up at once each take their own.
            ids = session.scalars(expired.with_for_update(skip_locked=True)).all()
            references = session.scalars(delete(table).where(table.id.in_(ids)).returning(table.reference)).all()
            for reference in references:
                record(session, subject_kind, reference, "vervallen", PROGRAM, now)
        if not references:
            return gone
        gone += len(references)
