"""The work on a catalogue: every row once, whatever stops in between, and a bad row stops nothing."""

from __future__ import annotations

import logging
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from api.store.database import sqlite_address
from api.store.store import Store, open_store
from classifier.assess import Assessor
from classifier.assessment import Assessment
from classifier.description import ServiceDescription, read_description
from classifier.paths import ROOT
from tests.api.catalogue.files import csv_file, started
from tests.api.test_service import Stub
from tests.api.texts import ASSIGNED, LEISURE

MANY = 60
SECRET = "geheime passage uit een rij"  # noqa: S105  # a text, no password


def many(copies: int = 1) -> bytes:
    """A catalogue of MANY distinct descriptions, each so many times, and a bad row in the middle."""
    rows = [[f"{n}-{copy}", f"Opleiding {n}", f"{ASSIGNED['text']} Reeks {n}."] for copy in range(copies) for n in range(MANY)]
    rows.insert(len(rows) // 2, ["leeg", "", ""])
    return csv_file([["Code", "Titel", "Tekst"], *rows])


class Counting:
    """An `assess` that counts what it reads, and from some point on waits until it is let go."""

    def __init__(self, answer: Assessment, waits_at: int = 10**9) -> None:
        self.answer, self.waits_at = answer, waits_at
        self.read: Counter[str] = Counter()
        self.reached, self.go_on = threading.Event(), threading.Event()

    def __call__(self, description: ServiceDescription) -> Assessment:
        """Count and answer."""
        self.read[description.title + description.text] += 1
        if self.read.total() == self.waits_at:
            self.reached.set()
            assert self.go_on.wait(60)
        return self.answer


@pytest.fixture(scope="module")
def answer(assessor: Assessor) -> Assessment:
    """A real answer, for an assessor that must be quick."""
    return assessor.assess(read_description(LEISURE))


def app_with(assessor: Assessor, act: Callable[[ServiceDescription], Assessment], folder: Path) -> FastAPI:
    """The service with an `assess` of the test's own."""
    return create_app(Stub(assessor, act), Settings(store_dir=folder))


def store_in(folder: Path) -> Store:
    """The store as the service left it."""
    return open_store(sqlite_address(folder))


def test_a_restart_goes_on_where_it_stopped(
    assessor: Assessor, answer: Assessment, tmp_path: Path, finished: Callable[..., dict[str, Any]]
) -> None:
    """The service stops in the middle and starts again on the same database: each description is read once, each row has its answer."""
    first, second = Counting(answer, waits_at=25), Counting(answer)
    app = app_with(assessor, first, tmp_path)
    with TestClient(app) as client:
        path = started(client, many(copies=2))
        assert first.reached.wait(60)
        app.state.service.worker.stop()
        first.go_on.set()
    store = store_in(tmp_path)
    reference = path.rpartition("/")[2]
    stopped = store.jobs.progress(reference, datetime.now(UTC))
    assert (stopped.status, stopped.done) == ("wachtend", 50)
    store.close()
    with TestClient(app_with(assessor, second, tmp_path)) as client:
        assert finished(client, path)["done"] == 2 * MANY + 1
        assert set((first.read + second.read).values()) == {1}
        assert len(first.read + second.read) == MANY
        rows = list(client.app.state.service.store.finding.every(reference, datetime.now(UTC)))  # type: ignore[attr-defined]
        assert [row.number for row in rows] == list(range(2, 2 * MANY + 3))
        assert [row.status for row in rows].count("fout") == 1
        events = [event.what for event in client.app.state.service.store.events.of("taak", reference)]  # type: ignore[attr-defined]
        assert events == ["gemaakt", "bevestigd", "opgenomen", "losgelaten", "hervat", "klaar"]


def test_a_killed_process_loses_nothing(tmp_path: Path) -> None:
    """A real `themawijzer serve` is killed in the middle of a catalogue; another one finishes it, with every row once."""
    environment = os.environ | {"THEMAWIJZER_STORE_DIR": str(tmp_path), "THEMAWIJZER_CATALOGUE_LEASE_SECONDS": "3"}
    with Served(environment) as served:
        path = served.send(many())
        served.until(path, lambda state: 0 < state["done"] < MANY)
        os.kill(served.process.pid, signal.SIGKILL)
        served.process.wait()
    before = store_in(tmp_path)
    reference = path.rpartition("/")[2]
    left = before.jobs.progress(reference, datetime.now(UTC))
    assert left.status == "bezig"
    done = {row.number: row.answer for row in before.finding.every(reference, datetime.now(UTC)) if row.status == "klaar"}
    assert 0 < len(done) < MANY
    before.close()
    with Served(environment) as served:
        served.until(path, lambda state: state["finished"])
    after = store_in(tmp_path)
    rows = {row.number: row for row in after.finding.every(reference, datetime.now(UTC))}
    assert sorted(rows) == list(range(2, MANY + 3))
    assert [row.status for row in rows.values()].count("klaar") == MANY
    assert all(rows[number].answer == answer for number, answer in done.items())
    assert [event.what for event in after.events.of("taak", reference)][-2:] == ["hervat", "klaar"]
    after.close()


class Served:
    """A `themawijzer serve` of its own, asked over HTTP."""

    def __init__(self, environment: dict[str, str]) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from commands.main import main; main()", "serve", "--port", str(port)], env=environment, cwd=ROOT
        )

    def __enter__(self) -> Served:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait()

    def client(self) -> httpx2.Client:
        """A client of it, with the calls of the test client."""
        return httpx2.Client(base_url=self.address, timeout=60)

    def send(self, content: bytes) -> str:
        """Wait until it is ready, and start a catalogue."""
        self._ask("/health/ready", lambda answer: answer.status_code == 200)
        with self.client() as client:
            return started(client, content)

    def until(self, path: str, true: Callable[[dict[str, Any]], bool]) -> None:
        """Wait until the state of a catalogue is so."""
        self._ask(path + "/stand", lambda answer: answer.status_code == 200 and true(answer.json()))

    def _ask(self, path: str, true: Callable[[Any], bool]) -> None:
        """Ask until an answer is right; fails where the process ends, and after some minutes."""
        pause = threading.Event()
        with self.client() as client:
            for _ in range(4800):
                assert self.process.poll() is None
                try:
                    if true(client.get(path)):
                        return
                except httpx2.TransportError:
                    pass  # not listening yet
                pause.wait(0.05)
        raise AssertionError(f"{path} is never as it should be")


def test_identical_descriptions_are_read_once(
    assessor: Assessor, answer: Assessment, tmp_path: Path, finished: Callable[..., dict[str, Any]]
) -> None:
    """Fifty copies of a description are read once, and each row has its own reference in its answer."""
    act = Counting(answer)
    rows = [["Code", "Titel", "Tekst"], *[[f"nr{n}", ASSIGNED["title"], ASSIGNED["text"]] for n in range(50)]]
    with TestClient(app_with(assessor, act, tmp_path)) as client:
        path = started(client, csv_file(rows))
        finished(client, path)
        found = client.app.state.service.store.finding.every(path.rpartition("/")[2], datetime.now(UTC))  # type: ignore[attr-defined]
        assert [row.answer["reference"] for row in found] == [f"nr{n}" for n in range(50)]
    assert act.read.total() == 1


def test_an_unforeseen_fault_is_one_row_s(
    assessor: Assessor, answer: Assessment, tmp_path: Path, finished: Callable[..., dict[str, Any]], caplog: pytest.LogCaptureFixture
) -> None:
    """A program fault in one row is recorded there; the others are answered, and neither page nor log tells the text."""

    def act(description: ServiceDescription) -> Assessment:
        if SECRET in description.text:
            raise RuntimeError(description.text)
        return answer

    rows = [["Titel", "Tekst"], ["a", "een"], ["b", SECRET], ["c", "drie"]]
    with caplog.at_level(logging.INFO), TestClient(app_with(assessor, act, tmp_path)) as client:
        path = started(client, csv_file(rows), **{"kolom-1": "title", "kolom-2": "text"})
        assert finished(client, path)["status"] == "klaar"
        page = client.get(path, params={"uitkomst": "slechte-rijen"}).text
    assert page.count('<th scope="row">') == 1
    assert "fout in het programma" in page
    assert SECRET not in page
    assert "RuntimeError" in caplog.text
    assert SECRET not in caplog.text


def test_a_deleted_catalogue_is_let_go(
    assessor: Assessor, answer: Assessment, tmp_path: Path, finished: Callable[..., dict[str, Any]]
) -> None:
    """Deleting it in the middle of the work stops the work on it, and the next in the queue is done."""
    act = Counting(answer, waits_at=5)
    with TestClient(app_with(assessor, act, tmp_path)) as client:
        path = started(client, many())
        assert act.reached.wait(60)
        other = started(client, csv_file([["Titel", "Tekst"], ["a", ASSIGNED["text"]]]))
        assert "nog 1 catalogus ervoor" in client.get(other).text
        client.post(path + "/verwijder")
        act.go_on.set()
        assert finished(client, other)["status"] == "klaar"
        assert client.get(path).status_code == 404
    assert act.read.total() <= MANY


def test_progress_is_told_in_words(assessor: Assessor, answer: Assessment, tmp_path: Path) -> None:
    """While it runs the page counts the rows and offers a link to look again; it needs no script for that."""
    act = Counting(answer, waits_at=41)
    app = app_with(assessor, act, tmp_path)
    with TestClient(app) as client:
        path = started(client, many())
        assert act.reached.wait(60)
        page = client.get(path).text
        assert "40 van de 61 rijen beoordeeld" in page
        assert re.search(r"Nog (minder dan|ongeveer) ", page)
        assert f'<a href="{path}#kop">Vernieuw de stand</a>' in page
        act.go_on.set()
