"""A packed document (docx, odt): its parts, read one by one within a budget, and never written to disk."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Final

from api.errors import UploadError, UploadHeavyError, UploadLockedError
from api.uploads.shapes import UploadLimits
from api.uploads.xmlevents import broken
from classifier.description import dutch_number
from classifier.messages import say

_MOST_PARTS: Final = 5_000
_MOST_DECLARED: Final = 300_000_000
"""Of all parts together, unpacked: a brochure full of large pictures stays far below."""
_HIGHEST_RATIO: Final = 200
_RATIO_FROM: Final = 2_000_000
"""Bytes from which a part that is packed tighter than _HIGHEST_RATIO is no document; small ones of blanks may be."""
_ENCRYPTED: Final = 0x1
_PLAIN_WAYS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ZIP_ERRORS: Final = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    ValueError,
    OverflowError,
)
"""What reading a broken zip file can raise."""


class Package:
    """The parts of a zip file, checked as a whole before one is read."""

    def __init__(self, content: bytes, limits: UploadLimits) -> None:
        """UploadError where the file is not a whole zip file, has names that lead outside, or would unpack to too much."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except ZIP_ERRORS as error:
            raise broken() from error
        self._left = limits.max_unpacked_bytes
        parts = self._zip.infolist()
        self.names = frozenset(part.filename for part in parts)
        if any(_leads_outside(part.orig_filename) for part in parts):
            raise UploadError(
                say("In het bestand zitten onderdelen met een naam die naar een andere map wijst. Gewone tekstprogramma's doen dat niet."),
                remedy=say("Bewaar het opnieuw als .docx of pdf, of plak de tekst."),
            )
        if (
            len(parts) > _MOST_PARTS
            or sum(part.file_size for part in parts) > _MOST_DECLARED
            or any(part.file_size > max(_RATIO_FROM, _HIGHEST_RATIO * part.compress_size) for part in parts)
        ):
            raise self._too_much(limits.max_unpacked_bytes)
        if any(part.flag_bits & _ENCRYPTED for part in parts):
            raise locked()
        self._budget = limits.max_unpacked_bytes

    @contextmanager
    def part(self, name: str) -> Iterator[IO[bytes]]:
        """A part to read from; UploadError where it is missing, broken or unpacks to more than is left of the budget."""
        try:
            if self._zip.getinfo(name).compress_type not in _PLAIN_WAYS:
                raise broken()
            with self._zip.open(name) as stream:
                yield _Counted(stream, self)  # type: ignore[misc]  # the one method that the reader of XML needs
        except (KeyError, RuntimeError, *ZIP_ERRORS) as error:
            raise broken() from error

    def spend(self, size: int) -> None:
        """Take unpacked bytes off the budget; UploadHeavyError where it is used up."""
        self._left -= size
        if self._left < 0:
            raise self._too_much(self._budget)

    def _too_much(self, limit: int) -> UploadHeavyError:
        return UploadHeavyError(
            say(
                "Het bestand pakt uit tot veel meer dan een brochure telt (hoogstens {size} MB tekst).",
                size=dutch_number(limit // 1_000_000),
            ),
            remedy=say("Bewaar enkel de beschrijving van deze ene dienst als .docx of pdf, of plak de tekst."),
        )


def locked() -> UploadLockedError:
    """The error of a file behind a password."""
    return UploadLockedError(
        say("Dit bestand is met een wachtwoord beveiligd."),
        remedy=say("Bewaar het zonder wachtwoord en laad dat op. Geef het wachtwoord niet door."),
    )


class _Counted:
    """A part of which every byte that is read comes off the budget."""

    def __init__(self, stream: IO[bytes], package: Package) -> None:
        self._stream = stream
        self._package = package

    def read(self, size: int) -> bytes:
        chunk = self._stream.read(size)
        self._package.spend(len(chunk))
        return chunk


def _leads_outside(name: str) -> bool:
    steps = name.replace("\\", "/").split("/")
    return ".." in steps or steps[0] == "" or ":" in steps[0] or any(ord(c) < 32 for c in name)
