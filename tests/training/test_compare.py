"""The comparison is fair: all methods get the same folds and texts, none is asked what it has seen, and a missing one stops no other."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import typer
from typer.testing import CliRunner, Result

from classifier.document import make_document
from classifier.errors import ArtefactError, CorpusError, InputError
from classifier.paths import ROOT
from classifier.taxonomy import PERSONNEL
from commands import compare as command
from tests.classifier.fakes import TAXONOMY, WordEncoder
from tests.training.conftest import row, write_rows
from training import compare as comparison
from training.compare import FOLDS, SPEED_TEXTS, Method, Start, compare, read_task, with_subtopics
from training.corpus import label_matrix
from training.peers import methods
from training.peers.methods import METHODS
from training.peers.svm import TfidfSvm
from training.shipped import HeldOut
from training.vectors import text_key

LABELS = TAXONOMY.all_ids()
THEMES = [LABELS.index(theme) for theme in TAXONOMY.ids("theme")]
COUNT = 96
FIGURES = {"theme_micro_f1", "theme_macro_f1", "subtopic_micro_f1", "subtopic_macro_f1", "outcome", "calibration_error"}
BY_NAME = {method.name: method for method in METHODS}
LIGHT = [BY_NAME["meerderheid"], BY_NAME["svm"]]


class Spy:
    """A peer that remembers the texts it was given, and answers as it is told."""

    name = "spion"

    def __init__(self, answer: Callable[[Spy, Sequence[str]], np.ndarray]) -> None:
        self.answer = answer
        self.seen: dict[str, np.ndarray] = {}
        self.asked: list[str] = []

    def fit(self, texts: Sequence[str], truth: np.ndarray) -> None:
        """Remember the texts with their labels."""
        self.seen = dict(zip(texts, truth, strict=True))

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        """Remember the texts, and answer."""
        self.asked += texts
        return self.answer(self, texts)

    def size(self) -> int:
        """Nothing."""
        return 0


def spies(answer: Callable[[Spy, Sequence[str]], np.ndarray]) -> tuple[Method, list[Spy]]:
    """A method of spies, and the list that each joins when it is made."""
    made: list[Spy] = []

    def make() -> Spy:
        made.append(Spy(answer))
        return made[-1]

    return Method("spion", "Spion", lambda _: Start(make)), made


def memory(spy: Spy, texts: Sequence[str]) -> np.ndarray:
    """Knows what it saw by heart, and of anything else nothing."""
    return np.array([10.0 * spy.seen[text] - 5 if text in spy.seen else np.zeros(len(LABELS)) for text in texts])


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with a toy corpus and ten real texts, that the commands find."""
    folder = tmp_path / "data"
    write_rows(folder / "corpus" / "klein.jsonl", [row(number, origin="herteld", source=site(number)) for number in range(COUNT)])
    (folder / "taxonomy.toml").write_bytes((ROOT / "data" / "taxonomy.toml").read_bytes())
    write_rows(folder / "real" / "real-dev.jsonl", [real(number) for number in range(200, 210)])
    monkeypatch.setenv("THEMAWIJZER_DATA_DIR", str(folder))
    monkeypatch.setenv("THEMAWIJZER_BUILD_DIR", str(tmp_path / "build"))
    return folder


def site(number: int) -> str:
    """Two texts a site."""
    return f"https://www.site{number // 2}.be/dienst"


def real(number: int) -> dict[str, object]:
    """A line of a file of real texts."""
    line = row(number)
    kept = ("kind", "title", "text", "themes", "subtopics", "screening", "topics")
    return {"reference": f"r{number}", "source": "https://elders.be"} | {key: line[key] for key in kept}


def told(*arguments: str) -> Result:
    """Run the command alone."""
    app = typer.Typer(pretty_exceptions_enable=False)
    app.command()(command.compare)
    return CliRunner().invoke(app, list(arguments))


def use(monkeypatch: pytest.MonkeyPatch, *chosen: Method) -> None:
    """Make these all the methods that the command knows."""
    monkeypatch.setattr(command, "METHODS", chosen)


def test_a_peer_is_never_asked_about_a_text_or_a_site_that_it_saw(data: Path) -> None:
    """In each fold what is asked is what was left out, with all of its site; together the folds ask about every text once."""
    method, made = spies(memory)
    compare([method])
    task = read_task(data, data, lambda *_: None)
    group = {document: text.group for document, text in zip(task.documents, task.texts, strict=True)}
    *folds, whole = made
    assert len(folds) == FOLDS
    for spy in folds:
        assert not spy.seen.keys() & set(spy.asked)
        assert not {group[text] for text in spy.seen} & {group[text] for text in spy.asked}
    assert sorted(text for spy in folds for text in spy.asked) == sorted(task.documents)
    assert whole.seen.keys() == set(task.documents)
    assert not whole.seen.keys() & set(whole.asked)


def test_learning_by_heart_does_not_help(data: Path) -> None:
    """A peer that knows its texts by heart does no better on the folds than one that knows nothing at all."""
    heart, _ = spies(memory)
    nothing, _ = spies(lambda _, texts: np.zeros((len(texts), len(LABELS))))
    by_heart, knows_nothing = compare([heart, nothing])["peers"]
    assert by_heart["folds"] == knows_nothing["folds"]
    assert by_heart["folds"]["theme_micro_f1"] < 0.5
    task = read_task(data, data, lambda *_: None)
    truth = dict(zip(task.documents, task.truth, strict=True))
    oracle, _ = spies(lambda _, texts: np.array([10.0 * truth.get(text, np.zeros(len(LABELS))) - 5 for text in texts]))
    assert compare([oracle])["peers"][0]["folds"]["theme_micro_f1"] == 1


def test_real_texts_are_read_when_all_is_learned(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No method is still to be fitted once the real texts are opened, and they change nothing on the folds."""
    method, made = spies(memory)
    read, seen = comparison.read_real, []

    def watched(*arguments: Any) -> Any:
        seen.append([spy for spy in made if spy.seen])
        return read(*arguments)

    monkeypatch.setattr(comparison, "read_real", watched)
    first = compare([method, method, *LIGHT])
    assert [len(fitted) for fitted in seen] == [2 * (FOLDS + 1)]
    write_rows(data / "real" / "real-dev.jsonl", [real(number) for number in (201, 202)])
    again = compare([method, method, *LIGHT])
    assert [peer["folds"] for peer in first["peers"]] == [peer["folds"] for peer in again["peers"]]


def test_what_is_measured_on_the_folds_is_retold_dutch_without_claims(data: Path) -> None:
    """Written texts, other languages and texts with claims are learned from, but no figure on the folds is of them."""
    lines = [row(number, origin="herteld", source=site(number)) for number in range(COUNT)]
    others = [row(100, origin="geschreven", source=""), row(101, language="en"), row(103, traits=["claim"])]
    write_rows(data / "corpus" / "klein.jsonl", [*lines, *others])
    measured = compare(LIGHT[:1])
    assert measured["texts"] == COUNT + len(others)
    assert measured["fold_texts"] == COUNT


def test_a_method_that_can_tell_the_themes_apart_beats_the_majority(data: Path) -> None:
    """The figures mean what they say: on subjects that are told apart by their words, words win; the majority gives one theme to all."""
    majority, svm = compare(LIGHT)["peers"]
    for where in ("real", "folds"):
        assert svm[where]["theme_micro_f1"] > 0.95 > 0.5 > majority[where]["theme_micro_f1"]
        assert svm[where]["subtopic_micro_f1"] > 0.95
        assert majority[where]["outcome"] == pytest.approx(0.75, abs=0.06)


def test_a_missing_package_is_told_and_the_others_still_run(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line of such a method holds the reason and the command; asked for by name, it is an error."""
    monkeypatch.setitem(sys.modules, "fasttext", None)
    use(monkeypatch, BY_NAME["fasttext"], BY_NAME["svm"])
    missing, svm = compare(command.METHODS)["peers"]
    assert "pip install -e '.[peers]'" in missing["reason"]
    assert svm["folds"]["theme_micro_f1"] > 0.95
    shown = told()
    assert shown.exit_code == 0
    assert "Niet gemeten" in shown.stdout
    assert "pip install -e '.[peers]'" in shown.stdout
    asked = told("--only", "fasttext")
    assert isinstance(asked.exception, ArtefactError)
    assert "pip install -e '.[peers]'" in asked.exception.remedy


def test_a_method_that_breaks_half_way_does_not_take_the_others_along(data: Path) -> None:
    """An hour of figures is not lost to a program that fails in its last fit or on the real texts."""

    def breaks(spy: Spy, texts: Sequence[str]) -> np.ndarray:
        if len(spy.seen) == COUNT:
            raise ArtefactError("stuk", remedy="Herstel het.")
        return np.zeros((len(texts), len(LABELS)))

    method, _ = spies(breaks)
    broken, svm = compare([method, BY_NAME["svm"]])["peers"]
    assert broken == {"name": "spion", "title": "Spion", "reason": "stuk Herstel het."}
    assert svm["real"]
    with pytest.raises(ArtefactError):
        compare([method], strict=True)


def test_json_and_file_say_what_the_tables_say(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One row a method in every table, with the figures of the JSON; --json and --out have the same keys."""
    use(monkeypatch, *LIGHT)
    out = tmp_path / "compare.json"
    tables = told("--out", str(out)).stdout
    measured = json.loads(out.read_text(encoding="utf-8"))
    assert {peer["name"]: peer["title"] for peer in measured["peers"]} == {method.name: method.title for method in LIGHT}
    for peer in measured["peers"]:
        assert peer["folds"].keys() == peer["real"].keys() == FIGURES == command.FIGURES.keys()
        assert {"train_seconds", "texts_per_second", "megabytes"} <= peer.keys()
        rows = [line for line in tables.splitlines() if peer["title"] in line]
        assert len(rows) == 3
        for line, where in zip(rows, ("real", "folds"), strict=False):
            assert [cell.strip() for cell in line.split("│")[2:-1]] == [f"{peer[where][figure]:.3f}" for figure in command.FIGURES]
        assert f"{peer['megabytes']:.1f}" in rows[2]
    asked = json.loads(told("--json", "--only", "svm").stdout)
    assert asked.keys() == measured.keys()
    (svm,) = asked["peers"]
    assert svm.keys() == measured["peers"][1].keys()
    assert svm["real"] == measured["peers"][1]["real"]
    assert (asked["on"], asked["real_texts"], asked["texts"], asked["folds"]) == ("real-dev.jsonl", 10, COUNT, FOLDS)


def test_another_file_can_be_measured_on(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """--on reads that file; one that is missing or empty is refused, the missing one before any work."""
    use(monkeypatch, BY_NAME["meerderheid"])
    file = write_rows(tmp_path / "andere.jsonl", [real(number) for number in range(3)])
    measured = json.loads(told("--json", "--on", str(file)).stdout)
    assert (measured["on"], measured["real_texts"]) == ("andere.jsonl", 3)
    method, made = spies(memory)
    with pytest.raises(CorpusError, match="bestaat niet"):
        compare([method], tmp_path / "nergens.jsonl")
    assert not made
    (tmp_path / "leeg.jsonl").write_text("", encoding="utf-8")
    with pytest.raises(CorpusError, match="geen teksten"):
        compare([method], tmp_path / "leeg.jsonl")


def test_out_is_whole_or_not_there(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that breaks leaves no file, no draft, and an earlier file as it was."""

    def breaks(*_: Any) -> np.ndarray:
        raise RuntimeError("midden in het werk")

    method, _ = spies(breaks)
    use(monkeypatch, method)
    out = tmp_path / "uit" / "compare.json"
    out.parent.mkdir()
    assert told("--out", str(out)).exit_code
    assert list(out.parent.iterdir()) == []
    out.write_text("eerder", encoding="utf-8")
    assert told("--out", str(out)).exit_code
    assert [(file.name, file.read_text(encoding="utf-8")) for file in out.parent.iterdir()] == [("compare.json", "eerder")]


@pytest.mark.parametrize("place", ["nergens/compare.json", "."])
def test_a_place_that_cannot_be_written_is_told_before_the_work(
    place: str, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody wants to hear after the work that its figures cannot be kept."""
    method, made = spies(memory)
    use(monkeypatch, method)
    assert isinstance(told("--out", str(tmp_path / place)).exception, InputError)
    assert not made


def test_an_unknown_method_is_wrong_use(data: Path) -> None:
    """The names that there are stand in the message."""
    done = told("--only", "bert")
    assert done.exit_code == 2
    assert "themawijzer" in done.stderr.replace("\n", " ")


def test_progress_is_told_to_the_end(data: Path) -> None:
    """Each method's steps are counted up to the last one."""
    steps: list[tuple[str, int, int]] = []
    compare(LIGHT, tell=lambda *step: steps.append(step))
    for method in LIGHT:
        assert [step[1:] for step in steps if step[0] == method.title] == [(done, FOLDS + 1) for done in range(FOLDS + 2)]


def test_personnel_and_its_subtopics_are_predicted_together_or_not_at_all() -> None:
    """For every method alike; the other themes are left as they are."""
    personnel, subtopic, theme = LABELS.index(PERSONNEL), LABELS.index("personeelsplanning"), LABELS.index("digitalisering")
    predicted = np.zeros((4, len(LABELS)), dtype=bool)
    predicted[:, theme] = True
    predicted[[0, 2], personnel] = True
    predicted[[1, 2], subtopic] = True
    kept = with_subtopics(predicted, TAXONOMY)
    assert kept[:, personnel].tolist() == kept[:, subtopic].tolist() == [False, False, True, False]
    assert kept[:, theme].all()


def test_speed_is_measured_on_enough_texts(data: Path) -> None:
    """Ten real texts are scored as often as it takes, and the figures are of one time only."""
    method, made = spies(lambda _, texts: np.zeros((len(texts), len(LABELS))))
    (peer,) = compare([method])["peers"]
    assert len(made[-1].asked) == SPEED_TEXTS
    assert peer["texts_per_second"] > 0


def test_ours_is_judged_by_scores_of_encoders_that_had_not_seen_the_text(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The held-out scores that came with the encoder set the figures on the folds, though its vectors know every text of the corpus."""
    task = read_task(data, data, lambda *_: None)
    told_scores = np.random.default_rng(0).normal(0, 1000, task.truth.shape)
    held_out = HeldOut(tuple(LABELS), tuple(map(text_key, task.documents)), told_scores)
    curves = {f"fold-{fold}": [{"seconds": 20.0}, {"seconds": 10.5}] for fold in range(FOLDS)}
    monkeypatch.setattr(methods, "OnnxEncoder", lambda _: WordEncoder())
    monkeypatch.setattr(methods, "read_vectors", lambda _: {})
    monkeypatch.setattr(methods, "read_held_out", lambda _: held_out)
    monkeypatch.setattr(methods, "read_manifest", lambda _: {"training": {"curves": curves}})
    folder = data / "encoder"
    folder.mkdir()
    for name in ("encoder.onnx", "tokenizer.json", "encoder.json"):
        (folder / name).write_bytes(b"x" * 1_000_000)
    start = BY_NAME["themawijzer"].start(task)
    np.testing.assert_allclose(start.held_out, told_scores, atol=40)  # beside them the n-grams count for little
    (ours,) = compare([BY_NAME["themawijzer"]])["peers"]
    assert ours["folds"]["theme_micro_f1"] < 0.6
    assert ours["real"]["theme_micro_f1"] > ours["folds"]["theme_micro_f1"]
    assert ours["encoder_train_seconds"] == 30.5 * FOLDS
    assert 3 < ours["megabytes"] < 3.5
    assert "bijschaven" in told("--only", "themawijzer").stdout


def test_every_method_of_the_comparison_is_there() -> None:
    """Seven lines, ours last, each by a name of its own."""
    assert [method.name for method in METHODS] == ["meerderheid", "svm", "fasttext", "spacy", "annif", "bevroren", "themawijzer"]


def test_the_texts_are_what_the_encoder_reads(data: Path) -> None:
    """Title and text in one, cleaned, the same for every method."""
    task = read_task(data, data, lambda *_: None)
    assert task.documents == [make_document(text.description).text for text in task.texts]
    np.testing.assert_array_equal(task.truth, label_matrix(task.texts, LABELS))
    assert isinstance(METHODS[1].start(task).make(), TfidfSvm)
