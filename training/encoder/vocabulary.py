"""Cuts the vocabulary down to the tokens that Dutch, English and French need: most of the encoder's size is its table of words."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from training.encoder.convert import write_tokenizer
from training.encoder.wheel import Vocabulary, WheelModel

WORDS = {"nl": 200_000, "en": 50_000, "fr": 50_000}
"""The most frequent words of each language, by wordfreq."""


def frequent_words() -> Iterable[str]:
    """The words whose tokens are kept, as they are and with a capital."""
    from wordfreq import top_n_list

    for language, count in WORDS.items():
        for word in top_n_list(language, count):
            yield word
            yield word.capitalize()


def cut(model: WheelModel) -> WheelModel:
    """The model with only the tokens of the frequent words, and every single character of our scripts.

    The corpus has no part in it: a held-out text must not find its own rare words kept for it.
    """
    old = model.vocabulary
    kept = {old.bos, old.pad, old.eos, old.unk}
    tokenizer = _tokenizer(old)
    for text in frequent_words():
        normal = "".join(old.normalisation.get(ord(c), c) for c in text)
        kept.update(tokenizer.encode(normal, add_special_tokens=False).ids)
    kept.update(i for i, piece in enumerate(old.pieces) if len(piece.lstrip("▁")) <= 1 and _ours(piece.lstrip("▁")))
    rows = sorted(kept)
    place = {row: i for i, row in enumerate(rows)}
    vocabulary = Vocabulary(
        pieces=[old.pieces[row] for row in rows],
        scores=[old.scores[row] for row in rows],
        normalisation=old.normalisation,
        bos=place[old.bos],
        eos=place[old.eos],
        pad=place[old.pad],
        unk=place[old.unk],
    )
    words = model.weights["emb.word"].reshape(-1, model.shape.hidden)[rows]
    weights = model.weights | {"emb.word": np.ascontiguousarray(words).reshape(-1)}
    return WheelModel(replace(model.shape, rows=len(rows)), vocabulary, weights)


def _ours(character: str) -> bool:
    """Latin, Greek, Cyrillic, and the symbols between them: not the scripts that the program sends to a person anyway."""
    return not character or ord(character) < 0x0600 or 0x1E00 <= ord(character) < 0x2800


def _tokenizer(vocabulary: Vocabulary) -> Tokenizer:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tokenizer.json"
        write_tokenizer(vocabulary, path)
        return Tokenizer.from_file(str(path))
