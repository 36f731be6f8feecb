"""A real Chromium before the running service; without a browser these tests are skipped, and say what to install."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI

from api.app import create_app
from api.settings import Settings
from classifier.assess import Assessor

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright ontbreekt: pip install -e .[dev]")

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


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


@pytest.fixture(scope="package")
def address(assessor: Assessor) -> Iterator[str]:
    """The address of the service, on a free port of this machine."""
    running = Running(lambda: create_app(assessor, Settings()))
    running.start()
    yield running.address
    running.stop()


@pytest.fixture(scope="package")
def browser() -> Iterator[Any]:
    """One Chromium for all these tests: THEMAWIJZER_CHROMIUM, or the first that is on the path."""
    program = os.environ.get("THEMAWIJZER_CHROMIUM") or next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        said = "geen Chromium gevonden: apt-get install chromium"
        # Where the project is checked before it lands, pages that nobody looked at are no success.
        pytest.fail(said) if os.environ.get("CI") else pytest.skip(said)
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=SWITCHES)
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Any, address: str) -> Iterator[Callable[..., Any]]:
    """Opens a page in a browser of its own; options are those of a Playwright context. Fails on a request to elsewhere."""
    contexts = []
    elsewhere: list[str] = []

    def opened(path: str = "/", **options: Any) -> Any:
        context = browser.new_context(base_url=address, locale="nl-BE", **options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: None if request.url.startswith(address) else elsewhere.append(request.url))
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not elsewhere
