"""Building gives a model that loads, the same one each time, from the corpus alone; what no longer fits is told."""

from __future__ import annotations

import importlib.metadata
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from classifier import artefact
from classifier.artefact import MANIFEST, MODEL
from classifier.assess import Assessor
from classifier.description import ServiceDescription
from classifier.errors import ArtefactError, CorpusError
from tests.classifier.fakes import TAXONOMY, encoder_folder
from tests.training.conftest import row, small_build_folder, small_data_folder, write_rows
from training.build import build_frozen_encoder, build_model, model_problem
from training.encoder import convert as convert_module
from training.train import SEED


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with data and a build of them, not to be altered."""
    folder = tmp_path_factory.mktemp("gebouwd")
    build_model(small_data_folder(folder / "data"), small_build_folder(folder / "build"))
    return folder


@pytest.fixture
def built(built_once: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Data and build folder with a model of the small corpus, one's own to alter."""
    shutil.copytree(built_once, tmp_path / "eigen", symlinks=True)
    return tmp_path / "eigen" / "data", tmp_path / "eigen" / "build"


def test_two_trainings_give_the_same_bytes(small_data: Path, small_build: Path, tmp_path: Path) -> None:
    """Same corpus, same seed, same machine: model and manifest are equal byte for byte, from fresh vectors and from kept ones."""
    other = small_build_folder(tmp_path / "build-2")
    files = []
    for build in (small_build, other, other):
        build_model(small_data, build)
        files.append([(build / "model" / name).read_bytes() for name in (MODEL, MANIFEST)])
    assert files[0] == files[1] == files[2]


def test_what_was_built_is_what_loads_and_answers(built: tuple[Path, Path]) -> None:
    """The artefact has no problem, and the assessor made from it answers from this corpus."""
    data, build = built
    assert model_problem(data, build) == ""
    assessor = Assessor.load(data, build)
    answer = assessor.assess(ServiceDescription("Excel", "In deze dienst leer je Excel, Power BI en een webshop bouwen met software."))
    assert max(answer.labels[:8], key=lambda label: label.probability).id == "digitalisering"
    assert [precedent.themes for precedent in answer.precedents] == [("digitalisering",)] * 3
    assert answer.model.version == assessor.manifest["version"]


def test_the_manifest_holds_origin_seed_and_figures(built: tuple[Path, Path]) -> None:
    """What made the model and how good it is stand beside it, for written and retold texts apart."""
    _, build = built
    manifest = json.loads((build / "model" / MANIFEST).read_text(encoding="utf-8"))
    assert manifest["seed"] == SEED
    assert set(manifest["figures"]) == {"slices", "claims"}
    slices = manifest["figures"]["slices"]
    assert {"herteld", "geschreven", "– opleiding", "– advies"} <= set(slices)
    assert (slices["herteld"]["texts"], slices["geschreven"]["texts"]) == (25, 15)
    assert slices["– opleiding"]["texts"] + slices["– advies"]["texts"] == 25
    assert set(slices["herteld"]["labels"]) == set(TAXONOMY.all_ids())
    assert set(manifest["origin"]) == {"corpus", "encoder", "taxonomy", "code", "libraries", "python"}
    assert set(manifest["origin"]["libraries"]) == set(artefact.LIBRARIES)


def test_the_figures_are_of_texts_that_were_held_out(built: tuple[Path, Path]) -> None:
    """What training reports is the calibrated view of folds, one row a text."""
    trained, manifest = build_model(*built)
    assert trained.held_out.shape == (40, len(TAXONOMY.all_ids()))
    assert np.isfinite(trained.held_out).all()
    assert manifest["figures"]["slices"]["geschreven"]["groups"]["theme"]["micro_f1"] is not None


def test_a_changed_corpus_asks_for_training(built: tuple[Path, Path]) -> None:
    """A text more, and the model no longer fits; training again mends it."""
    data, build = built
    write_rows(data / "corpus" / "meer.jsonl", [row(101), row(102)])
    assert "een ander corpus" in model_problem(data, build)
    assert "themawijzer train" in model_problem(data, build)
    with pytest.raises(ArtefactError, match="een ander corpus"):
        Assessor.load(data, build)
    build_model(data, build)
    assert model_problem(data, build) == ""


def test_other_libraries_ask_for_training(built: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """A model made by another version of a library is refused, also where it would load."""
    real = importlib.metadata.version
    monkeypatch.setattr(importlib.metadata, "version", lambda name: "0.0" if name == "scikit-learn" else real(name))
    assert "andere bibliotheken" in model_problem(*built)


def test_an_altered_or_missing_model_is_told(built: tuple[Path, Path]) -> None:
    """Altered, and gone: each has its own message with the command to run."""
    data, build = built
    with (build / "model" / MODEL).open("ab") as stream:
        stream.write(b"x")
    assert "gewijzigd" in model_problem(data, build)
    shutil.rmtree(build / "model")
    assert "Er is nog geen model." in model_problem(data, build)
    (data / "encoder").unlink()
    assert "Er is geen encoder." in model_problem(data, build)


def test_a_bad_corpus_leaves_the_model_in_place(built: tuple[Path, Path]) -> None:
    """A training that is refused spoils nothing."""
    data, build = built
    before = (build / "model" / MODEL).read_bytes()
    write_rows(data / "corpus" / "slecht.jsonl", ["{"])
    with pytest.raises(CorpusError, match=r"slecht\.jsonl, regel 1"):
        build_model(data, build)
    assert (build / "model" / MODEL).read_bytes() == before


def test_training_tells_how_far_it_is(small_data: Path, small_build: Path) -> None:
    """Whoever waits for the vectors hears of each."""
    heard: list[tuple[int, int]] = []
    build_model(small_data, small_build, progress=lambda done, total: heard.append((done, total)))
    assert heard == [(n, 40) for n in range(1, 41)]


def test_the_frozen_encoder_is_converted_only_where_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A whole folder is kept, a missing or altered one is made, and one can ask for it again."""
    made: list[Path] = []

    def convert(folder: Path) -> float:
        made.append(folder)
        return 0.995

    monkeypatch.setattr(convert_module, "convert", convert)
    folder = tmp_path / "frozen-encoder"
    said: list[str] = []
    assert build_frozen_encoder(tmp_path, said.append) == folder
    assert made == [folder]
    assert "0.9950" in said[-1]

    folder.symlink_to(encoder_folder())
    said.clear()
    build_frozen_encoder(tmp_path, said.append)
    assert (len(made), said) == (1, [])
    build_frozen_encoder(tmp_path, said.append, again=True)
    assert len(made) == 2
