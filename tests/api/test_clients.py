"""The example clients of docs/clients do against the running service what they say."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api import examples
from api.app import create_app
from api.settings import Settings
from classifier.assess import Assessor
from classifier.paths import ROOT
from tests.serving import serving

FOLDER = ROOT / "docs" / "clients"
CATALOGUE = FOLDER / "catalogus.jsonl"
PYTHON = [sys.executable, str(FOLDER / "nakijken.py")]
CURL = ["sh", str(FOLDER / "nakijken.sh")]
with_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="curl ontbreekt: apt-get install curl")
BOTH = [pytest.param(PYTHON, id="python"), pytest.param(CURL, id="curl", marks=with_curl)]


@pytest.fixture(scope="module")
def address(assessor: Assessor) -> Iterator[str]:
    """The address of the running service."""
    with serving(create_app(assessor, Settings())) as started:
        yield started


class Busy:
    """A service that is not ready for the first few requests, and then gives a recorded answer."""

    def __init__(self, refusals: int) -> None:
        self.refusals = refusals
        self.asked = 0
        self.app = Starlette(routes=[Route("/api/v1/assess", self.answer, methods=["POST"])])

    async def answer(self, _: Request) -> Response:
        """503 with a problem as long as it is not ready."""
        self.asked += 1
        if self.asked > self.refusals:
            return JSONResponse(examples.recorded("assess"))
        problem = {"status": 503, "title": "Nog niet klaar", "detail": "Het model wordt nog geladen.", "where": "", "remedy": "Wacht even."}
        return JSONResponse(problem, 503, headers={"Retry-After": "0"}, media_type="application/problem+json")


def run(client: list[str], *arguments: object) -> subprocess.CompletedProcess[str]:
    """What a client prints."""
    return subprocess.run([*client, *map(str, arguments)], capture_output=True, text=True, encoding="utf-8", timeout=300, check=False)


@pytest.fixture
def one(tmp_path: Path) -> Path:
    """A catalogue of one description."""
    path = tmp_path / "een.jsonl"
    path.write_text(json.dumps(examples.ASSESS) + "\n", encoding="utf-8")
    return path


def test_python_checks_a_catalogue(client: TestClient, address: str) -> None:
    """Each good description gives a line with the outcome and themes that the service gave; the bad one is named with its cause."""
    done = run(PYTHON, address, CATALOGUE)
    bodies = [json.loads(line) for line in CATALOGUE.read_text(encoding="utf-8").splitlines()]
    lines = done.stdout.splitlines()
    assert len(lines) == len(bodies) - 1
    for line, body in zip(lines, bodies, strict=False):
        answer = client.post("/api/v1/assess", json=body).json()
        assert line.split("\t")[:2] == [body["reference"], answer["outcome"]]
        assert all(theme in line for theme in answer["themes"])
    assert "regel 3: 422" in done.stderr
    assert "[soort dienst (kind)]" in done.stderr
    assert done.returncode == 1


@with_curl
def test_curl_checks_a_catalogue(client: TestClient, address: str) -> None:
    """Each good description gives the answer itself, as one line of JSON; the bad one its problem."""
    done = run(CURL, address, CATALOGUE)
    bodies = [json.loads(line) for line in CATALOGUE.read_text(encoding="utf-8").splitlines()]
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert answers == [client.post("/api/v1/assess", json=body).json() for body in bodies[:2]]
    assert "regel 3: fout 422" in done.stderr
    assert "soort dienst (kind)" in done.stderr
    assert done.returncode == 1


@pytest.mark.parametrize("program", BOTH)
def test_client_comes_back_after_503(program: list[str], one: Path) -> None:
    """A service that is not ready is asked again, and the answer then counts."""
    busy = Busy(refusals=1)
    with serving(busy.app) as address:
        done = run(program, address, one)
    assert (done.returncode, done.stderr, busy.asked) == (0, "", 2)
    assert examples.ASSESS["reference"] in done.stdout


def test_client_gives_up_and_says_why(one: Path) -> None:
    """After four refusals the client stops, with the reason of the service."""
    busy = Busy(refusals=99)
    with serving(busy.app) as address:
        done = run(PYTHON, address, one)
    assert (done.returncode, done.stdout, busy.asked) == (1, "", 4)
    assert "Het model wordt nog geladen." in done.stderr


@pytest.mark.parametrize("program", BOTH)
def test_client_says_that_nobody_answers(program: list[str], one: Path) -> None:
    """Where nothing listens the client names the address."""
    with serving(Starlette()) as address:
        pass
    done = run(program, address, one)
    assert done.returncode == 1
    assert f"geen antwoord van {address}" in done.stderr


@pytest.mark.parametrize("program", BOTH)
def test_client_tells_how_it_is_used(program: list[str]) -> None:
    """Without arguments it says what it needs."""
    done = run(program)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("gebruik:")


def test_readme_tells_of_every_file() -> None:
    """Every file of the folder is told about, and every file told about exists."""
    readme = FOLDER / "README.md"
    told = {ROOT / path for path in re.findall(r"docs/clients/[a-z.]+", readme.read_text(encoding="utf-8"))}
    assert told == set(FOLDER.iterdir()) - {readme}
