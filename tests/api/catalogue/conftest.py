"""A service with a store of its own, so that one test's catalogues are not in another's queue."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from classifier.assess import Assessor


@pytest.fixture
def service(assessor: Assessor, tmp_path: Path) -> Iterator[TestClient]:
    """A client of a service with an empty store."""
    with TestClient(create_app(assessor, Settings(store_dir=tmp_path))) as started:
        yield started


@pytest.fixture
def finished() -> Callable[..., dict[str, Any]]:
    """Waits until a catalogue is finished, and gives its last state; fails after a minute."""
    pause = threading.Event()

    def waited(client: TestClient, path: str) -> dict[str, Any]:
        for _ in range(1200):
            state: dict[str, Any] = client.get(path + "/stand").json()
            if state["finished"]:
                return state
            pause.wait(0.05)
        raise AssertionError(f"not finished: {state}")

    return waited
