"""The heads' scores are sums over tokens and n-grams, exactly, and their probabilities follow the scores."""

from __future__ import annotations

import warnings

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.encoder import Encoding
from classifier.heads import SCALE, Heads, features, sigmoid
from classifier.ngrams import NgramWeights, ngrams

LABELS = ("een", "twee", "drie")
TEXT = "Leren lassen met TIG: lasnaden leggen, lassen keuren."


def random_heads(rng: np.random.Generator, size: int) -> Heads:
    """Heads of three labels over `size` features, as large as trained ones are."""
    return Heads(
        labels=LABELS,
        mean=rng.normal(0, 0.05, size),
        coefficients=rng.normal(0, 2, (len(LABELS), size)),
        intercepts=rng.normal(0, 2, len(LABELS)),
        slopes=rng.uniform(0.2, 3, len(LABELS)),
        offsets=rng.normal(0, 2, len(LABELS)),
        ngrams=random_weights(rng),
    )


def random_weights(rng: np.random.Generator) -> NgramWeights:
    """Weights of some of the n-grams of TEXT and of others."""
    known = [*sorted({ngram for ngram, *_ in ngrams(TEXT)})[::2], "afwezig"]
    return NgramWeights({ngram: i for i, ngram in enumerate(known)}, rng.uniform(1, 5, len(known)), rng.normal(0, 2, (len(known), 3)))


def random_encoding(rng: np.random.Generator, tokens: int, size: int) -> Encoding:
    """An encoding of `tokens` tokens; tokens of one text resemble each other, as the encoder's do."""
    vectors = rng.normal(0, 1, size) + rng.normal(0, 0.5, (tokens, size))
    return Encoding(vectors.astype(np.float32), np.zeros((tokens, 2), dtype=np.int64))


@given(seed=st.integers(0, 2**32 - 1), tokens=st.integers(1, 400), size=st.sampled_from([2, 24, 384]))
def test_contributions_and_intercept_sum_to_the_score(seed: int, tokens: int, size: int) -> None:
    """An explanation leaves nothing out: over tokens and n-grams it sums to the score, to within 1e-9.

    The score that the probabilities come from is that of the text vector as float32, and so the same to within its rounding.
    """
    rng = np.random.default_rng(seed)
    heads, encoding = random_heads(rng, size), random_encoding(rng, tokens, size)
    spans, values = heads.contributions(encoding, TEXT)
    assert len(spans) == len(values) > tokens
    sums = values.sum(axis=0) + heads.intercepts

    unrounded = encoding.tokens.astype(np.float64).mean(axis=0)
    exact = heads.coefficients @ features(unrounded[None, :], heads.mean)[0] + heads.intercepts + heads.ngrams.score(TEXT)
    np.testing.assert_allclose(sums, exact, rtol=0, atol=1e-9)

    shown = heads.probabilities(heads.features(encoding.vector), TEXT)
    np.testing.assert_allclose(sigmoid(heads.slopes * sums + heads.offsets), shown, rtol=0, atol=1e-4)


@given(seed=st.integers(0, 2**32 - 1), count=st.integers(2, 30))
def test_features_have_one_length_and_no_scale(seed: int, count: int) -> None:
    """Only a text vector's direction counts: every feature vector has the same length, however long the text's own is."""
    rng = np.random.default_rng(seed)
    vectors = rng.normal(0.3, 1, (count, 24)).astype(np.float32)
    unit = features(vectors)
    np.testing.assert_allclose(np.linalg.norm(unit, axis=1), SCALE)
    np.testing.assert_allclose(features(vectors * np.float32(8)), unit, atol=1e-9)


def test_one_vector_has_the_features_it_has_among_others() -> None:
    """A text is seen the same at training and later: with the training mean, alone or in a matrix."""
    rng = np.random.default_rng(7)
    vectors = rng.normal(0.3, 1, (20, 24)).astype(np.float32)
    mean = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(float).mean(axis=0)
    heads = Heads(("een",), mean, np.zeros((1, 24)), np.zeros(1), np.ones(1), np.zeros(1))
    np.testing.assert_allclose(heads.features(vectors[3]), features(vectors)[3], atol=1e-6)


FINITE = st.floats(allow_nan=False, allow_infinity=False)


@given(x=FINITE)
def test_sigmoid_never_overflows(x: float) -> None:
    """Any score gives a probability, without a warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert 0 <= sigmoid(np.array([x]))[0] <= 1


@given(x=st.floats(-30, 30))
def test_sigmoid_is_the_logistic_function(x: float) -> None:
    """In the range that scores have, it is 1 / (1 + exp(-x)), and symmetric about one half."""
    y = float(sigmoid(np.array([x]))[0])
    assert y == pytest.approx(1 / (1 + np.exp(-x)), abs=1e-12)
    assert y + float(sigmoid(np.array([-x]))[0]) == pytest.approx(1, abs=1e-12)


@given(scores=st.lists(FINITE, min_size=2, max_size=20))
def test_a_higher_score_is_never_a_lower_probability(scores: list[float]) -> None:
    """Sorting texts by score or by probability gives the same order."""
    ordered = sigmoid(np.sort(np.array(scores)))
    assert np.all(np.diff(ordered) >= 0)


@given(seed=st.integers(0, 2**32 - 1))
def test_probabilities_rise_with_their_own_score(seed: int) -> None:
    """Moving a text along a label's own coefficients raises that label's probability."""
    rng = np.random.default_rng(seed)
    heads = random_heads(rng, 24)
    feature = rng.normal(0, 1, 24)

    def at(step: float, label: int) -> float:
        moved: npt.NDArray[np.float64] = feature + step * heads.coefficients[label]
        return float(heads.probabilities(moved, TEXT)[label])

    for label in range(len(LABELS)):
        assert at(0, label) <= at(0.01, label) <= at(0.1, label)
