"""Reading uploaded tables: what spreadsheets write is read as it shows, and what is none is told by name."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import tracemalloc
import zipfile
from pathlib import Path

import msoffcrypto.format.ooxml
import openpyxl
import pytest
import xlwt
from hypothesis import example, given
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table

from api.catalogue.cells import kept, restored, safe, unsafe
from api.catalogue.reading import UPLOAD, Limits, read_sheet
from classifier.errors import InputError
from tests.api.catalogue.files import csv_file, xlsx_file

HEADING = ["Titel", "Omschrijving", "Prijs"]
ROW = ["Café", "één; twee, drie|vier\tvijf\nen een tweede regel", "5"]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_csv_is_read_whatever_its_separator_and_encoding(separator: str, encoding: str) -> None:
    """Separators, marks and encodings that spreadsheets write all give the same sheet; a quoted line break stays in its cell."""
    sheet = read_sheet(csv_file([HEADING, ROW], separator=separator, encoding=encoding))
    assert sheet.headings == tuple(HEADING)
    assert [(line.number, line.cells) for line in sheet.lines] == [(2, tuple(ROW))]


def test_the_first_line_of_excel_names_the_separator() -> None:
    """`sep=` is no row: the headings after it are row 1, as Excel shows them."""
    sheet = read_sheet(b"sep=|\r\nTitel|Tekst; of niet\r\nA;B|C;D\r\n")
    assert sheet.headings == ("Titel", "Tekst; of niet")
    assert sheet.lines[0].number == 2


@pytest.mark.parametrize("make", [csv_file, xlsx_file])
def test_rows_keep_the_number_that_the_file_shows(make: object) -> None:
    """Empty rows, and a title above the table, are left out and still count."""
    rows = [["Catalogus 2026"], [], HEADING, ROW, ["", None, " "], ROW]
    sheet = read_sheet(make(rows))  # type: ignore[operator]
    assert sheet.headings == tuple(HEADING)
    assert [line.number for line in sheet.lines] == [4, 6]


def test_a_workbook_keeps_numbers_dates_and_columns_without_a_heading() -> None:
    """Cells keep their kind, and come back from JSON as they were."""
    moment = dt.datetime(2026, 3, 1, 9, 30)
    sheet = read_sheet(xlsx_file([["Titel", "Prijs"], ["a", 12.5, moment, True]]))
    assert sheet.headings == ("Titel", "Prijs", "", "")
    assert sheet.lines[0].cells == ("a", 12.5, moment, True)
    assert [restored(kept(cell)) for cell in sheet.lines[0].cells] == list(sheet.lines[0].cells)


def test_a_row_with_a_loose_separator_is_marked() -> None:
    """A row with more fields than headings is told apart; where most rows have them, there is a column without a heading."""
    loose = read_sheet(b"Titel;Tekst\na;b\nc;d;e\nf;g\n")
    assert [line.surplus for line in loose.lines] == [0, 1, 0]
    unnamed = read_sheet(b"Titel;Tekst\na;b;x\nc;d;e\nf;g;h\n")
    assert [line.surplus for line in unnamed.lines] == [0, 0, 0]


def encrypted() -> bytes:
    """A real workbook under a password."""
    file = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(xlsx_file([HEADING, ROW]))).encrypt("geheim", file)
    return file.getvalue()


def legacy() -> bytes:
    """A real workbook of before 2007."""
    book = xlwt.Workbook()
    book.add_sheet("Blad1").write(0, 0, "Titel")
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def open_document() -> bytes:
    """A real spreadsheet of LibreOffice's kind."""
    document = OpenDocumentSpreadsheet()
    document.spreadsheet.addElement(Table(name="Blad1"))
    file = io.BytesIO()
    document.write(file)
    return file.getvalue()


def altered(change: object) -> bytes:
    """A real workbook whose parts a function changes: it gets a name and a content and gives the new content."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx_file([HEADING, ROW]))) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            target.writestr(part.filename, change(part.filename, source.read(part)))  # type: ignore[operator]
    return file.getvalue()


def with_entities(name: str, content: bytes) -> bytes:
    """Entities that stand for each other, a thousand times a thousand characters."""
    if not name.startswith("xl/worksheets/"):
        return content
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 7))
    kind = f'<!DOCTYPE worksheet [<!ENTITY l0 "lol">{levels}]>'.encode()
    return kind + re.sub(rb"<v>\d+</v>", b"<v>&l6;</v>", content.split(b"?>", 1)[-1])


def padded(name: str, content: bytes) -> bytes:
    """A sheet that is 80 MB of spaces once unpacked."""
    return content.replace(b"<sheetData>", b"<sheetData>" + b" " * 80_000_000) if name.startswith("xl/worksheets/") else content


def far_away(name: str, content: bytes) -> bytes:
    """A last row at the far end of the sheet."""
    return content.replace(b"</sheetData>", b'<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>')


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (lambda: b"", "leeg"),
        (lambda: b"Titel;Tekst\n", "geen enkele rij"),
        (lambda: b'Titel;Tekst\na;"b\nc;d\n', "In rij 2 wordt een aanhalingsteken"),
        (lambda: b"\x00\x01\x02", "geen CSV en geen Excel"),
        (lambda: b"%PDF-1.7\n", "pdf"),
        (lambda: xlsx_file([HEADING, ROW])[:-200], "geen leesbaar Excel-bestand"),
        (encrypted, "wachtwoord"),
        (legacy, "voor 2007"),
        (open_document, ".ods"),
        (lambda: altered(padded), "pakt uit tot meer"),
        (lambda: altered(with_entities), "onderdeel dat Excel zelf niet maakt"),
        (lambda: altered(far_away), "loopt door tot voorbij rij"),
        (lambda: csv_file([HEADING, *[ROW] * 5001]), "meer dan 5.000 rijen"),
        (lambda: xlsx_file([HEADING, *[["a", "b", "c"]] * 5001]), "meer dan 5.000 rijen"),
        (lambda: csv_file([[f"k{n}" for n in range(61)]] * 2), "61 kolommen"),
        (lambda: b"a;b\n" + b"x" * 5_000_000, "groter dan 5 MB"),
    ],
)
def test_what_cannot_be_used_is_told_by_name(content: object, said: str) -> None:
    """Each kind of unusable file has its own sentence and a remedy."""
    with pytest.raises(InputError, match=said) as refused:
        read_sheet(content())  # type: ignore[operator]
    assert refused.value.remedy


def test_a_bomb_costs_no_memory() -> None:
    """A file that unpacks into 80 MB is refused before it is unpacked."""
    bomb = altered(padded)
    tracemalloc.start()
    with pytest.raises(InputError):
        read_sheet(bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


def test_the_largest_catalogue_is_taken() -> None:
    """Exactly as many rows and columns as are allowed."""
    limits = Limits(bytes=1_000, rows=3, columns=2)
    assert len(read_sheet(b"a;b\n" + b"c;d\n" * 3, limits=limits).lines) == 3
    with pytest.raises(InputError):
        read_sheet(b"a;b\n" + b"c;d\n" * 4, limits=limits)
    assert UPLOAD.rows == 5_000


@given(
    st.lists(
        st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0\x1e"), max_size=8), min_size=2, max_size=4),
        min_size=2,
        max_size=6,
    )
)
@example([["a", "b"], ['"', 'x"y']])
def test_whatever_a_spreadsheet_writes_comes_back(rows: list[list[str]]) -> None:
    """A CSV of quoted cells gives exactly the cells that went in, whatever stands in them."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL).writerows([["kop een", "kop twee", "kop drie", "kop vier"], *rows])
    expected = [row for row in rows if any(cell.strip() for cell in row)]
    try:
        sheet = read_sheet(text.getvalue().encode("utf-8"))
    except InputError as error:
        assert not expected, error
        return
    for line, row in zip(sheet.lines, expected, strict=True):
        assert list(line.cells) == row[: len(line.cells)]
        assert not any(cell.strip() for cell in row[len(line.cells) :])


@given(st.text(max_size=12) | st.from_regex(r"'{0,2}[=+\-@][A-Z0-9]{0,4}", fullmatch=True))
def test_guarding_a_cell_loses_nothing(text: str) -> None:
    """What `safe` guards no spreadsheet runs, and `unsafe` gives the text back."""
    guarded = safe(text)
    assert unsafe(guarded) == text
    assert not guarded.startswith(("=", "+", "@", "\t", "\r"))
    assert not guarded.startswith("-") or re.fullmatch(r"-\d[\d.,\u00a0 ]*", guarded)


def test_the_limits_do_not_bind_a_command(tmp_path: Path) -> None:
    """A file on disk may have more rows than the page takes: `themawijzer batch` reads it with the same readers."""
    from api.catalogue.rows import read_rows

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in [["title", "text"], *[["a", "b"]] * 5_100]:
        sheet.append(row)
    book.save(tmp_path / "groot.xlsx")
    assert len(read_rows(tmp_path / "groot.xlsx")) == 5_100
