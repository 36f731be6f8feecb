"""Uploads over HTTP: the text of a real document in the form, to be corrected; refusals that say what to do; nothing assessed yet."""

from __future__ import annotations

from io import BytesIO

import docx
import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from tests.api.texts import ASSIGNED


def brochure() -> bytes:
    """A real Word document with the description."""
    document = docx.Document()
    document.add_heading(ASSIGNED["title"], 0)
    document.add_paragraph(ASSIGNED["text"])
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def sent(client: TestClient, name: str, content: bytes) -> Response:
    """The page after a file was sent."""
    return client.post("/opladen", files={"bestand": (name, content)})


def test_the_text_of_a_document_stands_in_the_form(client: TestClient) -> None:
    """Read, shown to be corrected, and not assessed before the provider says so."""
    page = sent(client, "brochure.docx", brochure())
    assert page.status_code == 200
    assert "Kijk de tekst na" in page.text
    assert ASSIGNED["text"][:80] in page.text
    assert 'class="answer"' not in page.text


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("leeg.docx", b"", "leeg"),
        ("kapot.docx", b"PK\x03\x04 en dan niets meer", "bestand-fout"),
        ("foto.png", b"\x89PNG\r\n\x1a\n" + bytes(64), "bestand-fout"),
    ],
)
def test_a_refused_file_says_what_to_do(client: TestClient, name: str, content: bytes, said: str) -> None:
    """The form comes back with the fault at the file."""
    page = sent(client, name, content)
    assert 400 <= page.status_code < 500
    assert said in page.text
    assert 'href="#bestand"' in page.text


def test_without_a_file_the_form_asks_for_one(client: TestClient) -> None:
    """Pressing the button too early is no error page."""
    page = client.post("/opladen", files={"bestand": ("", b"")})
    assert page.status_code == 422
    assert "Kies eerst een bestand" in page.text


def test_a_file_over_the_limit_is_refused(client: TestClient) -> None:
    """One byte more than is read gives 413, whether the form or the file is what is too large."""
    for size in (10_000_001, 10_200_000):
        assert sent(client, "groot.txt", b"a" * size).status_code == 413


def test_no_other_body_is_read(client: TestClient) -> None:
    """What is no multipart form is refused with 415."""
    assert client.post("/opladen", data={"bestand": "x"}).status_code == 415


def test_the_provisional_answer_is_a_piece_of_a_page(client: TestClient) -> None:
    """Enough words give an outcome and its themes, too few give a hint; neither is a whole page."""
    answer = client.post("/kort", data=ASSIGNED)
    assert "Komt in aanmerking" in answer.text
    assert "<html" not in answer.text
    few = client.post("/kort", data={"text": "Power BI"})
    assert few.status_code == 200
    assert "Typ verder" in few.text
    english = client.post("/en/kort", data=ASSIGNED)
    assert "Komt in aanmerking" not in english.text
