"""The open door in English: uploads, reports and cases hold no Dutch of ours beside the user's own words."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import docx
import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from pypdf import PdfReader

from api import examples
from api.language import page
from api.translations import translate
from tests.api.test_language import dutch_on
from tests.api.uploads import hostile, made

with page("en"):
    EXAMPLE = {"title": translate(examples.TITLE), "text": translate(examples.TEXT)}


def without_dutch(response: Response, status: int = 200) -> str:
    """The page, in English from its address to its last word."""
    assert response.status_code == status, response.text
    assert '<html lang="en">' in response.text
    assert dutch_on(re.sub(r"http://testserver/[^\"<]*", "", response.text)) == set()
    return response.text


def sent(client: TestClient, name: str, content: bytes) -> Response:
    """The English page after a file was sent."""
    return client.post("/en/opladen", files={"bestand": (name, content)})


def without_dutch_of(answer: Response, given: str) -> str:
    """The words of a page of a refusal, in English apart from what the file gave."""
    assert 400 <= answer.status_code < 500
    assert dutch_on(answer.text.replace(f".{given}", "")) == set()
    return answer.text


@pytest.mark.parametrize(
    ("name", "make", "told"),
    [
        ("", lambda: b"", "Choose a file first."),
        ("a.txt", lambda: b"", "The file is empty. Check that you chose the right file."),
        ("a.txt", lambda: b"x" * 10_000_001, "The file has 10,000,001 bytes; at most 10,000,000 are read."),
        ("a.pdf", made.locked_pdf, "This file is protected by a password. Save it without a password"),
        ("a.pdf", made.scan, "it was probably scanned"),
        ("a.pdf", lambda: hostile.pdf_of_pages(1_234), "The PDF has 1,234 pages; at most 60 are read."),
        ("a.docx", hostile.docm, "The Word document contains macros."),
        ("a.docx", lambda: made.docx()[:9_000], "The file is damaged or incomplete."),
        ("a.txt", made.docx, "The file is a Word document, but its name ends in .txt. Give it its right name, or save it again as .docx,"),
        ("a.exe", lambda: b"Welding", "The file is plain text; a file with a name that ends in .exe is not read."),
        ("a.geen", lambda: b"Welding", "ends in .geen is not read."),
        ("a.gif", lambda: b"GIF89a" + bytes(200), "The file is an image; it cannot be read here. Images are not read."),
    ],
)
def test_a_refused_file(client: TestClient, name: str, make: Callable[[], bytes], told: str) -> None:
    """What was wrong and what to do are English, through the process that reads; what comes of the file stays as it was."""
    answer = sent(client, name, make())
    assert told in without_dutch_of(answer, "geen")


def test_notes_on_a_read_file(client: TestClient) -> None:
    """What was left out of a file is told in English above its text."""
    document = docx.Document()
    document.add_paragraph("Welding for beginners. " * 1_000)
    file = BytesIO()
    document.save(file)
    assert "only the first 19,9" in without_dutch(sent(client, "a.docx", file.getvalue()))


def test_a_report(client: TestClient) -> None:
    """Page, PDF and the page after deletion."""
    answer = client.post("/en/verslag", data={**EXAMPLE, "size": "klein", "cost": "1200", "date": "15/03/2026"})
    assert "Your report is ready" in without_dutch(answer)
    path = str(answer.url.path)
    reader = PdfReader(BytesIO(client.get(f"{path}/pdf").content))
    words = " ".join(reader.pages[0].extract_text().split())
    for told in ("Eligible", "€360.00", "Aid rules", "Details of this report"):
        assert told in words
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "en"
    assert "The report has been deleted" in without_dutch(client.post(f"{path}/verwijderen"))
    without_dutch(client.get(path), 404)


def test_a_case(client: TestClient) -> None:
    """Looking over, faults, the case itself, and the way to it by its reference."""
    looked = without_dutch(client.post("/en/indienen", data=EXAMPLE))
    hidden = dict(re.findall(r'name="(seen|key)" value="([^"]*)"', looked))
    fields = {**EXAMPLE, **hidden, "step": "bevestigd"}
    faulty = client.post("/en/indienen", data={**fields, "email": "x", "organisation": "x" * 201, "remark": "x" * 2001})
    assert "Give an email address such as name@example.com" in without_dutch(faulty, 422)
    assert "renewed in the meantime" in without_dutch(client.post("/en/indienen", data={**fields, "seen": "0"}), 409)
    handed = client.post("/en/indienen", data={**fields, "organisation": "Learning House"})
    for told in ("Your service has been handed in", "handed in by the provider", "waiting for review"):
        assert told in without_dutch(handed)
    without_dutch(client.get("/en/dossier"))
    assert "There is no case with this reference." in without_dutch(client.get("/en/dossier?referentie=TW-1"), 404)
