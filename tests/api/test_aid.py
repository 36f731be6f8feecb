"""POST /api/v1/aid: the aid for known themes."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from api import examples
from tests.api.test_assess import AID_KEYS
from tests.api.test_bad_input import problem

DAY = {"date": "2026-01-15"}


@pytest.mark.parametrize(
    ("fields", "rate", "aid", "own_share"),
    [
        ({"cost": 1000, "enterprise_size": "klein"}, "0.30", "300.00", "700.00"),
        ({"cost": 1000, "enterprise_size": "middelgroot"}, "0.20", "200.00", "800.00"),
        ({"cost": 1000, "enterprise_size": "groot"}, "0.00", "0.00", "1000.00"),
        ({"cost": "30.000", "enterprise_size": "klein"}, "0.30", "7500.00", "22500.00"),
        ({"cost": 1000, "enterprise_size": "klein", "already_granted": "7.400,50"}, "0.30", "99.50", "900.50"),
        ({"cost": "99,99", "enterprise_size": "klein", "kind": "opleiding"}, "0.30", "0.00", "99.99"),
        ({"cost": 499, "enterprise_size": "klein", "kind": "advies"}, "0.30", "0.00", "499.00"),
    ],
)
def test_amounts(client: TestClient, fields: dict[str, object], rate: str, aid: str, own_share: str) -> None:
    """Rates, cap and minimum of the reform, as decimal strings."""
    answer = client.post("/api/v1/aid", json={"themes": ["digitalisering"], **DAY, **fields}).json()
    assert list(answer) == AID_KEYS
    assert (answer["rate"], answer["aid"], answer["own_share"]) == (rate, aid, own_share)


def test_no_theme_no_aid(client: TestClient) -> None:
    """Without a theme the aid is 0.00, with the step that says so; it is an answer and no problem."""
    answer = client.post("/api/v1/aid", json={"themes": [], "cost": 1000, "enterprise_size": "klein", **DAY}).json()
    assert answer["aid"] == "0.00"
    assert any("zonder thema is er geen steun" in step for step in answer["steps"])


def test_raised_rate_of_a_named_regime(client: TestClient) -> None:
    """The example with a topic under the raised regime gives 35 %, up to what the cap leaves."""
    answer = client.post("/api/v1/aid", json=examples.AID_FIGURES).json()
    assert (answer["rate"], answer["uncapped"], answer["aid"]) == ("0.35", "2100.00", "1000.00")


@pytest.mark.parametrize(
    ("fields", "where", "said"),
    [
        ({"themes": ["digitaal"]}, "themes", "bedrijfsstrategie, beroepsspecifieke-competenties, digitalisering"),
        ({"themes": ["cybersecurity"]}, "themes", "bedrijfsstrategie"),
        ({"themes": ["digitalisering"], "topics": ["digitalisering"]}, "topics", "cybersecurity, energie-efficientie"),
        ({"themes": "digitalisering"}, "themes", "Verbeter"),
        ({"themes": ["digitalisering", 3]}, "themes), nummer 2", "Verbeter"),
        ({}, "themes", "een lijst van thema's"),
        ({"themes": [], "cost": None}, "cost", "Verbeter"),
        ({"themes": [], "cost": " "}, "cost", "bedrag"),
        ({"themes": [], "subtopics": []}, "subtopics", "Gebruik alleen"),
    ],
)
def test_unknown_ids_and_missing_fields(client: TestClient, fields: dict[str, object], where: str, said: str) -> None:
    """An id that does not exist gets the list of those that do; a field that lacks is named."""
    found = problem(client.post("/api/v1/aid", json={"cost": 1000, "enterprise_size": "klein", **fields}), 422)
    assert where in found["where"]
    assert said in found["remedy"]


def test_cost_is_needed(client: TestClient) -> None:
    """Without a cost there is nothing to work out."""
    assert "cost" in problem(client.post("/api/v1/aid", json={"themes": []}), 422)["where"]


def test_a_theme_named_twice_counts_once(client: TestClient) -> None:
    """The steps name each theme once."""
    body = {"themes": ["innovatie", "innovatie"], "cost": 1000, "enterprise_size": "klein", **DAY}
    assert sum("innovatie" in step for step in client.post("/api/v1/aid", json=body).json()["steps"]) == 1
