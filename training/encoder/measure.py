"""Lays one fold's encoder beside the shipped one: on the same retold texts that neither had seen, and on the clock."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from classifier.encoder import Encoder, OnnxEncoder
from classifier.heads import sigmoid
from classifier.paths import data_dir
from training.encoder.make import FoldResult, Maker
from training.metrics import agreement
from training.thresholds import best_threshold
from training.train import calibrate, fit_and_score

WORDS = range(140, 161)
"""Words of the texts that the clock is held to."""
TIMED = 20


@dataclass(frozen=True)
class Measured:
    """An encoder's F1 of themes and sub-topics (micro, macro), by the encoder's score alone, and its milliseconds a text on one core."""

    name: str
    themes: tuple[float, float]
    subtopics: tuple[float, float]
    milliseconds: float


def side_by_side(maker: Maker, result: FoldResult) -> tuple[int, list[Measured]]:
    """How many texts were held out for both, and the figures of the fold's encoder and the shipped one on them."""
    shipped, known = maker.shipped_scores()
    retold = np.array([text.origin == "herteld" for text in maker.texts])
    asked = result.held & known & retold
    seen = ~result.held
    found = fit_and_score(result.vectors[seen], maker.truth[seen], result.vectors[asked])
    texts = [d for d, there in zip(maker.documents, retold, strict=True) if there and len(d.split()) in WORDS][:TIMED]
    rows = (
        (f"{maker.model.shape.layers} lagen, fold", found, maker.encoder_of(result)),
        ("data/encoder", shipped[asked], OnnxEncoder(data_dir() / "encoder")),
    )
    return int(asked.sum()), [
        Measured(name, *_f1(maker, scores, maker.truth[asked]), _speed(encoder, texts)) for name, scores, encoder in rows
    ]


def _f1(maker: Maker, scores: np.ndarray, truth: np.ndarray) -> tuple[tuple[float, float], tuple[float, float]]:
    predicted = np.zeros(truth.shape, dtype=bool)
    for column in range(truth.shape[1]):
        slope, offset = calibrate(scores[:, column], truth[:, column])
        chances = sigmoid(slope * scores[:, column] + offset)
        predicted[:, column] = chances >= best_threshold(chances, truth[:, column])
    groups = agreement(predicted, truth, maker.taxonomy)["groups"]
    return tuple((groups[name]["micro_f1"], groups[name]["macro_f1"]) for name in ("theme", "subtopic"))  # type: ignore[return-value]


def _speed(encoder: Encoder, texts: list[str]) -> float:
    """The middle of the times that one text takes."""
    times = []
    for text in texts:
        start = time.perf_counter()
        encoder.encode(text)
        times.append(1000 * (time.perf_counter() - start))
    return float(np.median(times))
