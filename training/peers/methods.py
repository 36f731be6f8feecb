"""The methods that are compared, each with what it needs to start: packages, an encoder with the corpus's vectors, or nothing."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from classifier.encoder import OnnxEncoder, read_manifest
from training.build import build_frozen_encoder
from training.compare import Method, Start, Task
from training.peers import Peer
from training.peers.annif import ENVIRONMENT, Annif
from training.peers.encoded import Encoded
from training.peers.fasttext import FastText
from training.peers.majority import Majority, always
from training.peers.spacy import SpacyTextcat
from training.peers.svm import TfidfSvm
from training.shipped import read_held_out, read_vectors
from training.train import SEED, held_out_scores
from training.vectors import text_vectors


def _plain(make: Callable[[], Peer]) -> Callable[[Task], Start]:
    def start(_: Task) -> Start:
        make()  # tells at once that a package is missing
        return Start(make)

    return start


def _annif(task: Task) -> Start:
    what = "Annif klaarzetten (de eerste keer wordt het geïnstalleerd)"
    task.tell(what, 0, 1)
    Annif(task.build / ENVIRONMENT)
    task.tell(what, 1, 1)
    return Start(lambda: Annif(task.build / ENVIRONMENT))


def _majority(task: Task) -> Start:
    return Start(Majority, always=always(task.truth, task.taxonomy))


def _frozen(task: Task) -> Start:
    folder = build_frozen_encoder(task.build)
    encoder = OnnxEncoder(folder)
    vectors = _vectors(task, encoder, "Bevroren encoder: teksten lezen", {})
    known = dict(zip(task.documents, vectors, strict=True))
    return Start(lambda: Encoded("bevroren", encoder, folder, known))


def _ours(task: Task) -> Start:
    folder = task.data / "encoder"
    encoder = OnnxEncoder(folder)
    vectors = _vectors(task, encoder, "Themawijzer: teksten lezen", read_vectors(folder))
    scores = held_out_scores(task.texts, vectors, task.truth, SEED, read_held_out(folder), task.taxonomy.all_ids())
    curves = read_manifest(folder).get("training", {}).get("curves", {}).values()
    known = dict(zip(task.documents, vectors, strict=True))
    return Start(
        lambda: Encoded("themawijzer", encoder, folder, known, ngrams=True),
        held_out=scores,
        encoder_seconds=sum(float(line["seconds"]) for curve in curves for line in curve) or None,
    )


def _vectors(task: Task, encoder: OnnxEncoder, what: str, shipped: dict[str, np.ndarray]) -> np.ndarray:
    descriptions = [text.description for text in task.texts]
    return text_vectors(descriptions, encoder, task.build / "cache", lambda done, total: task.tell(what, done, total), shipped)


METHODS: tuple[Method, ...] = (
    Method("meerderheid", "Meerderheid", _majority),
    Method("svm", "TF-IDF + lineaire SVM", _plain(TfidfSvm)),
    Method("fasttext", "fastText", _plain(FastText)),
    Method("spacy", "spaCy textcat_multilabel", _plain(SpacyTextcat)),
    Method("annif", "Annif (omikuji)", _annif),
    Method("bevroren", "Bevroren encoder", _frozen),
    Method("themawijzer", "Themawijzer", _ours),
)
