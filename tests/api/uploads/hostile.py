"""Hostile files: each is whole and real where it is not meant to be broken, and does its harm where the guard is gone."""

from __future__ import annotations

import io
import zipfile
import zlib

import msoffcrypto.format.ooxml

from tests.api.uploads import made

MEGABYTE = 1_000_000
MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
LAUGHS = '<!DOCTYPE lolz [<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 10)) + "]>"


def locked_docx() -> bytes:
    """A Word document behind a password, as Word locks it: an OLE container with the encrypted package."""
    out = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(made.docx())).encrypt("geheim", out)
    return out.getvalue()


def locked_odt() -> bytes:
    """An OpenDocument text of which the manifest says that its content is encrypted."""
    entry = '<manifest:encryption-data manifest:checksum-type="SHA1/1K" manifest:checksum="AAAA"/></manifest:file-entry>'
    return made.with_part(
        made.odt(),
        "META-INF/manifest.xml",
        lambda xml: xml.replace("</manifest:manifest>", f'<manifest:file-entry manifest:full-path="x">{entry}</manifest:manifest>'),
    )


def docm() -> bytes:
    """A Word document with a macro part."""
    return with_added(
        made.with_part(made.docx(), "[Content_Types].xml", lambda xml: xml.replace(WORD_TYPE, MACRO_TYPE)), "word/vbaProject.bin", b"macro"
    )


def with_added(content: bytes, name: str, data: bytes) -> bytes:
    """A packed file with one part more."""
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, data)
    return out.getvalue()


def nested_zip() -> bytes:
    """A zip of zips of zeros: 40 kB that unpack, layer by layer, to gigabytes."""
    inner = bytes(10 * MEGABYTE)
    for _ in range(3):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            for number in range(10):
                package.writestr(f"{number}.zip", inner)
        inner = out.getvalue()
    return inner


def laughing(content: bytes, part: str, root: str) -> bytes:
    """A packed file of which a part holds a billion laughs."""
    return made.with_part(content, part, lambda xml: xml.replace(f"<{root}", f"{LAUGHS}<{root}", 1).replace(made.CLOSING, "&a9;"))


def reaching(content: bytes, part: str, root: str, target: str) -> bytes:
    """A packed file of which a part takes in an outside file as an entity."""
    entity = f'<!DOCTYPE x [<!ENTITY buiten SYSTEM "{target}">]>'
    return made.with_part(content, part, lambda xml: xml.replace(f"<{root}", f"{entity}<{root}", 1).replace(made.CLOSING, "&buiten;"))


def raw_pdf(objects: list[bytes]) -> bytes:
    """A PDF of these objects, numbered from 1, the first its catalogue."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    return bytes(out) + b"trailer\n<< /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)


def pdf_of_pages(count: int) -> bytes:
    """A PDF of so many empty pages."""
    kids = b" ".join(b"%d 0 R" % number for number in range(3, count + 3))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>"
    return raw_pdf([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, kids), *[page] * count])


def pdf_with_stream(packed: bytes, more: bytes = b"") -> bytes:
    """A PDF of one page, drawn by a packed stream."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R %s >>" % more
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)
    return raw_pdf([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>", page, stream])


def deflate_bomb(megabytes: int) -> bytes:
    """A packed stream that unpacks to so many megabytes of blanks. A flushed block stands by itself, so one is made and repeated."""
    packer = zlib.compressobj(9)
    head = packer.compress(b" ") + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(b" " * MEGABYTE) + packer.flush(zlib.Z_FULL_FLUSH)
    return head + block * megabytes + packer.flush()


def looping_pdf() -> bytes:
    """A PDF whose page tree holds itself, and whose page draws a form that draws itself."""
    return raw_pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 2 /Kids [3 0 R 2 0 R] /Parent 2 0 R >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /F 5 0 R >> >> >>",
            b"<< /Length 5 >>\nstream\n/F Do\nendstream",
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 5 0 R >> >> "
            b"/Length 11 >>\nstream\n/F Do /F Do\nendstream",
        ]
    )


def deep_pdf() -> bytes:
    """A PDF with an array of a million arrays in each other."""
    return raw_pdf(
        [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 1 /Kids [3 0 R] /X " + b"[" * MEGABYTE + b"]" * MEGABYTE + b" >>"]
    )
