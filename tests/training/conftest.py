"""A small corpus to train on: forty short texts over a few labels, in the strict form of data/corpus."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from classifier.paths import ROOT
from tests.classifier.fakes import encoder_folder

Row = dict[str, Any]
SUBJECTS: tuple[tuple[tuple[str, ...], tuple[str, ...], str], ...] = (
    (("digitalisering",), (), "Excel, Power BI en een webshop bouwen met software"),
    (("duurzaamheid",), (), "afval, energie en grondstoffen besparen in het bedrijf"),
    (("personeelsmanagement",), ("personeelsplanning",), "werving en selectie van medewerkers"),
    ((), (), "een wandeling in het bos voor je eigen rust"),
)


def row(number: int, **changes: object) -> Row:
    """A valid line of the corpus; `changes` replace keys, a value of None drops one."""
    themes, subtopics, words = SUBJECTS[number % len(SUBJECTS)]
    labels = {"themes": list(themes), "subtopics": list(subtopics), "screening": [], "topics": []}
    retold = number % 2 == 1 or number % 8 == 0
    line: Row = {
        "id": f"t{number:03}",
        "origin": "herteld" if retold else "geschreven",
        "language": "nl",
        "kind": "advies" if number % 3 == 0 else "opleiding",
        "title": f"Dienst {number}",
        "text": f"In deze dienst nummer {number} leer je {words}.",
        **labels,
        "sector": "algemeen",
        "family": f"f{number}",
        "source": f"https://www.site{number}.be/dienst" if retold else "",
        "readings": [labels],
    } | changes
    return {key: value for key, value in line.items() if value is not None}


def write_rows(file: Path, rows: Iterable[Row | str]) -> Path:
    """Write lines of a corpus file, some of them as raw text."""
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in rows]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def small_data_folder(data: Path) -> Path:
    """Make a data folder with the real taxonomy, regimes and encoder, a corpus of forty texts, and no folder of real descriptions."""
    write_rows(data / "corpus" / "klein.jsonl", [row(number) for number in range(40)])
    for name in ("taxonomy.toml", "regimes.toml"):
        shutil.copy(ROOT / "data" / name, data / name)
    (data / "encoder").symlink_to(encoder_folder())
    return data


def small_build_folder(build: Path) -> Path:
    """Make an empty build folder."""
    build.mkdir(parents=True)
    return build


@pytest.fixture
def small_data(tmp_path: Path) -> Path:
    """A data folder of one's own."""
    return small_data_folder(tmp_path / "data")


@pytest.fixture
def small_build(tmp_path: Path) -> Path:
    """A build folder of one's own."""
    return small_build_folder(tmp_path / "build")
