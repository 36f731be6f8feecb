"""The pairs of the corpus that differ by bare claims only: made right, and kept together."""

from __future__ import annotations

from classifier.paths import data_dir
from classifier.taxonomy import taxonomy
from training.corpus import label_matrix, read_corpus
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
