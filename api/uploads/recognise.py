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

_LONGEST_NAME: Final = 80
_ENDINGS: Final = {"txt": "txt", "docx": "docx", "pdf": "pdf", "html": "html", "htm": "html", "xhtml": "html", "odt": "odt"}
_IN_WORDS: Final = {
    "txt": "gewone tekst",
    "docx": "een Word-document",
    "pdf": "een pdf",
    "html": "een webpagina",
    "odt": "een ODT-document",
}
_ZIP: Final = b"PK\x03\x04"
_EMPTY_ZIP: Final = b"PK\x05\x06"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF_WITHIN: Final = 1024
_SAVE: Final = "Bewaar als .docx of pdf en laad dat op."
_MAGIC: Final = (  # how a file begins, what it is, what to do
    (b"{\\rtf", "een RTF-document", _SAVE),
    (b"\x89PNG", "een afbeelding", ""),
    (b"\xff\xd8\xff", "een afbeelding", ""),
    (b"GIF8", "een afbeelding", ""),
    (b"II*\x00", "een afbeelding", ""),
    (b"MM\x00*", "een afbeelding", ""),
    (b"BM", "een afbeelding", ""),
    (b"RIFF", "een afbeelding, geluid of film", ""),
    (b"MZ", "een programma", ""),
    (b"\x7fELF", "een programma", ""),
    (b"\x1f\x8b", "een archief", "Pak het uit en laad het document zelf op."),
    (b"7z\xbc\xaf\x27\x1c", "een archief", "Pak het uit en laad het document zelf op."),
    (b"Rar!", "een archief", "Pak het uit en laad het document zelf op."),
)
_IMAGE_ADVICE: Final = "Een afbeelding wordt niet gelezen. Laad de brochure op als .docx of pdf met tekst, of typ de tekst over."
_OFFICE: Final = (  # a part that gives the kind of a packed file away
    ("word/", "docx"),
    ("xl/", "een Excel-werkmap"),
    ("ppt/", "een PowerPoint-presentatie"),
    ("Index/Document.iwa", "een Pages-document"),
    ("index.apxl", "een Keynote-presentatie"),
)
_OPEN_DOCUMENT: Final = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "een rekenblad",
    "application/vnd.oasis.opendocument.presentation": "een presentatie",
    "application/epub+zip": "een e-boek",
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
    return f"bestand “{tidy_name(name)}”"


def too_much_memory(name: str) -> UploadHeavyError:
    """The error of a file that needs more memory than one may have."""
    return UploadHeavyError(
        "Het bestand vraagt meer geheugen dan er voor één bestand is.",
        where=place(name),
        remedy="Bewaar enkel de beschrijving van deze ene dienst als .docx of pdf, of plak de tekst.",
    )


def recognise(name: str, content: bytes, limits: UploadLimits) -> str:
    """The format of a file, one of FORMATS; UploadFormatError where it is not read or is not what its name says."""
    ending = _ending(name)
    found = _by_content(content, limits, ending)
    if ending in ("docm", "dotm") and found == "docx":
        raise with_macros()
    if ending and _ENDINGS.get(ending) != found:
        known = _ENDINGS.get(ending)
        says = f", maar de naam eindigt op .{ending}" if known else f"; een bestand met een naam op .{ending} wordt niet gelezen"
        raise UploadFormatError(
            f"Het bestand is {_IN_WORDS[found]}{says}.",
            remedy=f"Geef het zijn juiste naam, of bewaar het opnieuw als {FORMATS_IN_WORDS}.",
        )
    return found


def with_macros() -> UploadFormatError:
    """The error of a Word document that carries a program."""
    return UploadFormatError("Het Word-document bevat macro's.", remedy="Bewaar het als .docx (zonder macro's) of pdf en laad dat op.")


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
        raise _not_read("een bestand van een oude versie van Office (.doc, .xls, .ppt) of een bericht van Outlook", _SAVE)
    text = decoded(content)
    if text is None or content.startswith(b"{\\rtf"):
        _refuse_binary(content, ending)
    elif _PAGE.match(text[:5_000]) or ending in ("html", "htm", "xhtml"):
        return "html"
    return "txt"


def _refuse_binary(content: bytes, ending: str) -> None:
    for start, what, remedy in _MAGIC:
        if content.startswith(start):
            raise _not_read(what, remedy or (_IMAGE_ADVICE if "afbeelding" in what else f"Laad de brochure op als {FORMATS_IN_WORDS}."))
    if content[4:8] == b"ftyp":
        raise _not_read("een afbeelding of film", _IMAGE_ADVICE)
    if ending in _ENDINGS:
        raise broken() if ending != "txt" else _not_read("geen leesbare tekst", _SAVE)
    raise _not_read("geen document dat hier gelezen wordt", f"Laad de brochure op als {FORMATS_IN_WORDS}.")


def _packed(package: Package) -> str:
    if "mimetype" in package.names:
        with package.part("mimetype") as part:
            kind = part.read(200).decode("latin-1").strip()
        if kind in _OPEN_DOCUMENT:
            return _read_or_refuse(_OPEN_DOCUMENT[kind])
    for part_name, what in _OFFICE:
        if any(name.startswith(part_name) for name in package.names):
            return _read_or_refuse(what)
    raise _not_read("een archief (.zip) en geen document", "Pak het uit en laad het document zelf op.")


def _read_or_refuse(what: str) -> str:
    if what in _IN_WORDS:
        return what
    raise _not_read(what, "Bewaar als pdf en laad dat op.")


def _not_read(what: str, remedy: str) -> UploadFormatError:
    return UploadFormatError(f"Het bestand is {what}; dat wordt hier niet gelezen.", remedy=remedy)
