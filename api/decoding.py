"""Bytes of a text file to text, whatever of the usual encodings it was saved in."""

from __future__ import annotations

from classifier.errors import InputError
from classifier.messages import say

_MARKS_OF_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def decode(data: bytes, where: str) -> str:
    """Text as UTF-8 (with or without a mark), UTF-16 with its mark, or else Windows-1252; InputError for what is no text."""
    if b"\0" in data and not data.startswith(_MARKS_OF_UTF16):
        raise InputError(
            say("Dit is geen tekstbestand."),
            where=where,
            remedy=say("Bewaar de beschrijving als gewone tekst (.txt) en probeer opnieuw."),
        )
    encodings = ("utf-16",) if data.startswith(_MARKS_OF_UTF16) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(say("De tekens van dit bestand zijn niet te lezen."), where=where, remedy=say("Bewaar het als UTF-8."))
