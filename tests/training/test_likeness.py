"""Written and retold texts are laid side by side: each shape by what a reader would count, the whole by what gives a text away."""

from __future__ import annotations

import pytest

from tests.training.conftest import row
from training.corpus import LabelledText
from training.likeness import SHAPES, farthest, likeness, told_apart


def text(number: int, words: str) -> LabelledText:
    """A text of the corpus with these words; every other kind of number is written, the others retold."""
    return LabelledText.model_validate(row(number, text=words))


def written(number: int) -> bool:
    """Whether the text of this number is a written one."""
    return row(number)["origin"] == "geschreven"


@pytest.mark.parametrize(
    ("shape", "words", "value"),
    [
        ("words", "Je leert lassen.", 3),
        ("words-per-sentence", "Je leert lassen. Wat kost het?\nNiets", 7 / 3),
        ("lines", "Een.\n\nTwee.\nDrie.", 3),
        ("bullets", "Inhoud:\n• lassen\n- snijden", 100 * 2 / 5),
        ("commas", "a, b, c d", 50),
        ("brackets", "De norm (ISO 9001) telt.", 20),
        ("small-words", "Het is er dat wel", 80),
        ("digits", "Op 12 mei", 100 * 2 / 3),
        ("number-words", "Drie dagen", 50),
        ("questions", "Wat nu?", 1),
        ("prices", "Kost 20 euro", 1),
        ("prices", "Kost €20", 1),
        ("prices", "Europese kosten", 0),
        ("times", "Op donderdag om 9u", 1),
        ("times", "Twee dagen", 1),
        ("times", "Een dag als geen ander", 0),
        ("je", "Jij leert", 1),
        ("u", "In uw zaak", 1),
        ("u", "In jouw zaak, menu inbegrepen", 0),
        ("wij", "Onze aanpak", 1),
    ],
)
def test_a_shape_is_what_a_reader_would_count(shape: str, words: str, value: float) -> None:
    """Each shape of a text is the count or share that its name says."""
    assert SHAPES[shape][1](words) == pytest.approx(value)


def test_the_farthest_shape_is_named() -> None:
    """Where only the written texts name a price, that shape differs most, by Cohen's d, whatever its sign."""
    texts = [text(n, f"Een dienst over vak {n}" + (" voor 20 euro" if written(n) and n % 3 else "")) for n in range(40)]
    found = {one.id: one for one in likeness(texts)}
    assert found["prices"].retold == 0
    assert found["prices"].written > 0.5
    assert found["prices"].difference > 0.8
    assert found["questions"].difference == 0
    value, names = farthest(texts)
    always = [text(n, "Een dienst" + (" voor 20 euro" if written(n) else "")) for n in range(40)]
    assert farthest(always)[0] == float("inf")
    assert value == max(abs(one.difference) for one in found.values())
    assert value >= found["prices"].difference
    assert any(name.startswith("deel met een prijs: +") for name in names)


def test_one_sort_alone_cannot_be_laid_beside_another() -> None:
    """Without retold texts there is nothing to compare: no shapes, and a classifier counts as telling all."""
    alone = [text(n, "Een dienst") for n in range(40) if written(n)]
    assert likeness(alone) == []
    assert farthest(alone) == (0.0, ())
    assert told_apart(alone) == (1.0, ())


def test_a_written_text_that_gives_itself_away_is_told_apart() -> None:
    """Where written and retold texts use other words a bag of words tells them; where they use the same it cannot."""
    apart = [text(n, "geschreven taal over zaken" if written(n) else "hertelde woorden van elders") for n in range(60)]
    assert told_apart(apart)[0] > 0.99
    alike = [text(n, f"dezelfde woorden over zaak {n // 6}") for n in range(60)]
    assert told_apart(alike)[0] < 0.8
