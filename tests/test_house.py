"""The house keeps its order: imports run one way, training never reads the yardstick, modules are short and say what they are."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlparse

import pytest

from classifier.paths import ROOT
from tests.training.conftest import small_build_folder, small_data_folder
from training.build import build_model

LAYERS = ("classifier", "training", "api", "commands")
"""Each may import the ones before it."""
MOST_LINES = 350

MODULES = sorted(path for layer in LAYERS for path in (ROOT / layer).rglob("*.py"))
TESTS = sorted(path for path in (ROOT / "tests").rglob("*.py") if path.name != "__init__.py")

GUARDED = """
import sys
from pathlib import Path

data, build = Path(sys.argv[1]), Path(sys.argv[2])
real = str(data / "real")
touched = []

def watch(event, arguments):
    if event.startswith(("open", "os.", "glob.", "shutil.")):
        touched.extend(event for argument in arguments if real in str(argument))

sys.addaudithook(watch)
from training.build import build_model, model_problem
build_model(data, build)
assert model_problem(data, build) == ""
print("training:", len(touched))
list((data / "real").glob("*"))
(data / "real" / "real-dev.jsonl").read_text(encoding="utf-8")
print("after:", sorted(set(touched)))
"""


def name_of(path: Path) -> str:
    """A module's path in the project."""
    return path.relative_to(ROOT).as_posix()


def imported(tree: ast.AST, path: Path) -> set[str]:
    """The top-level packages that a module imports, wherever in it the import stands."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0] if node.level == 0 else path.relative_to(ROOT).parts[0])
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_run_one_way(path: Path) -> None:
    """commands → api → training → classifier: no module imports from a layer above its own, or from the tests."""
    layer = LAYERS.index(path.relative_to(ROOT).parts[0])
    forbidden = {*LAYERS[layer + 1 :], "tests"}
    assert not imported(ast.parse(path.read_text(encoding="utf-8")), path) & forbidden


def test_an_import_the_wrong_way_is_seen() -> None:
    """The test above fires on an import at the top, inside a function, and of a submodule."""
    for line in ("import training", "from api.app import app", "def f():\n    import commands.main as m"):
        assert imported(ast.parse(line), ROOT / "classifier" / "x.py") & {"training", "api", "commands"}


@pytest.mark.parametrize("path", [*MODULES, *TESTS], ids=name_of)
def test_every_module_says_what_it_is(path: Path) -> None:
    """A module's first statement is a docstring whose first line is a sentence."""
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert docstring
    assert docstring.splitlines()[0].rstrip().endswith((".", ":", "?")) or len(docstring.splitlines()) > 1


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_grows_past_one_subject(path: Path) -> None:
    """More than 350 written lines have a second subject in them."""
    written = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    assert len(written) <= MOST_LINES


def test_training_works_without_the_yardstick(tmp_path: Path) -> None:
    """Without the folder of real descriptions a model is trained all the same, and with it that very model."""
    data, build = small_house(tmp_path)
    real = data / "real"
    real.rename(tmp_path / "elders")
    build_model(data, build)
    without = (build / "model" / "model.joblib").read_bytes()
    (tmp_path / "elders").rename(real)
    build_model(data, build)
    assert (build / "model" / "model.joblib").read_bytes() == without


def test_training_opens_nothing_of_the_yardstick(tmp_path: Path) -> None:
    """During a whole training no file or folder under data/real is opened or listed; a reader afterwards is seen at once.

    Python reports every opened file to an audit hook, whatever library opens it.
    """
    data, build = small_house(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", GUARDED, str(data), str(build)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        cwd=ROOT,
        env=os.environ | {"THEMAWIJZER_DATA_DIR": str(data), "THEMAWIJZER_BUILD_DIR": str(build)},
    )
    assert done.returncode == 0, done.stderr
    training, after = done.stdout.splitlines()
    assert training == "training: 0"
    assert "'open'" in after
    assert "'os.scandir'" in after or "'os.listdir'" in after


def small_house(tmp_path: Path) -> tuple[Path, Path]:
    """A data folder with a small corpus and the real descriptions, and a build folder with the encoder."""
    data, build = small_data_folder(tmp_path / "data"), small_build_folder(tmp_path / "build")
    (data / "real").mkdir()
    shutil.copy(ROOT / "data" / "real" / "real-dev.jsonl", data / "real" / "real-dev.jsonl")
    return data, build


def site(address: str) -> str:
    """The site of an address: its host without what stands before the last two parts."""
    return ".".join((urlparse(address).hostname or "").lower().split(".")[-2:])


def sites(folder: Path) -> dict[str, str]:
    """Every site that a text of a folder names as its source, with one text that does."""
    found = {}
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            text = json.loads(line)
            if text.get("source"):
                found[site(text["source"])] = text.get("id") or text["reference"]
    return found


def test_no_text_of_the_corpus_comes_from_a_site_of_the_yardstick() -> None:
    """What the model is measured on is from other providers than what it learned from."""
    real, corpus = sites(ROOT / "data" / "real"), sites(ROOT / "data" / "corpus")
    assert len(real) > 50
    assert len(corpus) > 50
    assert "" not in real
    assert "" not in corpus
    shared = {name: (corpus[name], real[name]) for name in real.keys() & corpus.keys()}
    assert not shared, f"texts of the corpus and of the yardstick from one site: {shared}"


def test_a_site_is_the_same_however_it_is_written() -> None:
    """The comparison above sees through www, sub-domains, ports and capitals."""
    for address in ("https://www.Voorbeeld.be/a", "http://shop.voorbeeld.be:80/?q=1", "https://voorbeeld.be"):
        assert site(address) == "voorbeeld.be"
