"""Bands of doubt keep their promises on the texts they were set on, and on average on new ones."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from training.thresholds import (
    CERTAIN,
    DOUBT,
    FEWEST,
    MISSED,
    MISSED_ELIGIBLE,
    WRONG,
    WRONG_YES,
    best_threshold,
    fit_band,
    fit_eligibility,
    lower_edge,
    upper_edge,
)

SEEDS = st.integers(0, 2**32 - 1)
SIZES = st.integers(0, 300)


def sample(rng: np.random.Generator, size: int, share: float = 0.3, apart: float = 1.5) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities [n] and truth bool [n] of exchangeable texts, that overlap as a real label's do."""
    carried = rng.random(size) < share
    scores = rng.normal(0, 1, size) + np.where(carried, apart, -apart)
    return 1 / (1 + np.exp(-scores)), carried


def with_ties(probabilities: np.ndarray, seed: int) -> np.ndarray:
    """Sometimes rounded, so that texts share a probability."""
    return np.round(probabilities, 1) if seed % 2 else probabilities


@given(seed=SEEDS, size=SIZES, share=st.floats(0, 0.99))
def test_the_lower_edge_misses_at_most_its_share(seed: int, size: int, share: float) -> None:
    """Under the edge fall at most as many as the share allows, the next text counted in; a higher edge would miss more."""
    p = with_ties(np.random.default_rng(seed).random(size), seed)
    edge = lower_edge(p, share)
    under = int((p < edge).sum())
    assert 0 <= edge <= 1
    assert edge == 0 or under + 1 <= share * (size + 1) + 1e-9
    above = p[p > edge]
    if len(above):
        assert int((p < above.min()).sum()) + 1 > share * (size + 1) - 1e-9


@given(seed=SEEDS, size=SIZES, threshold=st.floats(0.05, 0.95), allowed=st.floats(-3, 30))
def test_the_upper_edge_lets_through_no_more_than_allowed(seed: int, size: int, threshold: float, allowed: float) -> None:
    """From the edge on stand at most the allowed number of wrong texts, none if nothing is allowed; a lower edge lets in more."""
    p, carried = sample(np.random.default_rng(seed), size)
    p = with_ties(p, seed)
    edge = upper_edge(p, carried, threshold, allowed)
    assert edge >= threshold
    assert (~carried & (p >= edge)).sum() <= max(allowed, 0)
    if edge > threshold:
        assert (~carried & (p >= np.nextafter(edge, 0))).sum() > allowed


@given(seed=SEEDS, size=st.integers(1, 120))
def test_the_plain_threshold_is_half_the_best_f1(seed: int, size: int) -> None:
    """Of all thresholds that tell the texts apart, also where some share a probability."""
    p, carried = sample(np.random.default_rng(seed), size, apart=0.7)
    p = with_ties(p, seed)
    assume(carried.any())
    best = max(2 * ((p >= t) & carried).sum() / ((p >= t).sum() + carried.sum()) for t in p)
    assert best_threshold(p, carried) == pytest.approx(np.clip(best / 2, 0.05, 0.95))


def test_the_plain_threshold_is_the_best_on_calibrated_probabilities() -> None:
    """Where each probability is the chance that the text carries the label, no other threshold has a higher F1 by more than chance."""
    rng = np.random.default_rng(8)
    p = rng.beta(0.5, 1.5, 200_000)
    carried = rng.random(len(p)) < p

    def f1(threshold: float) -> float:
        assigned = p >= threshold
        return float(2 * (assigned & carried).sum() / (assigned.sum() + carried.sum()))

    assert f1(best_threshold(p, carried)) >= max(f1(t) for t in np.linspace(0.05, 0.95, 91)) - 0.001


def test_a_label_that_no_text_carries_has_an_even_threshold() -> None:
    """Without an example there is nothing to choose by."""
    assert best_threshold(np.array([0.1, 0.9]), np.array([False, False])) == 0.5


@given(seed=SEEDS, size=SIZES, share=st.floats(0, 1))
def test_a_band_holds_its_threshold_and_its_promise(seed: int, size: int, share: float) -> None:
    """On the texts it was set on, a proven band misses at most its share, and decides at most its share wrongly unless it must."""
    p, carried = sample(np.random.default_rng(seed), size, share)
    p = with_ties(p, seed)
    fitted = fit_band(p, carried)
    threshold = best_threshold(p, carried)
    assert 0 <= fitted.band.low <= threshold <= fitted.band.high
    assert fitted.proven == (carried.sum() >= FEWEST)
    if fitted.proven:
        assert fitted.band.low <= max(CERTAIN, DOUBT * fitted.band.high)
        missed = (carried & (p < fitted.band.low)).sum()
        assert missed <= MISSED * (carried.sum() + 1)
        wrong = (~carried & (p >= fitted.band.high)).sum()
        assert wrong == 0 or wrong + missed + 1 <= WRONG * (size + 1) + 1e-9


def test_too_few_texts_give_a_wide_band() -> None:
    """Where a promise would rest on a handful of texts, doubt begins early and assignment late, and it is called unproven."""
    p, carried = np.array([0.9, 0.2, 0.1, 0.05]), np.array([True, False, False, False])
    fitted = fit_band(p, carried)
    assert not fitted.proven
    assert fitted.band.low == pytest.approx(best_threshold(p, carried) / 2)
    assert fitted.band.high >= 0.5


def test_the_promises_of_a_label_hold_on_new_texts_on_average() -> None:
    """Over many draws of held-out texts, new texts from the same source are missed or decided wrongly as seldom as promised."""
    rng = np.random.default_rng(20230101)
    missed, wrong = [], []
    for _ in range(300):
        band = fit_band(*sample(rng, 250, apart=1.0)).band
        p, carried = sample(rng, 2000, apart=1.0)
        missed.append((p[carried] < band.low).mean())
        wrong.append(((carried & (p < band.low)) | (~carried & (p >= band.high))).mean())
    assert np.mean(missed) <= MISSED + 0.005
    assert np.mean(wrong) <= WRONG + 0.005


def outcome_sample(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The likeliest theme's probability, whether a theme is assigned, and whether one is carried."""
    best, eligible = sample(rng, size, share=0.8, apart=1.5)
    return best, best >= 0.4 + 0.2 * rng.random(size), eligible


@given(seed=SEEDS, size=SIZES)
def test_the_outcomes_band_keeps_its_promises_where_it_was_set(seed: int, size: int) -> None:
    """Of the texts that get a yes at most the share is wrong; of the eligible ones at most the share gets a no."""
    best, assigned, eligible = outcome_sample(np.random.default_rng(seed), size)
    best = with_ties(best, seed)
    band = fit_eligibility(best, assigned, eligible)
    assert 0 <= band.low <= band.high <= 1
    yes, no = assigned & (best >= band.high), ~assigned & (best < band.low)
    assert band.high == 1 or (yes & ~eligible).sum() + 1 <= WRONG_YES * (yes.sum() + 1) + 1e-9
    assert (no & eligible).sum() <= MISSED_ELIGIBLE * (eligible.sum() + 1)


def test_the_promises_of_the_outcome_hold_on_new_texts_on_average() -> None:
    """Over many draws, a yes is wrong and an eligible text gets a no as seldom as promised."""
    rng = np.random.default_rng(20230101)
    wrong_yes, missed = [], []
    for _ in range(200):
        band = fit_eligibility(*outcome_sample(rng, 900))
        best, assigned, eligible = outcome_sample(rng, 4000)
        yes, no = assigned & (best >= band.high), ~assigned & (best < band.low)
        wrong_yes.append((yes & ~eligible).sum() / max(yes.sum(), 1))
        missed.append((no & eligible).sum() / eligible.sum())
    assert np.mean(wrong_yes) <= WRONG_YES + 0.005
    assert np.mean(missed) <= MISSED_ELIGIBLE + 0.002
