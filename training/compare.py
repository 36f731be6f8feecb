"""Compares the model with other methods: one run, the same folds and the same real texts for all, and one way from scores to labels.

A method's scores of held-out texts set a calibration and a threshold per label, as `training.train` does; then it learns once more, from
the whole corpus, and is measured on real texts. These are read when all methods are done learning: nothing is chosen on them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import numpy as np

from classifier.artefact import hash_files
from classifier.document import make_document
from classifier.errors import ArtefactError, CorpusError
from classifier.heads import sigmoid
from classifier.paths import build_dir, data_dir
from classifier.taxonomy import PERSONNEL, Taxonomy, read_taxonomy
from training.build import SLICES
from training.corpus import LabelledText, RealText, label_matrix, read_corpus, read_real
from training.folds import grouped_folds
from training.metrics import agreement, calibration_error, columns
from training.peers import Peer
from training.thresholds import best_threshold
from training.train import FEWEST_RETOLD, FOLDS, SEED, calibrate

P = ParamSpec("P")
T = TypeVar("T")

SPEED_TEXTS = 200
"""So many texts at least are scored to measure the speed, the real ones as often as it takes: a start-up should not weigh on it."""

Tell = Callable[[str, int, int], None]
"""Hears what is being done, and how far it is: so many steps of so many."""


@dataclass(frozen=True)
class Task:
    """The corpus as every method gets it: `documents` are what the encoder reads, `truth` is bool [n, L], `fold` int [n]."""

    taxonomy: Taxonomy
    texts: Sequence[LabelledText]
    documents: Sequence[str]
    truth: np.ndarray
    fold: np.ndarray
    data: Path
    build: Path
    tell: Tell


@dataclass(frozen=True)
class Start:
    """A method that can run: what makes a new one for each fit, and what else is particular to it."""

    make: Callable[[], Peer]
    held_out: np.ndarray | None = None
    """Held-out scores [n, L] that are there already."""
    always: np.ndarray | None = None
    """The labels, bool [L], that it gives to every text whatever the scores; others go by thresholds."""
    encoder_seconds: float | None = None
    """What the training of its encoder took."""


@dataclass(frozen=True)
class Method:
    """One line of the comparison; `start` raises ArtefactError where something that it needs is not there."""

    name: str
    title: str
    start: Callable[[Task], Start]


@dataclass(frozen=True)
class Reading:
    """From scores to labels, per label [L]: probability = sigmoid(slope x score + offset), predicted from the threshold on."""

    slopes: np.ndarray
    offsets: np.ndarray
    thresholds: np.ndarray

    def figures(self, scores: np.ndarray, truth: np.ndarray, taxonomy: Taxonomy) -> dict[str, float | None]:
        """F1 of themes and sub-topics, outcome accuracy and the themes' calibration error, of scores [n, L] and truth bool [n, L].

        The outcome is right where any theme is predicted and any is carried, or none and none.
        """
        probabilities = sigmoid(self.slopes * scores + self.offsets)
        predicted = with_subtopics(probabilities >= self.thresholds, taxonomy)
        groups = agreement(predicted, truth, taxonomy)["groups"]
        themes = columns(taxonomy, "theme")
        right = predicted[:, themes].any(axis=1) == truth[:, themes].any(axis=1)
        return {f"{group}_{metric}": groups[group][metric] for group in ("theme", "subtopic") for metric in ("micro_f1", "macro_f1")} | {
            "outcome": round(float(right.mean()), 4),
            "calibration_error": calibration_error(probabilities[:, themes], truth[:, themes]),
        }


@dataclass(frozen=True)
class Learned:
    """A method fitted on the whole corpus, how its scores are read, and its figures so far."""

    peer: Peer
    reading: Reading
    figures: dict[str, Any]


def compare(
    methods: Sequence[Method],
    on: Path | None = None,
    tell: Tell = lambda *_: None,
    *,
    strict: bool = False,
    data: Path | None = None,
    build: Path | None = None,
) -> dict[str, Any]:
    """The figures of each method on the folds and on the real texts of `on` (data/real/real-dev.jsonl), as plain data.

    A method that cannot run gets its `reason` instead, in Dutch; `strict` makes that an ArtefactError.
    CorpusError if the corpus has fewer groups than there are folds, or `on` is missing or holds no texts.
    """
    task = read_task(data or data_dir(), build or build_dir(), tell)
    file = on or task.data / "real" / "real-dev.jsonl"
    if not file.is_file():  # before the hours of work, not after; its texts are read when all is learned
        raise CorpusError("Dit bestand bestaat niet.", where=str(file), remedy="Kijk het pad na.")
    learned = {method.name: _attempt(strict, learn, task, method) for method in methods}
    real = read_real(file, task.taxonomy)
    if not real:
        raise CorpusError("Er staan geen teksten in dit bestand.", where=str(file), remedy="Geef gelabelde beschrijvingen.")
    rows = []
    for method in methods:
        found = learned[method.name]
        figures = _attempt(strict, measure, found, real, task.taxonomy) if isinstance(found, Learned) else found
        told = {"reason": str(figures)} if isinstance(figures, ArtefactError) else figures
        rows.append({"name": method.name, "title": method.title} | told)
    return {
        "corpus": hash_files(sorted((task.data / "corpus").glob("*.jsonl"))),
        "texts": len(task.texts),
        "folds": FOLDS,
        "seed": SEED,
        "fold_texts": int(_measured(task.texts).sum()),
        "on": file.name,
        "real_texts": len(real),
        "peers": rows,
    }


def read_task(data: Path, build: Path, tell: Tell) -> Task:
    """The corpus and the folds that the shipped encoder was made with; CorpusError if there are fewer groups than folds."""
    taxonomy = read_taxonomy(data / "taxonomy.toml")
    texts = read_corpus(data / "corpus", taxonomy)
    groups = [text.group for text in texts]
    if len(set(groups)) < FOLDS:
        remedy = f"Geef teksten van minstens {FOLDS} verschillende aanbieders of families."
        raise CorpusError("Het corpus is te klein om op te vergelijken.", where=str(data / "corpus"), remedy=remedy)
    truth = label_matrix(texts, taxonomy.all_ids())
    documents = [make_document(text.description).text for text in texts]
    return Task(taxonomy, texts, documents, truth, grouped_folds(truth, groups, FOLDS, SEED), data, build, tell)


def learn(task: Task, method: Method) -> Learned:
    """Held-out scores first, then calibration and thresholds from them, then one fit on the whole corpus. Errors as `Method`."""
    start = method.start(task)
    scores = held_out(task, start.make, method.title) if start.held_out is None else start.held_out
    reading = read_scores(task, scores, start.always)
    peer = start.make()
    task.tell(method.title, FOLDS, FOLDS + 1)
    begin = time.perf_counter()
    peer.fit(task.documents, task.truth)
    seconds = time.perf_counter() - begin
    task.tell(method.title, FOLDS + 1, FOLDS + 1)
    measured = _measured(task.texts)
    figures: dict[str, Any] = {
        "folds": reading.figures(scores[measured], task.truth[measured], task.taxonomy) if measured.any() else None,
        "train_seconds": round(seconds, 2),
    }
    if start.encoder_seconds is not None:
        figures["encoder_train_seconds"] = round(start.encoder_seconds, 1)
    return Learned(peer, reading, figures)


def held_out(task: Task, make: Callable[[], Peer], title: str) -> np.ndarray:
    """Each text's scores, float [n, L], by a new peer that had seen no text of its fold."""
    scores = np.zeros(task.truth.shape)
    for fold in range(FOLDS):
        task.tell(title, fold, FOLDS + 1)
        seen, asked = np.flatnonzero(task.fold != fold).tolist(), np.flatnonzero(task.fold == fold).tolist()
        peer = make()
        peer.fit([task.documents[i] for i in seen], task.truth[seen])
        scores[asked] = peer.scores([task.documents[i] for i in asked])
    return scores


def read_scores(task: Task, scores: np.ndarray, always: np.ndarray | None = None) -> Reading:
    """Per label Platt's curve and the threshold of the best F1, on the held-out scores [n, L] of the retold texts.

    On those of all texts for a label that fewer than `FEWEST_RETOLD` retold ones carry. `always` stands in for the thresholds.
    """
    retold = np.array([text.origin == "herteld" for text in task.texts])
    slopes, offsets, thresholds = (np.zeros(scores.shape[1]) for _ in range(3))
    for column in range(scores.shape[1]):
        base = retold if task.truth[retold, column].sum() >= FEWEST_RETOLD else np.ones(len(retold), dtype=bool)
        carried = task.truth[base, column]
        slopes[column], offsets[column] = calibrate(scores[base, column], carried)
        thresholds[column] = best_threshold(sigmoid(slopes[column] * scores[base, column] + offsets[column]), carried)
    if always is not None:
        thresholds = np.where(always, 0.0, 2.0)  # below and above any probability
    return Reading(slopes, offsets, thresholds)


def measure(learned: Learned, real: Sequence[RealText], taxonomy: Taxonomy) -> dict[str, Any]:
    """All figures of a method, with those on real texts, texts per second and megabytes on disk. ArtefactError as `Method`."""
    documents = [make_document(text.description).text for text in real]
    many = documents * -(-SPEED_TEXTS // len(documents))
    begin = time.perf_counter()
    scores = learned.peer.scores(many)[: len(documents)]
    seconds = time.perf_counter() - begin
    return learned.figures | {
        "real": learned.reading.figures(scores, label_matrix(real, taxonomy.all_ids()), taxonomy),
        "texts_per_second": round(len(many) / max(seconds, 1e-6), 1),
        "megabytes": round(learned.peer.size() / 1e6, 3),
    }


def with_subtopics(predicted: np.ndarray, taxonomy: Taxonomy) -> np.ndarray:
    """Predictions, bool [n, L], in which personeelsmanagement stands only with one of its sub-topics, and these only with it."""
    personnel, subtopics = taxonomy.all_ids().index(PERSONNEL), columns(taxonomy, "subtopic")
    kept = predicted.copy()
    both = predicted[:, personnel] & predicted[:, subtopics].any(axis=1)
    kept[:, personnel] = both
    kept[:, subtopics] &= both[:, None]
    return kept


def _measured(texts: Sequence[LabelledText]) -> np.ndarray:
    """Which texts the figures on the folds are of, bool [n]: the nearest to what users send, in Dutch and without added claims."""
    return np.array([SLICES["herteld"](text) for text in texts], dtype=bool)


def _attempt(strict: bool, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | ArtefactError:
    """What the work gives, or the ArtefactError that stopped it; `strict` raises that one."""
    try:
        return work(*args, **kwargs)
    except ArtefactError as error:
        if strict:
            raise
        return error
