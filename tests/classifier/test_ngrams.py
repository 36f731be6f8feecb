"""N-grams stand where they are said to stand, and their weights sum to the score, exactly."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from classifier.ngrams import NO_NGRAMS, NgramWeights, ngrams


def test_words_pairs_and_pieces_have_their_places() -> None:
    """Lower case, with the characters they come from; one letter alone is no word."""
    found = ngrams("TIG-lassen, a b Lassen")
    assert ("tig", 0, 3) in found
    assert ("tig lassen", 0, 10) in found
    assert ("lassen lassen", 4, 22) in found
    assert ("#lass", 4, 8) in found
    assert ("# las", 4, 7) in found
    assert ("#sen ", 7, 10) in found
    assert all(ngram not in ("a", "b") for ngram, *_ in found)


@given(text=st.text(max_size=200))
def test_every_place_lies_inside_the_text(text: str) -> None:
    """Whatever the text, an n-gram stands on at least one of its characters."""
    for ngram, start, end in ngrams(text):
        assert 0 <= start < end <= len(text), ngram


@given(text=st.text(alphabet="abcd é,.\n", max_size=120), seed=st.integers(0, 2**32 - 1))
def test_contributions_sum_to_the_score(text: str, seed: int) -> None:
    """An explanation leaves nothing out, also where an n-gram stands several times or none is known."""
    rng = np.random.default_rng(seed)
    known = [*sorted({ngram for ngram, *_ in ngrams(text)})[::2], "afwezig"]
    weights = NgramWeights({ngram: i for i, ngram in enumerate(known)}, rng.uniform(1, 5, len(known)), rng.normal(0, 1, (len(known), 3)))
    places, values = weights.contributions(text)
    assert (places.shape, values.shape) == ((len(values), 2), (len(places), 3))
    np.testing.assert_allclose(values.sum(axis=0), weights.score(text), atol=1e-9)


def test_without_known_ngrams_nothing_is_added() -> None:
    """A text of unknown words has no score of its own, and heads without n-grams know none."""
    weights = NgramWeights({"lassen": 0}, np.ones(1), np.ones((1, 2)))
    assert weights.score("koken").tolist() == [0, 0]
    assert weights.contributions("koken")[1].shape == (0, 2)
    assert NO_NGRAMS.contributions("koken")[0].shape == (0, 2)
