"""Small stand-ins for what takes long to build: a taxonomy at hand and an encoder that needs no weights."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

import numpy as np

from classifier.encoder import Encoding, OnnxEncoder
from classifier.paths import ROOT
from classifier.taxonomy import read_taxonomy

TAXONOMY = read_taxonomy(ROOT / "data" / "taxonomy.toml")
SIZE = 16


class WordEncoder:
    """One vector per word, drawn from the word's own hash: equal words get equal vectors, others unlike ones."""

    id = "woorden-1"

    def __init__(self) -> None:
        self.texts: list[str] = []

    def encode(self, text: str) -> Encoding:
        """Encode one text, and remember that it was asked for."""
        self.texts.append(text)
        words = [(match.start(), match.end()) for match in re.finditer(r"\w+", text)]
        tokens = [np.full(SIZE, 0.1), *(_vector(text[start:end].lower()) for start, end in words)]
        return Encoding(np.array(tokens, dtype=np.float32), np.array([(0, 0), *words], dtype=np.int64))


def _vector(word: str) -> np.ndarray:
    seed = int.from_bytes(hashlib.sha256(word.encode("utf-8", "replace")).digest()[:4], "big")
    return np.random.default_rng(seed).normal(0.1, 1, SIZE)


@cache
def real_encoder() -> OnnxEncoder:
    """The encoder that runs, loaded once for all tests."""
    return OnnxEncoder(encoder_folder())


@cache
def encoder_folder() -> Path:
    """The folder of the encoder that runs."""
    return ROOT / "data" / "encoder"
