"""What is not read: each kind of bad file is refused with a message of its own that says what to do."""

from __future__ import annotations

import io
import socket
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from api.errors import (
    KINDS,
    UploadError,
    UploadFormatError,
    UploadHeavyError,
    UploadLockedError,
    UploadWithoutTextError,
)
from api.recall import recalled
from api.uploads.reading import read
from api.uploads.recognise import tidy_name
from api.uploads.shapes import UploadLimits
from tests.api.uploads import hostile, made

LIMITS = UploadLimits()
XHTML = '<?xml version="1.0"?>{}<html xmlns="http://www.w3.org/1999/xhtml"><body><p>Opleiding &a9;</p></body></html>'


def picture(form: str) -> bytes:
    """An image."""
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "red").save(out, form)
    return out.getvalue()


def packed(**parts: bytes) -> bytes:
    """A zip file of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name.replace("__", "/"), data)
    return out.getvalue()


CASES: dict[str, tuple[str, Callable[[], bytes], type[UploadError], str]] = {
    "pdf met wachtwoord": ("a.pdf", made.locked_pdf, UploadLockedError, "wachtwoord"),
    "docx met wachtwoord": ("a.docx", hostile.locked_docx, UploadLockedError, "wachtwoord"),
    "odt met wachtwoord": ("a.odt", hostile.locked_odt, UploadLockedError, "wachtwoord"),
    "gescand": ("a.pdf", made.scan, UploadWithoutTextError, "gescand"),
    "halve pdf": ("a.pdf", lambda: made.pdf()[:900], UploadError, "beschadigd"),
    "halve docx": ("a.docx", lambda: made.docx()[:9_000], UploadError, "beschadigd"),
    "halve odt": ("a.odt", lambda: made.odt()[:1_500], UploadError, "beschadigd"),
    "kapotte xml": ("a.docx", lambda: made.with_part(made.docx(), "word/document.xml", lambda xml: xml[:-200]), UploadError, "beschadigd"),
    "docx zonder hoofddeel": ("a.docx", lambda: packed(word__styles=b"x"), UploadError, "beschadigd"),
    "zipbom in docx": (
        "a.docx",
        lambda: hostile.with_added(made.docx(), "word/media/a.png", bytes(20_000_000)),
        UploadHeavyError,
        "pakt uit",
    ),
    "zipbom in odt": ("a.odt", lambda: hostile.with_added(made.odt(), "Pictures/a.png", bytes(20_000_000)), UploadHeavyError, "pakt uit"),
    "zip in zip als docx": ("a.docx", hostile.nested_zip, UploadFormatError, "archief"),
    "lach in docx": ("a.docx", lambda: hostile.laughing(made.docx(), "word/document.xml", "w:document"), UploadError, "entiteiten"),
    "lach in stijlen": ("a.docx", lambda: hostile.laughing(made.docx(), "word/styles.xml", "w:styles"), UploadError, "entiteiten"),
    "lach in odt": ("a.odt", lambda: hostile.laughing(made.odt(), "content.xml", "office:document-content"), UploadError, "entiteiten"),
    "lach in xhtml": ("a.xhtml", lambda: XHTML.format(hostile.LAUGHS).encode(), UploadError, "entiteiten"),
    "buitenbestand in docx": (
        "a.docx",
        lambda: hostile.reaching(made.docx(), "word/document.xml", "w:document", "file:///etc/passwd"),
        UploadError,
        "entiteiten",
    ),
    "buitenbestand in odt": (
        "a.odt",
        lambda: hostile.reaching(made.odt(), "content.xml", "office:document-content", "file:///etc/passwd"),
        UploadError,
        "entiteiten",
    ),
    "10.000 pagina's": ("a.pdf", lambda: hostile.pdf_of_pages(10_000), UploadHeavyError, "10.000 pagina's"),
    "een miljoen elementen diep": ("a.html", lambda: b"<html><body>" + b"<div>" * 1_000_000 + b"x", UploadHeavyError, "diep"),
    "docm": ("a.docm", hostile.docm, UploadFormatError, "macro"),
    "docm als docx": ("a.docx", hostile.docm, UploadFormatError, "macro"),
    "naam die naar buiten wijst": (
        "a.docx",
        lambda: hostile.with_added(made.docx(), "../../etc/cron.d/x", b"x"),
        UploadError,
        "andere map",
    ),
    "programma als pdf": ("a.pdf", lambda: b"MZ\x90\x00\x03" + bytes(range(256)) * 4, UploadFormatError, "programma"),
    "docx als txt": ("a.txt", made.docx, UploadFormatError, "Word-document"),
    "txt als exe": ("a.exe", lambda: b"Opleiding lassen", UploadFormatError, ".exe"),
    "oude doc": ("a.doc", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000), UploadFormatError, "oude versie van Office"),
    "rtf": ("a.rtf", lambda: rb"{\rtf1\ansi Opleiding lassen}", UploadFormatError, "RTF"),
    "pages": ("a.pages", lambda: packed(Index=b"", **{"Index/Document.iwa": b"x"}), UploadFormatError, "Pages"),
    "xlsx": ("a.xlsx", lambda: packed(xl__workbook=b"x"), UploadFormatError, "Excel"),
    "png": ("a.png", lambda: picture("PNG"), UploadFormatError, "afbeelding"),
    "jpeg als pdf": ("a.pdf", lambda: picture("JPEG"), UploadFormatError, "afbeelding"),
    "blanco tekst": ("a.txt", lambda: b" \r\n\t ", UploadWithoutTextError, "geen tekst"),
    "ruis als txt": ("a.txt", lambda: bytes(range(1, 32)) * 50, UploadFormatError, "geen leesbare tekst"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_bad_file_is_refused_with_its_own_message(case: str) -> None:
    """The error is of the right kind, names the cause and the file, and says what to do."""
    name, make, kind, cause = CASES[case]
    with pytest.raises(UploadError) as refused:
        read(name, make(), LIMITS)
    assert type(refused.value) is kind
    assert cause in refused.value.what
    assert refused.value.where == f"bestand “{name}”"
    assert len(refused.value.remedy) > 20
    # Only what is recalled comes through the process, and only that can be told in English.
    for said in (refused.value.what, refused.value.remedy):
        assert vars(recalled(str.__str__(said))) == vars(said)


def test_every_kind_of_refusal_is_explained() -> None:
    """The page of problems lists each kind of upload error with its status."""
    listed = {kind: status for kind, status, _ in KINDS}
    pending = [UploadError]
    while pending:
        kind = pending.pop()
        assert listed[kind] == kind.status
        pending += kind.__subclasses__()


def test_unpacked_parts_have_a_budget() -> None:
    """What is read of a packed file is counted as it unpacks, whatever its directory says."""
    with pytest.raises(UploadHeavyError, match="pakt uit"):
        read("a.docx", made.docx(), UploadLimits(max_unpacked_bytes=20_000))


def test_nothing_outside_is_fetched() -> None:
    """A template, a picture or a stylesheet elsewhere is not asked for: nobody calls at the address that the files name."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}/sjabloon.dotx"
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
        link = f'<Relationship Id="rX" Type="{kind}" Target="{address}" TargetMode="External"/></Relationships>'
        word = made.with_part(made.docx(), "word/_rels/document.xml.rels", lambda xml: xml.replace("</Relationships>", link))
        assert read("a.docx", word, LIMITS).text == made.TEXT
        outside = f'<link rel=stylesheet href="{address}"><img src="{address}"><iframe src="{address}"></iframe>'
        page = f"<html><body>{outside}<p>Lassen</p></body></html>"
        assert read("a.html", page.encode(), LIMITS).text == "Lassen"
        server.setblocking(False)
        with pytest.raises(BlockingIOError):
            server.accept()


def test_names_in_a_package_write_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A part whose name leads outside leaves no file, there or here."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UploadError):
        read("a.odt", hostile.with_added(made.odt(), "../buiten.txt", b"x"), LIMITS)
    assert not list(tmp_path.iterdir())
    assert not (tmp_path.parent / "buiten.txt").exists()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\An\\offerte.txt", "offerte.txt"),
        ("offerte\x00\x1b[31m\u202egnp.txt", "offerte[31mgnp.txt"),
        ("", ""),
    ],
)
def test_a_name_is_shown_without_folders_and_controls(name: str, shown: str) -> None:
    """Only the last part of a name is shown, without characters that change how the rest is read."""
    assert tidy_name(name) == shown
    assert read(name, b"Opleiding lassen", LIMITS).text == "Opleiding lassen"


def test_a_name_of_ten_thousand_characters_is_cut() -> None:
    """A very long name is shown by its beginning and its end, and still tells the format."""
    name = "a" * 10_000 + ".txt"
    assert len(tidy_name(name)) <= 80
    assert read(name, b"Opleiding lassen", LIMITS).format == "txt"
