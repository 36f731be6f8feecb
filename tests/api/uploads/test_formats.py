"""What is written in a file comes out: every format, its words in order, its headings, its lists, its tables."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from pypdf import PdfWriter

from api.errors import UploadError
from api.uploads.reading import read
from api.uploads.shapes import Extracted, UploadLimits
from tests.api.uploads import made

LIMITS = UploadLimits()


def words(text: str) -> list[str]:
    """The words of a text, in order."""
    return re.findall(r"\w+", text)


def of(name: str, content: bytes) -> Extracted:
    """What is read of a file."""
    return read(name, content, LIMITS)


@pytest.mark.parametrize(
    ("name", "content"), [("brochure.docx", made.docx()), ("brochure.odt", made.odt()), ("brochure.html", made.html())]
)
def test_what_is_written_comes_out(name: str, content: bytes) -> None:
    """Title, paragraphs, heading, list items and table rows come out as they were written, and nothing beside them."""
    found = of(name, content)
    assert found.title == made.TITLE
    assert found.text == made.TEXT
    assert found.format == name.rpartition(".")[2]
    assert found.pages is None


def test_a_pdf_comes_out_as_paragraphs() -> None:
    """The lines of a paragraph are one paragraph again, list items are items, and the cells of a table stand in their order."""
    found = of("brochure.pdf", made.pdf())
    assert found.title == made.TITLE
    assert words(found.text) == words(made.TEXT)
    paragraphs = found.text.split("\n\n")
    assert paragraphs[:4] == made.TEXT.split("\n\n")[:4]
    assert paragraphs[-1] == made.CLOSING
    assert found.pages == 1


def test_what_repeats_on_every_page_is_dropped() -> None:
    """Headers and page numbers of a PDF are left out; what stands on the pages themselves stays, though it repeats."""
    found = of("brochure.pdf", made.pdf(3, edges=True))
    assert found.pages == 3
    assert "Opleidingshuis" not in found.text
    assert "Pagina" not in found.text
    assert words(found.text) == words(made.TEXT) * 3


def test_hyphens_at_line_ends_are_undone() -> None:
    """A word that was broken off is whole again; one that is written with a hyphen keeps it."""
    lines = [
        "Deze opleiding leert leidinggevenden hoe zij een verander-",
        "traject begeleiden. De steun van de kmo-",
        "portefeuille dekt in-",
    ]
    found = of("brochure.pdf", made.lines_pdf([*lines, "en verkoop van elektrische instal-", "laties."]))
    assert (
        "een verandertraject begeleiden. De steun van de kmo-portefeuille dekt in- en verkoop van elektrische installaties." in found.text
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_plain_text_in_any_usual_encoding(encoding: str) -> None:
    """Accents, quotes and the euro come out right, with or without a byte order mark."""
    text = "Opleiding “financiële coëfficiënten”\n\nPrijs: € 1.200, één dag."
    assert of("brochure.txt", text.replace("\n", "\r\n").encode(encoding)).text == text


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252", "utf-8"])
def test_a_page_in_the_encoding_that_it_declares(charset: str) -> None:
    """A page is read in its own encoding."""
    page = f"<html><head><meta charset='{charset}'></head><body><p>Financiële coëfficiënten</p></body></html>"
    assert of("pagina.htm", page.encode(charset)).text == "Financiële coëfficiënten"


def test_word_text_in_boxes_controls_and_changes() -> None:
    """What stands in a tracked insertion or a content control is read; what was deleted or hidden is not."""
    body = (
        "<w:p><w:ins><w:r><w:t>Toegevoegd</w:t></w:r></w:ins><w:del><w:r><w:delText>Geschrapt</w:delText></w:r></w:del></w:p>"
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>Ingevuld</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>Verborgen</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    found = of("brochure.docx", made.with_part(made.docx(), "word/document.xml", lambda xml: xml.replace("<w:body>", f"<w:body>{body}", 1)))
    assert found.text == f"Toegevoegd\n\nIngevuld\n\n{made.TEXT}"


def test_a_layout_table_is_read_as_paragraphs() -> None:
    """Where a table only puts text side by side, its cells come one after the other."""
    page = b"<html><body><table><tr><td><p>Een</p><p>Twee</p></td><td>Drie</td></tr></table></body></html>"
    assert of("pagina.html", page).text == "Een\n\nTwee\n\nDrie"


def test_a_long_text_is_cut_with_a_note() -> None:
    """Title and text together never exceed what can be assessed; the cut is at a blank, and is told."""
    for name, content in (
        ("lang.txt", b"woord " * 100_000),
        ("lang.docx", made.docx(lambda d: [d.add_paragraph(made.PARAGRAPH) for _ in range(300)])),
    ):
        found = of(name, content)
        assert LIMITS.max_characters - 300 < len(found.title) + len(found.text) <= LIMITS.max_characters
        assert not found.text.endswith(" ")
        assert any("te lang" in note for note in found.notes)


def test_a_meaningless_title_is_none() -> None:
    """What a program fills in as the title of a document is not taken for one."""
    for given in ("Microsoft Word - offerte.doc", "Naamloos 1", "brochure_v3.indd"):
        page = f"<html><head><title>{given}</title></head><body><p>Een opleiding lassen.</p></body></html>"
        assert of("pagina.html", page.encode()).title == ""


def test_pages_without_text_are_named() -> None:
    """A PDF that is scanned in part is read, and the notes say which pages are missing."""
    writer = PdfWriter()
    for content in (made.pdf(), made.scan()):
        writer.append(io.BytesIO(content))
    out = io.BytesIO()
    writer.write(out)
    assert of("half.pdf", out.getvalue()).notes == ("Op de pagina's 2 en 3 staat geen leesbare tekst; wellicht enkel afbeeldingen.",)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) staat niet op deze machine")
@pytest.mark.parametrize("form", ["docx", "odt", "pdf"])
def test_what_libreoffice_saves(form: str, tmp_path: Path) -> None:
    """A document that LibreOffice saved has all its words in order."""
    (tmp_path / "bron.html").write_bytes(made.html())
    subprocess.run(["soffice", "--headless", "--convert-to", form, "bron.html"], cwd=tmp_path, check=True, timeout=120, capture_output=True)
    try:
        found = of(f"bron.{form}", (tmp_path / f"bron.{form}").read_bytes())
    except UploadError as error:
        pytest.fail(str(error))
    assert set(words(made.TEXT)) <= set(words(found.text))
