"""Bad input: each gets an answer or a problem that a person understands, and never a 500."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.texts import ASSIGNED, LEADING

JSON = {"Content-Type": "application/json"}
PROBLEM_KEYS = ["type", "title", "status", "detail", "instance", "where", "remedy"]


def problem(response: Any, status: int) -> dict[str, Any]:
    """The problem in an answer, after checking its shape."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["content-language"] == "nl"
    body: dict[str, Any] = response.json()
    assert [key for key in body if key != "errors"] == PROBLEM_KEYS
    assert body["status"] == status
    assert body["type"].startswith("/problemen#")
    assert body["instance"].startswith("urn:uuid:")
    assert body["detail"]
    return body


@pytest.mark.parametrize(
    ("fields", "where", "said"),
    [
        ({}, "text", "geen titel en geen tekst"),
        ({"title": "", "text": ""}, "text", "geen titel en geen tekst"),
        ({"text": " \n\t \u00a0"}, "text", "geen titel en geen tekst"),
        ({"text": "<p> </p><!-- niets -->"}, "text", "geen leesbare tekst"),
        ({"text": "\x00\x01\x02\x03PK\x03\x04" * 50}, "text", "geen leesbare tekst"),
        ({"text": "woord " * 10_000}, "text", "60.000 tekens"),
        ({**ASSIGNED, "kind": "cursusje"}, "kind", "opleiding, advies of onbekend"),
        ({**ASSIGNED, "kind": None}, "kind", "opleiding, advies of onbekend"),
        ({**ASSIGNED, "title": 5}, "title", "tekst"),
        ({**ASSIGNED, "text": ["a"]}, "text", "tekst"),
        ({**ASSIGNED, "text": None}, "text", "tekst"),
        ({**ASSIGNED, "cost": -5, "enterprise_size": "klein"}, "cost", "negatief"),
        ({**ASSIGNED, "cost": "-5", "enterprise_size": "klein"}, "cost", "negatief"),
        ({**ASSIGNED, "cost": "NaN", "enterprise_size": "klein"}, "cost", "geen bedrag"),
        ({**ASSIGNED, "cost": True, "enterprise_size": "klein"}, "cost", "een bedrag"),
        ({**ASSIGNED, "cost": {"euro": 5}, "enterprise_size": "klein"}, "cost", "een bedrag"),
        ({**ASSIGNED, "cost": "1,234", "enterprise_size": "klein"}, "cost", "twee cijfers na de komma"),
        ({**ASSIGNED, "cost": 1e300, "enterprise_size": "klein"}, "cost", "groter dan"),
        ({**ASSIGNED, "cost": 1200}, "enterprise_size", "grootte"),
        ({**ASSIGNED, "enterprise_size": "klein"}, "cost", "kostprijs"),
        ({**ASSIGNED, "cost": 1200, "enterprise_size": "reusachtig"}, "enterprise_size", "klein, middelgroot of groot"),
        ({**ASSIGNED, "cost": 1200, "headcount": 62}, "enterprise_size", "volgt nog niet"),
        ({**ASSIGNED, "cost": 1200, "headcount": "veel"}, "headcount", "aantal"),
        ({**ASSIGNED, "cost": 1200, "enterprise_size": "klein", "date": "2010-05-05"}, "date", "geen stelsel"),
        ({**ASSIGNED, "cost": 1200, "enterprise_size": "klein", "date": "31/02/2026"}, "date", "bestaat niet"),
        ({**ASSIGNED, "cost": 1200, "enterprise_size": "klein", "date": 20260101}, "date", "tekst"),
        ({**ASSIGNED, "regime": "van-gisteren"}, "regime", "bestaat niet"),
        ({**ASSIGNED, "omschrijving": "x"}, "omschrijving", '"omschrijving" bestaat hier niet'),
        ({**ASSIGNED, "\ud800": "x"}, "\ufffd", "bestaat hier niet"),
        ({**ASSIGNED, "text": "half \ud800 teken"}, "text", "half teken"),
        ({**ASSIGNED, "date": "\udfff"}, "date", "half teken"),
    ],
)
def test_field_that_cannot_be_used(client: TestClient, fields: dict[str, Any], where: str, said: str) -> None:
    """A 422 that names the field and says in Dutch what is wrong with it."""
    found = problem(client.post("/api/v1/assess", content=json.dumps(fields), headers=JSON), 422)
    assert where in found["where"]
    assert said in found["detail"]
    assert found["remedy"]


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b"", 400, "leeg"),
        (b"  \n", 400, "leeg"),
        (b"{", 400, "geen geldige JSON"),
        (b'{"text": "a"} {"text": "b"}', 400, "geen geldige JSON"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", 400, "geen UTF-8"),
        ('{"text": "café"}'.encode("latin-1"), 400, "geen UTF-8"),
        (b'{"text": "a", "cost": NaN}', 400, "NaN is geen getal"),
        (b'{"text": "a", "cost": -Infinity}', 400, "-Infinity is geen getal"),
        (b'{"text": "a", "cost": ' + b"9" * 5000 + b"}", 400, "te lang"),
        (b"[" * 100_000, 400, "te diep genest"),
        (b'[{"text": "a"}]', 422, "een lijst"),
        (b'"tekst"', 422, "geen JSON-object"),
        (b"null", 422, "geen JSON-object"),
        (b'{"text": "a", "text": "b"}', 422, "twee keer"),
    ],
)
@pytest.mark.parametrize("path", ["/api/v1/assess", "/api/v1/aid"])
def test_body_that_is_no_object(client: TestClient, path: str, body: bytes, status: int, said: str) -> None:
    """A body that is no single JSON object gets a problem that says what it is instead."""
    assert said in problem(client.post(path, content=body, headers=JSON), status)["detail"]


def test_byte_order_mark_is_no_problem(client: TestClient) -> None:
    """JSON with a byte order mark, as some editors write it, is read."""
    body = b"\xef\xbb\xbf" + json.dumps(ASSIGNED).encode()
    assert client.post("/api/v1/assess", content=body, headers=JSON).status_code == 200


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml", "json", ""])
def test_other_media_type_is_refused(client: TestClient, media_type: str) -> None:
    """Anything but JSON gets a 415 that names what is read, in the header Accept too."""
    response = client.post("/api/v1/assess", content=json.dumps(ASSIGNED), headers={"Content-Type": media_type})
    assert "application/json" in problem(response, 415)["remedy"]
    assert response.headers["accept"] == "application/json"


def test_every_faulty_field_is_listed(client: TestClient) -> None:
    """A body with several faults names each of them, the first one also in the usual place."""
    found = problem(client.post("/api/v1/assess", json={**ASSIGNED, "kind": 5, "cost": [], "date": 3}), 422)
    assert {error["where"] for error in found["errors"]} == {"soort dienst (kind)", "kostprijs zonder btw (cost)", "datum (date)"}
    assert found["where"] == found["errors"][0]["where"]


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [
        ({"title": "Excel voor beginners"}, "nazicht-nodig"),
        ({"text": "Drie losse woorden"}, "nazicht-nodig"),
        ({"text": "🎉🎉🎉 🚀"}, "nazicht-nodig"),
        ({"text": "Cette formation vous apprend à gérer la comptabilité de votre entreprise et à lire un bilan."}, "komt-in-aanmerking"),
        ({"text": "In diesem Kurs lernen Sie, wie Sie die Buchhaltung Ihres Unternehmens führen und Bilanzen lesen."}, "nazicht-nodig"),
        ({"title": LEADING["title"].upper(), "text": LEADING["text"].upper()}, "komt-in-aanmerking"),
        ({"title": LEADING["title"], "text": "<div><p>" + LEADING["text"].replace("\n", "</p><p>") + "</p></div>"}, "komt-in-aanmerking"),
    ],
)
def test_odd_text_gets_an_answer(client: TestClient, fields: dict[str, str], outcome: str) -> None:
    """Short, foreign, shouted or marked-up text is answered; where the model may not decide, a person is asked."""
    response = client.post("/api/v1/assess", json=fields)
    assert response.status_code == 200, response.text
    assert response.json()["outcome"] == outcome


def test_headcount_at_the_limit(client: TestClient) -> None:
    """250 full-time equivalents make a large enterprise, with no aid and a step that says so."""
    fields = {**ASSIGNED, "cost": 1200, "headcount": 250, "turnover": "9.000.000", "date": "2026-01-15"}
    aid = client.post("/api/v1/assess", json=fields).json()["aid"]
    assert (aid["enterprise_size"], aid["aid"]) == ("groot", "0.00")
    assert any("grote onderneming krijgt geen steun" in step for step in aid["steps"])


def test_cost_below_the_minimum(client: TestClient) -> None:
    """A cost under the minimum gives 0.00 and the step that says why."""
    fields = {**ASSIGNED, "kind": "advies", "cost": "499,99", "enterprise_size": "klein", "date": "2026-01-15"}
    aid = client.post("/api/v1/assess", json=fields).json()["aid"]
    assert aid["aid"] == "0.00"
    assert any("onder het minimum" in step for step in aid["steps"])
