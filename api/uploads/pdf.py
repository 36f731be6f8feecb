"""PDF files: their lines with place and size, as PDFium finds them; `pdflines.py` makes paragraphs of them.

PDFium and not pypdf: on the same pages it is five times as fast, and it writes "kmo-portefeuille" where pypdf leaves a
soft hyphen. It is the PDF reader of Chromium, kept up for hostile files; the process around it catches what it misses.
"""

from __future__ import annotations

import ctypes
import re
from typing import Final

import pypdfium2
from pypdfium2 import raw

from api.errors import UploadHeavyError, UploadWithoutTextError
from api.uploads.blocks import Blocks
from api.uploads.package import locked
from api.uploads.pdflines import Line, add_lines
from api.uploads.shapes import UploadLimits
from api.uploads.xmlevents import broken
from classifier.description import dutch_number
from classifier.messages import say

_HYPHENS: Final = "\ufffe\x02"
"""How PDFium marks the hyphen of a word that goes on on the next line."""
_BOLD_FROM: Final = 600
_LEAST_LETTERS: Final = 20
"""Fewer in the whole file is a stamp on a scan, no text."""


def read_pdf(content: bytes, blocks: Blocks, limits: UploadLimits) -> tuple[int, list[str]]:
    """Add the text of a PDF; returns its number of pages and notes. UploadError where it is locked, broken, scanned or too long."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise locked() if error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY) else broken() from error
    try:
        return _read(document, blocks, limits)
    finally:
        document.close()


def _read(document: pypdfium2.PdfDocument, blocks: Blocks, limits: UploadLimits) -> tuple[int, list[str]]:
    count = len(document)
    if count == 0:
        raise broken()
    if count > limits.max_pages:
        raise UploadHeavyError(
            say("De pdf telt {count} pagina's; er worden er hoogstens {most} gelezen.", count=dutch_number(count), most=limits.max_pages),
            remedy=say("Bewaar enkel de pagina's over deze ene dienst en laad die op."),
        )
    blocks.titles.append(document.get_metadata_value("Title"))
    pages: list[list[Line]] = []
    unread: list[int] = []
    characters = 0
    for number in range(count):
        try:
            lines = _lines(document, number, 4 * limits.max_characters)
        except pypdfium2.PdfiumError:
            lines = []
        if not lines:
            unread.append(number + 1)
        pages.append(lines)
        characters += sum(len(line.text) for line in lines)
        if characters > 4 * limits.max_characters:
            break
    if sum(c.isalpha() for page in pages for line in page for c in line.text) < _LEAST_LETTERS:
        raise UploadWithoutTextError(
            say("De pdf bevat geen tekst; wellicht is hij gescand, en zijn de pagina's afbeeldingen."),
            remedy=say("Laad het document op waarvan de scan gemaakt is (.docx of pdf met tekst), of maak de tekst herkenbaar (OCR)."),
        )
    with blocks.until_full():
        add_lines(pages, blocks)
    return count, [_note_on(unread)] if unread else []


def _note_on(unread: list[int]) -> str:
    """The note on pages of which nothing was read."""
    if len(unread) == 1:
        return say("Op pagina {page} staat geen leesbare tekst; wellicht enkel een afbeelding.", page=unread[0])
    first = ", ".join(map(str, unread[:-1]))
    return say("Op de pagina's {first} en {last} staat geen leesbare tekst; wellicht enkel afbeeldingen.", first=first, last=unread[-1])


def _lines(document: pypdfium2.PdfDocument, number: int, most: int) -> list[Line]:
    """The lines of a page in reading order, at most so many characters."""
    page = document[number]
    try:
        text = page.get_textpage()
        try:
            height = page.get_height()
            runs = _runs(text.raw, min(raw.FPDFText_CountChars(text.raw), most))
            return [Line.of(number, height, *run) for run in runs if "".join(run[0]).strip()]
        finally:
            text.close()
    finally:
        page.close()


def _runs(text: object, count: int) -> list[tuple[list[str], list[tuple[float, float, float, float]], list[float], int]]:
    """Per line its characters, the boxes (left, bottom, right, top, in points) and sizes of those that are drawn, and how many are bold."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    runs = []
    characters: list[str] = []
    boxes: list[tuple[float, float, float, float]] = []
    sizes: list[float] = []
    bold = 0
    units: list[int] = [raw.FPDFText_GetUnicode(text, at) for at in range(count)]
    for at, character in enumerate(map(_character, units)):
        if character not in "\r\n":
            characters.append(character)
            if not character.isspace() and character not in _HYPHENS and raw.FPDFText_GetCharBox(text, at, left, right, bottom, top):
                # The size that a font gives itself can be scaled by the page; a box cannot.
                boxes.append((left.value, bottom.value, right.value, top.value))
                sizes.append(_size(text, at))
                bold += raw.FPDFText_GetFontWeight(text, at) >= _BOLD_FROM
        if character in "\n" + _HYPHENS and characters:
            runs.append((characters, boxes, sizes, bold))
            characters, boxes, sizes, bold = [], [], [], 0
    if characters:
        runs.append((characters, boxes, sizes, bold))
    return [run for run in runs if run[1]]


def _size(text: object, at: int) -> float:
    """The height of a character's line, in points, as it stands on the page."""
    box = raw.FS_RECTF()
    if raw.FPDFText_GetLooseCharBox(text, at, box):
        return abs(float(box.top) - float(box.bottom))
    return float(raw.FPDFText_GetFontSize(text, at))


def _character(unit: int) -> str:
    return chr(unit) if 0 < unit < 0x110000 and not re.match("[\ud800-\udfff]", chr(unit)) else " "
