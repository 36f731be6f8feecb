"""The pairs of the corpus that differ by bare claims only: made right, kept together, and counted where they are decided otherwise."""

from __future__ import annotations

import numpy as np

from classifier.decision import Band
from classifier.paths import data_dir
from classifier.taxonomy import taxonomy
from tests.training.conftest import row
from training.claims import claim_flips
from training.corpus import LabelledText, label_matrix, read_corpus
from training.folds import grouped_folds


def test_a_claim_changes_neither_labels_nor_group_of_its_text() -> None:
    """Each text with claims has its plain text in the same family, with the same labels, in the same fold, and is longer than it."""
    known = taxonomy()
    texts = read_corpus(data_dir() / "corpus", known)
    folds = grouped_folds(label_matrix(texts, known.all_ids()), [text.group for text in texts], 5, 1)
    plain = {text.family: (text, fold) for text, fold in zip(texts, folds, strict=True) if "claim" not in text.traits}
    claims = [(text, fold) for text, fold in zip(texts, folds, strict=True) if "claim" in text.traits]
    assert len(claims) >= 200
    for text, fold in claims:
        base, base_fold = plain[text.family]
        assert (text.ids(), text.title, fold) == (base.ids(), base.title, base_fold)
        assert len(text.text) > len(base.text)


def test_a_flip_is_counted_apart_from_a_move_into_doubt() -> None:
    """Of four pairs one flips outright, one falls from assigned into doubt, one moves in doubt only and one stays."""
    texts = [
        LabelledText.model_validate(row(number, family=f"f{number // 2}", traits=["claim"] if number % 2 else [])) for number in range(8)
    ]
    probabilities = np.array([[0.1], [0.9], [0.9], [0.5], [0.4], [0.5], [0.1], [0.2]])
    found = claim_flips(texts, probabilities, ["innovatie"], ["innovatie"], {"innovatie": Band(0.3, 0.7)})
    assert found == {"pairs": 4, "flipped": 0.25, "moved": 0.5}


def test_without_pairs_nothing_is_said() -> None:
    """A corpus without claims has no share."""
    found = claim_flips([], np.zeros((0, 1)), ["innovatie"], ["innovatie"], {"innovatie": Band(0.3, 0.7)})
    assert found == {"pairs": 0, "flipped": None, "moved": None}
