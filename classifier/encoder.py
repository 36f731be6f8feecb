"""The encoder: a text in, one vector per token out, with the place of each token in that text.

`Encoder` is the small protocol that the rest of the program knows; `OnnxEncoder` is the one that runs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from classifier.errors import ArtefactError

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

GRAPH, TOKENIZER, MANIFEST = "encoder.onnx", "tokenizer.json", "encoder.json"
PREFIX = "query: "
"""What multilingual-e5 was trained to see before a text."""

WINDOW = 384
"""Tokens of the text in one run of the graph; a longer text is read in windows of even length."""


@dataclass(frozen=True)
class Encoding:
    """What the encoder saw: `tokens` float32 [n, d]; `spans` int64 [n, 2], the characters [start, end) of each token in the text.

    Tokens that stand for no character (the prefix, begin and end marks) have an empty span.
    """

    tokens: Floats
    spans: Integers

    @property
    def vector(self) -> Floats:
        """The text's own vector, float32 [d]: the mean of its tokens, not normalised."""
        return np.asarray(self.tokens.mean(axis=0), dtype=np.float32)


class Encoder(Protocol):
    """Anything that turns a text into an Encoding."""

    @property
    def id(self) -> str:
        """Names the encoder and its exact weights."""
        ...

    def encode(self, text: str) -> Encoding:
        """Encode one text."""
        ...


class OnnxEncoder:
    """An encoder folder (graph, tokenizer, manifest) run by onnxruntime on one thread, so that equal input gives equal output."""

    def __init__(self, folder: Path) -> None:
        manifest = read_manifest(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session: Any = onnxruntime.InferenceSession(str(folder / GRAPH), options, providers=["CPUExecutionProvider"])
        self._tokenizer: Any = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.no_truncation()
        self._normalisation = {int(point): replacement for point, replacement in manifest["normalisation"].items()}
        self._bos, self._eos = int(manifest["bos"]), int(manifest["eos"])
        self.prefix = self._tokenizer.encode(PREFIX.strip(), add_special_tokens=False).ids
        self.id = f"{manifest['name']}-{manifest['sha256'][:12]}"

    def encode(self, text: str) -> Encoding:
        """Encode one text."""
        ids, spans = self.tokenize(text)
        parts = [self._run(ids[part], spans[part]) for part in windows(len(ids))]
        return Encoding(np.concatenate([p.tokens for p in parts]), np.concatenate([p.spans for p in parts]))

    def rows(self, text: str) -> list[list[int]]:
        """The ids that the graph is given for a text, marks and prefix included: one row per window."""
        ids, _ = self.tokenize(text)
        return [self._row(ids[part]) for part in windows(len(ids))]

    def tokenize(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """The ids of a text without prefix or marks, and the characters of `text` that each stands for."""
        characters: list[str] = []
        origin: list[int] = []
        for place, character in enumerate(text):
            for normal in self._normalisation.get(ord(character), character):
                characters.append(normal)
                origin.append(place)
        encoded = self._tokenizer.encode("".join(characters), add_special_tokens=False)
        spans = []
        for start, end in encoded.offsets:
            while start < end and characters[start] == " ":
                start += 1
            spans.append((origin[start], origin[end - 1] + 1) if end > start else (0, 0))
        return encoded.ids, spans

    def _row(self, ids: list[int]) -> list[int]:
        return [self._bos, *self.prefix, *ids, self._eos]

    def _run(self, ids: list[int], spans: list[tuple[int, int]]) -> Encoding:
        (tokens,) = self._session.run(["tokens"], {"ids": np.array([self._row(ids)], dtype=np.int64)})
        before = [(0, 0)] * (1 + len(self.prefix))
        return Encoding(tokens[0], np.array([*before, *spans, (0, 0)], dtype=np.int64))


def windows(tokens: int) -> list[slice]:
    """Where a text of so many tokens is cut: windows of even length, none over WINDOW; one of none for an empty text."""
    count = max(1, -(-tokens // WINDOW))
    size = -(-tokens // count)
    return [slice(i * size, (i + 1) * size) for i in range(count)]


def read_manifest(folder: Path) -> dict[str, Any]:
    """The encoder's manifest, after checking that its files are there and unaltered; ArtefactError says what to run."""
    remedy = "Haal data/encoder terug uit de broncode, of voer `themawijzer encoder train` uit."
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ArtefactError("Er is geen encoder.", where=str(folder), remedy=remedy) from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ArtefactError("De beschrijving van de encoder is beschadigd.", where=str(folder), remedy=remedy) from error
    if not isinstance(manifest, dict) or manifest.get("sha256") != folder_hash(folder, manifest):
        raise ArtefactError("De encoder is gewijzigd sinds hij gemaakt werd.", where=str(folder), remedy=remedy)
    return manifest


def folder_hash(folder: Path, manifest: Mapping[str, Any]) -> str:
    """SHA-256 over the manifest but for its own `sha256`, the graph and the tokenizer; empty if one of them is missing."""
    said = {key: value for key, value in manifest.items() if key != "sha256"}
    digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode())
    for name in (GRAPH, TOKENIZER):
        try:
            digest.update((folder / name).read_bytes())
        except FileNotFoundError:
            return ""
    return digest.hexdigest()
