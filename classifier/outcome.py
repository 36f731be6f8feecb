"""From decisions to an outcome, the conditions that go with it, and the reasons in Dutch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from classifier.assessment import ConditionResult, Outcome
from classifier.decision import Decision
from classifier.messages import listed, say
from classifier.taxonomy import PERSONNEL, Taxonomy

FEWEST_WORDS = 10
"""Title and text together: with fewer, nobody could say what the service is about."""

LANGUAGES = frozenset({"nl", "en", "fr"})
"""Languages in which the model may assign a label: on the folds it keeps its promises in them. Others are read, but a person decides."""

_LANGUAGE_NAMES = {
    "da": say("het Deens"),
    "de": say("het Duits"),
    "es": say("het Spaans"),
    "it": say("het Italiaans"),
    "pl": say("het Pools"),
    "und": say("een taal die niet te herkennen is"),
}


@dataclass(frozen=True)
class Circumstances:
    """What, beside the labels, decides whether a person must look."""

    language: str
    words: int
    has_text: bool

    @property
    def obstacle(self) -> str:
        """Why the model may not decide by itself, as a Dutch sentence; empty where it may."""
        if self.words < FEWEST_WORDS or not self.has_text:
            count = say("1 woord") if self.words == 1 else say("{count} woorden", count=self.words)
            what = say("de beschrijving telt maar {count}", count=count) if self.has_text else say("er is alleen een titel")
            return say("Er is te weinig tekst om te oordelen: {what}.", what=what)
        if self.language not in LANGUAGES:
            name = _LANGUAGE_NAMES.get(self.language, say("een andere taal ({code})", code=self.language))
            return say(
                "De tekst is in {language} geschreven; enkel Nederlands, Engels en Frans worden zonder nazicht beoordeeld.", language=name
            )
        return ""


def decide_outcome(decisions: Mapping[str, Decision], likeliest: Decision, obstacle: str, taxonomy: Taxonomy) -> Outcome:
    """`nazicht-nodig` where a person must look; else whether a theme is assigned.

    `likeliest` is what the outcome's own band says of the likeliest theme: it can ask for a look, never assign.
    """
    themes = [decisions[theme] for theme in taxonomy.ids("theme")]
    flagged = any(decisions[condition] != "niet" for condition in taxonomy.ids("screening"))
    if obstacle or flagged:
        return "nazicht-nodig"
    if "toegewezen" in themes:
        return "komt-in-aanmerking" if likeliest == "toegewezen" else "nazicht-nodig"
    return "nazicht-nodig" if "twijfel" in themes or likeliest != "niet" else "geen-thema"


def conditions_for(themes: Sequence[str], taxonomy: Taxonomy) -> tuple[ConditionResult, ...]:
    """What must hold beyond these assigned themes."""
    return tuple(
        ConditionResult(id=condition.id, text=condition.text)
        for condition in taxonomy.conditions
        if tuple(themes) == (condition.only_theme,)
    )


def explain(
    decisions: Mapping[str, Decision],
    probabilities: Mapping[str, float],
    outcome: Outcome,
    obstacle: str,
    term_conditions: Sequence[str],
    taxonomy: Taxonomy,
) -> tuple[str, ...]:
    """The reasons for an outcome, in Dutch sentences, the deciding one first."""

    def named(labels: Sequence[str]) -> str:
        return listed([taxonomy.label(label).name for label in labels])

    def having(group: Sequence[str], decision: Decision) -> list[str]:
        return sorted((label for label in group if decisions[label] == decision), key=lambda label: -probabilities[label])

    themes, subtopics = taxonomy.ids("theme"), taxonomy.ids("subtopic")
    assigned, doubtful = having(themes, "toegewezen"), having(themes, "twijfel")
    reasons = [obstacle] if obstacle else []
    screening = taxonomy.ids("screening")
    flagged = having(screening, "toegewezen") + having(screening, "twijfel")
    for condition in flagged:
        name = taxonomy.label(condition).name
        ground = say("een woord in de tekst") if condition in term_conditions else say("de inhoud van de tekst")
        reasons.append(say("Mogelijk strijdig met de voorwaarde {name}: {ground} vraagt dat een mens meekijkt.", name=name, ground=ground))
    if assigned:
        if len(assigned) == 1:
            reasons.append(say("Het thema {theme} wordt door de inhoud gedragen.", theme=named(assigned)))
        else:
            reasons.append(say("De thema's {themes} worden door de inhoud gedragen.", themes=named(assigned)))
    if PERSONNEL in assigned:
        reasons.append(say("Bij personeelsmanagement hoort: {subtopics}.", subtopics=named(having(subtopics, "toegewezen"))))
    if doubtful:
        reasons.append(say("Over {themes} is het model niet zeker genoeg.", themes=named(doubtful)))
    if PERSONNEL in doubtful:
        near = having(subtopics, "twijfel")
        shows = say("de tekst wijst mogelijk op {subtopics}", subtopics=named(near)) if near else say("de tekst toont er geen duidelijk")
        reasons.append(say("Personeelsmanagement telt alleen met minstens één van de zes sub-thema's; {shows}.", shows=shows))
    if outcome == "geen-thema":
        reasons.append(say("Geen van de acht thema's wordt door de inhoud gedragen."))
    if outcome == "nazicht-nodig" and not obstacle and not flagged:
        if assigned:
            reasons.append(say("Geen enkel thema is zeker genoeg om zonder nazicht te beslissen."))
        elif not doubtful:
            reasons.append(say("Geen van de acht thema's is duidelijk, maar het model kan er ook geen met zekerheid uitsluiten."))
    return tuple(reasons)
