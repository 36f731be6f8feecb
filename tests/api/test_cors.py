"""CORS: pages of named origins may call /api, refusals included; nothing else is opened, and credentials never are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError

from api.app import create_app
from api.settings import Settings
from classifier.assess import Assessor
from classifier.assessment import Assessment
from classifier.description import ServiceDescription
from tests.api.test_bad_input import problem
from tests.api.test_service import Stub
from tests.api.texts import ASSIGNED

ORIGIN = "https://www.voorbeeld.be"
FROM = {"Origin": ORIGIN}
ASKING = {**FROM, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
SETTINGS = Settings(cors_origins=(ORIGIN,))


def fail(_: ServiceDescription) -> Assessment:
    """A fault that nobody foresaw."""
    raise RuntimeError("onvoorzien")


@pytest.fixture(scope="module")
def opened(assessor: Assessor) -> Iterator[TestClient]:
    """The service with one origin allowed; every assessment fails."""
    with TestClient(create_app(Stub(assessor, fail), SETTINGS)) as started:
        yield started


def allowed(response: Any, origin: str = ORIGIN) -> None:
    """The origin may read the answer, and what a refusal says in its headers, but never with credentials."""
    assert response.headers["access-control-allow-origin"] == origin
    assert "access-control-allow-credentials" not in response.headers


def closed(response: Any) -> None:
    """No CORS header at all."""
    assert not [name for name in response.headers if name.startswith("access-control-")]


def test_preflight(opened: TestClient) -> None:
    """A browser that asks leave to post JSON gets it, and may remember that."""
    response = opened.options("/api/v1/assess", headers=ASKING)
    assert response.status_code == 200
    allowed(response)
    assert response.headers["access-control-allow-methods"] == "GET, HEAD, POST"
    assert "content-type" in response.headers["access-control-allow-headers"].lower()
    assert int(response.headers["access-control-max-age"]) >= 600
    assert "origin" in response.headers["vary"].lower()


@pytest.mark.parametrize(
    "asked",
    [
        {"Origin": "https://elders.be"},
        {"Origin": "https://www.voorbeeld.be.elders.be"},
        {"Origin": "http://www.voorbeeld.be"},
        {"Origin": "null"},
        {"Access-Control-Request-Method": "DELETE"},
        {"Access-Control-Request-Headers": "authorization"},
    ],
)
def test_preflight_that_is_refused(opened: TestClient, asked: dict[str, str]) -> None:
    """Another origin, another method or a header that carries a secret gets no leave."""
    response = opened.options("/api/v1/assess", headers={**ASKING, **asked})
    assert response.status_code == 400
    if "Origin" in asked:
        assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize(
    ("status", "method", "path", "sent"),
    [
        (400, "POST", "assess", {"content": b"{", "headers": {"Content-Type": "application/json"}}),
        (404, "GET", "bestaat-niet", {}),
        (405, "DELETE", "assess", {}),
        (413, "POST", "assess", {"content": b"x" * 1_000_001, "headers": {"Content-Type": "application/json"}}),
        (415, "POST", "assess", {"content": b"x", "headers": {"Content-Type": "text/plain"}}),
        (422, "POST", "assess", {"json": {}}),
        (500, "POST", "assess", {"json": ASSIGNED}),
    ],
)
def test_a_refusal_can_be_read_too(opened: TestClient, status: int, method: str, path: str, sent: dict[str, Any]) -> None:
    """A script of the origin reads why it was refused, whatever the cause."""
    response = opened.request(method, f"/api/v1/{path}", **{**sent, "headers": {**sent.get("headers", {}), **FROM}})
    problem(response, status)
    allowed(response)


def test_service_that_is_not_ready_says_when_to_come_back(assessor: Assessor) -> None:
    """A 503 carries Retry-After, for programs and for people, and a script of the origin can read it."""
    waiting = TestClient(create_app(None, SETTINGS))  # not started: no model
    for response in (waiting.get("/api/v1/taxonomy", headers=FROM), waiting.post("/api/v1/assess", json=ASSIGNED, headers=FROM)):
        problem(response, 503)
        allowed(response)
        assert int(response.headers["retry-after"]) > 0
        assert "Retry-After" in response.headers["access-control-expose-headers"]
    assert int(waiting.get("/").headers["retry-after"]) > 0


@pytest.mark.parametrize("path", ["/api/v1/taxonomy", "/api/v1/regimes"])
def test_head_is_a_get_without_its_body(opened: TestClient, path: str) -> None:
    """HEAD answers as GET does, CORS headers included."""
    response = opened.head(path, headers=FROM)
    assert response.status_code == 200
    allowed(response)
    assert dict(response.headers) == dict(opened.get(path, headers=FROM).headers)


@pytest.mark.parametrize(
    "path", ["/", "/over", "/static/themawijzer.css", "/health/live", "/openapi.json", "/api", "/apiary", "/bestaat-niet"]
)
def test_nothing_else_is_opened(opened: TestClient, path: str) -> None:
    """Pages, files and health carry no CORS header, and grant no preflight."""
    closed(opened.get(path, headers=FROM))
    preflight = opened.options(path, headers=ASKING)
    assert preflight.status_code >= 400
    closed(preflight)


def test_credentials_are_never_allowed(assessor: Assessor) -> None:
    """Also where every origin may call and the browser sends a cookie along, no answer may be read with credentials."""
    with TestClient(create_app(assessor, Settings(cors_origins=("*",)))) as started:
        for response in (
            started.get("/api/v1/taxonomy", headers=FROM),
            started.get("/api/v1/taxonomy", headers={**FROM, "Cookie": "sessie=1"}),
            started.options("/api/v1/assess", headers={**ASKING, "Cookie": "sessie=1"}),
        ):
            assert response.status_code == 200
            assert response.headers["access-control-allow-origin"] in {"*", ORIGIN}
            assert "access-control-allow-credentials" not in response.headers


@pytest.mark.parametrize(
    "origin", ["https://voorbeeld.be/", "voorbeeld.be", "https://Voorbeeld.be", "https://voorbeeld.be/pad", "null", "", "ftp://x.be"]
)
def test_origin_that_no_browser_sends_stops_the_start(origin: str) -> None:
    """An origin that could never match is refused by name, not silently ignored."""
    with pytest.raises(ValidationError, match="cors_origins"):
        Settings(cors_origins=(origin,))


@pytest.mark.parametrize("origin", ["*", "https://voorbeeld.be", "http://localhost:3000", "http://[::1]:8080"])
def test_origins_that_are_taken(origin: str) -> None:
    """Scheme, host and port, or everyone."""
    assert Settings(cors_origins=(origin,)).cors_origins == (origin,)
