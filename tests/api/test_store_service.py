"""The store in the service: opened when it starts, cleaned up, closed when it ends, and missed only where it is needed."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr

from api.app import create_app
from api.dependencies import StoreDep
from api.errors import StoreError
from api.housekeeping import Housekeeping
from api.settings import Settings
from api.store.database import FILE, sqlite_address
from api.store.store import Store, open_store
from classifier.assess import Assessor
from classifier.paths import ROOT
from tests.api.test_bad_input import problem
from tests.api.texts import ASSIGNED

SECRET = "geheim-wachtwoord"  # noqa: S105  # of nobody
OLD = datetime(2020, 1, 1, tzinfo=UTC)


def with_a_job_route(app: FastAPI) -> FastAPI:
    """The service with a route that needs the store, as those of jobs do."""

    @app.get("/api/v1/proef")
    def proef(store: StoreDep, reference: str) -> str:
        return store.jobs.get(reference, datetime.now(UTC)).name

    return app


def old_job(store: Store) -> str:
    """A job that expired long ago."""
    return store.jobs.create(name="a", kind="catalogus", headings=[], rows=[(1, {})], language="nl", keep=timedelta(days=1), now=OLD)


def housekeepers() -> set[threading.Thread]:
    """The threads that clean up: those of other services that run meanwhile, too."""
    return {thread for thread in threading.enumerate() if thread.name == "housekeeping"}


def test_the_service_opens_its_store_and_cleans_up(assessor: Assessor, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Starting makes the database in the folder of the setting and deletes what is expired; stopping ends thread and connections."""
    running = housekeepers()
    before = open_store(sqlite_address(tmp_path / "map"))
    reference = old_job(before)
    app = with_a_job_route(create_app(assessor, Settings(store_dir=tmp_path / "map")))
    with TestClient(app) as started:
        assert started.get("/health/ready").json()["store"] == "ok"
        found = problem(started.get("/api/v1/proef", params={"reference": reference}), 404)
        assert found["type"] == "/problemen#onbekende-referentie"
    # The first turn runs beside the start; stopping waits for it.
    assert [event.what for event in before.events.of("taak", reference)] == ["gemaakt", "vervallen"]
    before.close()
    assert (tmp_path / "map" / FILE).is_file()
    assert housekeepers() == running
    assert app.state.service.store is None


def test_without_a_store_the_assessments_go_on(assessor: Assessor, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Where the store cannot be opened the page and the API answer as ever; /health/ready says it, and what needs it gets 503."""
    (tmp_path / "bestand").write_text("geen map", encoding="utf-8")
    app = with_a_job_route(create_app(assessor, Settings(store_dir=tmp_path / "bestand")))
    with TestClient(app) as started:
        assert started.post("/", data=ASSIGNED).status_code == 200
        assert started.post("/api/v1/assess", json=ASSIGNED).status_code == 200
        ready = started.get("/health/ready")
        assert ready.status_code == 200
        assert ready.json()["store"] == "niet-bruikbaar"
        assert "beschreven" in ready.json()["store_reason"]
        found = problem(started.get("/api/v1/proef", params={"reference": "x"}), 503)
    assert found["type"] == "/problemen#opslag-niet-bruikbaar"
    assert "beschreven" in found["detail"]
    assert str(tmp_path) not in str(found) + ready.text
    assert str(tmp_path) in caplog.text


def test_the_password_of_the_database_is_told_to_nobody(assessor: Assessor, caplog: pytest.LogCaptureFixture) -> None:
    """Neither the settings, the log nor an answer repeats it when the database cannot be reached."""
    settings = Settings(database_url=SecretStr(f"postgresql://jan:{SECRET}@127.0.0.1:1/db"))
    app = with_a_job_route(create_app(assessor, settings))
    with TestClient(app) as started, caplog.at_level(logging.DEBUG):
        answers = [started.get("/api/v1/proef", params={"reference": "x"}), started.get("/health/ready")]
    assert [answer.status_code for answer in answers] == [503, 200]
    assert SECRET not in repr(settings) + caplog.text + "".join(answer.text for answer in answers)


def test_settings_of_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    """The store lies in store/ of the project unless THEMAWIJZER_STORE_DIR or THEMAWIJZER_DATABASE_URL says otherwise."""
    monkeypatch.delenv("THEMAWIJZER_STORE_DIR")
    assert Settings().store_dir == ROOT / "store"
    assert Settings().database_url.get_secret_value() == ""
    monkeypatch.setenv("THEMAWIJZER_STORE_DIR", "/srv/opslag")
    monkeypatch.setenv("THEMAWIJZER_DATABASE_URL", "postgresql://host/db")
    assert Settings().store_dir == Path("/srv/opslag")
    assert Settings().database_url.get_secret_value() == "postgresql://host/db"


def test_housekeeping_goes_on_after_a_failed_turn(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A turn that fails is logged and the next one comes; stopping ends the thread."""
    turns, running = threading.Semaphore(0), housekeepers()

    class Failing:
        def purge(self, _: datetime) -> int:
            turns.release()
            raise StoreError("De opslag antwoordt niet.")

    housekeeping = Housekeeping(Failing(), every=timedelta(0))  # type: ignore[arg-type]
    housekeeping.start()
    assert all(turns.acquire(timeout=60) for _ in range(3))
    housekeeping.stop()
    assert "housekeeping failed" in caplog.text
    assert housekeepers() == running
