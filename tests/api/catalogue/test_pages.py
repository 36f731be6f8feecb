"""The pages of a catalogue: what they take, what they show, what they refuse, and that they keep no longer than they say."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.catalogue.reading import UPLOAD
from api.settings import Settings
from classifier.assess import Assessor
from tests.api.catalogue.files import HEADINGS, KNOWN, chosen, csv_file, row_of, started, upload, uploaded, xlsx_file
from tests.api.conftest import text_of
from tests.api.texts import ASSIGNED, HOSTILE, LEISURE

NOW = datetime.now(UTC)
ROWS = [list(HEADINGS), *[row_of(f"C{n}", fields) for n, fields in enumerate(KNOWN)], ["C4", "", "", ""], ["C5", "x", "y" * 20_001, ""]]


@pytest.fixture
def result(service: TestClient, finished: Callable[..., dict[str, Any]]) -> str:
    """The path of a catalogue with four good and two bad rows, finished."""
    path = started(service, csv_file(ROWS))
    assert finished(service, path)["done"] == 6
    return path


def test_from_file_to_result(service: TestClient, finished: Callable[..., dict[str, Any]]) -> None:
    """A workbook goes over its columns, with the first three rows to see, to a result that counts every row."""
    assert "7 dagen" in service.get("/catalogus").text
    path = uploaded(service, xlsx_file(ROWS), "aanbod 2026.xlsx")
    columns = service.get(path).text
    assert "aanbod 2026.xlsx telt 6 rijen" in columns
    assert list(chosen(columns).values()) == ["reference", "title", "text", "kind", ""]
    assert [columns.count(f">{code}</li>") for code in ("C0", "C2", "C3")] == [1, 1, 0]
    answer = service.post(path + "/start", data=chosen(columns), follow_redirects=False)
    assert answer.headers["location"] == path + "#kop"
    assert finished(service, path)["total"] == 6
    page = service.get(path).text
    assert [int(number) for number in text_of(page, "count-number")] == [2, 1, 1, 2]
    assert len(re.findall(r'<th scope="row">', page)) == 6


def test_each_row_opens_the_answer_of_a_single_check(service: TestClient, result: str) -> None:
    """The page of a row tells what the form tells of the same description; only the promise that nothing is kept is not made."""
    single = service.post("/", data=ASSIGNED).text
    of_row = service.get(result + "/rij/2").text
    for part in ("card", "given-text", "reasons"):
        assert text_of(of_row, part) == text_of(single, part)
    assert "wordt niet bewaard" in single
    assert "wordt niet bewaard" not in of_row


def test_bad_rows_are_listed_with_number_and_cause(service: TestClient, result: str) -> None:
    """The filter on bad rows shows exactly those, each with what is wrong; their own pages show what stands in them."""
    page = service.get(result, params={"uitkomst": "slechte-rijen"}).text
    assert re.findall(r"<td>(\d+)</td>", page) == ["6", "7"]
    assert "Er is geen titel en geen tekst" in page
    assert "20.002 tekens" in page
    assert "C4" in service.get(result + "/rij/6").text


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({"uitkomst": "geen-thema"}, ["4"]),
        ({"thema": "personeelsmanagement"}, ["3"]),
        ({"tekst": "c3"}, ["5"]),
        ({"tekst": "C3", "uitkomst": "geen-thema"}, []),
        ({"uitkomst": "bestaat-niet"}, []),
        ({"pagina": "2"}, []),
        ({"pagina": "-1"}, ["2", "3", "4", "5", "6", "7"]),
    ],
)
def test_filters_narrow_the_table(service: TestClient, result: str, query: dict[str, str], numbers: list[str]) -> None:
    """Outcome, theme and text, alone and together, by the address alone."""
    assert re.findall(r"<td>(\d+)</td>", service.get(result, params=query).text) == numbers


def test_downloads_hold_the_own_columns_first(service: TestClient, result: str) -> None:
    """Both files start with the user's columns as they were and agree on what was found; bad rows carry their cause."""
    answer = service.get(result + "/resultaat.csv")
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''catalogus-themawijzer.csv"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    table = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert [line[:4] for line in table] == [[str(cell) for cell in row] for row in ROWS]
    found = [dict(zip(table[0], line, strict=True)) for line in table[1:]]
    assert found[0]["Uitkomst"] == "Komt in aanmerking"
    assert found[0]["Thema's"]
    assert int(found[0]["Kans digitalisering (%)"]) in range(101)
    assert [line["Rij"] for line in found if line["Fout"]] == ["6", "7"]
    book = openpyxl.load_workbook(BytesIO(service.get(result + "/resultaat.xlsx").content))
    sheet = book["Resultaat"]
    cells = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert cells == table
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", sheet.dimensions)
    about = {row[0]: row[1] for row in book["Uitleg"].iter_rows(values_only=True)}
    assert about["Model"] == found[0]["Model"]
    assert about["Steunregels"]


def test_no_cell_of_a_download_runs(service: TestClient, finished: Callable[..., dict[str, Any]]) -> None:
    """Formulas of the user are text in both files, and in the workbook exactly what he wrote; headings too; numbers stay numbers."""
    own = ["=cmd|' /C calc'!A0", "+32 9 000", "@SUM(1)", "-5"]
    rows = [["=KOP()", "b", "c", "Prijs", "Titel", "Tekst"], [*own, ASSIGNED["title"], ASSIGNED["text"]]]
    path = started(service, csv_file(rows))
    finished(service, path)
    text = service.get(path + "/resultaat.csv").content.decode("utf-8-sig")
    heading, line = csv.reader(StringIO(text, newline=""), delimiter=";")
    assert heading[0] == "'=KOP()"
    assert line[:4] == ["'" + own[0], "'" + own[1], "'" + own[2], "-5"]
    sheet = openpyxl.load_workbook(BytesIO(service.get(path + "/resultaat.xlsx").content))["Resultaat"]
    assert [cell.value for cell in sheet[2]][:4] == own
    assert [cell.data_type for cell in sheet[2]][:3] == ["s", "s", "s"]
    assert sheet["A1"].data_type == "s"


def test_aid_is_estimated_per_row_when_asked(service: TestClient, finished: Callable[..., dict[str, Any]]) -> None:
    """Rows with one description and other prices have one assessment and each their own aid; a price that is none makes a bad row."""
    rows = [
        ["Titel", "Tekst", "Prijs"],
        *[[ASSIGNED["title"], ASSIGNED["text"], cost] for cost in ("1.000", "2.000", "3.000", "4.000", "gratis")],
    ]
    path = started(service, csv_file(rows), grootte="klein")
    finished(service, path)
    text = service.get(path + "/resultaat.csv").content.decode("utf-8-sig")
    lines = list(csv.DictReader(StringIO(text, newline=""), delimiter=";"))
    assert [line["Geschatte steun (euro)"] for line in lines] == ["300", "600", "900", "1200", ""]
    assert lines[4]["Fout"]
    assert "300,00 euro" in service.get(path + "/rij/2").text


def test_wrong_choices_are_told_at_their_lists(service: TestClient) -> None:
    """Without a description, or with a title twice, the page comes back with a summary that leads to the lists; the choices stay."""
    path = uploaded(service, csv_file(ROWS))
    for choices in ({"kolom-1": "title"}, {"kolom-1": "title", "kolom-2": "title", "kolom-3": "text"}):
        answer = service.post(path + "/start", data=choices)
        assert answer.status_code == 422
        assert 'id="antwoord" role="alert"' in answer.text
        assert 'href="#kolom-2"' in answer.text
        assert chosen(answer.text)["kolom-1"] == "title"
    refused = service.post(path + "/start", data={"kolom-3": "text", "grootte": "klein"})
    assert (refused.status_code, 'href="#grootte"' in refused.text) == (422, True)
    assert service.get(path + "/stand").json()["status"] == "kolommen"


@pytest.mark.parametrize("content", [b"", b"Titel;Tekst\n", b"\x00\x01"])
def test_a_file_that_cannot_be_used_comes_back_with_its_fault(service: TestClient, content: bytes) -> None:
    """The form says at the field what is wrong; nothing is kept."""
    answer = upload(service, content)
    assert answer.status_code == 422
    assert 'href="#bestand"' in answer.text
    assert service.app.state.service.store.finding.waiting(NOW) == 0  # type: ignore[attr-defined]


def test_only_multipart_is_taken(service: TestClient) -> None:
    """Another kind of body is refused by name, and a form without a file by its field."""
    assert service.post("/catalogus", data={"bestand": "x"}).status_code == 415
    assert service.post("/catalogus", files={"ander": ("a.csv", b"a;b\n1;2\n")}).status_code == 422


def test_only_this_address_takes_a_large_body(service: TestClient) -> None:
    """A file of nearly the limit is read here; the same body is too large for the form of one service, and a larger one for this too."""
    content = csv_file([["Titel", "Tekst"], *[[f"dienst {n}", "y" * 15_000] for n in range(300)]])
    assert 4_000_000 < len(content) < UPLOAD.bytes
    assert upload(service, content).status_code == 303
    assert service.post("/", files={"text": ("a.csv", content)}).status_code == 413
    refused = upload(service, b"x" * (UPLOAD.bytes + 200_000))
    assert refused.status_code == 413
    assert "kleiner bestand" in refused.text


def test_the_queue_has_an_end(assessor: Assessor, tmp_path: Path) -> None:
    """When as many catalogues wait as the setting allows, the next is asked to come back; one deleted makes room."""
    with TestClient(create_app(assessor, Settings(store_dir=tmp_path, catalogue_most_open=2))) as client:
        first = uploaded(client, csv_file(ROWS))
        uploaded(client, csv_file(ROWS))
        full = upload(client, csv_file(ROWS))
        assert (full.status_code, full.headers["retry-after"]) == (503, "600")
        assert "te veel catalogi" in full.text
        assert client.post(first + "/verwijder", follow_redirects=False).status_code == 303
        uploaded(client, csv_file(ROWS))


def test_deleted_is_gone(service: TestClient, result: str) -> None:
    """After deletion every address of the catalogue is a page that says so, and the database holds no row of it."""
    page = service.post(result + "/verwijder").text
    assert "zijn verwijderd" in page
    for address in ("", "/stand", "/rij/2", "/resultaat.csv", "/resultaat.xlsx"):
        answer = service.get(result + address)
        assert answer.status_code == 404
        assert "Onbekende referentie" in answer.text


@pytest.mark.parametrize("reference", ["TW-00000-00000-00000-00000", "x", "..%2f..", "TW-" + "9" * 200])
def test_an_unknown_link_is_told_as_such(service: TestClient, reference: str) -> None:
    """A reference that does not exist, or is none, is a page with status 404."""
    assert service.get(f"/catalogus/{reference}").status_code == 404


def test_an_unfinished_result_is_not_given(service: TestClient) -> None:
    """Downloads wait for the end; a row that does not exist, or is no number, is unknown; columns are confirmed once."""
    path = uploaded(service, csv_file(ROWS))
    assert service.get(path + "/resultaat.csv").status_code == 409
    assert service.get(path + "/rij/99").status_code == 404
    assert service.get(path + "/rij/x").status_code == 422
    choices = chosen(service.get(path).text)
    assert [service.post(path + "/start", data=choices, follow_redirects=False).status_code for _ in range(2)] == [303, 409]


def test_a_file_is_kept_an_hour_until_it_is_confirmed(service: TestClient) -> None:
    """What nobody confirms expires soon; what is confirmed stays the days that the page names."""
    store = service.app.state.service.store  # type: ignore[attr-defined]
    path = uploaded(service, csv_file(ROWS))
    reference = path.rpartition("/")[2]
    job = store.jobs.get(reference, NOW)
    assert (job.expires_at - job.created_at).total_seconds() == 3600
    service.post(path + "/start", data=chosen(service.get(path).text))
    job = store.jobs.get(reference, NOW)
    assert round((job.expires_at - job.created_at).total_seconds() / 86_400) == 7


def test_what_is_uploaded_is_shown_and_never_run(service: TestClient, finished: Callable[..., dict[str, Any]]) -> None:
    """Markup in the file's name, headings and cells is text on every page."""
    rows = [["<b>Titel</b>", "<script>Tekst</script>"], [HOSTILE["title"], HOSTILE["text"]], ["", ""], [LEISURE["title"], LEISURE["text"]]]
    path = uploaded(service, csv_file(rows), "<img src=x>.csv")
    pages = [service.get(path).text]
    service.post(path + "/start", data={"kolom-1": "title", "kolom-2": "text"})
    finished(service, path)
    pages += [service.get(path + address).text for address in ("", "/rij/2", "/rij/4")]
    for page in pages:
        main = page[page.index("<main") :]
        assert not re.search(r"<script|<img|<b>Titel", main)


def test_pages_speak_english_too(service: TestClient, result: str) -> None:
    """Under /en/ the same catalogue opens, and its links stay there."""
    page = service.get("/en" + result).text
    assert '<html lang="en">' in page
    assert f'href="/en{result}/rij/2#antwoord"' in page
