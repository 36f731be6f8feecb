"""One file in, its text out, in this process; hostile files are read through `extract.py`, in another."""

from __future__ import annotations

from api.errors import UploadError, UploadWithoutTextError
from api.uploads.blocks import Blocks
from api.uploads.docx import read_docx
from api.uploads.odt import read_odt
from api.uploads.package import Package
from api.uploads.pdf import read_pdf
from api.uploads.plain import read_text
from api.uploads.recognise import place, recognise, too_much_memory
from api.uploads.shapes import Extracted, UploadLimits
from api.uploads.webpage import read_page
from classifier.description import dutch_number
from classifier.messages import say


def read(name: str, content: bytes, limits: UploadLimits) -> Extracted:
    """The text of a file with this name and content; UploadError says why there is none."""
    try:
        return _read(name, content, limits)
    except MemoryError as error:
        raise too_much_memory(name) from error
    except UploadError as error:
        raise type(error)(error.what, where=place(name), remedy=error.remedy) from error


def _read(name: str, content: bytes, limits: UploadLimits) -> Extracted:
    form = recognise(name, content, limits)
    blocks = Blocks(limits.max_characters)
    pages: int | None = None
    notes: list[str] = []
    if form == "pdf":
        pages, notes = read_pdf(content, blocks, limits)
    elif form == "docx":
        notes = read_docx(Package(content, limits), blocks)
    elif form == "odt":
        notes = read_odt(Package(content, limits), blocks)
    elif form == "html":
        notes = read_page(content, blocks)
    else:
        read_text(content, blocks)
    title = blocks.title()[: limits.max_characters]
    text, cut = blocks.text(limits.max_characters - len(title))
    if not any(c.isalnum() for c in text):
        raise UploadWithoutTextError(
            say("In het bestand staat geen tekst."),
            remedy=say("Kijk na of u het juiste bestand gekozen hebt. Staat de tekst in afbeeldingen, typ hem dan over."),
        )
    if cut:
        notes.append(say("De tekst is te lang: enkel de eerste {count} tekens zijn overgenomen.", count=dutch_number(len(text))))
    return Extracted(title, text, form, pages, tuple(notes))
