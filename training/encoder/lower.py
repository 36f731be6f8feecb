"""The frozen lower layers: what they make of each text is computed once, by the quantised graph, and read by every fold."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime

from training.encoder.graph import write_encoder
from training.encoder.wheel import Shape, WheelModel


@dataclass(frozen=True)
class States:
    """The vectors between two layers, one file a row of ids."""

    files: Sequence[Path]

    def row(self, i: int) -> np.ndarray:
        """One row's vectors, float16 [length, hidden]."""
        found: np.ndarray = np.load(self.files[i])
        return found


class Lower:
    """The lowest `layers` layers of a model, embedding included; what they compute is kept under `cache`, by their hash and the row's."""

    def __init__(self, model: WheelModel, layers: int, cache: Path) -> None:
        cache.mkdir(parents=True, exist_ok=True)
        graph = cache / "lower.onnx"
        write_encoder(model.weights, model.shape, graph, layers=range(layers))
        self._session = session(graph)
        self.folder = cache / hashlib.sha256(graph.read_bytes()).hexdigest()[:16]
        self.folder.mkdir(exist_ok=True)

    def states(self, rows: Sequence[Sequence[int]]) -> States:
        """What the lower layers make of rows of ids, marks included; only what was never computed before is computed."""
        files = [self.folder / f"{hashlib.sha256(np.array(row, dtype=np.int32).tobytes()).hexdigest()[:24]}.npy" for row in rows]

        def compute(row: Sequence[int], file: Path) -> None:
            (tokens,) = self._session.run(["tokens"], {"ids": np.array([row], dtype=np.int64)})
            draft = file.with_suffix(".tmp.npy")
            np.save(draft, tokens[0].astype(np.float16))
            draft.replace(file)

        missing = {file: row for row, file in zip(rows, files, strict=True) if not file.exists()}
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(compute, missing.values(), missing))
        return States(files)


def upper_vectors(
    weights: dict[str, np.ndarray], shape: Shape, layers: range, states: States, owner: Sequence[int], folder: Path
) -> np.ndarray:
    """The text vectors, float32 [n, hidden], that the quantised upper layers make of the lower ones' states.

    `owner[i]` is the text that row i of the states is a window of.
    """
    graph = folder / "upper.onnx"
    write_encoder(weights, shape, graph, layers=layers)
    upper = session(graph)

    def total(i: int) -> np.ndarray:
        (tokens,) = upper.run(["tokens"], {"states": states.row(i)[None].astype(np.float32)})
        found: np.ndarray = tokens[0].astype(np.float64).sum(axis=0)
        return found

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        sums = list(pool.map(total, range(len(owner))))
    vectors = np.zeros((max(owner) + 1, shape.hidden))
    counts = np.zeros(max(owner) + 1)
    for i, text in enumerate(owner):
        vectors[text] += sums[i]
        counts[text] += len(states.row(i))
    graph.unlink()
    return np.asarray(vectors / counts[:, None], dtype=np.float32)


def session(graph: Path) -> onnxruntime.InferenceSession:
    """A graph on one thread: texts are computed side by side instead."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
