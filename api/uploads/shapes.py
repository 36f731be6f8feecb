"""What the reading of an upload works with: its limits, and the text that comes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from classifier.description import MOST_CHARACTERS
from classifier.messages import say

FORMATS: Final = ("txt", "docx", "pdf", "html", "odt")
FORMATS_IN_WORDS: Final = say(".docx, .odt, .pdf, .html of .txt")


@dataclass(frozen=True)
class UploadLimits:
    """What one file may ask for."""

    max_bytes: int = 10_000_000
    """Of the file as it was sent."""
    max_pages: int = 60
    """Of a PDF; the other formats do not say how many pages they fill."""
    max_seconds: int = 20
    """Both of processor time and on the clock."""
    max_characters: int = MOST_CHARACTERS
    """Title and text together; what comes after is cut off, with a note."""
    max_memory_bytes: int = 512 * 2**20
    """Address space of the reading process, its program included."""
    max_unpacked_bytes: int = 40_000_000
    """Of the parts that are read of a packed file (docx, odt), together."""


@dataclass(frozen=True)
class Extracted:
    """The text of a file: paragraphs apart by a blank line, list items after "- ", the cells of a row apart by " | "."""

    title: str
    """The title that the document gives itself, or empty. Where it stands in the text, it stands there too."""
    text: str
    format: str
    """One of FORMATS."""
    pages: int | None
    """Of a PDF; None where the format does not say."""
    notes: tuple[str, ...]
    """Sentences on what was left out."""


def pictures_left_out() -> str:
    """The note on a file with pictures, whatever its format."""
    return say("Afbeeldingen zijn niet gelezen; tekst die in een afbeelding staat, ontbreekt.")
