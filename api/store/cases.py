"""Cases (*dossiers*): services that a provider put before people, with the assessment as he saw it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from api.errors import UnknownReferenceError
from api.store import references
from api.store.database import Database
from api.store.events import PROVIDER, record
from api.store.tables import Case, Origin
from classifier.assessment import ModelVersions

NEW: Final = "nieuw"
"""The status of a case that nobody looked at yet."""


@dataclass(frozen=True)
class Contact:
    """Whom to answer; empty where the provider gave nothing."""

    organisation: str = ""
    email: str = ""
    remark: str = ""


class Cases:
    """Operations on cases, which do not expire."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def hand_in(
        self,
        reference: str,
        *,
        origin: Origin,
        description: Mapping[str, Any],
        assessment: Mapping[str, Any],
        contact: Contact | None,
        versions: ModelVersions,
        now: datetime,
    ) -> Case:
        """Keep a service as a new case under a reference from `references.new()`, which is the way back to it."""
        case = Case(
            reference=references.parse(reference),
            origin=origin,
            status=NEW,
            created_at=now,
            description=dict(description),
            assessment=dict(assessment),
            contact=None if contact is None else asdict(contact),
            model=versions.version,
            corpus=versions.corpus,
            taxonomy=versions.taxonomy,
            regime=versions.regime,
        )
        with self._database.writing() as session:
            session.add(case)
            data = {"origin": origin, "model": versions.version, "regime": versions.regime}
            record(session, "dossier", case.reference, "ingediend", PROVIDER, now, data)
        return case

    def get(self, reference: str) -> Case:
        """The case; UnknownReferenceError where there is none."""
        with self._database.reading() as session:
            case = session.scalars(select(Case).where(Case.reference == references.parse(reference))).one_or_none()
        if case is None:
            raise UnknownReferenceError
        return case
