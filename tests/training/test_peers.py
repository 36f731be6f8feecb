"""Every method learns what its texts say, in its own way, and tells when what it needs is not there."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from classifier.errors import ArtefactError
from classifier.paths import build_dir
from classifier.taxonomy import PERSONNEL
from tests.classifier.fakes import TAXONOMY, WordEncoder
from tests.training.conftest import row
from training.corpus import LabelledText, label_matrix
from training.peers import Peer, annif, log_odds, spacy
from training.peers.annif import ENVIRONMENT, INSTALLED, PACKAGE, Annif, installed
from training.peers.encoded import Encoded
from training.peers.fasttext import FastText
from training.peers.majority import Majority, always
from training.peers.spacy import SpacyTextcat
from training.peers.svm import TfidfSvm
from training.train import fit_and_score

LABELS = TAXONOMY.all_ids()
TEXTS = [LabelledText.model_validate(row(number)) for number in range(40)]
WORDS = [text.text for text in TEXTS]
TRUTH = label_matrix(TEXTS, LABELS)
NEW = {
    "digitalisering": "Een webshop bouwen en Excel gebruiken met software",
    "duurzaamheid": "energie en grondstoffen besparen, minder afval in het bedrijf",
    PERSONNEL: "selectie en werving van medewerkers",
}


def made(name: str, tmp_path: Path) -> Peer:
    """A peer by its name; the test is skipped where its package is not installed."""
    if name == "fasttext":
        pytest.importorskip("fasttext", reason="fasttext ontbreekt: pip install -e '.[peers]' (enkel om te vergelijken)")
        return FastText()
    if name == "annif":
        if not (build_dir() / ENVIRONMENT / INSTALLED).exists():
            pytest.skip("de omgeving van Annif is hier niet gemaakt (500 MB): themawijzer compare --only annif")
        return Annif()
    if name == "bevroren":
        for file in ("encoder.onnx", "tokenizer.json", "encoder.json"):
            (tmp_path / file).write_bytes(b"12345")
        return Encoded("bevroren", WordEncoder(), tmp_path, {})
    return {"svm": TfidfSvm, "spacy": SpacyTextcat}[name]()


@pytest.mark.parametrize("name", ["svm", "fasttext", "spacy", "annif", "bevroren"])
def test_a_peer_finds_the_theme_of_a_text_it_never_saw(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On subjects that are told apart by their words, each label scores highest on the new text that is about it."""
    monkeypatch.setattr(spacy, "EPOCHS", 5)
    monkeypatch.setattr(spacy, "BATCH", 3)  # of so few texts, or there would be hardly a step
    peer = made(name, tmp_path)
    peer.fit(WORDS, TRUTH)
    scores = peer.scores(list(NEW.values()))
    assert scores.shape == (len(NEW), len(LABELS))
    assert np.isfinite(scores).all()
    for number, label in enumerate(NEW):
        assert scores[:, LABELS.index(label)].argmax() == number, label
        assert scores[number, [LABELS.index(theme) for theme in TAXONOMY.ids("theme")]].argmax() == TAXONOMY.ids("theme").index(label)
    assert peer.size() > 10


@pytest.mark.parametrize("name", ["svm", "fasttext"])
def test_a_peer_fitted_twice_scores_alike(name: str, tmp_path: Path) -> None:
    """Same texts, same scores: the comparison can be run again."""
    first, second = made(name, tmp_path), made(name, tmp_path)
    first.fit(WORDS, TRUTH)
    second.fit(WORDS, TRUTH)
    np.testing.assert_array_equal(first.scores(WORDS[:5]), second.scores(WORDS[:5]))


def test_the_heads_on_an_encoder_are_those_of_the_model() -> None:
    """`Encoded` scores as `training.train` does, to the last bit: it is our method that is compared, not one like it."""
    encoder = WordEncoder()
    vectors = np.stack([encoder.encode(text).vector for text in WORDS])
    peer = Encoded("x", encoder, Path(), dict(zip(WORDS, vectors, strict=True)))
    peer.fit(WORDS[:32], TRUTH[:32])
    np.testing.assert_array_equal(peer.scores(WORDS[32:]), fit_and_score(vectors[:32], TRUTH[:32], vectors[32:]))


def test_vectors_that_are_known_are_not_computed_again() -> None:
    """A text that was read before is looked up; a new one is read, so that its time is counted."""
    encoder = WordEncoder()
    peer = Encoded("x", encoder, Path(), {text: WordEncoder().encode(text).vector for text in WORDS})
    peer.fit(WORDS, TRUTH)
    assert encoder.texts == []
    peer.scores([WORDS[0], "iets nieuws"])
    assert encoder.texts == ["iets nieuws"]


def test_the_majority_knows_base_rates_only() -> None:
    """Each text gets the same scores, and turned back into chances these are how often the labels are carried."""
    peer = Majority()
    peer.fit(WORDS, TRUTH)
    scores = peer.scores(["a", "b"])
    np.testing.assert_array_equal(scores[0], scores[1])
    np.testing.assert_allclose(1 / (1 + np.exp(-scores[0])), np.clip(TRUTH.mean(axis=0), 1e-6, 1), atol=1e-9)
    assert peer.size() == 8 * len(LABELS)


@pytest.mark.parametrize(
    ("carried", "expected"),
    [
        ({"digitalisering": 6, "duurzaamheid": 7}, {"digitalisering", "duurzaamheid"}),
        ({"digitalisering": 4, "duurzaamheid": 3}, {"digitalisering"}),
        ({PERSONNEL: 4, "personeelsplanning": 1, "sociale-wetgeving": 3}, {PERSONNEL, "sociale-wetgeving"}),
    ],
)
def test_the_majority_gives_what_most_texts_carry_or_else_the_most_frequent_theme(carried: dict[str, int], expected: set[str]) -> None:
    """Labels of more than half of the texts; without a theme among them the commonest, and a sub-topic with personeelsmanagement."""
    truth = np.zeros((10, len(LABELS)), dtype=bool)
    for label, count in carried.items():
        truth[:count, LABELS.index(label)] = True
    assert {label for label, given in zip(LABELS, always(truth, TAXONOMY), strict=True) if given} == expected


def test_log_odds_stay_finite() -> None:
    """A method that is quite sure still gives a number that a curve can be fitted on."""
    assert np.isfinite(log_odds(np.array([0.0, 0.5, 1.0]))).all()
    assert log_odds(np.array([0.5]))[0] == 0


@pytest.mark.parametrize(("module", "make"), [("fasttext", FastText), ("spacy", SpacyTextcat)])
def test_a_missing_package_is_told_with_the_command_that_installs_it(
    module: str, make: Callable[[], Peer], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error of our own, at once, and not a trace half-way."""
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ArtefactError, match=module) as caught:
        make()
    assert "pip install -e '.[peers]'" in caught.value.remedy


def test_an_environment_that_cannot_be_made_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Annif without a network: told in Dutch, and no half environment that a later run would trust."""
    ran = annif.run

    def fails_on_pip(command: list[str], what: str) -> None:
        if "pip" not in command:
            (tmp_path / "venv" / "bin").mkdir(parents=True)
            return
        ran([sys.executable, "-c", "import sys; sys.exit('geen netwerk')"], what)

    monkeypatch.setattr(annif, "run", fails_on_pip)
    with pytest.raises(ArtefactError, match=r"niet geïnstalleerd.*geen netwerk") as caught:
        Annif(tmp_path / "venv")
    assert caught.value.remedy
    assert not (tmp_path / "venv").exists()


def test_an_environment_is_used_again_and_made_anew_for_another_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Made once; remade only where it holds something else than what is asked."""
    commands: list[list[str]] = []

    def pretend(command: list[str], _: str) -> None:
        commands.append(command)
        (tmp_path / "venv").mkdir(exist_ok=True)

    monkeypatch.setattr(annif, "run", pretend)
    for expected in (2, 2):
        installed(tmp_path / "venv")
        assert len(commands) == expected
    assert PACKAGE in commands[1]
    (tmp_path / "venv" / INSTALLED).write_text("annif==0.1", encoding="utf-8")
    installed(tmp_path / "venv")
    assert len(commands) == 4


def test_a_program_that_fails_says_its_last_words(tmp_path: Path) -> None:
    """Annif's own message reaches the person who must act on it; a program that is not there is told as well."""
    with pytest.raises(ArtefactError, match="kapot"):
        annif.run([sys.executable, "-c", "import sys; print('eerst', file=sys.stderr); sys.exit('kapot')"], "Annif werkt niet.")
    with pytest.raises(ArtefactError, match="Annif werkt niet"):
        annif.run([str(tmp_path / "nergens")], "Annif werkt niet.")
