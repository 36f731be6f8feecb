"""What comes beside a tuned encoder: its held-out scores and its vectors of the corpus, each checked against the encoder's manifest.

The encoder has learned from the corpus, so that heads held out by themselves would judge texts it knows: calibration and bands need scores
of encoders and heads that had seen neither a text nor its group. The vectors only save a new user the time to compute them again.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from classifier.encoder import read_manifest
from classifier.errors import ArtefactError

SCORES, VECTORS = "held-out.npz", "vectors.npz"
BESIDE = "beside"
"""Where the manifest names these files and their SHA-256; an encoder that learned from no corpus has none."""


@dataclass(frozen=True)
class HeldOut:
    """The encoder's part of the uncalibrated scores, float32 [n, L], of the texts with these keys (`training.vectors.text_key`)."""

    labels: tuple[str, ...]
    keys: tuple[str, ...]
    scores: np.ndarray

    def of(self, keys: Sequence[str], labels: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """The scores [m, L] of texts with these keys, and which of them are known, bool [m]; rows of unknown ones are 0.

        ValueError if there is a label that the encoder was not scored on.
        """
        rows = {key: row for row, key in enumerate(self.keys)}
        columns = [self.labels.index(label) for label in labels]
        known = np.array([key in rows for key in keys], dtype=bool)
        scores = np.zeros((len(keys), len(labels)))
        scores[known] = self.scores[[rows[key] for key in keys if key in rows]][:, columns]
        return scores, known


def write_beside(folder: Path, held_out: HeldOut, vectors: Mapping[str, np.ndarray]) -> dict[str, Any]:
    """Write scores and vectors (as float16) into an encoder's folder; returns what its manifest must say of them."""
    scores = held_out.scores.astype(np.float32)
    np.savez_compressed(folder / SCORES, labels=np.array(held_out.labels), keys=np.array(held_out.keys), scores=scores)
    values = np.stack(list(vectors.values())).astype(np.float16)
    np.savez_compressed(folder / VECTORS, keys=np.array(list(vectors)), vectors=values)
    return {BESIDE: {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in (SCORES, VECTORS)}}


def read_held_out(folder: Path) -> HeldOut | None:
    """The scores beside an encoder; None if it learned from no corpus. ArtefactError if they are missing or altered."""
    stored = _read(folder, SCORES, ("labels", "keys", "scores"))
    return HeldOut(tuple(stored["labels"].tolist()), tuple(stored["keys"].tolist()), stored["scores"]) if stored else None


def read_vectors(folder: Path) -> dict[str, np.ndarray]:
    """The vectors beside an encoder, float32 [d] by the keys of their texts; none if it learned from no corpus. Errors as above."""
    stored = _read(folder, VECTORS, ("keys", "vectors"))
    return dict(zip(stored["keys"].tolist(), stored["vectors"].astype(np.float32), strict=True)) if stored else {}


def _read(folder: Path, name: str, arrays: Sequence[str]) -> dict[str, np.ndarray]:
    expected = read_manifest(folder).get(BESIDE)
    if expected is None:
        return {}
    remedy = "Haal data/encoder terug uit de broncode, of voer `themawijzer encoder train` uit."
    file = folder / name
    try:
        data = file.read_bytes()
    except FileNotFoundError as error:
        raise ArtefactError("Een bestand naast de encoder ontbreekt.", where=str(file), remedy=remedy) from error
    if hashlib.sha256(data).hexdigest() != expected.get(name):
        raise ArtefactError("Een bestand naast de encoder is gewijzigd sinds hij gemaakt werd.", where=str(file), remedy=remedy)
    try:
        with np.load(io.BytesIO(data)) as stored:
            return {array: stored[array] for array in arrays}
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise ArtefactError("Een bestand naast de encoder is onleesbaar.", where=str(file), remedy=remedy) from error
