"""POST /api/v1/assess: the contract that programs rely on."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from classifier.assess import Assessor
from tests.api.texts import ASSIGNED, FLAGGED, GERMAN, HOSTILE, LEADING, LEISURE

KEYS = [
    "reference", "title", "kind", "language", "outcome", "themes", "subtopics", "screening", "topics", "labels",
    "conditions", "reasons", "precedents", "aid", "model",
]  # fmt: skip
AID_KEYS = [
    "regime", "enterprise_size", "rate", "cost", "uncapped", "already_granted", "remaining_cap", "aid", "own_share", "steps", "source",
]  # fmt: skip


def ask(client: TestClient, **fields: object) -> dict[str, Any]:
    """The answer to one description."""
    response = client.post("/api/v1/assess", json=fields)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def test_answer_has_exactly_the_keys_of_the_contract(client: TestClient) -> None:
    """Each level of the answer has the keys that the contract names, in its order, and no other."""
    answer = ask(client, reference="r-1", **ASSIGNED, kind="opleiding", cost=1200, enterprise_size="klein")
    assert list(answer) == KEYS
    assert list(answer["labels"][0]) == ["id", "group", "probability", "decision", "evidence"]
    evidence = next(label["evidence"][0] for label in answer["labels"] if label["evidence"])
    assert list(evidence) == ["field", "start", "end", "text", "weight"]
    assert list(answer["precedents"][0]) == ["id", "title", "similarity", "themes"]
    assert list(answer["aid"]) == AID_KEYS
    assert list(answer["model"]) == ["version", "corpus", "taxonomy", "regime"]
    assert (answer["reference"], answer["title"], answer["kind"]) == ("r-1", ASSIGNED["title"], "opleiding")


def test_labels_lists_the_whole_taxonomy_in_its_order(client: TestClient, assessor: Assessor) -> None:
    """All twenty labels come back, each in its group, whatever was decided on them."""
    answer = ask(client, **LEISURE)
    assert [(label["group"], label["id"]) for label in answer["labels"]] == [(g, one.id) for g, one in assessor.taxonomy.labels()]
    assert len(answer["labels"]) == 20


@pytest.mark.parametrize("fields", [ASSIGNED, LEADING, FLAGGED, LEISURE, GERMAN])
def test_lists_hold_the_assigned_labels(client: TestClient, fields: dict[str, str]) -> None:
    """`themes`, `subtopics`, `screening` and `topics` are the labels decided `toegewezen`, no more and no less."""
    answer = ask(client, **fields)
    for key, group in {"themes": "theme", "subtopics": "subtopic", "screening": "screening", "topics": "topic"}.items():
        assigned = [one["id"] for one in answer["labels"] if one["group"] == group and one["decision"] == "toegewezen"]
        assert answer[key] == assigned


@pytest.mark.parametrize(
    "fields",
    [ASSIGNED, LEADING, FLAGGED, HOSTILE, {"title": "🎓 " + LEADING["title"], "text": "👩‍🏫🎉 " + LEADING["text"].upper()}],
)
def test_evidence_slices_the_field_as_given(client: TestClient, fields: dict[str, str]) -> None:
    """field[start:end] is the evidence's text, also with markup, capitals and emoji before it."""
    answer = ask(client, **fields)
    found = [evidence for label in answer["labels"] for evidence in label["evidence"]]
    assert found
    for evidence in found:
        assert fields[evidence["field"]][evidence["start"] : evidence["end"]] == evidence["text"] != ""


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [(ASSIGNED, "komt-in-aanmerking"), (FLAGGED, "nazicht-nodig"), (LEISURE, "geen-thema"), (GERMAN, "nazicht-nodig")],
)
def test_every_outcome_can_be_reached(client: TestClient, fields: dict[str, str], outcome: str) -> None:
    """One text for each outcome, with a reason in Dutch."""
    answer = ask(client, **fields)
    assert answer["outcome"] == outcome
    assert answer["reasons"]


@pytest.mark.parametrize("cost", [1200, 1200.0, "1200", "1200.00", "1.200,00", "€ 1.200"])
def test_amounts_come_as_numbers_or_as_text(client: TestClient, cost: object) -> None:
    """A JSON number and every Dutch way of writing give the same aid."""
    assert ask(client, **ASSIGNED, cost=cost, enterprise_size="klein", date="2026-01-15")["aid"]["aid"] == "360.00"


def test_no_aid_unless_asked_for_and_no_aid_without_a_theme(client: TestClient) -> None:
    """`aid` is null without a cost, and null where no theme is assigned."""
    assert ask(client, **ASSIGNED)["aid"] is None
    assert ask(client, **LEISURE, cost=1200, enterprise_size="klein")["aid"] is None


def test_size_follows_from_figures(client: TestClient) -> None:
    """Headcount and turnover give the size, and the steps say so."""
    aid = ask(client, **ASSIGNED, cost="1000", headcount=62, turnover="11.500.000", date="2026-01-15")["aid"]
    assert (aid["enterprise_size"], aid["aid"]) == ("middelgroot", "200.00")
    assert any("62 VTE" in step for step in aid["steps"])


def test_regime_can_be_named(client: TestClient) -> None:
    """`regime` picks another regime, and the answer says which one was used."""
    answer = ask(client, **ASSIGNED, regime="verhoogd-cyber-energie", date="2025-01-15", cost=1000, enterprise_size="klein")
    assert answer["aid"]["regime"] == answer["model"]["regime"] == "verhoogd-cyber-energie"


def test_optional_fields_may_be_null(client: TestClient) -> None:
    """Programs that send every field, the unknown ones as null, get an answer."""
    nothing = dict.fromkeys(["cost", "enterprise_size", "headcount", "turnover", "balance_total", "already_granted", "date", "regime"])
    assert ask(client, **ASSIGNED, **nothing)["aid"] is None


def test_same_question_same_answer(client: TestClient) -> None:
    """Two calls with one body differ in nothing."""
    assert ask(client, **LEADING) == ask(client, **LEADING)
