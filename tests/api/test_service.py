"""The service around the answers: start-up, limits, errors nobody foresaw, headers, what is known."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import ValidationError

from api.app import create_app
from api.limits import BodyLimit
from api.security import SECURITY_HEADERS
from api.settings import Settings
from classifier.aid import AidRequest
from classifier.assess import Assessor
from classifier.assessment import Assessment
from classifier.description import MOST_CHARACTERS, ServiceDescription, read_description
from classifier.errors import KnowledgeError
from tests.api.test_bad_input import problem
from tests.api.texts import ASSIGNED, LEISURE

PASTED = "geheime passage uit een geplakte tekst"


class Stub(Assessor):
    """The real knowledge with an `assess` of the test's own."""

    def __init__(self, real: Assessor, act: Any) -> None:
        super().__init__(real.taxonomy, real.regimes, real.encoder, real.model, real.manifest)
        self._act = act

    def assess(self, description: ServiceDescription, aid: AidRequest | None = None, regime: str | None = None) -> Assessment:  # noqa: ARG002
        """What the test wants to happen."""
        answer: Assessment = self._act(description)
        return answer


@pytest.fixture(scope="module")
def without_model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The service started where there is no model."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("THEMAWIJZER_BUILD_DIR", str(tmp_path_factory.mktemp("leeg")))
        with TestClient(create_app(settings=Settings())) as started:
            patch.undo()
            yield started


def test_ready_names_the_versions(client: TestClient, assessor: Assessor) -> None:
    """A service with its model is alive and ready, and says which model it is."""
    assert client.get("/health/live").json() == {"status": "ok"}
    assert client.get("/health/ready").json()["model"] == assessor.manifest["version"]


def test_service_without_model_lives_and_says_why_it_is_not_ready(without_model: TestClient) -> None:
    """A failing load keeps `ready` at 503 with reason and remedy, and tells no folder of the machine."""
    assert without_model.get("/health/live").status_code == 200
    found = problem(without_model.get("/health/ready"), 503)
    assert "model" in found["detail"]
    assert "themawijzer" in found["remedy"]
    assert "/" not in found["detail"] + found["remedy"] + found["where"]


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/api/v1/assess"), ("POST", "/api/v1/aid"), ("GET", "/api/v1/taxonomy"), ("GET", "/api/v1/regimes")],
)
def test_service_without_model_answers_nothing_with_success(without_model: TestClient, method: str, path: str) -> None:
    """Where the model lacks, every question is refused: never an empty answer with status 200."""
    body = {"json": {**ASSIGNED} if path.endswith("assess") else {"themes": [], "cost": 5}} if method == "POST" else {}
    problem(without_model.request(method, path, **body), 503)


def test_pages_without_model_say_so(without_model: TestClient) -> None:
    """People get a page, for the form and for an answer."""
    for response in (without_model.get("/"), without_model.post("/", data=ASSIGNED)):
        assert response.status_code == 503
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        assert "Nog niet klaar" in response.text


def test_service_loads_its_own_model(assessor: Assessor) -> None:
    """Without an assessor given, the service loads the one under build/ when it starts."""
    with TestClient(create_app(settings=Settings())) as started:
        assert started.get("/health/ready").json()["model"] == assessor.manifest["version"]


@pytest.mark.parametrize(
    ("error", "path"), [(RuntimeError(PASTED), "/api/v1/assess"), (KnowledgeError(PASTED, where="/srv/geheim"), "/api/v1/assess")]
)
def test_unforeseen_error_leaks_nothing(assessor: Assessor, caplog: pytest.LogCaptureFixture, error: Exception, path: str) -> None:
    """A fault of the program is a 500 without its cause; the log knows the number, and none of what was pasted."""

    def fail(description: ServiceDescription) -> Assessment:
        raise error

    with TestClient(create_app(Stub(assessor, fail), Settings())) as started, caplog.at_level(logging.DEBUG):
        response = started.post(path, json=ASSIGNED)
        page = started.post("/", data=ASSIGNED)
    found = problem(response, 500)
    assert page.status_code == 500
    for text in (response.text, page.text, caplog.text):
        assert PASTED not in text
        assert "/srv/geheim" not in text
    assert found["instance"] in caplog.text
    assert type(error).__name__ in caplog.text
    assert response.headers["content-security-policy"] == SECURITY_HEADERS["Content-Security-Policy"]


def test_nothing_that_is_pasted_reaches_the_log(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    """Neither an answer nor a refusal writes anything of the text."""
    with caplog.at_level(logging.DEBUG):
        client.post("/api/v1/assess", json={"title": PASTED, "text": PASTED})
        client.post("/api/v1/assess", json={"title": PASTED, "text": PASTED, "kind": "x"})
        client.post("/", data={"title": PASTED, "text": PASTED, "cost": "x"})
    assert PASTED not in caplog.text


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_other_method(client: TestClient, method: str) -> None:
    """405, with the methods that are allowed."""
    response = client.request(method, "/api/v1/assess")
    assert "POST" in problem(response, 405)["remedy"]
    assert response.headers["allow"] == "POST"


def test_unknown_address(client: TestClient) -> None:
    """Programs get a problem, people a page."""
    problem(client.get("/api/v1/bestaat-niet"), 404)
    problem(client.get("/health/hoe"), 404)
    page = client.get("/bestaat-niet")
    assert page.status_code == 404
    assert "<h1>Niet gevonden</h1>" in page.text


def test_types_of_problems_have_a_page(client: TestClient) -> None:
    """The `type` of every problem leads to a place on a page of this service."""
    page = client.get("/problemen").text
    for response in (client.get("/api/v1/x"), client.post("/api/v1/assess", json={}), client.put("/api/v1/assess")):
        assert f'id="{response.json()["type"].partition("#")[2]}"' in page


def test_no_documentation_from_elsewhere(client: TestClient) -> None:
    """The framework's own pages, which load scripts from another site, are off."""
    assert {client.get(path).status_code for path in ("/docs", "/redoc")} == {404}


@pytest.mark.parametrize("path", ["/api/v1/assess", "/"])
def test_large_body_is_refused(client: TestClient, path: str) -> None:
    """A body over 1 MB gets 413, with a Content-Length and without one."""
    body = json.dumps({"text": "a" * 1_000_001}).encode()

    def pieces() -> Iterator[bytes]:
        for start in range(0, len(body), 50_000):
            yield body[start : start + 50_000]

    for content in (body, pieces()):
        response = client.post(path, content=content, headers={"Content-Type": "application/json"})
        assert response.status_code == 413
        assert "1.000.000 bytes" in response.text
    problem(client.post("/api/v1/assess", content=body, headers={"Content-Type": "application/json"}), 413)


def test_body_at_the_limit_is_read(client: TestClient) -> None:
    """A body of exactly 1 MB is read, and refused only for the length of its text."""
    body = json.dumps({"text": ""}).encode()
    body = json.dumps({"text": "a" * (1_000_000 - len(body))}).encode()
    assert len(body) == 1_000_000
    found = problem(client.post("/api/v1/assess", content=body, headers={"Content-Type": "application/json"}), 422)
    assert "hoogstens 20.000" in found["detail"]


def test_endless_body_is_cut_off() -> None:
    """Reading stops at twenty times the limit, and what was read is not kept."""
    asked = 0

    async def receive() -> dict[str, Any]:
        nonlocal asked
        asked += 1
        return {"type": "http.request", "body": b"x" * 100, "more_body": True}

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def never(*_: object) -> None:
        raise AssertionError("the request went through")

    scope = {"type": "http", "method": "POST", "path": "/api/v1/assess", "headers": [], "query_string": b"", "server": ("x", 80)}
    asyncio.run(BodyLimit(never, limit=1000)(scope, receive, send))
    assert sent[0]["status"] == 413
    assert asked == 201


def test_settings_leave_room_for_the_longest_description(client: TestClient) -> None:
    """The longest text that the core reads fits in a form, also where every character takes six bytes there."""
    assert client.post("/", data={"text": "ë" * (MOST_CHARACTERS + 1)}).status_code == 422
    with pytest.raises(ValidationError, match="max_body_bytes"):
        Settings(max_body_bytes=1000)


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every setting has a variable; one that cannot be used stops the start by name."""
    monkeypatch.setenv("THEMAWIJZER_PORT", "8123")
    monkeypatch.setenv("THEMAWIJZER_CORS_ORIGINS", '["https://example.org"]')
    assert Settings().port == 8123
    assert Settings().cors_origins == ("https://example.org",)
    monkeypatch.setenv("THEMAWIJZER_PORT", "hoog")
    with pytest.raises(ValidationError, match="port"):
        Settings()


def test_only_so_many_descriptions_at_a_time(assessor: Assessor) -> None:
    """With two threads, of six requests exactly two are worked on together."""
    answer = assessor.assess(read_description(LEISURE))
    together = threading.Barrier(2, timeout=30)
    lock = threading.Lock()
    active: list[int] = [0, 0]

    def act(description: ServiceDescription) -> Assessment:
        with lock:
            active[0] += 1
            active[1] = max(active)
        together.wait()
        with lock:
            active[0] -= 1
        together.wait()
        return answer

    with TestClient(create_app(Stub(assessor, act), Settings(threads=2))) as started, ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: started.post("/api/v1/assess", json=LEISURE).status_code, range(6)))
    assert answers == [200] * 6
    assert active[1] == 2


def test_answers_in_parallel_are_the_answers_one_by_one(client: TestClient) -> None:
    """Several threads at once change no answer."""
    bodies = [ASSIGNED, LEISURE] * 6
    alone = [client.post("/api/v1/assess", json=body).json() for body in bodies[:2]] * 6
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda body: client.post("/api/v1/assess", json=body).json(), bodies)) == alone


@pytest.mark.parametrize("path", ["/", "/over", "/problemen", "/api/v1/taxonomy", "/health/live", "/openapi.json", "/bestaat-niet"])
def test_security_headers(client: TestClient, path: str) -> None:
    """Every answer, a refusal too, carries the headers; none may be kept by a cache."""
    headers = client.get(path).headers
    for name, value in SECURITY_HEADERS.items():
        assert headers[name] == value
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    # Files of our own only: nothing inline, and nothing fetched from elsewhere.
    assert {"script-src 'self'", "connect-src 'self'"} <= set(policy.split("; "))


def test_static_files_may_be_kept(client: TestClient) -> None:
    """Style sheets have the same headers, but a browser may keep them."""
    response = client.get("/static/themawijzer.css")
    assert response.status_code == 200
    assert response.headers["cache-control"] == "public, max-age=3600"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert client.get("/static/../app.py").status_code == 404


def test_cors_is_off_by_default(client: TestClient, assessor: Assessor) -> None:
    """Pages of others may not call the service, unless a setting names their origin."""
    origin = {"Origin": "https://example.org"}
    assert "access-control-allow-origin" not in client.get("/api/v1/taxonomy", headers=origin).headers
    app: FastAPI = create_app(assessor, Settings(cors_origins=("https://example.org",)))
    with TestClient(app) as started:
        assert started.get("/api/v1/taxonomy", headers=origin).headers["access-control-allow-origin"] == "https://example.org"


def test_taxonomy_is_whole(client: TestClient, assessor: Assessor) -> None:
    """Every label comes with definition, source, what is in and what is out."""
    known = client.get("/api/v1/taxonomy").json()
    assert known["version"] == assessor.taxonomy.version
    assert known["source"]["checked_on"] == assessor.taxonomy.source.checked_on.isoformat()
    groups = {"themes": 8, "subtopics": 6, "screening": 4, "topics": 2}
    assert {group: len(known[group]) for group in groups} == groups
    for label in (label for group in groups for label in known[group]):
        assert list(label) == ["id", "name", "definition", "definition_source", "english", "in", "out", "terms"]
        assert label["in"]
        assert label["out"]
    assert known["conditions"][0]["only_theme"] == "beroepsspecifieke-competenties"


def test_regimes_are_whole(client: TestClient) -> None:
    """Every regime comes with its days and every number with its source, as decimal strings."""
    first, second = client.get("/api/v1/regimes").json()["regimes"]
    assert (first["id"], first["default"], first["valid_from"], first["valid_until"]) == ("hervorming-2023", True, "2023-01-01", None)
    assert first["rates"]["klein"]["value"] == "0.30"
    assert first["cap"]["value"] == "7500"
    assert first["minimum_cost"]["advies"]["source"]["title"]
    assert first["source"]["place"].startswith("https://")
    assert first["changes"][0]["valid_from"] == "2026-02-01"
    assert second["raised"]["cybersecurity"]["middelgroot"]["value"] == "0.35"


def test_recorded_and_packaged_files_are_there() -> None:
    """What the service reads at run time lies inside its package."""
    package = Path(create_app.__code__.co_filename).parent
    for name in ("templates/page.html", "static/themawijzer.css", "recorded/assess.json"):
        assert (package / name).is_file()
