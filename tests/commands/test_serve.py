"""`themawijzer serve`: nothing that stands in an address reaches its log."""

from __future__ import annotations

import http.client
import threading
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from commands.serve import serve
from tests.serving import Server

PASSAGE = "geheime-passage"
ASKED = (f"/?titel={PASSAGE}", f"/api/v1/assess?text={PASSAGE}", f"/api/v1/taxonomy?text={PASSAGE}", f"/bestaat-niet?text={PASSAGE}")


def ask(app: Any, **options: Any) -> None:
    """Run the server as `uvicorn.run` would, ask some addresses with a query, and stop it."""
    server = Server(uvicorn.Config(app, **options))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    assert server.listening.wait(timeout=60)
    port = server.servers[0].sockets[0].getsockname()[1]
    for address in ASKED:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", address)
        assert connection.getresponse().status in {404, 405, 503}
        connection.close()
    server.should_exit = True
    thread.join(timeout=30)


def test_no_query_is_logged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    """Not in the log, not on the screen; with the server's own access log it would be, which shows that this test can see it."""
    monkeypatch.setenv("THEMAWIJZER_BUILD_DIR", str(tmp_path))  # no model: every question is refused, quickly
    monkeypatch.setattr(uvicorn, "run", ask)
    serve(host="127.0.0.1", port=0)
    printed = "".join(capfd.readouterr())
    assert "Themawijzer luistert" in printed
    assert PASSAGE not in printed
    monkeypatch.setattr(uvicorn, "run", lambda app, **options: ask(app, **{**options, "access_log": True, "log_level": "info"}))
    serve(host="127.0.0.1", port=0)
    assert PASSAGE in "".join(capfd.readouterr())
