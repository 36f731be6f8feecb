"""Events: one for each step, written with it, never changed, and without a word that somebody pasted."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from api.store import references
from api.store.cases import Contact
from api.store.store import Store
from api.store.work import Answer
from tests.api.store.conftest import KEEP, NOW
from tests.api.store.test_jobs import LEASE, PASTED, make
from tests.api.store.test_reports_and_cases import VERSIONS

CHANGES = {
    "update": "UPDATE event SET actor = 'niemand'",
    "delete": "DELETE FROM event",
    "replace": "INSERT OR REPLACE INTO event SELECT id, at, subject_kind, subject, what, 'niemand', data FROM event",
    "truncate": "TRUNCATE event",
}
ONLY_ON = {"replace": "sqlite", "truncate": "postgresql"}


@pytest.mark.parametrize("change", CHANGES)
def test_events_cannot_be_changed(store: Store, change: str) -> None:
    """The database itself refuses each way to change or delete an event, and keeps them all as they were."""
    if ONLY_ON.get(change, store.database.engine.dialect.name) != store.database.engine.dialect.name:
        with pytest.raises(DBAPIError), store.database.connected() as connection:
            connection.execute(text(CHANGES[change]))  # not a statement of this database at all
        return
    reference = make(store)
    with pytest.raises(DBAPIError, match="append-only"), store.database.connected() as connection:
        connection.execute(text(CHANGES[change]))
    assert [(event.what, event.actor) for event in store.events.of("taak", reference)] == [("gemaakt", "aanbieder")]


def test_an_event_is_kept_with_its_step_or_not_at_all(store: Store) -> None:
    """A step that fails in its transaction leaves no event."""
    reference = make(store)
    store.jobs.confirm(reference, {}, NOW)
    store.work.claim("w", NOW, LEASE, model="m", regime="r")
    before = len(store.events.of("taak", reference))
    with pytest.raises(ValueError, match="still to do"):
        store.work.finish(reference, "w", NOW)
    assert len(store.events.of("taak", reference)) == before


def test_every_step_has_its_event_without_what_was_pasted(store: Store) -> None:
    """The whole way of a job, a report and a case: who, what, when; and no event holds a title, name, contact or reason."""
    job = make(store)
    store.jobs.confirm(job, {"title": PASTED}, NOW)
    store.work.claim("w", NOW, LEASE, model="m", regime="r")
    store.work.save_answers(job, "w", [Answer(n, answer={"text": PASTED}) for n in (2, 3, 4)], NOW, LEASE)
    store.work.finish(job, "w", NOW)
    store.jobs.delete(job, NOW)
    description = {"title": PASTED}
    report = store.reports.keep(
        references.new(), description=description, assessment={}, aid=None, language="nl", pdf=b"x", versions=VERSIONS, keep=KEEP, now=NOW
    )
    store.reports.delete(report.reference, NOW)
    contact = Contact("Opleidingen bv", "info@voorbeeld.be", PASTED)
    case = store.cases.hand_in(
        references.new(), origin="klacht", description=description, assessment={}, contact=contact, versions=VERSIONS, now=NOW
    )

    def steps(events: list) -> list[tuple[str, str]]:
        assert all(event.at == NOW for event in events)
        return [(event.what, event.actor) for event in events]

    provider, program = "aanbieder", "programma"
    assert steps(store.events.of("taak", job)) == [
        ("gemaakt", provider),
        ("bevestigd", provider),
        ("opgenomen", program),
        ("klaar", program),
        ("verwijderd", provider),
    ]
    assert steps(store.events.of("rapport", report.reference)) == [("gemaakt", provider), ("verwijderd", provider)]
    assert steps(store.events.of("dossier", case.reference)) == [("ingediend", provider)]
    assert store.events.of("taak", references.new()) == []
    with store.database.reading() as session:
        everything = json.dumps([list(row) for row in session.execute(text("SELECT * FROM event"))], default=str)
    for word in ("Power BI", "aanbod.csv", "Opleidingen bv", "voorbeeld.be"):
        assert word not in everything
