"""A model on disk comes back as it was saved; one that was altered or made from or by something else is refused."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest

from classifier import artefact
from classifier.artefact import MANIFEST, MODEL, RETRAIN, Model, Neighbours, Origin, load, origin_now, save
from classifier.decision import Band
from classifier.errors import ArtefactError
from classifier.heads import Heads
from classifier.ngrams import NgramWeights
from classifier.paths import ROOT

ORIGIN = Origin("corpus-a", "encoder-a", "taxonomy-a", "code-a", {"numpy": "2.0", "spacy": "3.8"}, "3.11")
FIGURES = {"herteld": {"texts": 3, "micro_f1": 0.8123, "macro_f1": None}}


def made() -> Model:
    """A small model of two labels."""
    rng = np.random.default_rng(1)
    ngrams = NgramWeights(
        {"één": 0, "#les": 1, "een les": 2}, rng.uniform(1, 5, 3).astype(np.float32), rng.normal(size=(3, 2)).astype(np.float32)
    )
    heads = Heads(("een", "twee"), rng.normal(size=4), rng.normal(size=(2, 4)), rng.normal(size=2), np.ones(2), np.zeros(2), ngrams)
    neighbours = Neighbours(("t1",), ("Titel é",), (("een",),), ("f1",), rng.normal(size=(1, 4)).astype(np.float32))
    return Model(heads, {"een": Band(0.1, 0.5), "twee": Band(0.2, 0.9)}, Band(0.05, 0.6), neighbours)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A saved model."""
    save(made(), ORIGIN, FIGURES, 7, tmp_path / "model")
    return tmp_path / "model"


def edit(folder: Path, **changes: object) -> None:
    """Change keys of the manifest by hand."""
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    (folder / MANIFEST).write_text(json.dumps(manifest | changes), encoding="utf-8")


def test_a_model_comes_back_as_it_was_saved(folder: Path) -> None:
    """Every number, band and precedent is the same, and the manifest says what made it."""
    model, manifest = load(folder, ORIGIN)
    expected = made()
    for found, wanted in (
        (model.heads, expected.heads),
        (model.heads.ngrams, expected.heads.ngrams),
        (model.neighbours, expected.neighbours),
    ):
        for field in dataclasses.fields(wanted):
            if field.name != "ngrams":
                np.testing.assert_array_equal(getattr(found, field.name), getattr(wanted, field.name))
    assert (model.bands, model.eligibility) == (expected.bands, expected.eligibility)
    assert (manifest["seed"], manifest["figures"]) == (7, FIGURES)
    assert manifest["origin"] == dataclasses.asdict(ORIGIN)
    assert {path.name for path in folder.iterdir()} == {MODEL, MANIFEST}


def test_the_same_model_is_the_same_file_and_version(tmp_path: Path) -> None:
    """Two machines' artefacts can be compared byte for byte; another model has another version."""
    first, second = (save(made(), ORIGIN, FIGURES, 7, tmp_path / name) for name in ("a", "b"))
    assert first == second
    for name in (MODEL, MANIFEST):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    other = dataclasses.replace(made(), eligibility=Band(0.1, 0.6))
    assert save(other, ORIGIN, FIGURES, 7, tmp_path / "c")["version"] != first["version"]


def test_the_file_does_not_name_our_classes(folder: Path) -> None:
    """It holds arrays, texts and numbers only, so that moving a class does not spoil a model."""
    held = joblib.load(folder / MODEL)
    assert isinstance(held, dict)
    assert b"classifier" not in (folder / MODEL).read_bytes()


def flip_a_byte(folder: Path) -> None:
    """Alter the model in its middle."""
    data = bytearray((folder / MODEL).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / MODEL).write_bytes(data)


def other_model(folder: Path) -> None:
    """Put another, sound model beside this manifest."""
    save(dataclasses.replace(made(), eligibility=Band(0.0, 0.0)), ORIGIN, FIGURES, 7, folder.parent / "ander")
    shutil.copy(folder.parent / "ander" / MODEL, folder / MODEL)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (flip_a_byte, "gewijzigd sinds het gemaakt werd"),
        (other_model, "gewijzigd sinds het gemaakt werd"),
        (lambda f: (f / MODEL).write_bytes(b""), "gewijzigd sinds het gemaakt werd"),
        (lambda f: edit(f, figures={"herteld": {"micro_f1": 0.99}}), "gewijzigd sinds het gemaakt werd"),
        (lambda f: edit(f, version="9.9.9"), "gewijzigd sinds het gemaakt werd"),
        (lambda f: edit(f, origin=dataclasses.asdict(dataclasses.replace(ORIGIN, corpus="b"))), "gewijzigd sinds het gemaakt werd"),
        (lambda f: edit(f, sha256="0" * 64), "gewijzigd sinds het gemaakt werd"),
        (lambda f: (f / MANIFEST).write_text("[]", encoding="utf-8"), "gewijzigd sinds het gemaakt werd"),
        (lambda f: (f / MANIFEST).write_text("{}", encoding="utf-8"), "gewijzigd sinds het gemaakt werd"),
        (lambda f: (f / MANIFEST).write_text('{"version', encoding="utf-8"), "is beschadigd"),
        (lambda f: (f / MANIFEST).write_bytes(b"\xff"), "is beschadigd"),
        (lambda f: (f / MODEL).unlink(), "nog geen model"),
        (lambda f: (f / MANIFEST).unlink(), "nog geen model"),
        (shutil.rmtree, "nog geen model"),
    ],
)
def test_an_altered_model_is_refused(folder: Path, change: Callable[[Path], object], message: str) -> None:
    """Model and manifest are one: whatever is altered by hand or by accident, the error says so and what to run."""
    change(folder)
    with pytest.raises(ArtefactError, match=message) as caught:
        load(folder, ORIGIN)
    assert caught.value.where == str(folder)
    assert caught.value.remedy == RETRAIN == "Voer `themawijzer train` uit."


@pytest.mark.parametrize(
    ("now", "named"),
    [
        ({"corpus": "b"}, "gemaakt met een ander corpus."),
        ({"encoder": "b"}, "gemaakt met een andere encoder."),
        ({"taxonomy": "b"}, "gemaakt met een andere taxonomie."),
        ({"code": "b"}, "gemaakt met andere programmacode."),
        ({"libraries": {"numpy": "2.1", "spacy": "3.8"}}, "gemaakt met andere bibliotheken."),
        ({"libraries": {"numpy": "2.0"}}, "gemaakt met andere bibliotheken."),
        ({"python": "3.12"}, "gemaakt met een andere Python."),
        ({"corpus": "b", "python": "3.12"}, "gemaakt met een ander corpus en een andere Python."),
    ],
)
def test_a_model_made_from_or_by_something_else_is_refused(folder: Path, now: dict[str, Any], named: str) -> None:
    """An old model looks fine; the error names what it was made with that is different now."""
    with pytest.raises(ArtefactError) as caught:
        load(folder, dataclasses.replace(ORIGIN, **now))
    assert named in caught.value.what
    assert caught.value.remedy == RETRAIN


def test_a_save_that_fails_leaves_the_earlier_model(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk half-way does not spoil the model that is in use."""

    def fail(*_: object, **__: object) -> None:
        raise OSError("schijf vol")

    monkeypatch.setattr(json, "dumps", fail)
    with pytest.raises(OSError, match="schijf vol"):
        save(dataclasses.replace(made(), eligibility=Band(0, 0)), ORIGIN, FIGURES, 7, folder)
    monkeypatch.undo()
    assert load(folder, ORIGIN)[0].eligibility == made().eligibility


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with a taxonomy and a corpus of two files."""
    folder = tmp_path / "data"
    (folder / "corpus").mkdir(parents=True)
    shutil.copy(ROOT / "data" / "taxonomy.toml", folder / "taxonomy.toml")
    for name in ("a", "b"):
        (folder / "corpus" / f"{name}.jsonl").write_text(f"{name}\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("change", "different"),
    [
        (lambda d: (d / "corpus" / "a.jsonl").write_text("a \n", encoding="utf-8"), "corpus"),
        (lambda d: (d / "corpus" / "b.jsonl").rename(d / "corpus" / "c.jsonl"), "corpus"),
        (lambda d: (d / "corpus" / "c.jsonl").touch(), "corpus"),
        (lambda d: (d / "corpus" / "b.jsonl").unlink(), "corpus"),
        (lambda d: (d / "taxonomy.toml").write_text("x", encoding="utf-8"), "taxonomy"),
    ],
    ids=["text", "name", "new-file", "file-less", "taxonomy"],
)
def test_the_origin_follows_corpus_and_taxonomy(data: Path, change: Callable[[Path], object], different: str) -> None:
    """A changed text, name or file makes another origin, and only that part of it differs."""
    before = dataclasses.asdict(origin_now(data, "encoder-a"))
    change(data)
    after = dataclasses.asdict(origin_now(data, "encoder-a"))
    assert {key for key in before if before[key] != after[key]} == {different}


def test_the_origin_does_not_read_what_training_does_not(data: Path) -> None:
    """Notes beside the corpus, its limits and the real descriptions change no model."""
    before = origin_now(data, "encoder-a")
    (data / "corpus" / "README.md").write_text("nota", encoding="utf-8")
    (data / "real").mkdir()
    (data / "real" / "real.jsonl").write_text("{}", encoding="utf-8")
    assert origin_now(data, "encoder-a") == before


def test_the_origin_names_the_code_that_shapes_a_model(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A change in cleaning, encoding, heads or training makes another model; a change in a page does not."""
    for pattern in artefact.SHAPING_CODE:
        for path in ROOT.glob(pattern):
            copy = tmp_path / path.relative_to(ROOT)
            copy.parent.mkdir(exist_ok=True)
            shutil.copy(path, copy)
    monkeypatch.setattr(artefact, "ROOT", tmp_path)
    before = origin_now(data, "encoder-a")
    assert before.code != artefact.hash_files([])
    for name in ("classifier/cleaning.py", "classifier/document.py", "classifier/heads.py", "training/train.py"):
        with (tmp_path / name).open("a", encoding="utf-8") as stream:
            stream.write("# anders\n")
        after = origin_now(data, "encoder-a")
        assert after.code != before.code, name
        before = after
    (tmp_path / "classifier" / "outcome.py").write_text("# een pagina", encoding="utf-8")
    assert origin_now(data, "encoder-a") == before
