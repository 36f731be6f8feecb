"""The model on disk: heads, bands and precedents in one joblib file, with a manifest that says what made it.

An artefact that was altered, or made from another corpus, by another encoder, other code or other libraries, is refused.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import numpy.typing as npt

from classifier.decision import Band
from classifier.errors import ArtefactError
from classifier.heads import Heads
from classifier.ngrams import NgramWeights
from classifier.paths import ROOT

MODEL, MANIFEST = "model.joblib", "manifest.json"
LIBRARIES = ("numpy", "scikit-learn", "onnxruntime", "tokenizers", "spacy", "spacy-lookups-data")
SHAPING_CODE = (
    "classifier/artefact.py",
    "classifier/cleaning.py",
    "classifier/document.py",
    "classifier/encoder.py",
    "classifier/heads.py",
    "classifier/ngrams.py",
    "training/build.py",
    "training/corpus.py",
    "training/folds.py",
    "training/ngrams.py",
    "training/shipped.py",
    "training/thresholds.py",
    "training/train.py",
    "training/vectors.py",
)
"""The code that shapes a model: a change in it makes another model."""
RETRAIN = "Voer `themawijzer train` uit."


@dataclass(frozen=True)
class Neighbours:
    """The labelled descriptions that precedents are taken from; `features` float32 [n, d], rows of length 1."""

    ids: tuple[str, ...]
    titles: tuple[str, ...]
    themes: tuple[tuple[str, ...], ...]
    families: tuple[str, ...]
    features: npt.NDArray[np.float32]


@dataclass(frozen=True)
class Model:
    """All that training gives to the classifier."""

    heads: Heads
    bands: Mapping[str, Band]
    eligibility: Band
    """On the probability of the likeliest theme: below it the outcome is `geen-thema`, from it on `komt-in-aanmerking`."""
    neighbours: Neighbours


@dataclass(frozen=True)
class Origin:
    """What a model is made from and by; two models of equal origin, on one machine, are equal byte for byte."""

    corpus: str
    encoder: str
    taxonomy: str
    code: str
    libraries: Mapping[str, str]
    python: str


_NAMES = {
    "corpus": "een ander corpus",
    "encoder": "een andere encoder",
    "taxonomy": "een andere taxonomie",
    "code": "andere programmacode",
    "libraries": "andere bibliotheken",
    "python": "een andere Python",
}


def origin_now(data: Path, encoder_id: str) -> Origin:
    """The origin that a model made now, from the corpus in `data`, would have."""
    return Origin(
        corpus=hash_files(sorted((data / "corpus").glob("*.jsonl"))),
        encoder=encoder_id,
        taxonomy=hash_files([data / "taxonomy.toml"]),
        code=hash_files([path for pattern in SHAPING_CODE for path in sorted(ROOT.glob(pattern))]),
        libraries={name: importlib.metadata.version(name) for name in LIBRARIES},
        python=".".join(platform.python_version_tuple()[:2]),
    )


def hash_files(paths: list[Path]) -> str:
    """SHA-256 over names and contents, in the order given."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def save(model: Model, origin: Origin, figures: Mapping[str, object], seed: int, folder: Path) -> dict[str, Any]:
    """Write model and manifest into `folder`, each whole or not at all; returns the manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / (MODEL + ".tmp")
    joblib.dump(_plain(model), draft)
    data = draft.read_bytes()
    manifest: dict[str, Any] = {
        "version": f"{importlib.metadata.version('themawijzer')}+{hashlib.sha256(data).hexdigest()[:8]}",
        "origin": asdict(origin),
        "seed": seed,
        "figures": dict(figures),
    }
    manifest["sha256"] = _seal(data, manifest)
    written = folder / (MANIFEST + ".tmp")
    written.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    draft.replace(folder / MODEL)
    written.replace(folder / MANIFEST)
    return manifest


def load(folder: Path, origin: Origin) -> tuple[Model, dict[str, Any]]:
    """The model and its manifest; ArtefactError says what differs and what to run."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        data = (folder / MODEL).read_bytes()
    except FileNotFoundError as error:
        raise ArtefactError("Er is nog geen model.", where=str(folder), remedy=RETRAIN) from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ArtefactError("De beschrijving van het model is beschadigd.", where=str(folder), remedy=RETRAIN) from error
    if not isinstance(manifest, dict) or manifest.get("sha256") != _seal(data, manifest):
        raise ArtefactError("Het model is gewijzigd sinds het gemaakt werd.", where=str(folder), remedy=RETRAIN)
    made, now = manifest["origin"], asdict(origin)
    different = [name for key, name in _NAMES.items() if made.get(key) != now[key]]
    if different:
        raise ArtefactError(f"Het model is gemaakt met {' en '.join(different)}.", where=str(folder), remedy=RETRAIN)
    return _model(joblib.load(folder / MODEL)), manifest


def _seal(data: bytes, manifest: Mapping[str, Any]) -> str:
    """SHA-256 over the model file and all that the manifest says of it but for its own `sha256`."""
    said = {key: value for key, value in manifest.items() if key != "sha256"}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode() + b"\0" + data).hexdigest()


def _plain(model: Model) -> dict[str, Any]:
    """Arrays, strings and numbers only: nothing in the file depends on where our classes live."""
    heads, neighbours = model.heads, model.neighbours
    return {
        "heads": {name: getattr(heads, name) for name in heads.__dataclass_fields__ if name != "ngrams"},
        "ngrams": {"index": list(heads.ngrams.index), "idf": heads.ngrams.idf, "weights": heads.ngrams.weights},
        "bands": {label: (band.low, band.high) for label, band in model.bands.items()},
        "eligibility": (model.eligibility.low, model.eligibility.high),
        "neighbours": {name: getattr(neighbours, name) for name in neighbours.__dataclass_fields__},
    }


def _model(plain: dict[str, Any]) -> Model:
    bands = {label: Band(low, high) for label, (low, high) in plain["bands"].items()}
    stored = plain["ngrams"]
    ngrams = NgramWeights({ngram: row for row, ngram in enumerate(stored["index"])}, stored["idf"], stored["weights"])
    return Model(Heads(**plain["heads"], ngrams=ngrams), bands, Band(*plain["eligibility"]), Neighbours(**plain["neighbours"]))
