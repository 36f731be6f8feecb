"""Which kind of file this is: decided by its content, checked against its name."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from api.errors import UploadFormatError, UploadHeavyError
from api.uploads.package import Package, locked
from api.uploads.plain import decoded
from api.uploads.shapes import FORMATS_IN_WORDS, UploadLimits
from api.uploads.xmlevents import broken
from classifier.messages import say

_LONGEST_NAME: Final = 80
_ENDINGS: Final = {"txt": "txt", "docx": "docx", "pdf": "pdf", "html": "html", "htm": "html", "xhtml": "html", "odt": "odt"}
_IN_WORDS: Final = {
    "txt": say("gewone tekst"),
    "docx": say("een Word-document"),
    "pdf": say("een pdf"),
    "html": say("een webpagina"),
    "odt": say("een ODT-document"),
}
_ZIP: Final = b"PK\x03\x04"
_EMPTY_ZIP: Final = b"PK\x05\x06"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF_WITHIN: Final = 1024
_SAVE: Final = say("Bewaar als .docx of pdf en laad dat op.")
_UNPACK: Final = say("Pak het uit en laad het document zelf op.")
_IMAGE: Final = say("een afbeelding")
_PROGRAM: Final = say("een programma")
_ARCHIVE: Final = say("een archief")
_IMAGE_ADVICE: Final = say("Een afbeelding wordt niet gelezen. Laad de brochure op als .docx of pdf met tekst, of typ de tekst over.")
_LOAD: Final = say("Laad de brochure op als {formats}.", formats=FORMATS_IN_WORDS)
_MAGIC: Final = (  # how a file begins, what it is, what to do
    (b"{\\rtf", say("een RTF-document"), _SAVE),
    (b"\x89PNG", _IMAGE, _IMAGE_ADVICE),
    (b"\xff\xd8\xff", _IMAGE, _IMAGE_ADVICE),
    (b"GIF8", _IMAGE, _IMAGE_ADVICE),
    (b"II*\x00", _IMAGE, _IMAGE_ADVICE),
    (b"MM\x00*", _IMAGE, _IMAGE_ADVICE),
    (b"BM", _IMAGE, _IMAGE_ADVICE),
    (b"RIFF", say("een afbeelding, geluid of film"), _IMAGE_ADVICE),
    (b"MZ", _PROGRAM, _LOAD),
    (b"\x7fELF", _PROGRAM, _LOAD),
    (b"\x1f\x8b", _ARCHIVE, _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE, _UNPACK),
    (b"Rar!", _ARCHIVE, _UNPACK),
)
_OFFICE: Final = (  # a part that gives the kind of a packed file away
    ("word/", "docx"),
    ("xl/", say("een Excel-werkmap")),
    ("ppt/", say("een PowerPoint-presentatie")),
    ("Index/Document.iwa", say("een Pages-document")),
    ("index.apxl", say("een Keynote-presentatie")),
)
_OPEN_DOCUMENT: Final = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": say("een rekenblad"),
    "application/vnd.oasis.opendocument.presentation": say("een presentatie"),
    "application/epub+zip": say("een e-boek"),
}
_PAGE: Final = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)


def tidy_name(name: str) -> str:
    """A file's name for people: without folders and control characters, and not longer than is read at a glance."""
    last = re.split(r"[/\\]", name)[-1]
    seen = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip()
    return seen if len(seen) <= _LONGEST_NAME else f"{seen[: _LONGEST_NAME // 2]}…{seen[-_LONGEST_NAME // 2 + 1 :]}"


def place(name: str) -> str:
    """Where an error of this file is: `bestand “naam”`."""
    return say("bestand “{given}”", given=tidy_name(name))


def too_much_memory(name: str) -> UploadHeavyError:
    """The error of a file that needs more memory than one may have."""
    return UploadHeavyError(
        say("Het bestand vraagt meer geheugen dan er voor één bestand is."),
        where=place(name),
        remedy=say("Bewaar enkel de beschrijving van deze ene dienst als .docx of pdf, of plak de tekst."),
    )


def recognise(name: str, content: bytes, limits: UploadLimits) -> str:
    """The format of a file, one of FORMATS; UploadFormatError where it is not read or is not what its name says."""
    ending = _ending(name)
    found = _by_content(content, limits, ending)
    if ending in ("docm", "dotm") and found == "docx":
        raise with_macros()
    if ending and _ENDINGS.get(ending) != found:
        what = _IN_WORDS[found]
        raise UploadFormatError(
            say("Het bestand is {what}, maar de naam eindigt op .{given}.", what=what, given=ending)
            if ending in _ENDINGS
            else say("Het bestand is {what}; een bestand met een naam op .{given} wordt niet gelezen.", what=what, given=ending),
            remedy=say("Geef het zijn juiste naam, of bewaar het opnieuw als {formats}.", formats=FORMATS_IN_WORDS),
        )
    return found


def with_macros() -> UploadFormatError:
    """The error of a Word document that carries a program."""
    return UploadFormatError(
        say("Het Word-document bevat macro's."), remedy=say("Bewaar het als .docx (zonder macro's) of pdf en laad dat op.")
    )


def _ending(name: str) -> str:
    found = re.search(r"\.([a-z0-9]{1,8})$", tidy_name(name).lower())
    return found[1] if found else ""


def _by_content(content: bytes, limits: UploadLimits, ending: str) -> str:
    if b"%PDF-" in content[:_PDF_WITHIN]:
        return "pdf"
    if content.startswith((_ZIP, _EMPTY_ZIP)):
        return _packed(Package(content, limits))
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise locked()
        raise _not_read(say("een bestand van een oude versie van Office (.doc, .xls, .ppt) of een bericht van Outlook"), _SAVE)
    text = decoded(content)
    if text is None or content.startswith(b"{\\rtf"):
        _refuse_binary(content, ending)
    elif _PAGE.match(text[:5_000]) or ending in ("html", "htm", "xhtml"):
        return "html"
    return "txt"


def _refuse_binary(content: bytes, ending: str) -> None:
    for start, what, remedy in _MAGIC:
        if content.startswith(start):
            raise _not_read(what, remedy)
    if content[4:8] == b"ftyp":
        raise _not_read(say("een afbeelding of film"), _IMAGE_ADVICE)
    if ending in _ENDINGS:
        raise broken() if ending != "txt" else _not_read(say("geen leesbare tekst"), _SAVE)
    raise _not_read(say("geen bekend soort document"), _LOAD)


def _packed(package: Package) -> str:
    if "mimetype" in package.names:
        with package.part("mimetype") as part:
            kind = part.read(200).decode("latin-1").strip()
        if kind in _OPEN_DOCUMENT:
            return _read_or_refuse(_OPEN_DOCUMENT[kind])
    for part_name, what in _OFFICE:
        if any(name.startswith(part_name) for name in package.names):
            return _read_or_refuse(what)
    raise _not_read(say("een archief (.zip) en geen document"), _UNPACK)


def _read_or_refuse(what: str) -> str:
    if what in _IN_WORDS:
        return what
    raise _not_read(what, say("Bewaar als pdf en laad dat op."))


def _not_read(what: str, remedy: str) -> UploadFormatError:
    return UploadFormatError(say("Het bestand is {what}; dat wordt hier niet gelezen.", what=what), remedy=remedy)
