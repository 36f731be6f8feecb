"""A law: whatever the bytes and whatever the name, there comes a text within the limits or an UploadError, never anything else."""

from __future__ import annotations

import random

from hypothesis import example, given, settings
from hypothesis import strategies as st

from api.errors import UploadError
from api.uploads.extract import extract
from api.uploads.reading import read
from api.uploads.shapes import FORMATS, Extracted, UploadLimits
from tests.api.uploads import made

LIMITS = UploadLimits(max_characters=500, max_seconds=300)
HONEST = {"docx": made.docx(), "odt": made.odt(), "pdf": made.pdf(), "html": made.html(), "txt": made.TEXT.encode("utf-16")}
NAMES = st.one_of(st.text(max_size=30), st.sampled_from([f"a.{form}" for form in FORMATS]))


def holds(name: str, content: bytes, found: Extracted) -> None:
    """The text is within the limits and is one that can be sent and shown."""
    assert len(found.title) + len(found.text) <= LIMITS.max_characters
    assert found.text.strip()
    assert found.format in FORMATS
    (found.title + found.text).encode("utf-8")
    assert "\x00" not in found.text


@given(NAMES, st.binary(max_size=3_000))
@example("a.pdf", b"%PDF-1.4")
@example("a.docx", b"PK\x03\x04")
@example("a.txt", b"\xff\xfe\x00\xd8")
@settings(max_examples=150)
def test_any_bytes_with_any_name(name: str, content: bytes) -> None:
    """Noise gives a text or an UploadError."""
    try:
        holds(name, content, read(name, content, LIMITS))
    except UploadError as error:
        assert error.what
        assert error.remedy


@given(st.sampled_from(sorted(HONEST)), st.randoms(use_true_random=False), st.integers(1, 40), st.booleans())
@settings(max_examples=150)
def test_any_damage_to_an_honest_file(form: str, chance: random.Random, times: int, cut: bool) -> None:
    """An honest file with bytes changed, or its end cut off, gives a text or an UploadError."""
    content = bytearray(HONEST[form])
    for _ in range(times):
        content[chance.randrange(len(content))] = chance.randrange(256)
    if cut:
        del content[chance.randrange(len(content)) :]
    try:
        holds(f"a.{form}", bytes(content), read(f"a.{form}", bytes(content), LIMITS))
    except UploadError as error:
        assert error.what
        assert error.remedy


@given(NAMES, st.one_of(st.binary(min_size=1, max_size=500), st.sampled_from(sorted(HONEST.values()))))
@settings(max_examples=5)
def test_any_bytes_through_the_process(name: str, content: bytes) -> None:
    """The same through the process."""
    try:
        holds(name, content, extract(name, content, LIMITS))
    except UploadError as error:
        assert error.what
        assert error.remedy
