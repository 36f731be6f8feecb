"""The view of an answer: an Assessment in the words and the order in which the page tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from api.marking import Ground, Stretch, stretches
from api.recall import recalled
from api.translations import translate
from classifier.aid import CITATION
from classifier.amounts import euro
from classifier.assess import Assessor
from classifier.assessment import AidOutcome, Assessment, Evidence, LabelResult, ModelVersions
from classifier.description import ServiceDescription
from classifier.messages import Figure, Said, listed, say
from classifier.outcome import LANGUAGES
from classifier.taxonomy import PERSONNEL

NEAREST: Final = 2
"""Themes shown with what the text lacks, where it carries none."""
MOST_QUOTED: Final = 10
"""Grounds quoted beside a theme; all of them are marked in the text."""

HEADINGS: Final = {
    "komt-in-aanmerking": say("Komt in aanmerking"),
    "nazicht-nodig": say("Nazicht nodig"),
    "geen-thema": say("Geen thema"),
}


@dataclass(frozen=True)
class Certainty:
    """How sure the model is: in words, as text in percent, and as a whole percentage for the bar."""

    words: str
    percent: str
    bar: int


@dataclass(frozen=True)
class Named:
    """A label by its name, with its certainty."""

    name: str
    certainty: Certainty


@dataclass(frozen=True)
class Why:
    """Why a theme is assigned, in doubt or absent: what the content of the theme is, and what the text shows of it."""

    heading: str
    reason: str
    typical: tuple[str, ...]
    shown: tuple[str, ...]


@dataclass(frozen=True)
class Card:
    """A theme that is assigned, in doubt, or the nearest where none is; `rank` is its number beside the marks in the text."""

    id: str
    rank: int
    name: str
    assigned: bool
    certainty: Certainty
    definition: str
    subtopics: tuple[Named, ...]
    why: Why


@dataclass(frozen=True)
class Flag:
    """A screening condition that asks for a person's look, with the words that raised it."""

    id: str
    rank: int
    name: str
    definition: str
    shown: tuple[str, ...]


@dataclass(frozen=True)
class Neighbour:
    """A labelled example that lies near."""

    title: str
    themes: str
    similarity: str


@dataclass(frozen=True)
class Step:
    """A step of the calculation in pieces: text of it, or the number of a source in the list below."""

    pieces: tuple[str | int, ...]


@dataclass(frozen=True)
class AidView:
    """The aid: its amount, what the enterprise pays, how it came about, and where the rules stand."""

    amount: str
    own_share: str
    steps: tuple[Step, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """All that the page tells about one description."""

    outcome: str
    heading: str
    sentence: str
    reasons: tuple[str, ...]
    cards: tuple[Card, ...]
    nearest: tuple[Card, ...]
    """Where no theme is assigned or in doubt: the likeliest ones, with what the text lacks."""
    others: tuple[Named, ...]
    title: tuple[Stretch, ...]
    text: tuple[Stretch, ...]
    flags: tuple[Flag, ...]
    topics: str
    conditions: tuple[str, ...]
    precedents: tuple[Neighbour, ...]
    aid: AidView | None
    aid_asked: bool
    model: ModelVersions

    @property
    def marked(self) -> tuple[Card | Flag, ...]:
        """What can be marked in the text, in the order of the ranks."""
        return (*self.cards, *self.flags)

    @property
    def names(self) -> dict[str, str]:
        """The names of what is marked in the text, by id."""
        return {marked.id: marked.name for marked in self.marked}

    @property
    def legend(self) -> tuple[Card | Flag, ...]:
        """What is really marked, in the order of the ranks."""
        present = {ground.label for stretch in (*self.title, *self.text) for ground in stretch.grounds}
        return tuple(marked for marked in self.marked if marked.id in present)


def answer_view(assessment: Assessment, description: ServiceDescription, assessor: Assessor, *, aid_asked: bool) -> Answer:
    """The view of an assessment of this description."""
    taxonomy = assessor.taxonomy
    themes = [label for label in assessment.labels if label.group == "theme"]
    shown = sorted((label for label in themes if label.decision != "niet"), key=lambda r: (r.decision != "toegewezen", -r.probability))
    flagged = [label for label in assessment.labels if label.group == "screening" and label.decision != "niet"]
    ranks = {label.id: rank for rank, label in enumerate([*shown, *flagged], start=1)}

    def marked(field: str, text: str) -> tuple[Stretch, ...]:
        grounds = [
            Ground(label.id, ranks[label.id], e.start, e.end) for label in [*shown, *flagged] for e in label.evidence if e.field == field
        ]
        return stretches(text, grounds)

    others = sorted((label for label in themes if label.decision == "niet"), key=lambda label: -label.probability)
    return Answer(
        outcome=assessment.outcome,
        heading=HEADINGS[assessment.outcome],
        sentence=_sentence(assessment.outcome),
        reasons=tuple(recalled(reason) for reason in assessment.reasons),
        cards=tuple(_card(label, ranks[label.id], assessment, assessor) for label in shown),
        nearest=() if shown else tuple(_card(label, 0, assessment, assessor) for label in others[:NEAREST]),
        others=tuple(Named(taxonomy.label(label.id).name, certainty(label)) for label in others),
        title=marked("title", description.title),
        text=marked("text", description.text),
        flags=tuple(
            Flag(label.id, ranks[label.id], taxonomy.label(label.id).name, taxonomy.label(label.id).definition, _quotes(label))
            for label in flagged
        ),
        topics=listed([taxonomy.label(topic).name for topic in assessment.topics]),
        conditions=tuple(recalled(condition.text) for condition in assessment.conditions),
        precedents=tuple(
            Neighbour(
                precedent.title,
                listed([taxonomy.label(theme).name for theme in precedent.themes]) or say("geen thema"),
                _percent(max(0.0, precedent.similarity)),
            )
            for precedent in assessment.precedents
        ),
        aid=_aid(assessment.aid) if assessment.aid else None,
        aid_asked=aid_asked,
        model=assessment.model,
    )


def certainty(label: LabelResult) -> Certainty:
    """How sure the model is of a label, in plain Dutch."""
    if label.decision == "twijfel":
        words = say("twijfel")
    elif label.decision == "niet":
        words = say("niet")
    else:
        words = say("zeer zeker") if label.probability >= 0.9 else say("zeker") if label.probability >= 0.75 else say("tamelijk zeker")
    return Certainty(words, _percent(label.probability), round(100 * label.probability))


def _percent(share: float) -> str:
    if 0 < share < 0.01:
        return say("minder dan {share}", share=_whole(1))
    return say("meer dan {share}", share=_whole(99)) if 0.99 < share < 1 else _whole(round(100 * share))


def _whole(hundredths: int) -> Figure:
    return Figure(f"{hundredths}\N{NO-BREAK SPACE}%", Decimal(hundredths) / 100, "percent")


def _sentence(outcome: str) -> str:
    """What the outcome means; the reasons below it say why."""
    if outcome == "nazicht-nodig":
        return say("Laat een mens deze beschrijving bekijken.")
    if outcome == "geen-thema":
        return say("De dienst lijkt niet in aanmerking te komen voor de kmo-portefeuille: zonder thema is er geen steun.")
    return say("De dienst lijkt in aanmerking te komen voor de kmo-portefeuille.")


def _card(label: LabelResult, rank: int, assessment: Assessment, assessor: Assessor) -> Card:
    about = assessor.taxonomy.label(label.id)
    subtopics: tuple[Named, ...] = ()
    if label.id == PERSONNEL:
        carried = [one for one in assessment.labels if one.group == "subtopic" and one.decision != "niet"]
        subtopics = tuple(
            Named(assessor.taxonomy.label(one.id).name, certainty(one)) for one in sorted(carried, key=lambda r: -r.probability)
        )
    return Card(
        id=label.id,
        rank=rank,
        name=about.name,
        assigned=label.decision == "toegewezen",
        certainty=certainty(label),
        definition=about.definition,
        subtopics=subtopics,
        why=_why(label, assessment, assessor),
    )


def _why(label: LabelResult, assessment: Assessment, assessor: Assessor) -> Why:
    """What the theme asks for by its definition and what the text shows of it; never a text to copy."""
    typical = assessor.taxonomy.label(label.id).included
    if label.id == PERSONNEL:
        typical = tuple(subtopic.name for subtopic in assessor.taxonomy.group("subtopic"))
    shown = _quotes(label)
    if label.decision == "toegewezen":
        reason = say("Deze woorden wegen het zwaarst. Zonder hen zou het programma dit thema meestal niet toewijzen.")
        return Why(say("Waarom wel"), reason, typical, shown)
    if label.decision == "twijfel":
        return Why(say("Waarom twijfel"), _doubt(label, assessment, assessor), typical, shown)
    return Why(say("Wat ontbreekt"), say("Dit thema komt het dichtst in de buurt, maar de tekst toont er te weinig van."), typical, ())


def _doubt(label: LabelResult, assessment: Assessment, assessor: Assessor) -> str:
    """Why a theme is neither assigned nor excluded."""
    alone = assessor.model.bands[label.id].decide(label.probability)
    if assessment.language not in LANGUAGES:
        return say("De tekst is niet in het Nederlands, Engels of Frans. Daarom wijst het programma geen enkel thema toe.")
    if label.id == PERSONNEL and alone == "niet":
        return say("De tekst wijst op een sub-thema, maar niet duidelijk op het personeelsbeleid van een onderneming.")
    if label.id == PERSONNEL and alone == "toegewezen" and not _subtopic_stands(assessment, assessor):
        return say("Dit thema telt alleen mee samen met minstens één sub-thema. De tekst toont er geen duidelijk.")
    if alone == "toegewezen":
        return say("Het programma herkent dit thema, maar er is te weinig tekst om het toe te wijzen.")
    return say("Er is te weinig inhoud om dit thema toe te wijzen, en te veel om het uit te sluiten.")


def _subtopic_stands(assessment: Assessment, assessor: Assessor) -> bool:
    """Whether a sub-topic would be assigned by its probability alone; if none would, that is what the theme lacks."""
    return any(
        assessor.model.bands[label.id].decide(label.probability) == "toegewezen" for label in assessment.labels if label.group == "subtopic"
    )


def _quotes(label: LabelResult) -> tuple[str, ...]:
    """The strongest words of the evidence in the order of the text, each once, on one line."""
    found: dict[str, Evidence] = {}
    for one in sorted(label.evidence, key=lambda e: -e.weight):
        found.setdefault(" ".join(one.text.split()).lower(), one)
    strongest = sorted(list(found.values())[:MOST_QUOTED], key=lambda e: (e.field != "title", e.start))
    return tuple(" ".join(one.text.split()) for one in strongest)


def _aid(aid: AidOutcome) -> AidView:
    sources = tuple(aid.source.split("; "))
    return AidView(
        amount=euro(Decimal(aid.aid)),
        own_share=euro(Decimal(aid.own_share)),
        steps=tuple(_step(step, sources) for step in aid.steps),
        sources=sources,
    )


def _step(sentence: str, sources: Sequence[str]) -> Step:
    """A step, in the language of the page, whose citation, one of the same few in every sentence, became the number of a source."""
    sentence = recalled(sentence)  # a stored answer holds plain text
    told = translate(sentence)
    for value in sentence.values.values() if isinstance(sentence, Said) else ():
        if isinstance(value, Said) and value.pattern == CITATION:
            number = next((n for n, source in enumerate(sources, start=1) if source.startswith(f"{value.values['source']} (")), None)
            before, cited, after = told.partition(f" {translate(value)}")
            if number and cited:
                return Step((before, number, after))
    return Step((told,))
