"""Folds: groups of texts dealt out so that each fold holds its share of every label, and no group stands on both sides."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def grouped_folds(labels: np.ndarray, groups: Sequence[str], folds: int, seed: int) -> np.ndarray:
    """The fold of each text, int [n], for labels bool [n, L].

    Greedy, after Sechidis et al. (2011), by whole groups: the groups with the rarest labels are dealt first, each to the fold that lacks
    those labels most. ValueError if there are fewer groups than folds.
    """
    names = sorted(set(groups))
    if len(names) < folds:
        raise ValueError(f"{len(names)} groups cannot fill {folds} folds")
    # A column of ones: the size of a fold counts like a label.
    counted = np.column_stack([labels, np.ones(len(labels))]).astype(float)
    index = {name: i for i, name in enumerate(names)}
    members = np.array([index[group] for group in groups])
    content = np.zeros((len(names), counted.shape[1]))
    np.add.at(content, members, counted)
    rarity = 1 / np.maximum(counted.sum(axis=0), 1)
    order = np.random.default_rng(seed).permutation(len(names))
    order = order[np.argsort(-(content[order] * rarity).max(axis=1), kind="stable")]
    lacks = np.tile(counted.sum(axis=0) / folds, (folds, 1))
    chosen = np.zeros(len(names), dtype=int)
    for group in order:
        need = (lacks * rarity * (content[group] > 0)).sum(axis=1)
        chosen[group] = int(np.argmax(need))
        lacks[chosen[group]] -= content[group]
    dealt: np.ndarray = chosen[members]
    return dealt
