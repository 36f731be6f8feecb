"""Vectors are computed once per text and kept; a cache that cannot be read is made again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from classifier.description import ServiceDescription
from tests.classifier.fakes import SIZE, WordEncoder
from training.vectors import text_vectors

DESCRIPTIONS = [ServiceDescription(f"Dienst {n % 7}", f"<p>Je leert vak {n % 7}.</p>") for n in range(10)]


@pytest.fixture
def encoder() -> WordEncoder:
    """An encoder that remembers what it was asked."""
    return WordEncoder()


def test_vectors_come_in_the_order_of_the_texts(encoder: WordEncoder, tmp_path: Path) -> None:
    """Each row is the vector of the cleaned title and text; equal texts are encoded once."""
    vectors = text_vectors(DESCRIPTIONS, encoder, tmp_path)
    assert vectors.shape == (10, SIZE)
    assert vectors.dtype == np.float32
    assert sorted(encoder.texts) == [f"Dienst {n}. Je leert vak {n}." for n in range(7)]
    for n, vector in enumerate(vectors):
        np.testing.assert_array_equal(vector, WordEncoder().encode(f"Dienst {n % 7}. Je leert vak {n % 7}.").vector)


def test_a_second_run_encodes_only_what_is_new(encoder: WordEncoder, tmp_path: Path) -> None:
    """The cache gives the same bits, and a changed or new text alone is encoded."""
    first = text_vectors(DESCRIPTIONS, encoder, tmp_path)
    encoder.texts.clear()
    np.testing.assert_array_equal(text_vectors(DESCRIPTIONS[::-1], encoder, tmp_path), first[::-1])
    assert encoder.texts == []
    more = text_vectors([*DESCRIPTIONS, ServiceDescription("Nieuw", "")], encoder, tmp_path)
    assert encoder.texts == ["Nieuw"]
    np.testing.assert_array_equal(more[:-1], first)


def test_another_encoder_does_not_get_these_vectors(encoder: WordEncoder, tmp_path: Path) -> None:
    """Vectors are kept by the encoder's own name."""
    text_vectors(DESCRIPTIONS, encoder, tmp_path)
    other = WordEncoder()
    other.id = "woorden-2"
    text_vectors(DESCRIPTIONS, other, tmp_path)
    assert len(other.texts) == 7


def cut_in_half(file: Path) -> None:
    """Drop the second half, as a full disk does."""
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def garbled(file: Path) -> None:
    """Change bytes in the middle of the data, the archive around them left whole."""
    data = bytearray(file.read_bytes())
    middle = data.index(b"vectors.npy") + 200
    data[middle : middle + 8] = b"\xff" * 8
    file.write_bytes(data)


def other_keys(file: Path) -> None:
    """An archive of something else."""
    np.savez(file, anders=np.zeros(3))


def fewer_vectors(file: Path) -> None:
    """Keys and vectors that do not belong together."""
    with np.load(file) as stored:
        np.savez(file, keys=stored["keys"], vectors=stored["vectors"][:2])


@pytest.mark.parametrize(
    "spoil",
    [
        cut_in_half,
        garbled,
        other_keys,
        fewer_vectors,
        lambda f: f.write_bytes(b""),
        lambda f: f.write_bytes(b"geen archief"),
        lambda f: f.write_bytes(b"PK\x03\x04 geen archief"),
    ],
    ids=["half", "garbled", "other-keys", "fewer-vectors", "empty", "text", "zip-head"],
)
def test_a_broken_cache_is_made_again(encoder: WordEncoder, tmp_path: Path, spoil: Callable[[Path], object]) -> None:
    """Whatever happened to the file, training gets the right vectors, and the next run finds them kept."""
    first = text_vectors(DESCRIPTIONS, encoder, tmp_path)
    (file,) = tmp_path.glob("*.npz")
    spoil(file)
    np.testing.assert_array_equal(text_vectors(DESCRIPTIONS, encoder, tmp_path), first)
    encoder.texts.clear()
    text_vectors(DESCRIPTIONS, encoder, tmp_path)
    assert encoder.texts == []
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


def test_progress_is_told_text_by_text(encoder: WordEncoder, tmp_path: Path) -> None:
    """Whoever waits hears how many of how many are done; what is cached is not counted."""
    heard: list[tuple[int, int]] = []
    text_vectors(DESCRIPTIONS, encoder, tmp_path, lambda done, total: heard.append((done, total)))
    assert heard == [(n, 7) for n in range(1, 8)]
    heard.clear()
    text_vectors(DESCRIPTIONS, encoder, tmp_path, lambda done, total: heard.append((done, total)))
    assert heard == []
