"""The database behind the store: its address, its engine, and transactions for reading and for writing."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, exc, make_url
from sqlalchemy.orm import Session

from api.errors import StoreError

log = logging.getLogger("themawijzer.api")

FILE: Final = "themawijzer.db"
BUSY_SECONDS: Final = 10
"""How long SQLite waits for another writer, and PostgreSQL for a connection."""

_WRITES: Final = "themawijzer_writes"
_SHAPES: Final = "sqlite:////map/themawijzer.db of postgresql://gebruiker:wachtwoord@host/databank"
_PRAGMAS: Final = (
    f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}",
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = NORMAL",  # safe with WAL: a power cut can lose the last commits, never the database
    "PRAGMA secure_delete = ON",  # what a user deletes is overwritten, not merely forgotten
)


class Database:
    """An engine and its transactions. Nothing here knows the tables."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self.engine = _engine(url)
        self._writer = self.engine.execution_options(**{_WRITES: True})

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite; if not, it is PostgreSQL."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def place(self) -> str:
        """Where the database is, without user or password."""
        if self.is_sqlite:
            return str(self.url.database)
        host = self.url.host or self.url.query.get("host", "lokaal")
        return f"databank {self.url.database or ''} op {host}"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that sees one state of the database and changes nothing; StoreError where it does not answer."""
        with _told(self.url), Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that is kept whole or not at all; on SQLite the only writer. StoreError where it does not answer."""
        with _told(self.url), Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def connected(self) -> Iterator[Connection]:
        """A writing transaction for migrations; errors come as the driver raises them."""
        with self._writer.begin() as connection:
            yield connection

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


def sqlite_address(folder: Path) -> str:
    """The address of the SQLite database in a folder."""
    return URL.create("sqlite", database=str(folder.absolute() / FILE)).render_as_string(hide_password=False)


def read_url(address: str) -> URL:
    """The address of a database; StoreError, which never repeats it, where it is none that we know."""
    try:
        url = make_url(address)
    except exc.ArgumentError:
        raise StoreError("Dit is geen adres van een databank.", where="THEMAWIJZER_DATABASE_URL", remedy=f"Geef {_SHAPES}.") from None
    backend = url.get_backend_name()
    if backend == "postgres":  # as some hosts still write it
        backend = "postgresql"
    if backend == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if backend != "sqlite":
        raise StoreError("Dit soort databank wordt niet gebruikt.", where="THEMAWIJZER_DATABASE_URL", remedy=f"Geef {_SHAPES}.")
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        raise StoreError("Dit is geen SQLite-databank in een bestand.", where="THEMAWIJZER_DATABASE_URL", remedy=f"Geef {_SHAPES}.")
    return url.set(drivername="sqlite", database=str(Path(url.database).absolute()))


def said(error: Exception, url: URL) -> str:
    """The first line of what a driver says, without the password."""
    words = str(getattr(error, "orig", None) or error).strip().splitlines()
    line = words[0] if words else type(error).__name__
    for secret in {str(url.password or ""), str(url.query.get("password", ""))} - {""}:
        line = line.replace(secret, "***")
    return line


@contextmanager
def _told(url: URL) -> Iterator[None]:
    """A database that is gone, full or locked becomes a StoreError; it names no machine, and its cause goes to the log."""
    try:
        yield
    except (exc.OperationalError, exc.InterfaceError, exc.TimeoutError) as error:
        log.error("the store does not answer: %s", said(error, url))  # noqa: TRY400  # its cause, without the statement and its values
        raise StoreError("De opslag antwoordt niet.", remedy="Probeer het zo dadelijk opnieuw.") from error
    except exc.StatementError as error:
        # A value that no column holds, such as NaN or a time without a zone: the fault of whoever brought it.
        if isinstance(error.orig, ValueError):
            raise error.orig from None
        raise


def _engine(url: URL) -> Engine:
    options: dict[str, Any] = {
        # Parameters hold what people pasted: no error and no log may repeat them.
        "hide_parameters": True,
        # NaN is no JSON, and PostgreSQL refuses it: so do we, on both.
        "json_serializer": partial(json.dumps, allow_nan=False),
    }
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, **options)
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
        return engine
    try:
        return create_engine(url, connect_args={"connect_timeout": BUSY_SECONDS}, pool_pre_ping=True, **options)
    except (ModuleNotFoundError, exc.NoSuchModuleError):
        raise StoreError(
            "De bibliotheek voor PostgreSQL ontbreekt.", where="psycopg", remedy="Voer `pip install 'themawijzer[postgres]'` uit."
        ) from None


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    """Make a new connection to SQLite behave: we begin transactions ourselves, for Python's module begins them too late."""
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin(connection: Connection) -> None:
    # A writer that began as a reader can be refused at its first change, with no way to wait; IMMEDIATE waits at the start.
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
