"""Reports and cases: kept as they were shown, and found by their reference alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from api.errors import UnknownReferenceError
from api.store import references
from api.store.cases import Contact
from api.store.store import Store
from api.store.tables import Case, Report
from classifier.assessment import ModelVersions
from tests.api.store.conftest import KEEP, NOW

VERSIONS = ModelVersions(version="0.1.0+abc", corpus="c1", taxonomy="t1", regime="hervorming-2023")
DESCRIPTION = {"title": "ISO 14001", "text": "Wij begeleiden uw bedrijf.", "kind": "advies"}
ASSESSMENT = {"outcome": "komt-in-aanmerking", "labels": [{"id": "milieu", "probability": 0.97}]}
PDF = b"%PDF-1.7\n\x00\xff" + bytes(range(256)) * 400


def keep(store: Store) -> Report:
    """A report that is kept for a week."""
    return store.reports.keep(
        references.new(),
        description=DESCRIPTION,
        assessment=ASSESSMENT,
        aid={"cost": "1200"},
        language="nl",
        pdf=PDF,
        versions=VERSIONS,
        keep=KEEP,
        now=NOW,
    )


def hand_in(store: Store, contact: Contact | None = None) -> Case:
    """A case."""
    return store.cases.hand_in(
        references.new(),
        origin="nieuwe-dienst",
        description=DESCRIPTION,
        assessment=ASSESSMENT,
        contact=contact,
        versions=VERSIONS,
        now=NOW,
    )


def test_a_report_comes_back_as_it_was_made(store: Store) -> None:
    """The file byte for byte, the assessment as shown, what produced it, and until when it is kept."""
    report = store.reports.get(keep(store).reference.lower(), NOW)
    assert (report.pdf, report.description, report.assessment, report.aid) == (PDF, DESCRIPTION, ASSESSMENT, {"cost": "1200"})
    assert report.versions == VERSIONS
    assert (report.language, report.created_at, report.expires_at) == ("nl", NOW, NOW + KEEP)


def test_a_report_that_is_not_there_is_one_answer(store: Store) -> None:
    """Unknown, expired and deleted reports cannot be told apart, for reading and for deleting."""
    expired, deleted = keep(store).reference, keep(store).reference
    store.reports.delete(deleted, NOW)
    said = set()
    for reference, now in ((references.new(), NOW), (expired, NOW + KEEP), (deleted, NOW), ("x", NOW)):
        for operation in (store.reports.get, store.reports.delete):
            with pytest.raises(UnknownReferenceError) as refused:
                operation(reference, now)
            said.add(str(refused.value))
    assert len(said) == 1
    assert store.reports.get(expired, NOW + KEEP - timedelta(microseconds=1)).pdf == PDF


def test_expired_reports_are_purged(store: Store) -> None:
    """Once expired, the file is gone from the database; the event says when."""
    reference = keep(store).reference
    assert store.purge(NOW + KEEP) == 1
    with store.database.reading() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM report").scalar_one() == 0
    assert [(event.what, event.at) for event in store.events.of("rapport", reference)] == [("gemaakt", NOW), ("vervallen", NOW + KEEP)]


def test_one_reference_is_one_report(store: Store) -> None:
    """A reference that is taken is not written over."""
    first = keep(store)
    with pytest.raises(Exception, match=r"(?i)unique"):
        store.reports.keep(
            first.reference, description={}, assessment={}, aid=None, language="nl", pdf=b"x", versions=VERSIONS, keep=KEEP, now=NOW
        )
    assert store.reports.get(first.reference, NOW).pdf == PDF


@pytest.mark.parametrize("contact", [None, Contact("Opleidingen bv", "info@voorbeeld.be", "Graag tegen maart")])
def test_a_case_keeps_what_was_shown(store: Store, contact: Contact | None) -> None:
    """It is new, has its assessment, versions and contact, does not expire, and no purge takes it."""
    reference = hand_in(store, contact).reference
    store.purge(NOW + timedelta(days=10_000))
    case = store.cases.get(reference)
    assert (case.status, case.origin, case.description, case.assessment) == ("nieuw", "nieuwe-dienst", DESCRIPTION, ASSESSMENT)
    assert case.versions == VERSIONS
    assert case.created_at == NOW
    expected = contact and {"organisation": contact.organisation, "email": contact.email, "remark": contact.remark}
    assert case.contact == expected


def test_an_unknown_case_is_the_same_answer(store: Store) -> None:
    """A case is found by its own reference: not by another, nor by one of a report."""
    hand_in(store)
    for reference in (references.new(), keep(store).reference, "geen"):
        with pytest.raises(UnknownReferenceError):
            store.cases.get(reference)
