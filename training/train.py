"""Trains the heads: cross-validated scores, calibration and bands on held-out texts, then one fit on the whole corpus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from classifier.artefact import Model, Neighbours
from classifier.decision import Band
from classifier.document import make_document
from classifier.errors import CorpusError
from classifier.heads import SCALE, Heads, features, sigmoid
from classifier.taxonomy import taxonomy
from training.corpus import LabelledText, label_matrix
from training.folds import grouped_folds
from training.ngrams import fit_ngrams, ngram_scores
from training.shipped import HeldOut
from training.thresholds import Fitted, fit_band, fit_eligibility
from training.vectors import text_key

SEED = 20230101
FOLDS = 3
"""Of texts held out, by heads and encoder alike; each costs a run of the encoder, which then learns from two texts in three."""
STRENGTH = 0.3
"""Inverse regularisation (C) of the heads; of 0.3, 1, 3 and 10 the best on held-out folds of the retold texts."""
FEWEST_RETOLD = 20
"""A label is calibrated on the retold texts alone once so many of them carry it: they are the nearest to what users send."""


@dataclass(frozen=True)
class Trained:
    """The model, and the held-out view of the corpus that it was calibrated on."""

    model: Model
    held_out: np.ndarray
    """Calibrated probabilities of every text by heads that never saw it or its group, float [n, L]."""
    truth: np.ndarray
    fitted: dict[str, Fitted]


def train(
    texts: Sequence[LabelledText], vectors: np.ndarray, labels: Sequence[str], seed: int = SEED, held_out: HeldOut | None = None
) -> Trained:
    """Fit heads, calibration and bands on the corpus; `vectors` float32 [n, d] are the encoder's, in the order of `texts`.

    `held_out` are the scores that came with an encoder that learned from these texts. A text without such a score is new to the encoder,
    and is scored by heads fitted without its fold. CorpusError if the texts are of fewer groups than there are folds.
    """
    if len({text.group for text in texts}) < FOLDS:
        raise CorpusError(
            "Het corpus is te klein om op te trainen.",
            where="data/corpus",
            remedy=f"Geef teksten van minstens {FOLDS} verschillende aanbieders of families.",
        )
    truth = label_matrix(texts, labels)
    scores = held_out_scores(texts, vectors, truth, seed, held_out, labels)
    retold = np.array([text.origin == "herteld" for text in texts])
    slopes, offsets, fitted = np.zeros(len(labels)), np.zeros(len(labels)), {}
    probabilities = np.zeros_like(scores)
    for column, label in enumerate(labels):
        base = retold if truth[retold, column].sum() >= FEWEST_RETOLD else np.ones(len(texts), dtype=bool)
        slopes[column], offsets[column] = calibrate(scores[base, column], truth[base, column])
        probabilities[:, column] = sigmoid(slopes[column] * scores[:, column] + offsets[column])
        fitted[label] = fit_band(probabilities[base, column], truth[base, column])
    unit = features(vectors)
    mean = mean_unit(vectors)
    coefficients, intercepts = fit_heads(unit, truth)
    ngrams, more = fit_ngrams(_documents(texts), truth)
    heads = Heads(tuple(labels), mean, coefficients, intercepts + more, slopes, offsets, ngrams)
    neighbours = Neighbours(
        ids=tuple(text.id for text in texts),
        titles=tuple(text.title for text in texts),
        themes=tuple(tuple(text.themes) for text in texts),
        families=tuple(text.family for text in texts),
        features=(unit / SCALE).astype(np.float32),
    )
    bands = {label: fit.band for label, fit in fitted.items()}
    model = Model(heads, bands, eligibility(probabilities, truth, retold, labels, bands), neighbours)
    return Trained(model, probabilities, truth, fitted)


def eligibility(probabilities: np.ndarray, truth: np.ndarray, retold: np.ndarray, labels: Sequence[str], bands: dict[str, Band]) -> Band:
    """The outcome's band, on the retold texts where there are any: they are the nearest to what users send."""
    base = retold if retold.any() else ~retold
    themes = [labels.index(theme) for theme in taxonomy().ids("theme")]
    p, y = probabilities[base][:, themes], truth[base][:, themes]
    assigned = (p >= np.array([bands[labels[theme]].high for theme in themes])).any(axis=1)
    return fit_eligibility(p.max(axis=1), assigned, y.any(axis=1))


def held_out_scores(
    texts: Sequence[LabelledText],
    vectors: np.ndarray,
    truth: np.ndarray,
    seed: int,
    held_out: HeldOut | None = None,
    labels: Sequence[str] = (),
) -> np.ndarray:
    """Each text's uncalibrated scores, float [n, L], by heads (and an encoder) that had not seen it or its group."""
    documents = _documents(texts)
    scores, known = np.zeros(truth.shape), np.zeros(len(texts), dtype=bool)
    if held_out:
        scores, known = held_out.of([text_key(document) for document in documents], labels)
    fold = grouped_folds(truth, [text.group for text in texts], FOLDS, seed)
    for held in range(FOLDS):
        seen, unseen = fold != held, fold == held
        asked = unseen & ~known
        if asked.any():
            scores[asked] = fit_and_score(vectors[seen], truth[seen], vectors[asked])
        ngrams = fit_ngrams([documents[i] for i in np.flatnonzero(seen)], truth[seen])
        scores[unseen] += ngram_scores(ngrams, [documents[i] for i in np.flatnonzero(unseen)])
    return scores


def _documents(texts: Sequence[LabelledText]) -> list[str]:
    return [make_document(text.description).text for text in texts]


def fit_and_score(seen: np.ndarray, truth: np.ndarray, unseen: np.ndarray) -> np.ndarray:
    """The encoder's part of the scores, float [m, L], of unseen vectors [m, d] by heads fitted on seen ones [n, d], labels [n, L]."""
    mean = mean_unit(seen)
    coefficients, intercepts = fit_heads(features(seen, mean), truth)
    return np.asarray(features(unseen, mean) @ coefficients.T + intercepts)


def mean_unit(vectors: np.ndarray) -> np.ndarray:
    """The mean of the vectors [n, d], each of length one first."""
    return np.asarray((vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(float).mean(axis=0))


def fit_heads(unit: np.ndarray, truth: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """One balanced logistic regression per label: coefficients [L, d] and intercepts [L]."""
    coefficients = np.zeros((truth.shape[1], unit.shape[1]))
    intercepts = np.zeros(truth.shape[1])
    for column in range(truth.shape[1]):
        if not truth[:, column].any():
            intercepts[column] = -10.0
            continue
        head = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=2000).fit(unit, truth[:, column])
        coefficients[column], intercepts[column] = head.coef_[0], head.intercept_[0]
    return coefficients, intercepts


def calibrate(scores: np.ndarray, carried: np.ndarray) -> tuple[float, float]:
    """Platt's slope and offset for held-out scores [n]; a slope below zero would turn the label round and is refused."""
    if not carried.any() or carried.all():
        return 1.0, 0.0
    fit = LogisticRegression(C=100.0, max_iter=2000).fit(scores[:, None], carried)
    slope = float(fit.coef_[0, 0])
    return (slope, float(fit.intercept_[0])) if slope > 0 else (1.0, 0.0)
