"""Brings a database to the newest revision of its tables, one process at a time."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, OperationalError

from api.errors import StoreError
from api.store.database import BUSY_SECONDS, Database, said

_one_at_a_time: Final = threading.Lock()
"""Alembic keeps the migration that runs in a variable of its module."""
MIGRATIONS: Final = Path(__file__).resolve().parent / "migrations"
_LOCK: Final = 7_411_836_001
"""The advisory lock of PostgreSQL under which one process migrates; any number that nobody else uses."""


def bring_up_to_date(database: Database) -> None:
    """Create or upgrade the tables; StoreError where the database is newer than the program, unreachable or not to be written."""
    try:
        if database.is_sqlite:
            _make_room(database)
        with _one_at_a_time, database.connected() as connection:
            if not database.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            _refuse_newer(connection, database.place)
            move(connection, "head")
    except DBAPIError as error:
        raise _refused(error, database) from None


def move(connection: Connection, revision: str) -> None:
    """Upgrade to a revision (`head` is the newest) or, where it starts with `-` or is `base`, downgrade; within the transaction."""
    config = _config()
    config.attributes["connection"] = connection
    if revision == "base" or revision.startswith("-"):
        command.downgrade(config, revision)
    else:
        command.upgrade(config, revision)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _refuse_newer(connection: Connection, place: str) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    unknown = set(MigrationContext.configure(connection).get_current_heads()) - known
    if unknown:
        raise StoreError(
            f"De databank is van een nieuwere versie van het programma (revisie {', '.join(sorted(unknown))}).",
            where=place,
            remedy="Start de nieuwere versie, of zet de reservekopie van voor de opwaardering terug.",
        )


def _make_room(database: Database) -> None:
    """Create the folder of a SQLite database and turn on its write-ahead log, which stays on."""
    file = Path(str(database.url.database))
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        created = not file.exists()
        with file.open("ab"):
            pass
        if created:
            file.chmod(0o600)  # for the service alone: it holds what people handed in
    except OSError as error:
        raise StoreError(
            "De map of het bestand van de opslag kan niet beschreven worden.",
            where=f"{file} ({error.strerror})",
            remedy="Geef de dienst schrijfrechten op deze map, of kies een andere met THEMAWIJZER_STORE_DIR.",
        ) from None
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        # SQLite does not wait when two processes turn the log on at once: it refuses one of them.
        try:
            with database.engine.connect() as connection:
                driver = connection.connection.driver_connection
                assert driver is not None  # noqa: S101  # it has just been connected
                driver.execute("PRAGMA journal_mode = WAL")
            break
        except (OperationalError, database.engine.dialect.loaded_dbapi.OperationalError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def _refused(error: DBAPIError, database: Database) -> StoreError:
    where = f"{database.place} ({said(error, database.url)})"
    if database.is_sqlite:
        return StoreError(
            "De databank kan niet geopend of bijgewerkt worden.",
            where=where,
            remedy="Kijk na of dit bestand een SQLite-databank is, of de dienst het mag beschrijven en of de schijf niet vol is.",
        )
    return StoreError(
        "De databank is niet bereikbaar of niet bij te werken.",
        where=where,
        remedy="Kijk na of PostgreSQL draait en of het adres, de gebruiker en zijn rechten juist zijn (THEMAWIJZER_DATABASE_URL).",
    )
