"""Fine-tuning on a toy network: it learns, it resumes, what it writes is what it computed, and no fold learns from its own texts."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from classifier.description import ServiceDescription
from classifier.document import make_document
from classifier.encoder import GRAPH, TOKENIZER, OnnxEncoder
from tests.classifier.fakes import TAXONOMY
from tests.training.conftest import row
from training.corpus import LabelledText
from training.encoder.augment import Augmentation, vary
from training.encoder.convert import write_manifest, write_tokenizer
from training.encoder.graph import write_encoder
from training.encoder.lower import Lower, States, upper_vectors
from training.encoder.wheel import Shape, Vocabulary, Weights, WheelModel
from training.shipped import read_held_out, read_vectors
from training.train import FOLDS
from training.vectors import text_key

torch = pytest.importorskip("torch", reason="torch ontbreekt: pip install -e '.[encoder]' (enkel nodig om de encoder te trainen)")

from training.encoder import make as make_module  # noqa: E402 - only with torch
from training.encoder.make import Maker  # noqa: E402
from training.encoder.network import Network, pad  # noqa: E402
from training.encoder.tune import Settings, contrast, tune  # noqa: E402

SHAPE = Shape(hidden=32, layers=2, heads=4, feed_forward=64, rows=60, positions=400, types=1, epsilon=1e-5)
TEXTS = [
    ServiceDescription("lassen", f"leer lassen en slijpen op de werf. groep {i}. veilig werken met staal.", "opleiding")
    if i % 2
    else ServiceDescription("excel", f"een cursus excel en data op de computer. groep {i}. je maakt tabellen.", "opleiding")
    for i in range(24)
]
TRUTH = np.array([[i % 2 == 1, i % 2 == 0] for i in range(24)])
QUICK = Settings(epochs=3, rate=2e-3, batch=8, frozen_layers=1, tokens=40, dropout=0.0)


@pytest.fixture(scope="module")
def model() -> WheelModel:
    """A network of two small layers with random weights over the letters of the alphabet."""
    random = np.random.default_rng(1)
    letters = [*"abcdefghijklmnopqrstuvwxyz0123456789.,:-ABCDE", "▁"]
    pieces = ["<s>", "<pad>", "</s>", "<unk>", *letters, *(f"▁{c}" for c in "abcdefghijk")][: SHAPE.rows]
    vocabulary = Vocabulary(pieces, [-float(len(p) < 2) - 1 for p in pieces], {}, bos=0, eos=2, pad=1, unk=3)
    weights: Weights = {}

    def put(name: str, *shape: int) -> None:
        weights[name] = random.normal(0, 0.15, int(np.prod(shape))).astype(np.float32)

    put("emb.word", SHAPE.rows, 32)
    put("emb.pos", 400, 32)
    put("emb.type", 32)
    for name in ("emb.ln", *(f"l{i}.{n}" for i in range(2) for n in ("aln", "oln"))):
        weights[f"{name}.w"], weights[f"{name}.b"] = np.ones(32, np.float32), np.zeros(32, np.float32)
    for i in range(2):
        for name, out, inner in (("q", 32, 32), ("k", 32, 32), ("v", 32, 32), ("ao", 32, 32), ("fi", 64, 32), ("fo", 32, 64)):
            put(f"l{i}.{name}.w", out, inner)
            put(f"l{i}.{name}.b", out)
    return WheelModel(SHAPE, vocabulary, weights)


def written(model: WheelModel, weights: Weights, folder: Path, bits: int = 32) -> OnnxEncoder:
    """An encoder folder of these weights."""
    folder.mkdir(parents=True, exist_ok=True)
    write_encoder(weights, model.shape, folder / GRAPH, bits=bits)
    write_tokenizer(model.vocabulary, folder / TOKENIZER)
    write_manifest(folder, "toy", model.vocabulary, source="test")
    return OnnxEncoder(folder)


def read_states(model: WheelModel, folder: Path) -> tuple[Lower, States, np.ndarray]:
    """The lower layer's states of the toy texts, and the untuned vectors made from them."""
    reader = written(model, model.weights, folder / "reader")
    lower = Lower(model, 1, folder / "states")
    states = lower.states([reader.rows(make_document(text).text)[0] for text in TEXTS])
    return lower, states, upper_vectors(model.weights, SHAPE, range(1, 2), states, range(len(TEXTS)), folder)


def run(
    model: WheelModel, folder: Path, settings: Settings = QUICK, chosen: np.ndarray | None = None, say: Any = lambda _: None
) -> Weights:
    """Tune on the toy texts in a folder of its own."""
    _, states, vectors = read_states(model, folder)
    chosen = np.ones(len(TEXTS), dtype=bool) if chosen is None else chosen
    return tune(model, lambda _: states, vectors, TRUTH, chosen, settings, folder / "run", say)


def test_lower_and_upper_part_compute_what_the_whole_graph_does(model: WheelModel, tmp_path: Path) -> None:
    """Cut in two, a quantised graph gives the vectors that it gives whole, windows of a long text included."""
    whole = written(model, model.weights, tmp_path / "whole", bits=8)
    text = "leer lassen op de werf. " * 30
    rows = whole.rows(text)
    assert len(rows) > 1
    states = Lower(model, 1, tmp_path / "states").states(rows)
    (vector,) = upper_vectors(model.weights, SHAPE, range(1, 2), states, [0] * len(rows), tmp_path)
    np.testing.assert_allclose(vector, whole.encode(text).vector, atol=2e-3)


def test_states_are_computed_once(model: WheelModel, tmp_path: Path) -> None:
    """What was read before is taken from disk; a new row alone is computed."""
    lower = Lower(model, 1, tmp_path)
    first = lower.states([[0, 5, 6, 2]])
    made = first.files[0].stat().st_mtime_ns
    again = lower.states([[0, 5, 6, 2], [0, 7, 2]])
    assert again.files[0].stat().st_mtime_ns == made
    np.testing.assert_array_equal(first.row(0), again.row(0))
    assert len(list(lower.folder.iterdir())) == 2


def test_graph_and_network_compute_the_same(model: WheelModel, tmp_path: Path) -> None:
    """What is trained in torch is what onnxruntime will run, padding or not."""
    write_encoder(model.weights, SHAPE, tmp_path / "lower.onnx", bits=32, layers=range(1))
    encoder = written(model, model.weights, tmp_path / "e")
    _, states, _ = read_states(model, tmp_path)
    network = Network(model.weights, SHAPE, range(1, 2)).eval()
    with torch.no_grad():
        vectors = network(*pad([states.row(i) for i in (0, 1)])).numpy()
    for vector, text in zip(vectors, TEXTS, strict=False):
        wanted = encoder.encode(make_document(text).text).vector
        assert vector @ wanted / np.linalg.norm(vector) / np.linalg.norm(wanted) > 0.99  # the lower layer is quantised, this graph is not


def test_weights_go_in_and_out_unchanged(model: WheelModel) -> None:
    """A network that learned nothing gives back the weights of its layers, and of no others."""
    weights = Network(model.weights, SHAPE, range(1, 2)).weights()
    assert {name.split(".")[0] for name in weights} == {"l1"}
    for name, values in weights.items():
        np.testing.assert_array_equal(values, model.weights[name], err_msg=name)


def test_tuning_learns_and_leaves_the_lower_layers_alone(model: WheelModel, tmp_path: Path) -> None:
    """The loss falls and the upper layer moves; of what lies below it nothing comes back."""
    said: list[str] = []
    weights = run(model, tmp_path, say=said.append)
    losses = [float(line.split("verlies ")[1].split(",")[0]) for line in said]
    assert losses[-1] < losses[0]
    assert np.abs(weights["l1.fi.w"] - model.weights["l1.fi.w"]).max() > 1e-4
    assert all(name.startswith("l1.") for name in weights)


def test_a_teacher_is_heard_as_far_as_the_settings_say(model: WheelModel, tmp_path: Path) -> None:
    """A teacher that agrees with the labels changes nothing; one that says the opposite turns the weights another way."""
    _, states, vectors = read_states(model, tmp_path)
    every = np.ones(len(TEXTS), dtype=bool)

    def tuned(name: str, taught: np.ndarray | None, teacher: float) -> np.ndarray:
        settings = replace(QUICK, epochs=1, teacher=teacher)
        return tune(model, lambda _: states, vectors, TRUTH, every, settings, tmp_path / name, lambda _: None, taught)["l1.fi.w"]

    alone = tuned("alone", None, 0.0)
    np.testing.assert_array_equal(tuned("agrees", TRUTH.astype(float), 0.5), alone)
    assert np.abs(tuned("opposes", 1.0 - TRUTH, 1.0) - alone).max() > 1e-4


def test_a_run_that_was_broken_off_ends_as_if_it_was_not(model: WheelModel, tmp_path: Path) -> None:
    """Resumed from its checkpoint, a run gives the very weights of a run in one go; under other settings it starts anew."""
    whole = run(model, tmp_path / "whole")

    def breaks_after_one(line: str) -> None:
        if line.startswith("Epoch 1"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(model, tmp_path / "cut", say=breaks_after_one)
    said: list[str] = []
    resumed = run(model, tmp_path / "cut", say=said.append)
    assert said[0].startswith("Verder vanaf epoch 1")
    for name, values in whole.items():
        np.testing.assert_allclose(resumed[name], values, atol=1e-6, err_msg=name)
    said.clear()
    run(model, tmp_path / "cut", replace(QUICK, epochs=1, seed=7), say=said.append)
    assert said[0].startswith("Epoch 1")


def test_nothing_is_read_of_a_text_that_was_not_chosen(model: WheelModel, tmp_path: Path) -> None:
    """Other labels and states of the texts held out change nothing in what was learned."""
    chosen = np.arange(len(TEXTS)) < 16
    plain = run(model, tmp_path / "a", chosen=chosen)
    _, states, vectors = read_states(model, tmp_path / "b")
    other = States([*states.files[:16], *[states.files[0]] * 8])
    truth, garbled = TRUTH.copy(), vectors.copy()
    truth[16:], garbled[16:] = ~truth[16:], 0
    learned = tune(model, lambda _: other, garbled, truth, chosen, QUICK, tmp_path / "b" / "run", lambda _: None)
    for name, values in plain.items():
        np.testing.assert_array_equal(learned[name], values, err_msg=name)


@pytest.fixture
def corpus() -> list[LabelledText]:
    """Forty texts over a few labels."""
    return [LabelledText.model_validate(row(number)) for number in range(40)]


@pytest.fixture
def small_wheel(model: WheelModel, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wheel holds the toy network, whose vocabulary is cut already."""
    monkeypatch.setattr(make_module, "read_wheel", lambda: model)
    monkeypatch.setattr(make_module, "cut", lambda wheel: wheel)


@pytest.mark.usefixtures("small_wheel")
def test_the_encoder_that_is_shipped_brings_scores_and_vectors_of_every_text(corpus: list[LabelledText], tmp_path: Path) -> None:
    """Each text is scored by the fold that left it out, the vectors are the shipped encoder's own, and the manifest tells the making."""
    settings = replace(QUICK, epochs=1)
    maker = Maker(corpus, TAXONOMY, tmp_path / "work", settings, lambda _: None)
    maker.make(tmp_path / "encoder")
    encoder = OnnxEncoder(tmp_path / "encoder")
    held_out, vectors = read_held_out(tmp_path / "encoder"), read_vectors(tmp_path / "encoder")
    assert held_out is not None
    scores, known = held_out.of([text_key(document) for document in maker.documents], TAXONOMY.all_ids())
    assert known.all()
    results = [maker.run_fold(fold) for fold in range(FOLDS)]
    assert [result.held.tolist() for result in results] == [(maker.fold == fold).tolist() for fold in range(FOLDS)]
    np.testing.assert_allclose(scores, maker.held_out_scores(results), rtol=1e-5)
    for document in maker.documents[:5]:
        np.testing.assert_allclose(vectors[text_key(document)], encoder.encode(document).vector, atol=5e-3)
    story = json.loads((tmp_path / "encoder" / "encoder.json").read_text("utf-8"))["training"]
    assert [len(curve) for curve in story["curves"].values()] == [1] * FOLDS
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".tmp"] == []


@pytest.mark.usefixtures("small_wheel")
def test_a_fold_that_is_done_is_not_run_again(corpus: list[LabelledText], tmp_path: Path) -> None:
    """A second run takes the fold's result as it is; a changed label makes it run again."""
    said: list[str] = []
    settings = replace(QUICK, epochs=1)
    first = Maker(corpus, TAXONOMY, tmp_path, settings, said.append).run_fold(0)
    said.clear()
    again = Maker(corpus, TAXONOMY, tmp_path, settings, said.append).run_fold(0)
    assert "Fold 0 was al klaar." in said
    np.testing.assert_array_equal(first.vectors, again.vectors)
    said.clear()
    nothing = {"themes": (), "subtopics": ()}
    Maker([corpus[0].model_copy(update=nothing), *corpus[1:]], TAXONOMY, tmp_path, settings, said.append).run_fold(0)
    assert not any("al klaar" in line for line in said)


def test_contrast_pulls_texts_of_like_labels_together() -> None:
    """The term is smaller where texts of equal labels lie close, and nothing where no two share a label."""
    near = torch.tensor([[1.0, 0], [1, 0], [0, 1], [0, 1]])
    far = torch.tensor([[1.0, 0], [0, 1], [1, 0], [0, 1]])
    labels = torch.tensor([[1.0, 0], [1, 0], [0, 1], [0, 1]])
    assert contrast(near, labels, 0.5) < contrast(far, labels, 0.5)
    assert contrast(near[:2], torch.eye(2), 0.5) == 0


def test_variations_keep_something_and_are_drawn_alike_from_one_seed() -> None:
    """A varied text is never empty, and one seed gives one variation."""
    text = "Een zin. Nog een zin! En een derde? De vierde zin."
    for seed in range(200):
        one = vary("titel", text, Augmentation(), np.random.default_rng(seed))
        assert one == vary("titel", text, Augmentation(), np.random.default_rng(seed))
        assert any(part in one[1] for part in ("Een zin.", "Nog een zin!", "En een derde?", "De vierde zin."))
