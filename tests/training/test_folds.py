"""Folds: no group stands on both sides, none is empty, and each has its share of every label."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.paths import ROOT
from tests.classifier.fakes import TAXONOMY
from training.corpus import label_matrix, read_corpus
from training.folds import grouped_folds
from training.train import FOLDS, SEED

SEEDS = st.integers(0, 2**32 - 1)


@given(seed=SEEDS, folds=st.integers(2, 6), texts=st.integers(6, 80), groups=st.integers(6, 80), labels=st.integers(0, 5))
def test_no_group_straddles_and_no_fold_is_empty(seed: int, folds: int, texts: int, groups: int, labels: int) -> None:
    """Whatever the labels and the sizes of groups, each group has one fold and each fold has a text."""
    rng = np.random.default_rng(seed)
    of = [f"g{g}" for g in rng.integers(groups, size=texts)]
    of[:folds] = [f"g{g}" for g in range(folds)]
    dealt = grouped_folds(rng.random((texts, labels)) < rng.random(labels), of, folds, seed % 7)
    assert dealt.shape == (texts,)
    assert set(dealt.tolist()) == set(range(folds))
    assert all(len({int(dealt[i]) for i in range(texts) if of[i] == group}) == 1 for group in set(of))


@given(seed=SEEDS)
def test_every_fold_gets_its_share_of_every_label(seed: int) -> None:
    """With groups of a few texts, each fold holds a fifth of each label and of the texts, give or take a few."""
    rng = np.random.default_rng(seed)
    labels = rng.random((400, 4)) < np.array([0.5, 0.2, 0.08, 0.05])
    dealt = grouped_folds(labels, [f"g{g}" for g in rng.integers(200, size=400)], 5, 1)
    for column in (*labels.T, np.ones(400, dtype=bool)):
        counts = np.bincount(dealt[column], minlength=5)
        assert counts.max() - counts.min() <= 6 + 0.25 * column.sum() / 5


def test_the_same_seed_deals_the_same_folds() -> None:
    """Training twice measures on the same texts; another seed deals otherwise."""
    rng = np.random.default_rng(0)
    labels, groups = rng.random((100, 3)) < 0.3, [f"g{i // 2}" for i in range(100)]
    first = grouped_folds(labels, groups, 5, 1)
    np.testing.assert_array_equal(first, grouped_folds(labels, groups, 5, 1))
    assert (first != grouped_folds(labels, groups, 5, 2)).any()


def test_fewer_groups_than_folds_are_refused() -> None:
    """Four groups cannot fill five folds: an empty fold would calibrate on nothing."""
    with pytest.raises(ValueError, match="4 groups cannot fill 5 folds"):
        grouped_folds(np.zeros((8, 1), dtype=bool), list("aabbccdd"), 5, 1)


def test_the_folds_of_the_projects_own_corpus_are_even() -> None:
    """On the shipped corpus each fold holds between half and twice its share of every label with enough texts."""
    texts = read_corpus(ROOT / "data" / "corpus", TAXONOMY)
    truth = label_matrix(texts, TAXONOMY.all_ids())
    groups = [text.group for text in texts]
    dealt = grouped_folds(truth, groups, FOLDS, SEED)
    for column, label in zip(truth.T, TAXONOMY.all_ids(), strict=True):
        counts = np.bincount(dealt[column], minlength=FOLDS)
        if column.sum() >= 10 * FOLDS:
            assert counts.min() >= 0.5 * column.sum() / FOLDS, label
            assert counts.max() <= 2 * column.sum() / FOLDS, label
    assert all(len(set(dealt[np.array(groups) == group])) == 1 for group in set(groups))
