"""Plain text, in whatever encoding it was saved."""

from __future__ import annotations

import codecs
import re
from typing import Final

from api.uploads.blocks import Blocks

_MARKS: Final = (  # the longer first: the mark of UTF-32 begins with that of UTF-16
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE: Final = 4_000
_MOST_ODD: Final = 0.02
_CONTROLS: Final = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ufffd]")
"""Characters that no text holds; a page break, a vertical tab and an escape may slip in."""


def decoded(content: bytes, declared: str = "") -> str | None:
    """The text in these bytes by their mark, as `declared`, as UTF-8 or as Windows-1252; None where they are no text."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _sensible(content[len(mark) :].decode(encoding, errors="replace"))
    sample = content[:_SAMPLE]
    if sample.count(0) > len(sample) / 5:
        return _sensible(content.decode("utf-16-le" if sample[1::2].count(0) >= sample[::2].count(0) else "utf-16-be", errors="replace"))
    if declared:
        return _sensible(content.decode(declared, errors="replace"))
    try:
        return _sensible(content.decode("utf-8"))
    except UnicodeDecodeError:
        return _sensible(content.decode("cp1252", errors="replace"))


def read_text(content: bytes, blocks: Blocks) -> None:
    """Add the paragraphs of a plain text: what stands between blank lines, with its line breaks."""
    text = (decoded(content) or "").replace("\r\n", "\n").replace("\r", "\n")
    with blocks.until_full():
        for paragraph in re.split(r"\n[^\S\n]*\n", text):
            blocks.add("paragraph", paragraph)


def _sensible(text: str) -> str | None:
    sample = text[: 25 * _SAMPLE]
    odd = sum(1 for _ in _CONTROLS.finditer(sample))
    return None if odd > 2 and odd > _MOST_ODD * len(sample) else text
