"""Every measure of the corpus finds what it is there to find, and the limits are read strictly."""

from __future__ import annotations

from pathlib import Path

import pytest

from classifier.errors import CorpusError
from classifier.paths import ROOT
from tests.classifier.fakes import TAXONOMY
from tests.training.conftest import row
from training.corpus import LabelledText, read_corpus
from training.quality import (
    MEASURES,
    Finding,
    agreement,
    check_corpus,
    common_openings,
    disagreements,
    least_theme_pair,
    near_duplicates,
    repeated_sentences,
    vocabulary_growth,
)

NONE: dict[str, list[str]] = {"themes": [], "subtopics": [], "screening": [], "topics": []}
ONE = NONE | {"themes": ["innovatie"]}


def text(number: int, words: str, **changes: object) -> LabelledText:
    """A text of the corpus with these words."""
    return LabelledText.model_validate(row(number, text=words, **changes))


def limits(tmp_path: Path, toml: str) -> Path:
    """A file of limits."""
    file = tmp_path / "limits.toml"
    file.write_text(toml, encoding="utf-8")
    return file


def test_near_duplicates_are_found_across_families_only() -> None:
    """A text that repeats much of another is named with it; variants of one family are no find."""
    base = "Je leert op één dag hoe je een vorkheftruck veilig bestuurt in een druk magazijn"
    texts = [text(1, base), text(2, base + " met stellingen"), text(3, "Iets heel anders over de boekhouding van een kleine zaak")]
    value, examples = near_duplicates(texts)
    assert (value, examples) == (1, ("t001 ~ t002",))
    assert near_duplicates([text(1, base), text(2, base, family="f1")])[0] == 0


def test_repeated_sentences_are_counted() -> None:
    """A sentence of some length that two families share counts twice of three; a short one is anybody's."""
    same = "Wij komen bij u langs op de werf."
    value, examples = repeated_sentences([text(1, same), text(2, same + " Daarna volgt een lang verslag van alles wat er was.")])
    assert value == pytest.approx(2 / 3)
    assert examples == ("wij komen bij u langs op de werf",)
    assert repeated_sentences([text(1, "Schrijf je in."), text(2, "Schrijf je in.")])[0] == 0


def test_common_openings_are_counted() -> None:
    """Four families that open alike are a formula, three are not."""
    openings = [text(n, f"In deze opleiding leer je vak {n}.") for n in range(4)]
    assert common_openings([*openings, text(9, "Vuur.")])[0] == pytest.approx(4 / 5)
    assert common_openings(openings[:3])[0] == 0


def test_a_corpus_of_formulas_stops_growing() -> None:
    """Where every text repeats the same words no new ones come; where each has its own, all are new."""
    assert vocabulary_growth([text(n, "steeds weer dezelfde woorden") for n in range(20)])[0] == 0
    assert vocabulary_growth([text(n, f"woord{n} zaak{n}") for n in range(20)])[0] == 1000


def test_agreement_is_cohens_kappa() -> None:
    """Two readings that agree on all have kappa one; those that agree no more than by chance have none."""
    same = [text(n, "x", readings=[ONE, ONE] if n % 2 else [NONE, NONE]) for n in range(20)]
    crossed = [text(n, "x", readings=[(NONE, ONE)[n % 2], (NONE, ONE)[n // 2 % 2]]) for n in range(20)]
    assert agreement(same, TAXONOMY) == {"innovatie": 1.0}
    assert agreement(crossed, TAXONOMY)["innovatie"] == pytest.approx(0)
    assert agreement([text(1, "x")], TAXONOMY) == {}
    assert disagreements(same) == (20, 0)
    assert disagreements(crossed) == (20, 10)


def test_the_pair_of_themes_that_meets_least_is_named() -> None:
    """A pair that no text carries counts as none, and is the first example."""
    both = [text(n, "x", themes=["innovatie", "duurzaamheid"], subtopics=[]) for n in range(3)]
    count, examples = least_theme_pair(both, TAXONOMY)
    assert count == 0
    assert len(examples) == 5
    assert "duurzaamheid + innovatie: 3" not in examples


def test_a_value_outside_its_limits_is_not_kept() -> None:
    """The limits themselves are allowed; an open end allows all."""
    for value, kept in ((1, False), (2, True), (3, True), (4, False)):
        assert Finding("maat", value, 2, 3).kept is kept
    assert Finding("maat", -5, None, None).kept


FEW = pytest.mark.filterwarnings("ignore:The least populated class")


@FEW
def test_findings_carry_their_limits(tmp_path: Path) -> None:
    """Each measure and each label is told once, with the limit of its own name or else that of its group."""
    texts = [text(n, f"een dienst over vak{n}") for n in range(12)]
    file = limits(tmp_path, '[dutch]\nleast = 13\n["theme.*"]\nleast = 4\n["theme.digitalisering"]\nleast = 3\n')
    findings = {finding.name: finding for finding in check_corpus(texts, file, TAXONOMY)}
    assert set(findings) == {*MEASURES, *(f"{group}.{label.id}" for group, label in TAXONOMY.labels()), "least-kappa", "least-theme-pair"}
    assert (findings["dutch"].value, findings["dutch"].kept) == (12, False)
    assert (findings["theme.digitalisering"].value, findings["theme.digitalisering"].kept) == (3, True)
    assert (findings["theme.duurzaamheid"].least, findings["theme.duurzaamheid"].kept) == (4, False)
    assert findings["topic.cybersecurity"].kept


@FEW
@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("[grappen]\nleast = 1\n", "De maat 'grappen' bestaat niet"),
        ("[dutch]\nminstens = 1\n", "Bij 'dutch' horen enkel least en most"),
        ("[dutch]\n", "Bij 'dutch' horen enkel least en most"),
        ("dutch = 3\n", "Bij 'dutch' horen enkel least en most"),
        ("[dutch\n", "Geen geldige TOML"),
    ],
)
def test_bad_limits_are_refused(tmp_path: Path, toml: str, message: str) -> None:
    """A limit that would guard nothing is an error, not silence."""
    with pytest.raises(CorpusError, match=message) as caught:
        check_corpus([text(n, f"een dienst over vak{n}") for n in range(12)], limits(tmp_path, toml), TAXONOMY)
    assert caught.value.where == "limits.toml"


def test_missing_limits_are_refused(tmp_path: Path) -> None:
    """Without the file there is nothing to be held to."""
    with pytest.raises(CorpusError, match="ontbreken"):
        check_corpus([text(1, "x")], tmp_path / "limits.toml", TAXONOMY)


def test_the_projects_own_corpus_has_no_copies() -> None:
    """No text of the shipped corpus repeats another family's."""
    assert near_duplicates(read_corpus(ROOT / "data" / "corpus", TAXONOMY))[1] == ()
