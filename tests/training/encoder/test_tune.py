"""Fine-tuning on a toy network: it learns, it resumes, and what it writes is what it computed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from classifier.description import ServiceDescription
from classifier.encoder import GRAPH, TOKENIZER, OnnxEncoder
from training.encoder.augment import Augmentation, vary
from training.encoder.convert import write_manifest, write_tokenizer
from training.encoder.graph import write_encoder
from training.encoder.wheel import Shape, Vocabulary, Weights, WheelModel

torch = pytest.importorskip("torch", reason="torch ontbreekt: pip install -e '.[encoder]' (enkel nodig om de encoder te trainen)")

from training.encoder.network import Network, pad  # noqa: E402 - only with torch
from training.encoder.tune import Settings, contrast, tune  # noqa: E402

SHAPE = Shape(hidden=32, layers=2, heads=4, feed_forward=64, rows=60, positions=256, types=1, epsilon=1e-5)
TEXTS = [
    ServiceDescription("lassen", f"leer lassen en slijpen op de werf. groep {i}. veilig werken met staal.", "opleiding")
    if i % 2
    else ServiceDescription("excel", f"een cursus excel en data op de computer. groep {i}. je maakt tabellen.", "opleiding")
    for i in range(24)
]
TRUTH = np.array([[i % 2 == 1, i % 2 == 0] for i in range(24)])
QUICK = Settings(epochs=3, rate=2e-3, batch=8, longest=60, dropout=0.0)


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
    put("emb.pos", 256, 32)
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
    folder.mkdir(exist_ok=True)
    write_encoder(weights, model.shape, folder / GRAPH, bits=bits)
    write_tokenizer(model.vocabulary, folder / TOKENIZER)
    write_manifest(folder, "toy", model.vocabulary, source="test")
    return OnnxEncoder(folder)


def test_graph_and_network_compute_the_same(model: WheelModel, tmp_path: Path) -> None:
    """What is trained in torch is what onnxruntime will run, padding or not."""
    encoder = written(model, model.weights, tmp_path / "e")
    rows = [[0, *encoder.prefix, *encoder.tokenize(text)[0], 2] for text in ("leer lassen", "een cursus excel op de computer")]
    network = Network(model.weights, model.shape).eval()
    with torch.no_grad():
        vectors = network(*pad(rows, 1)).numpy()
    for vector, text in zip(vectors, ("leer lassen", "een cursus excel op de computer"), strict=True):
        np.testing.assert_allclose(vector, encoder.encode(text).vector, atol=1e-4)


def test_weights_go_in_and_out_unchanged(model: WheelModel, tmp_path: Path) -> None:
    """A network that learned nothing writes the encoder it was read from."""
    weights = Network(model.weights, model.shape).weights()
    one, other = written(model, model.weights, tmp_path / "a"), written(model, weights, tmp_path / "b")
    np.testing.assert_allclose(one.encode("leer lassen").vector, other.encode("leer lassen").vector, atol=1e-6)


def test_tuning_learns_and_leaves_the_words_alone(model: WheelModel, tmp_path: Path) -> None:
    """The loss falls, the layers move, the table of words stays."""
    base = written(model, model.weights, tmp_path / "base")
    said: list[str] = []
    weights = tune(model, base, TEXTS, TRUTH, QUICK, tmp_path / "run", said.append)
    losses = [float(line.split("verlies ")[1].split(",")[0]) for line in said]
    assert losses[-1] < losses[0]
    np.testing.assert_array_equal(weights["emb.word"], model.weights["emb.word"])
    assert np.abs(weights["l1.fi.w"] - model.weights["l1.fi.w"]).max() > 1e-4


def test_a_run_that_was_broken_off_ends_as_if_it_was_not(model: WheelModel, tmp_path: Path) -> None:
    """Resumed from its checkpoint, a run gives the very weights of a run in one go; under other settings it starts anew."""
    base = written(model, model.weights, tmp_path / "base")
    whole = tune(model, base, TEXTS, TRUTH, QUICK, tmp_path / "whole", lambda _: None)

    def breaks_after_one(line: str) -> None:
        if line.startswith("Epoch 1"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tune(model, base, TEXTS, TRUTH, QUICK, tmp_path / "cut", breaks_after_one)
    said: list[str] = []
    resumed = tune(model, base, TEXTS, TRUTH, QUICK, tmp_path / "cut", said.append)
    assert said[0].startswith("Verder vanaf epoch 1")
    for name, values in whole.items():
        np.testing.assert_allclose(resumed[name], values, atol=1e-6, err_msg=name)
    said.clear()
    tune(model, base, TEXTS, TRUTH, Settings(epochs=1, longest=60, seed=7), tmp_path / "cut", said.append)
    assert said[0].startswith("Epoch 1")


def test_frozen_layers_do_not_learn(model: WheelModel, tmp_path: Path) -> None:
    """With one layer frozen only the other one moves."""
    base = written(model, model.weights, tmp_path / "base")
    weights = tune(model, base, TEXTS, TRUTH, Settings(epochs=1, frozen_layers=1, longest=60), tmp_path / "run", lambda _: None)
    np.testing.assert_array_equal(weights["l0.fi.w"], model.weights["l0.fi.w"])
    assert np.abs(weights["l1.fi.w"] - model.weights["l1.fi.w"]).max() > 0


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
