"""XLSX workbooks: refused when they would unpack into too much or are something else, and read one row at a time."""

from __future__ import annotations

import datetime as dt
import math
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Final
from xml.parsers import expat  # only to stop at a document type, before anything else reads the part

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from classifier.description import dutch_number
from classifier.errors import InputError
from classifier.messages import say

Cell = str | int | float | bool | dt.datetime | dt.date | dt.time | None

_MOST_UNPACKED: Final = 30_000_000
"""Bytes of all parts together; five thousand rows with long descriptions stay under 15 million."""
_MOST_OF_A_PART: Final = 5_000_000
"""Bytes of a part that is neither a sheet nor the table of texts: styles and such are read whole."""
_MOST_PARTS: Final = 1_000
_LAST_ROW: Final = 100_000
_LAST_COLUMN: Final = 256
_PROLOGUE: Final = 65_536
_ENCRYPTED: Final = 0x1

_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RESAVE: Final = say("Bewaar het opnieuw als .xlsx.")


def workbook_lines(file: IO[bytes], where: str, *, bounded: bool) -> Iterator[list[Cell]]:
    """The rows of the first visible sheet as their values, empty rows included; InputError where it is no usable workbook.

    `bounded` guards against files made to exhaust the machine; without it only what is malformed is refused.
    """
    _refuse_other_kinds(file, where)
    try:
        _refuse_dangerous(file, where, bounded=bounded)
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        try:
            sheet = next((one for one in book.worksheets if one.sheet_state == "visible"), book.worksheets[0])
            # The size that a file states for its sheet may be a lie, or that of an empty sheet with borders.
            sheet.reset_dimensions()
            for number, values in enumerate(sheet.iter_rows(values_only=True, max_col=_LAST_COLUMN if bounded else None), start=1):
                if bounded and number > _LAST_ROW:
                    raise InputError(
                        say("Het blad loopt door tot voorbij rij {row}.", row=dutch_number(_LAST_ROW)),
                        where=where,
                        remedy=say("Verwijder de lege rijen onderaan."),
                    )
                yield [_cell(value) for value in _trimmed(values)]
        finally:
            book.close()
    except InputError:
        raise
    except (InvalidFileException, zipfile.BadZipFile, SyntaxError, LookupError, OSError, ValueError, TypeError, AttributeError) as error:
        # A broken part surfaces as any of these, depending on which part it is.
        raise InputError(say("Dit is geen leesbaar Excel-bestand."), where=where, remedy=_RESAVE) from error
    except (EOFError, NotImplementedError, RuntimeError, zlib.error) as error:
        raise InputError(say("Dit Excel-bestand is beschadigd."), where=where, remedy=_RESAVE) from error


def is_workbook(start: bytes) -> bool:
    """Whether a file that begins like this is a zip archive, as every .xlsx is, or an older or encrypted Office file."""
    return start.startswith((b"PK\x03\x04", b"PK\x05\x06", _COMPOUND))


def _refuse_other_kinds(file: IO[bytes], where: str) -> None:
    """Say what an Office file is that is no .xlsx."""
    start = file.read(len(_COMPOUND))
    file.seek(0)
    if start != _COMPOUND:
        return
    content = file.read(_MOST_OF_A_PART)
    file.seek(0)
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise InputError(
            say("Dit Excel-bestand is met een wachtwoord beveiligd."),
            where=where,
            remedy=say("Haal het wachtwoord weg en bewaar het opnieuw."),
        )
    raise InputError(say("Dit is een Excel-bestand van voor 2007 (.xls) of een ander oud Office-bestand."), where=where, remedy=_RESAVE)


def _refuse_dangerous(file: IO[bytes], where: str, *, bounded: bool) -> None:
    """Look into the archive before anything is unpacked: kind, encryption, sizes, document types."""
    with zipfile.ZipFile(file) as archive:
        parts = archive.infolist()
        names = {part.filename for part in parts}
        if "mimetype" in names and "content.xml" in names:
            raise InputError(say("Dit is een OpenDocument-bestand (.ods), geen Excel-bestand."), where=where, remedy=_RESAVE)
        if any(name.lower() == "xl/workbook.bin" for name in names):
            raise InputError(say("Dit is een binair Excel-bestand (.xlsb)."), where=where, remedy=_RESAVE)
        if any(part.flag_bits & _ENCRYPTED for part in parts):
            raise InputError(say("Dit bestand is met een wachtwoord beveiligd."), where=where, remedy=say("Haal het wachtwoord weg."))
        if bounded:
            large = [part for part in parts if part.file_size > _MOST_OF_A_PART and not _may_be_large(part.filename)]
            # zipfile unpacks no more of a part than the size that stands here, so a lie in it is no way round.
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED or large:
                raise InputError(
                    say("Dit Excel-bestand pakt uit tot meer dan hier gelezen wordt."),
                    where=where,
                    remedy=say("Houd enkel het blad met de diensten over, zonder afbeeldingen, of bewaar het als CSV."),
                )
        for part in parts:
            if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                with archive.open(part) as opened:
                    _refuse_document_type(opened, where)
    file.seek(0)


def _may_be_large(name: str) -> bool:
    return name.lower().startswith(("xl/worksheets/", "xl/sharedstrings", "xl/media/"))


def _refuse_document_type(part: IO[bytes], where: str) -> None:
    """Excel never writes a document type; with one, entities can blow a small part up to any size."""
    state = {"started": False, "typed": False}
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_: state.update(typed=True)
    parser.StartElementHandler = lambda *_: state.update(started=True)
    read = 0
    try:
        while not (state["started"] or state["typed"]) and read < _PROLOGUE and (chunk := part.read(512)):
            read += len(chunk)
            parser.Parse(chunk)
    except expat.ExpatError:
        return  # no XML at all: the reader of the workbook will say so
    if state["typed"] or (read >= _PROLOGUE and not state["started"]):
        raise InputError(say("Dit Excel-bestand bevat een onderdeel dat Excel zelf niet maakt."), where=where, remedy=_RESAVE)


def _trimmed(values: tuple[object, ...]) -> tuple[object, ...]:
    """The values up to the last that is not empty."""
    last = len(values)
    while last and values[last - 1] is None:
        last -= 1
    return values[:last]


def _cell(value: object) -> Cell:
    """A value of a kind that can be kept; a duration, a formula object or a number without an end as its text."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if value is None or isinstance(value, str | int | float | dt.datetime | dt.date | dt.time) else str(value)
