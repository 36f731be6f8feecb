"""A catalogue in English, from its upload to each of its rows, which are read back from the store."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi.testclient import TestClient

from tests.api.catalogue.files import chosen, csv_file
from tests.api.test_door_in_english import EXAMPLE, without_dutch
from tests.api.texts import GERMAN

REFLEXOLOGY = {
    "title": "Foot reflexology in practice",
    "text": "You learn the reflex zones of the foot and practise reflexology on each other. Bring comfortable clothes and a towel.",
}


def test_a_catalogue(service: TestClient, finished: Callable[..., dict[str, Any]]) -> None:
    """From the upload over the columns to the result and its rows, read back from the store, in English."""
    assert "Choose a file." in without_dutch(service.post("/en/catalogus", files={"bestand": ("", b"")}), 422)
    refused = service.post("/en/catalogus", files={"bestand": ("a.pdf", b"%PDF-1.4 x")})
    assert "This is a PDF, not a table." in without_dutch(refused, 422)
    known = [[fields["title"], fields["text"], cost] for fields, cost in ((EXAMPLE, "1200"), (GERMAN, ""), (REFLEXOLOGY, ""))]
    rows = [["Title", "Description", "Cost"], *known, ["", "", "900"], ["x", "y" * 20_001, ""], ["x", "Welding", "-5"]]
    columns = service.post("/en/catalogus", files={"bestand": ("offer.csv", csv_file(rows))})
    path = str(columns.url.path)
    without_dutch(columns)
    without_dutch(service.post(f"{path}/start", data={}), 422)
    started = service.post(f"{path}/start", data={**chosen(columns.text), "kolom-3": "cost", "grootte": "klein"})
    assert started.status_code == 200
    finished(service, path)
    result = without_dutch(service.get(path))
    for told in ("The content supports the themes", "The text is written in German", "There is no title and no text.", "20,002 characters"):
        assert told in result
    without_dutch(service.get(path, params={"uitkomst": "slechte-rijen"}))
    for number in range(2, 8):
        without_dutch(service.get(f"{path}/rij/{number}"))
    assert "€360.00" in service.get(f"{path}/rij/2").text
