"""Opening the store: its tables come to the newest revision, and what cannot be opened says what, where and what to do."""

from __future__ import annotations

import os
import pwd
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from api.errors import StoreError
from api.store import database as databases
from api.store.database import Database, read_url, sqlite_address
from api.store.migrate import bring_up_to_date, move
from api.store.store import Store, open_store
from api.store.tables import Base
from classifier.paths import ROOT
from tests.api.store.conftest import KEEP, NOW

SECRET = "geheim-wachtwoord"  # noqa: S105  # of nobody


def tables(database: Database) -> set[str]:
    """The tables that a database has."""
    return set(inspect(database.engine).get_table_names())


def test_migrations_make_what_the_models_say(store: Store) -> None:
    """Between the migrated tables and the models there is no difference."""
    with store.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_a_difference_would_be_seen(store: Store) -> None:
    """The comparison above fires on an index that only the database has."""
    with store.database.connected() as connection:
        connection.execute(text("CREATE INDEX ix_te_veel ON job (done)"))
    with store.database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata)


def test_down_and_up_again(store: Store) -> None:
    """Downgrading leaves no table, and upgrading after it makes them all again."""
    full = tables(store.database)
    assert {"job", "job_row", "report", "dossier", "event"} < full
    with store.database.connected() as connection:
        move(connection, "base")
    assert tables(store.database) == {"alembic_version"}
    bring_up_to_date(store.database)
    assert tables(store.database) == full


def test_opening_again_keeps_what_is_there(address: str) -> None:
    """A second start finds what the first one kept."""
    first = open_store(address)
    reference = first.jobs.create(name="a", kind="catalogus", headings=["t"], rows=[(2, {"t": "x"})], language="nl", keep=KEEP, now=NOW)
    first.close()
    second = open_store(address)
    assert second.jobs.get(reference, NOW).name == "a"
    second.close()


def test_processes_may_start_at_once(address: str) -> None:
    """Four processes that find an empty database together all open it, and it is migrated once."""
    code = "import sys; from api.store.store import open_store; sys.stdin.read(1); open_store(sys.argv[1]).close()"
    started = [
        subprocess.Popen([sys.executable, "-c", code, address], stdin=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) for _ in range(4)
    ]
    for process in started:
        assert process.stdin
        process.stdin.write(b"g")
        process.stdin.flush()
    ended = [process.communicate(timeout=300) for process in started]
    assert [process.returncode for process in started] == [0] * 4, ended
    database = Database(read_url(address))
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM alembic_version")).scalar_one() == 1
    database.close()


def test_a_newer_database_is_refused(store: Store, address: str) -> None:
    """A revision that the program does not know stops it before it changes anything."""
    with store.database.connected() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="nieuwere versie") as refused:
        open_store(address)
    assert "9999" in refused.value.what
    assert refused.value.where
    assert "reservekopie" in refused.value.remedy


@contextmanager
def as_nobody() -> Iterator[None]:
    """Without root's right to write everywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(pwd.getpwnam("nobody").pw_uid)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_read_only_folder_is_refused() -> None:
    """Where the folder cannot be written, the error names it and the setting that chooses another."""
    folder = Path(tempfile.mkdtemp(prefix="tw-"))
    try:
        folder.chmod(0o555)
        for place in (folder, folder / "store"):
            with as_nobody(), pytest.raises(StoreError, match="kan niet beschreven worden") as refused:
                open_store(sqlite_address(place))
            assert str(place) in refused.value.where
            assert "THEMAWIJZER_STORE_DIR" in refused.value.remedy
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """A file with something else in it stays as it is."""
    file = tmp_path / "brief.db"
    file.write_text("Geachte heer, mevrouw\n" * 100, encoding="utf-8")
    with pytest.raises(StoreError, match="kan niet geopend") as refused:
        open_store(f"sqlite:///{file}")
    assert str(file) in refused.value.where
    assert file.read_text(encoding="utf-8").startswith("Geachte")


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_an_unreachable_server_is_refused_without_its_password(scheme: str) -> None:
    """Nobody listens on port 1: the error says where, and neither it nor what it comes from repeats the password."""
    for address in (f"{scheme}://jan:{SECRET}@127.0.0.1:1/db", f"{scheme}://jan@127.0.0.1:1/db?password={SECRET}"):
        with pytest.raises(StoreError, match="niet bereikbaar") as refused:
            open_store(address)
        assert "127.0.0.1" in refused.value.where
        assert "THEMAWIJZER_DATABASE_URL" in refused.value.remedy
        assert SECRET not in str(refused.value) + repr(refused.getrepr())


@pytest.mark.parametrize(
    "address", [SECRET, f"mysql://jan:{SECRET}@host/db", "sqlite://", "sqlite:///:memory:", "sqlite:///file:x?mode=memory&uri=true"]
)
def test_an_address_that_is_none_is_refused_and_not_repeated(address: str) -> None:
    """No address, another kind of database, or one in memory: the error names the setting, never the value."""
    with pytest.raises(StoreError) as refused:
        open_store(address)
    assert refused.value.where == "THEMAWIJZER_DATABASE_URL"
    assert refused.value.remedy
    assert SECRET not in repr(refused.getrepr())


def test_without_the_driver_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's driver is an extra; where it lacks, the command that installs it is named."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError, match="bibliotheek") as refused:
        open_store("postgresql://jan@127.0.0.1:1/db")
    assert "pip install" in refused.value.remedy


@pytest.mark.parametrize("name", ["store", "met spatie", "vraag?teken=1", "100%25", "a#b", "é"])
def test_any_folder_can_hold_the_store(tmp_path: Path, name: str) -> None:
    """The file lands in the folder that was asked for, whatever its name, and is readable by its owner alone."""
    open_store(sqlite_address(tmp_path / name)).close()
    file = tmp_path / name / databases.FILE
    assert file.is_file()
    assert file.stat().st_mode & 0o077 == 0


def test_sqlite_is_set_up_as_it_must_be(tmp_path: Path) -> None:
    """WAL, foreign keys, a wait for other writers, and deleted content overwritten."""
    wanted = {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 10_000, "secure_delete": 1}
    opened = open_store(sqlite_address(tmp_path))
    with opened.database.engine.connect() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
    opened.close()
    assert found == wanted


def test_a_database_that_goes_away_is_a_store_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A writer that holds the database too long makes others fail with a 503 that names no machine; the log knows the cause."""
    monkeypatch.setattr(databases, "_PRAGMAS", ("PRAGMA busy_timeout = 0",))
    opened = open_store(sqlite_address(tmp_path))
    holder = sqlite3.connect(tmp_path / databases.FILE, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="antwoordt niet") as refused:
        opened.purge(NOW)
    holder.close()
    opened.close()
    assert refused.value.status == 503
    assert refused.value.where == ""
    assert "database is locked" in caplog.text
