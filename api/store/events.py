"""Events: what happened to each job, report and case, written in the transaction that did it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.store import references
from api.store.database import Database
from api.store.tables import Event

SubjectKind = Literal["taak", "rapport", "dossier"]
What = Literal["gemaakt", "bevestigd", "opgenomen", "hervat", "losgelaten", "klaar", "mislukt", "vervallen", "verwijderd", "ingediend"]

PROVIDER = "aanbieder"
"""The actor of what a provider does through the open door."""
PROGRAM = "programma"
"""The actor of what the service does by itself."""


def record(
    session: Session,
    subject_kind: SubjectKind,
    subject: str,
    what: What,
    actor: str,
    at: datetime,
    data: Mapping[str, str | int | bool] | None = None,
) -> None:
    """Write an event into a transaction. `data` holds counts and names of ours: never a word that somebody pasted."""
    session.add(Event(at=at, subject_kind=subject_kind, subject=subject, what=what, actor=actor, data=dict[str, Any](data or {})))


class Events:
    """Reading the events; they outlive what they speak of, and nobody changes or deletes them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, subject_kind: SubjectKind, reference: str) -> list[Event]:
        """The events of one subject, the oldest first; none where nothing ever had this reference."""
        with self._database.reading() as session:
            found = select(Event).where(Event.subject_kind == subject_kind, Event.subject == references.parse(reference))
            return list(session.scalars(found.order_by(Event.id)))
