"""Reports: a checked description with its PDF, kept for a stated time because its provider asked for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from api.errors import UnknownReferenceError
from api.store import references
from api.store.database import Database
from api.store.events import PROVIDER, record
from api.store.tables import Language, Report
from classifier.assessment import ModelVersions


class Reports:
    """Operations on reports. UnknownReferenceError for one that does not exist or is expired at `now`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(
        self,
        reference: str,
        *,
        description: Mapping[str, Any],
        assessment: Mapping[str, Any],
        aid: Mapping[str, Any] | None,
        language: Language,
        pdf: bytes,
        versions: ModelVersions,
        keep: timedelta,
        now: datetime,
    ) -> Report:
        """Keep a report until `now + keep`, under a reference from `references.new()` that its PDF already shows."""
        report = Report(
            reference=references.parse(reference),
            language=language,
            created_at=now,
            expires_at=now + keep,
            description=dict(description),
            assessment=dict(assessment),
            aid=None if aid is None else dict(aid),
            pdf=pdf,
            model=versions.version,
            corpus=versions.corpus,
            taxonomy=versions.taxonomy,
            regime=versions.regime,
        )
        with self._database.writing() as session:
            session.add(report)
            record(session, "rapport", report.reference, "gemaakt", PROVIDER, now, {"model": versions.version})
        return report

    def get(self, reference: str, now: datetime) -> Report:
        """The report, with its PDF."""
        with self._database.reading() as session:
            return _found(session, reference, now)

    def delete(self, reference: str, now: datetime) -> None:
        """Delete the report."""
        with self._database.writing() as session:
            report = _found(session, reference, now)
            gone = session.execute(delete(Report).where(Report.id == report.id).returning(Report.id))
            if gone.one_or_none() is None:
                raise UnknownReferenceError
            record(session, "rapport", report.reference, "verwijderd", PROVIDER, now)


def _found(session: Session, reference: str, now: datetime) -> Report:
    living = select(Report).where(Report.reference == references.parse(reference), Report.expires_at > now)
    report = session.scalars(living).one_or_none()
    if report is None:
        raise UnknownReferenceError
    return report
