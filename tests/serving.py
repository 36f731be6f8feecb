"""An application on a free port of this machine, for tests that come in by the network."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI


class Server(uvicorn.Server):
    """A server that tells when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and tell."""
        await super().startup(sockets)
        self.listening.set()


class Running:
    """The service on a port of this machine, which may stop and start again there as another process would."""

    def __init__(self, make: Callable[[], FastAPI]) -> None:
        self._make, self._port = make, 0

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Make the application anew, and wait until it listens."""
        self.app = self._make()
        place = socket.socket()
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        place.bind(("127.0.0.1", self._port))
        self._port = place.getsockname()[1]
        self._server = Server(uvicorn.Config(self.app, log_level="warning"))
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [place]}, daemon=True)
        self._thread.start()
        assert self._server.listening.wait(timeout=60)

    def stop(self) -> None:
        """Let it finish what it must, and end."""
        self._server.should_exit = True
        self._thread.join(timeout=60)


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Serve an application; gives its address."""
    running = Running(lambda: app)
    running.start()
    try:
        yield running.address
    finally:
        running.stop()
