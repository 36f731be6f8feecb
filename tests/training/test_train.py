"""Training fits what the labels say, measures on texts it did not see, and never turns a label round."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from classifier.document import make_document
from classifier.errors import CorpusError
from classifier.heads import sigmoid
from tests.classifier.fakes import TAXONOMY, WordEncoder
from tests.training.conftest import row
from training.corpus import LabelledText, label_matrix
from training.shipped import HeldOut
from training.train import FOLDS, Trained, calibrate, fit_heads, held_out_scores, train
from training.vectors import text_key

SEEDS = st.integers(0, 2**32 - 1)
LABELS = TAXONOMY.all_ids()
TEXTS = [LabelledText.model_validate(row(number)) for number in range(80)]
VECTORS = np.stack([WordEncoder().encode(text.text).vector for text in TEXTS])


@pytest.fixture(scope="module")
def trained() -> Trained:
    """The small corpus, trained on."""
    return train(TEXTS, VECTORS, LABELS)


@settings(max_examples=30)
@given(seed=SEEDS, size=st.integers(4, 200))
def test_calibration_never_turns_a_label_round(seed: int, size: int) -> None:
    """Whatever the scores say of the labels, a higher score is never a lower probability."""
    rng = np.random.default_rng(seed)
    slope, offset = calibrate(rng.normal(0, 3, size), rng.random(size) < 0.3)
    assert slope > 0
    assert np.isfinite(offset)


def test_calibration_finds_the_true_slope_and_offset() -> None:
    """Where the truth is drawn from a logistic curve on the scores, that curve comes out."""
    rng = np.random.default_rng(1)
    scores = rng.normal(0, 2, 20_000)
    slope, offset = calibrate(scores, rng.random(len(scores)) < sigmoid(1.5 * scores - 1))
    assert slope == pytest.approx(1.5, abs=0.1)
    assert offset == pytest.approx(-1, abs=0.1)


@pytest.mark.parametrize("carried", [np.zeros(5, dtype=bool), np.ones(5, dtype=bool)])
def test_a_label_on_no_text_or_on_all_is_left_uncalibrated(carried: np.ndarray) -> None:
    """With one answer only there is no curve to fit."""
    assert calibrate(np.arange(5.0), carried) == (1.0, 0.0)


def test_scores_that_contradict_the_labels_are_not_trusted() -> None:
    """A negative slope would make the model say the opposite of what it found; the scores are then taken as they are."""
    scores = np.linspace(-2, 2, 50)
    assert calibrate(scores, scores < 0) == (1.0, 0.0)


def test_a_label_that_no_text_carries_is_never_found() -> None:
    """Its head has no weights and a score far below zero."""
    coefficients, intercepts = fit_heads(np.random.default_rng(0).normal(0, 1, (10, 3)), np.zeros((10, 1), dtype=bool))
    assert not coefficients.any()
    assert sigmoid(intercepts)[0] < 1e-4


def test_labels_drawn_by_chance_cannot_be_found_on_unseen_texts() -> None:
    """Held-out scores know nothing of the text's own label: on random labels they tell as much as a coin."""
    rng = np.random.default_rng(3)
    texts = [LabelledText.model_validate(row(number)) for number in range(300)]
    vectors, truth = rng.normal(0, 1, (300, 40)).astype(np.float32), rng.random((300, 4)) < 0.4
    scores = held_out_scores(texts, vectors, truth, seed=1)
    assert roc_auc_score(truth.ravel(), scores.ravel()) == pytest.approx(0.5, abs=0.08)


def test_texts_of_one_group_do_not_teach_each_other() -> None:
    """A text whose twin stands in its own family gets no help from it: they are held out together."""
    rng = np.random.default_rng(4)
    half = rng.normal(0, 1, (60, 40)).astype(np.float32)
    vectors, truth = np.repeat(half, 2, axis=0), np.repeat(rng.random((60, 3)) < 0.4, 2, axis=0)
    base = TEXTS[2].model_dump()
    twins = [LabelledText.model_validate(base | {"id": f"t{i}", "family": f"f{i // 2}"}) for i in range(120)]
    alone = [LabelledText.model_validate(base | {"id": f"t{i}", "family": f"f{i}"}) for i in range(120)]

    def found(texts: list[LabelledText]) -> float:
        return float(roc_auc_score(truth.ravel(), held_out_scores(texts, vectors, truth, seed=1).ravel()))

    assert found(twins) < 0.65 < 0.75 < found(alone)


def test_scores_that_came_with_the_encoder_are_taken_for_the_texts_they_are_of() -> None:
    """The encoder had seen those texts: heads fitted on its vectors may not judge them. Another text is judged by folds."""
    keys = [text_key(make_document(text.description).text) for text in TEXTS]
    truth = label_matrix(TEXTS, LABELS)
    plain = held_out_scores(TEXTS, VECTORS, truth, 1)
    given_scores = np.full((1, len(LABELS)), 7.0)
    mixed = held_out_scores(TEXTS, VECTORS, truth, 1, HeldOut(tuple(LABELS), (keys[3],), given_scores), LABELS)
    changed = np.abs(mixed - plain).max(axis=1) > 1e-9
    assert changed.tolist() == [number == 3 for number in range(len(TEXTS))]
    other = held_out_scores(TEXTS, VECTORS, truth, 1, HeldOut(tuple(LABELS), (keys[3],), given_scores + 1), LABELS)
    np.testing.assert_allclose(other[3] - mixed[3], 1.0)


def test_the_model_says_what_its_corpus_says(trained: Trained) -> None:
    """On subjects that are told apart by their words, the likeliest theme of each text is the one it carries."""
    heads = trained.model.heads
    for text, vector in zip(TEXTS, VECTORS, strict=True):
        document = make_document(text.description).text
        found = dict(zip(heads.labels, heads.probabilities(heads.features(vector), document), strict=True))
        if text.themes:
            assert max(TAXONOMY.ids("theme"), key=found.__getitem__) == text.themes[0]


def test_the_model_has_every_label_in_column_order(trained: Trained) -> None:
    """Heads, bands and held-out figures cover each label of the taxonomy, carried or not."""
    assert trained.model.heads.labels == LABELS
    assert set(trained.model.bands) == set(trained.fitted) == set(LABELS)
    assert trained.held_out.shape == trained.truth.shape == (len(TEXTS), len(LABELS))
    assert ((trained.held_out >= 0) & (trained.held_out <= 1)).all()
    np.testing.assert_array_equal(trained.truth, label_matrix(TEXTS, LABELS))
    assert not trained.fitted["openbare-orde"].proven


def test_every_text_is_a_precedent(trained: Trained) -> None:
    """The precedents are the corpus, in its order, with features of length one."""
    neighbours = trained.model.neighbours
    assert neighbours.ids == tuple(text.id for text in TEXTS)
    assert neighbours.themes[0] == ("digitalisering",)
    np.testing.assert_allclose(np.linalg.norm(neighbours.features, axis=1), 1, atol=1e-6)


def test_training_twice_gives_the_same_numbers(trained: Trained) -> None:
    """Same texts, same seed: equal to the last bit."""
    again = train(TEXTS, VECTORS, LABELS)
    one, other = trained.model.heads, again.model.heads
    for left, right in ((one, other), (one.ngrams, other.ngrams)):
        for field in dataclasses.fields(left):
            if field.name != "ngrams":
                np.testing.assert_array_equal(getattr(left, field.name), getattr(right, field.name))
    np.testing.assert_array_equal(trained.held_out, again.held_out)
    assert trained.model.bands == again.model.bands


def test_a_corpus_of_too_few_families_is_refused() -> None:
    """What cannot be held out cannot be measured: an error in Dutch, not a trace of the program's insides."""
    few = FOLDS - 1
    with pytest.raises(CorpusError, match="te klein") as caught:
        train(TEXTS[:few], VECTORS[:few], LABELS)
    assert caught.value.remedy
