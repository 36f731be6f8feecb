"""Annif, the subject indexer of the National Library of Finland, with its omikuji back end, in an environment of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from classifier.errors import ArtefactError
from classifier.paths import build_dir
from training.peers import NO_LABEL, log_odds

PACKAGE = "annif[omikuji]==1.4.3"
ENVIRONMENT = "annif-venv"
INSTALLED = ".installed"
URI = "urn:themawijzer:"
PROJECT = "themas"
CONFIG = """[themas]
name=Themas
language=nl
backend=omikuji
analyzer=snowball(dutch)
vocab=themas
ngram=2
limit={limit}
"""
LEARN_SENTENCES = """
import json, sys
from nltk.tokenize.punkt import PunktTrainer, save_punkt_params
with open(sys.argv[1], encoding="utf-8") as file:
    text = "\\n".join(json.loads(line)["text"] for line in file)
save_punkt_params(PunktTrainer(text).get_params(), dir=sys.argv[2])
"""
MOST_SECONDS = 3600


class Annif:
    """An Annif project with the labels as its vocabulary, driven by Annif's commands and files in a temporary folder.

    Annif 1.4 wants older versions of click, numpy, scikit-learn and more than `constraints.txt` names, so that it cannot live beside the
    program: it gets build/annif-venv, made once (pip needs a network or a mirror for it) and used from then on.

    Stems are of the Dutch Snowball stemmer, features are words and pairs of words; with so few labels omikuji's forest has no branches and
    is one linear classifier per label. A text without labels gets one that says so; Annif would skip it otherwise.
    Annif fetches the rules that NLTK cuts sentences by from GitHub; so as to work without it, NLTK learns them from the texts here.
    The time of `scores` holds some two seconds for starting Annif.
    """

    name = "annif"

    def __init__(self, environment: Path | None = None) -> None:
        self._programs = installed(environment or build_dir() / ENVIRONMENT)
        self._folder = Path(tempfile.mkdtemp(prefix="annif-"))
        weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)

    def fit(self, texts: Sequence[str], truth: np.ndarray) -> None:
        """Learn from texts [n] with their labels, bool [n, L]. ArtefactError with Annif's own words where it fails."""
        self._labels = truth.shape[1]
        names = [*map(str, range(self._labels)), NO_LABEL]
        self._write("projects.cfg", CONFIG.format(limit=len(names)))
        self._write("labels.tsv", "".join(f"<{URI}{name}>\t{name}\n" for name in names))
        self._write_lines("train.jsonl", [{"text": t, "subjects": _subjects(c)} for t, c in zip(texts, truth, strict=True)])
        sentences = self._folder / "nltk" / "tokenizers" / "punkt_tab" / "english"  # the language that Annif asks NLTK for
        sentences.parent.mkdir(parents=True, exist_ok=True)
        self._run("python", "-c", LEARN_SENTENCES, "train.jsonl", str(sentences))
        self._run("annif", "load-vocab", "--force", "--language", "nl", PROJECT, "labels.tsv")
        self._run("annif", "train", "--jobs", "1", PROJECT, "train.jsonl")

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        """The log-odds of Annif's scores between 0 and 1, float [m, L]; a label that it does not name has 0. Errors as above."""
        found = np.zeros((len(texts), self._labels))
        if not texts:
            return log_odds(found)
        self._write_lines("ask.jsonl", [{"text": text} for text in texts])
        limit = str(self._labels + 1)
        self._run("annif", "index", "--force", "--no-include-doc", "--limit", limit, "--output", "found.jsonl", PROJECT, "ask.jsonl")
        answers = (self._folder / "found.jsonl").read_text(encoding="utf-8").splitlines()
        for row, answer in zip(found, map(json.loads, answers), strict=True):
            for result in answer["results"]:
                label = result["uri"].removeprefix(URI)
                if label != NO_LABEL:
                    row[int(label)] = result["score"]
        return log_odds(found)

    def size(self) -> int:
        """The project's and the vocabulary's folders, without the training texts that omikuji leaves there."""
        files = (file for file in (self._folder / "data").rglob("*") if file.is_file() and file.name != "omikuji-train.txt")
        return sum(file.stat().st_size for file in files)

    def _write(self, name: str, content: str) -> None:
        (self._folder / name).write_text(content, encoding="utf-8")

    def _write_lines(self, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
        self._write(name, "".join(json.dumps(row) + "\n" for row in rows))

    def _run(self, program: str, *arguments: str) -> None:
        """Run a program of Annif's environment in the folder, on files of that folder only."""
        own = {"NLTK_DATA": "nltk", "ANNIF_PROJECTS": "projects.cfg", "ANNIF_DATADIR": "data"}
        settings = {name: str(self._folder / place) for name, place in own.items()} | {"PYTHONUTF8": "1"}
        run([str(self._programs / program), *arguments], "Annif werkt niet.", self._folder, settings)


def installed(environment: Path) -> Path:
    """The folder of programs of Annif's environment, made first where it is not there or holds another version.

    ArtefactError, with nothing left behind, where it cannot be made.
    """
    programs = environment / ("Scripts" if os.name == "nt" else "bin")
    mark = environment / INSTALLED
    if mark.is_file() and mark.read_text(encoding="utf-8") == PACKAGE:
        return programs
    shutil.rmtree(environment, ignore_errors=True)
    what = f"Annif kon niet geïnstalleerd worden in {environment}."
    try:
        run([sys.executable, "-m", "venv", str(environment)], what)
        run([str(programs / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PACKAGE], what)
    except BaseException:
        shutil.rmtree(environment, ignore_errors=True)
        raise
    mark.write_text(PACKAGE, encoding="utf-8")
    return programs


def run(command: Sequence[str], what: str, folder: Path | None = None, settings: Mapping[str, str] | None = None) -> None:
    """Run a program to its end; ArtefactError with its last line where it fails or takes over an hour."""
    remedy = "Kijk dat na, of laat Annif weg door de andere methoden met --only te noemen."
    try:
        # The program's own commands, without a shell, on texts that stand in files.
        done = subprocess.run(  # noqa: S603
            command, cwd=folder, env=os.environ | (settings or {}), capture_output=True, text=True, timeout=MOST_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ArtefactError(what, where=Path(command[0]).name, remedy=remedy) from error
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip() or "geen uitleg").splitlines()[-1]
        raise ArtefactError(f"{what} ({last[:300]})", where=Path(command[0]).name, remedy=remedy)


def _subjects(carried: np.ndarray) -> list[dict[str, str]]:
    names = [str(column) for column in np.flatnonzero(carried)] or [NO_LABEL]
    return [{"uri": URI + name} for name in names]
