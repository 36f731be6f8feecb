"""The corpus is read strictly: each fault is refused by file, line and what is wrong, in Dutch."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from classifier.errors import CorpusError
from classifier.paths import ROOT
from tests.classifier.fakes import TAXONOMY
from tests.training.conftest import Row, row, write_rows
from training.corpus import LabelledText, label_matrix, read_corpus, read_real

NO_LABELS: dict[str, list[str]] = {"themes": [], "subtopics": [], "screening": [], "topics": []}


def reading(**labels: list[str]) -> dict[str, list[str]]:
    """One reading of labels."""
    return NO_LABELS | labels


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "Geen geldige JSON"),
        ('{"id": "x"', "Geen geldige JSON"),
        ("geen json", "Geen geldige JSON"),
        ("[]", "het geheel: Hier moeten sleutels met hun waarden staan."),
        ('"tekst"', "het geheel: Hier moeten sleutels met hun waarden staan."),
        (row(1, kleur="rood"), "kleur: Deze sleutel is onbekend."),
        (row(1, id=None), "id: Deze sleutel ontbreekt."),
        (row(1, text=None), "text: Deze sleutel ontbreekt."),
        (row(1, readings=None), "readings: Deze sleutel ontbreekt."),
        (row(1, readings=[]), "readings: Deze lijst is leeg."),
        (row(1, title=""), "title: Deze tekst is leeg."),
        (row(1, text=" \n "), "text: Deze tekst is leeg."),
        (row(1, id=7), "id: Hier moet tekst staan."),
        (row(1, themes="digitalisering"), "themes: Hier moet een lijst staan."),
        (row(1, kind="webinar"), "kind: Hier mag enkel staan: 'opleiding' of 'advies'."),
        (row(1, origin="echt"), "origin: Hier mag enkel staan: 'geschreven' of 'herteld'."),
        (row(1, language="de"), "language: Hier mag enkel staan: 'nl', 'en' of 'fr'."),
        (row(1, traits=["grappig"]), "traits.0: Hier mag enkel staan: 'harde-negatief' of 'claim'."),
        (row(1, themes=["lassen"]), "'lassen' is geen label van de groep theme."),
        (row(1, themes=["cybersecurity"]), "'cybersecurity' is geen label van de groep theme."),
        (row(1, topics=["digitalisering"]), "'digitalisering' is geen label van de groep topic."),
        (row(1, screening=["reiki"]), "'reiki' is geen label van de groep screening."),
        (row(1, readings=[reading(themes=["lassen"])]), "'lassen' is geen label van de groep theme."),
        (row(1, themes=["personeelsmanagement"]), "personeelsmanagement en een sub-thema horen samen."),
        (row(1, subtopics=["competentiebeleid"]), "personeelsmanagement en een sub-thema horen samen."),
        (row(1, readings=[reading(themes=["personeelsmanagement"])]), "readings.0: personeelsmanagement en een sub-thema"),
        (row(1, readings=[reading(), {"themes": []}]), "readings.1.subtopics: Deze sleutel ontbreekt."),
        (row(1, source=""), "een hertelde dienst heeft een adres als bron, een geschreven tekst heeft er geen."),
        (row(1, origin="geschreven"), "een hertelde dienst heeft een adres als bron, een geschreven tekst heeft er geen."),
    ],
)
def test_a_bad_line_is_refused_by_file_and_line(tmp_path: Path, line: Row | str, message: str) -> None:
    """Whoever wrote the line finds it again: file, line number, key and fault."""
    write_rows(tmp_path / "a.jsonl", [row(0)])
    write_rows(tmp_path / "b.jsonl", [row(2), "", line, row(4)])
    with pytest.raises(CorpusError) as caught:
        read_corpus(tmp_path, TAXONOMY)
    assert caught.value.where == "b.jsonl, regel 3"
    assert message in caught.value.what
    assert caught.value.remedy


def test_the_line_that_the_bad_ones_are_made_from_is_good(tmp_path: Path) -> None:
    """The strict reader refuses the fault, not the line around it."""
    write_rows(tmp_path / "a.jsonl", [row(1), row(2)])
    retold, written = read_corpus(tmp_path, TAXONOMY)
    assert (retold.origin, retold.group, retold.themes) == ("herteld", "site1.be", ("duurzaamheid",))
    assert (written.origin, written.group, written.subtopics) == ("geschreven", "f2", ("personeelsplanning",))
    assert written.description.reference == "t002"
    assert written.ids() == {"personeelsmanagement", "personeelsplanning"}


@pytest.mark.parametrize("second", ["a.jsonl", "b.jsonl"])
def test_an_id_given_twice_is_refused(tmp_path: Path, second: str) -> None:
    """An id names one text, in one file or over several."""
    write_rows(tmp_path / "a.jsonl", [row(1), row(2)] if second == "b.jsonl" else [row(1), row(1)])
    if second == "b.jsonl":
        write_rows(tmp_path / second, [row(3, id="t002")])
    with pytest.raises(CorpusError, match="komt twee keer voor") as caught:
        read_corpus(tmp_path, TAXONOMY)
    assert re.search(r"t00[12]", caught.value.what)


def test_files_that_are_no_corpus_are_refused(tmp_path: Path) -> None:
    """An empty folder, other bytes than UTF-8 and a missing file each get their own message."""
    with pytest.raises(CorpusError, match="geen corpus"):
        read_corpus(tmp_path, TAXONOMY)
    (tmp_path / "a.jsonl").write_bytes(b'{"id": "\xff"}\n')
    with pytest.raises(CorpusError, match="geen UTF-8"):
        read_corpus(tmp_path, TAXONOMY)
    with pytest.raises(CorpusError, match="bestaat niet"):
        read_real(tmp_path / "nergens.jsonl", TAXONOMY)


def test_files_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    """The order of the texts, and so the model, does not hang on the file system."""
    for name, number in (("b.jsonl", 2), ("a.jsonl", 1), ("c.jsonl", 3)):
        write_rows(tmp_path / name, [row(number)])
    assert [text.id for text in read_corpus(tmp_path, TAXONOMY)] == ["t001", "t002", "t003"]


def test_a_line_break_inside_a_text_is_no_end_of_line(tmp_path: Path) -> None:
    """JSON allows characters in a text that Python would split lines at; files from Windows end theirs otherwise."""
    text = "regel\u2028regel\u0085regel\x1cregel".replace("\x1c", "")
    lines = json.dumps(row(1, text=text), ensure_ascii=False) + "\r\n" + json.dumps(row(2)) + "\r\n"
    (tmp_path / "a.jsonl").write_bytes(lines.encode())
    first, second = read_corpus(tmp_path, TAXONOMY)
    assert (first.text, second.id) == (text, "t002")


@pytest.mark.parametrize(
    ("source", "group"),
    [
        ("https://www.voorbeeld.be/a/b?c=d", "voorbeeld.be"),
        ("http://opleidingen.voorbeeld.be:8080/x", "voorbeeld.be"),
        ("https://voorbeeld.be", "voorbeeld.be"),
        ("een brochure uit 2019", "f1"),
    ],
)
def test_texts_of_one_site_are_one_group(source: str, group: str) -> None:
    """One provider's texts stay together, whatever page they come from; without an address the family stays together."""
    assert LabelledText.model_validate(row(1, source=source)).group == group


def test_the_matrix_says_which_text_carries_which_label() -> None:
    """One row a text, one column a label in the order asked, over all groups of labels."""
    texts = [LabelledText.model_validate(row(n)) for n in (0, 2, 3)]
    matrix = label_matrix(texts, ["personeelsplanning", "digitalisering", "cybersecurity"])
    np.testing.assert_array_equal(matrix, [[False, True, False], [True, False, False], [False, False, False]])
    assert label_matrix([], ["digitalisering"]).shape == (0, 1)


def test_the_yardstick_is_read_as_strictly(tmp_path: Path) -> None:
    """A yardstick file needs a reference, a kind, a text and known labels, and may leave out who agreed."""
    good = {"reference": "r1", "kind": "advies", "text": "Een tekst.", **NO_LABELS}
    (only,) = read_real(write_rows(tmp_path / "goed.jsonl", [good]), TAXONOMY)
    assert (only.id, only.title, only.agreed, only.description.text) == ("r1", "", True, "Een tekst.")
    for bad, message in (({"reference": None}, "reference"), ({"themes": ["lassen"]}, "'lassen' is geen label")):
        file = write_rows(tmp_path / "slecht.jsonl", [good, good | bad])
        with pytest.raises(CorpusError, match=message) as caught:
            read_real(file, TAXONOMY)
        assert caught.value.where == "slecht.jsonl, regel 2"
    with pytest.raises(CorpusError, match="'r1' komt twee keer voor"):
        read_real(write_rows(tmp_path / "dubbel.jsonl", [good, good]), TAXONOMY)


def test_the_projects_own_corpus_is_whole() -> None:
    """It reads without a fault, holds at least 600 texts, and every label, both kinds and both origins."""
    texts = read_corpus(ROOT / "data" / "corpus", TAXONOMY)
    assert len(texts) >= 600
    assert set().union(*(text.ids() for text in texts)) == set(TAXONOMY.all_ids())
    assert {text.kind for text in texts} == {"opleiding", "advies"}
    assert {text.origin for text in texts} == {"geschreven", "herteld"}
    assert any(not text.themes for text in texts)
