"""Evidence is measured by taking it away and by leaving nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from classifier.assess import Assessor
from classifier.assessment import Evidence
from classifier.description import ServiceDescription
from training.faithfulness import faithfulness, split


def evidence(description: ServiceDescription, *places: tuple[str, int, int]) -> list[Evidence]:
    """Passages of a description."""
    return [
        Evidence(field=field, start=start, end=end, text=getattr(description, field)[start:end], weight=0.5)  # type: ignore[arg-type]
        for field, start, end in places
    ]


def test_a_text_is_split_into_evidence_and_rest() -> None:
    """The phrases leave the field they stand in, in the order of the text."""
    given_text = ServiceDescription("Excel voor bakkers", "Wij leren u rekenen. Koffie is er ook. Draaitabellen maken.")
    without, alone = split(given_text, evidence(given_text, ("text", 39, 59), ("title", 0, 5), ("text", 0, 20)))
    assert (without.title, without.text) == ("voor bakkers", "Koffie is er ook.")
    assert (alone.title, alone.text) == ("Excel", "Wij leren u rekenen.\nDraaitabellen maken.")


@given(cuts=st.lists(st.integers(0, 60), max_size=8, unique=True).map(sorted))
def test_no_character_is_lost_or_counted_twice(cuts: list[int]) -> None:
    """Whatever is marked, evidence and rest together hold the letters of the text."""
    text = ServiceDescription("", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    without, alone = split(text, evidence(text, *(("text", a, b) for a, b in pairs)))
    assert sorted((without.text + alone.text).replace(" ", "").replace("\n", "")) == sorted(text.text)


def test_figures_are_shares_of_the_assigned_labels(assessor: Assessor) -> None:
    """On real answers: every assigned theme and sub-topic counts once, and the shares lie between 0 and 1."""
    texts = [
        ServiceDescription(
            "Boekhouden", "Je leert de dubbele boekhouding, de balans lezen, btw-aangiften invullen en een budget opstellen."
        ),
        ServiceDescription(
            "Lassen",
            "Praktijkles TIG-lassen: lasnaden in roestvast staal, materiaalkennis, veiligheid, examen ISO 9606-1.",
        ),
    ]
    answers = [assessor.assess(text) for text in texts]
    measured = faithfulness(assessor, texts, answers)
    assert measured["labels"] == sum(len(answer.themes) + len(answer.subtopics) for answer in answers)
    assert measured["labels"] > 0
    assert all(0 <= measured[name] <= 1 for name in ("undone", "kept", "marked"))
    assert measured["marked"] > 0


def test_without_an_assigned_label_nothing_can_be_said(assessor: Assessor) -> None:
    """No figure is made up."""
    assert faithfulness(assessor, [], []) == {"labels": 0, "undone": None, "kept": None, "marked": None}
