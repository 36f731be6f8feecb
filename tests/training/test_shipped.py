"""What comes beside an encoder is read as it was written, and refused where it is missing or altered."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from classifier.document import make_document
from classifier.encoder import MANIFEST, OnnxEncoder, folder_hash
from classifier.errors import ArtefactError
from classifier.paths import data_dir
from classifier.taxonomy import taxonomy
from tests.classifier.fakes import encoder_folder
from training.corpus import read_corpus
from training.shipped import BESIDE, SCORES, VECTORS, HeldOut, read_held_out, read_vectors
from training.vectors import text_key


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the encoder's folder, to be altered."""
    return Path(shutil.copytree(encoder_folder(), tmp_path / "encoder"))


def test_scores_are_found_by_the_key_of_their_text() -> None:
    """In any order of texts and labels; a text that is not among them is said to be unknown."""
    held_out = HeldOut(("a", "b"), ("k1", "k2"), np.array([[1.0, 2.0], [3.0, 4.0]]))
    scores, known = held_out.of(["k2", "new", "k1"], ["b", "a"])
    assert known.tolist() == [True, False, True]
    assert scores.tolist() == [[4.0, 3.0], [0.0, 0.0], [2.0, 1.0]]


def test_nothing_known_is_no_error() -> None:
    """A corpus of new texts only has no scores."""
    scores, known = HeldOut(("a",), ("k1",), np.array([[1.0]])).of(["x"], ["a"])
    assert (scores.tolist(), known.tolist()) == ([[0.0]], [False])


@pytest.mark.parametrize("name", [SCORES, VECTORS])
def test_a_missing_or_altered_file_is_refused(folder: Path, name: str) -> None:
    """Neither calibration nor heads are made from a file that is not the encoder's own."""
    read = read_held_out if name == SCORES else read_vectors
    with (folder / name).open("ab") as file:
        file.write(b"x")
    with pytest.raises(ArtefactError, match="gewijzigd"):
        read(folder)
    (folder / name).unlink()
    with pytest.raises(ArtefactError, match="ontbreekt"):
        read(folder)


def test_an_encoder_that_learned_from_no_corpus_has_nothing_beside_it(folder: Path) -> None:
    """Then all texts are new to it."""
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    del manifest[BESIDE]
    manifest["sha256"] = folder_hash(folder, manifest)
    (folder / MANIFEST).write_text(json.dumps(manifest), "utf-8")
    assert read_held_out(folder) is None
    assert read_vectors(folder) == {}


def test_shipped_vectors_are_those_that_the_encoder_computes() -> None:
    """Sampled over the corpus: the same direction to within what float16 and another processor change."""
    encoder, shipped = OnnxEncoder(encoder_folder()), read_vectors(encoder_folder())
    documents = [make_document(text.description).text for text in read_corpus(data_dir() / "corpus", taxonomy())]
    known = [document for document in documents if text_key(document) in shipped]
    assert len(known) > 0.9 * len(documents)
    for document in known[:: len(known) // 12]:
        ours, theirs = encoder.encode(document).vector, shipped[text_key(document)]
        assert ours @ theirs / np.linalg.norm(ours) / np.linalg.norm(theirs) > 0.999
