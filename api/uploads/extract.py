"""The door: an uploaded file in, its text out, read in a process of its own that is stopped when it asks too much."""

from __future__ import annotations

import json
import logging
import os
import re
import selectors
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, Final

from api.errors import (
    UploadError,
    UploadFormatError,
    UploadHeavyError,
    UploadLockedError,
    UploadsBusyError,
    UploadTooLargeError,
    UploadWithoutTextError,
)
from api.recall import recalled
from api.uploads.recognise import place, tidy_name, too_much_memory
from api.uploads.shapes import FORMATS, Extracted, UploadLimits
from api.uploads.xmlevents import broken
from classifier.description import dutch_number, without_surrogates
from classifier.messages import Figure, Said, say

__all__ = ["Extracted", "UploadError", "UploadLimits", "extract"]

log = logging.getLogger("themawijzer.api")

MOST_AT_ONCE: Final = 2
"""Files read at the same time; each may take a core and `max_memory_bytes`."""
_slots = threading.BoundedSemaphore(MOST_AT_ONCE)

_ROOT: Final = Path(__file__).resolve().parents[2]
"""Where the package `api` stands: the folder the process starts in, so that it is this code that it runs."""
_ERRORS: Final = {
    kind.slug: kind
    for kind in (UploadError, UploadTooLargeError, UploadFormatError, UploadLockedError, UploadWithoutTextError, UploadHeavyError)
}
_LONGEST_SENTENCE: Final = 500
_FROM_FILE: Final = re.compile(r"[a-z0-9]{1,8}|[0-9, ]+")
"""What a sentence may hold of a file: the end of its name, and numbers of pages."""
_OUT_OF_TIME: Final = (-signal.SIGXCPU, -signal.SIGALRM, -signal.SIGKILL)


def extract(name: str, content: bytes, limits: UploadLimits = UploadLimits()) -> Extracted:
    """The text of a file with this name and content; UploadError says what was wrong, where, and what to do.

    Takes a tenth of a second or more, and at most `max_seconds` and a moment: not for an event loop. Nothing of the file is kept.
    """
    name = tidy_name(name)
    if not content:
        raise UploadWithoutTextError(
            say("Het bestand is leeg."), where=place(name), remedy=say("Kijk na of u het juiste bestand gekozen hebt.")
        )
    if len(content) > limits.max_bytes:
        raise UploadTooLargeError(
            say(
                "Het bestand telt {size} bytes; er worden er hoogstens {most} gelezen.",
                size=dutch_number(len(content)),
                most=dutch_number(limits.max_bytes),
            ),
            where=place(name),
            remedy=say("Bewaar het zonder afbeeldingen, of plak enkel de beschrijving van deze ene dienst."),
        )
    if not _slots.acquire(blocking=False):
        raise UploadsBusyError()
    try:
        status, answer = _read_apart(name, content, limits)
    finally:
        _slots.release()
    return _told(name, status, answer, limits)


def _read_apart(name: str, content: bytes, limits: UploadLimits) -> tuple[int, bytes]:
    """The exit status of the reading process (-SIGKILL where its time was up) and what it answered."""
    # In memory and without a name: nothing of the file reaches a disk, and the process can take its time to read it.
    with os.fdopen(os.memfd_create("upload"), "w+b") as given:
        given.write(json.dumps({"name": name, "limits": asdict(limits)}).encode("ascii") + b"\n" + content)
        given.seek(0)
        process = subprocess.Popen(
            [sys.executable, "-s", "-B", "-m", "api.uploads.worker"],
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a library may quote the file there
            cwd=_ROOT,
            env={"LANG": "C.UTF-8", "PYTHONUTF8": "1"},  # no secret of the service goes along
            start_new_session=True,
        )
        with process:
            try:
                answer = _answer(process.stdout, limits)
                return process.wait(timeout=1), answer
            except (TimeoutError, subprocess.TimeoutExpired):
                return -signal.SIGKILL, b""
            finally:
                _end(process)


def _answer(stream: IO[bytes] | None, limits: UploadLimits) -> bytes:
    """What the process writes until it closes its output; TimeoutError after `max_seconds`, and no more than an answer can be."""
    assert stream is not None  # noqa: S101 -- for the type checker: it is a pipe
    most = 12 * limits.max_characters + 100_000  # a character takes at most twelve in JSON
    until = time.monotonic() + limits.max_seconds
    found = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(stream, selectors.EVENT_READ)
        while len(found) <= most:
            if not selector.select(max(0.0, until - time.monotonic())):
                raise TimeoutError
            chunk = os.read(stream.fileno(), 65_536)
            if not chunk:
                return bytes(found)
            found += chunk
    return b""


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process with all that it started, and wait until it is gone."""
    with suppress(ProcessLookupError):  # the whole group may be gone already
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _told(name: str, status: int, answer: bytes, limits: UploadLimits) -> Extracted:
    """The text, or the error, that the process came back with. Its answer is checked: a hostile file may have written it."""
    if status in _OUT_OF_TIME:
        raise UploadHeavyError(
            say("Het lezen van het bestand duurde langer dan {seconds} seconden en is gestopt.", seconds=limits.max_seconds),
            where=place(name),
            remedy=say("Bewaar enkel de beschrijving van deze ene dienst als .docx of pdf, of plak de tekst."),
        )
    if status in (-signal.SIGABRT, -signal.SIGTRAP, -signal.SIGILL):  # how PDFium ends where it gets no more memory
        raise too_much_memory(name)
    try:
        told = json.loads(answer)
        if "error" in told:
            error = told["error"]
            raise _ERRORS[error["slug"]](_ours(error["what"]), where=place(name), remedy=_ours(error["remedy"]))
        return _checked(told["extracted"], limits)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as fault:
        log.error("reading an upload ended with status %d: %s", status, type(fault).__name__)  # noqa: TRY400 -- its words can quote the file
        cause = broken()
        raise UploadError(cause.what, where=place(name), remedy=cause.remedy) from None


def _checked(found: dict[str, Any], limits: UploadLimits) -> Extracted:
    title, text, pages = _text(found["title"]), _text(found["text"]), found["pages"]
    if len(title) + len(text) > limits.max_characters or found["format"] not in FORMATS or not (pages is None or type(pages) is int):
        raise ValueError
    return Extracted(title, text, found["format"], pages, tuple(_ours(note) for note in found["notes"][:10]))


def _ours(value: object) -> str:
    """A sentence of this program, with its pattern; ValueError for any other text, which a hostile file may have put there."""
    text = _text(value)
    found = recalled(text) if len(text) <= _LONGEST_SENTENCE else text
    if not _is_ours(found):
        raise ValueError
    return found


def _is_ours(text: str) -> bool:
    if isinstance(text, Said):
        return all(_is_ours(part) or _FROM_FILE.fullmatch(part) for part in text.values.values())
    return isinstance(text, Figure)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return without_surrogates(value)
