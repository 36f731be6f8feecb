"""The encoder's vectors of many texts, computed side by side and kept under build/ by the text's own hash."""

from __future__ import annotations

import hashlib
import os
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from classifier.description import ServiceDescription
from classifier.document import make_document
from classifier.encoder import Encoder

Progress = Callable[[int, int], None]


def text_vectors(
    descriptions: Sequence[ServiceDescription],
    encoder: Encoder,
    cache: Path,
    progress: Progress = lambda *_: None,
    shipped: Mapping[str, np.ndarray] | None = None,
) -> np.ndarray:
    """The text vectors, float32 [n, d], in the order given; `progress` hears how many of how many are there.

    Computed is what is neither in `cache` nor among the `shipped` vectors, by the key of their texts.
    """
    texts = [make_document(description).text for description in descriptions]
    keys = [text_key(text) for text in texts]
    file = cache / f"vectors-{encoder.id}.npz"
    known = dict(shipped or {}) | _load(file)
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = pool.map(lambda text: encoder.encode(text).vector, missing.values())
        for done, (key, vector) in enumerate(zip(missing, found, strict=True), start=1):
            known[key] = vector
            progress(done, len(missing))
    if missing:
        _save(file, known)
    return np.stack([known[key] for key in keys])


def text_key(text: str) -> str:
    """What a text is known by: the hash of the document that the encoder reads."""
    return hashlib.sha256(text.encode()).hexdigest()


def _load(file: Path) -> dict[str, np.ndarray]:
    """What an earlier run kept; a file that cannot be read is as good as none, for it can be made again."""
    try:
        with np.load(file) as stored:
            return dict(zip(stored["keys"].tolist(), stored["vectors"], strict=True))
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile, zlib.error):
        return {}


def _save(file: Path, known: dict[str, np.ndarray]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".tmp.npz")
    np.savez(draft, keys=np.array(list(known)), vectors=np.stack(list(known.values())))
    draft.replace(file)
