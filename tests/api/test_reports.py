"""Reports over HTTP: made when asked, found by their reference only, downloaded as the PDF they are, gone when deleted."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from pypdf import PdfReader

from api.settings import REPORT_DAYS
from tests.api.texts import ASSIGNED

AID = {"size": "klein", "cost": "1.200"}


def made(client: TestClient, **values: str) -> Response:
    """The page of a report on these values."""
    return client.post("/verslag", data={**ASSIGNED, **values})


def reference_of(page: Response) -> str:
    """The reference on a page."""
    found = re.search(r"TW(-[0-9A-Z]{5}){4}", page.text)
    assert found
    return found[0]


def pdf_text(client: TestClient, reference: str) -> str:
    """The words of a report's PDF."""
    answer = client.get(f"/verslag/{reference}/pdf")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert f'filename="themawijzer-{reference}.pdf"' in answer.headers["content-disposition"]
    reader = PdfReader(BytesIO(answer.content))
    assert len(reader.pages) == 1
    return " ".join(reader.pages[0].extract_text().split())


def test_a_report_is_made_kept_and_downloaded(client: TestClient) -> None:
    """From an answer to a page with reference, date and link, and from there to one page of PDF that says the same."""
    page = made(client, **AID)
    assert page.status_code == 200
    reference = reference_of(page)
    assert page.url.path == f"/verslag/{reference}"
    assert "Komt in aanmerking" in page.text
    words = pdf_text(client, reference)
    assert reference in words
    assert ASSIGNED["title"] in words
    assert "Komt in aanmerking" in words
    assert "360,00 euro" in words


def test_the_page_says_how_long_it_is_kept(client: TestClient) -> None:
    """Before he asks, a provider reads for how many days his text is kept."""
    assert f"{REPORT_DAYS} dagen bewaard" in client.post("/", data=ASSIGNED).text


def test_a_deleted_report_is_gone(client: TestClient) -> None:
    """After deletion neither the page nor the PDF exists, and deleting again is refused alike."""
    reference = reference_of(made(client))
    assert client.post(f"/verslag/{reference}/verwijderen").status_code == 200
    for answer in (
        client.get(f"/verslag/{reference}"),
        client.get(f"/verslag/{reference}/pdf"),
        client.post(f"/verslag/{reference}/verwijderen"),
    ):
        assert answer.status_code == 404


@pytest.mark.parametrize("reference", ["TW-00000-00000-00000-00000", "x", "..%2F..%2Fetc", "TW-7K3QM"])
def test_a_reference_that_is_none_finds_nothing(client: TestClient, reference: str) -> None:
    """What nobody was given leads to the same page as what is gone."""
    for tail in ("", "/pdf"):
        assert client.get(f"/verslag/{reference}{tail}").status_code == 404


def test_a_report_on_a_faulty_form_is_not_made(client: TestClient) -> None:
    """The form comes back with its faults, and nothing is kept."""
    page = client.post("/verslag", data={**ASSIGNED, "size": "klein", "cost": "veel"})
    assert page.status_code == 422
    assert "Kostprijs" in page.text
    assert "TW-" not in page.text


def test_each_report_has_a_reference_of_its_own(client: TestClient) -> None:
    """The same text twice gives two reports: neither leads to the other."""
    assert reference_of(made(client)) != reference_of(made(client))


def test_who_comes_without_a_text_goes_to_the_form(client: TestClient) -> None:
    """The addresses that only take a form lead a visitor back to it, in his language."""
    for path in ("/verslag", "/indienen", "/opladen"):
        for language in ("", "/en"):
            answer = client.get(language + path, follow_redirects=False)
            assert answer.status_code == 303
            assert answer.headers["location"] == f"{language}/"
