"""An assessment as a person reads it in a terminal."""

from __future__ import annotations

from decimal import Decimal

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from classifier.amounts import euro, percent
from classifier.assessment import AidOutcome, Assessment, LabelResult
from classifier.description import ServiceDescription
from classifier.taxonomy import Taxonomy

OUTCOMES = {
    "komt-in-aanmerking": ("green", "✔ Komt in aanmerking", "minstens één thema is toegewezen"),
    "nazicht-nodig": ("yellow", "? Nazicht nodig", "een mens moet dit bekijken"),
    "geen-thema": ("red", "✘ Geen thema", "onder de themaregel komt deze dienst niet in aanmerking"),
}
COLOURS = ("cyan", "magenta", "green", "blue", "yellow", "red")
LEAST_WIDTH = 112
"""Columns of a table of figures, also where the terminal or the pipe claims fewer: a cut label says nothing."""
SUGGESTION = "Dit is een suggestie van een computerprogramma, geen beslissing. Mensen beslissen."
BAR = 20
GROUPS = {"theme": "thema's", "subtopic": "sub-thema's van personeelsmanagement", "screening": "screening", "topic": "onderwerpen"}


def wide_console() -> Console:
    """A console on standard output that is wide enough for a table of figures."""
    return Console(highlight=False, width=max(Console().width, LEAST_WIDTH))


def render(assessment: Assessment, description: ServiceDescription, taxonomy: Taxonomy, *, aid_asked: bool) -> RenderableType:
    """Outcome, reasons, a bar per label, the text with its grounds marked, precedents, aid."""
    colour, headline, meaning = OUTCOMES[assessment.outcome]
    shown = [label for label in assessment.labels if label.decision != "niet"]
    parts: list[RenderableType] = [
        Panel(Text(f"{headline} – {meaning}", style=f"bold {colour}"), border_style=colour, expand=False),
        *(Text(f"  • {reason}") for reason in assessment.reasons),
        *(Text(f"  • Voorwaarde: {condition.text}") for condition in assessment.conditions),
        Text(),
        _labels(assessment, taxonomy),
    ]
    if shown:
        parts += [Text("\nDe tekst met zijn gronden", style="bold"), _legend(shown, taxonomy), _marked(shown, description)]
    parts += [Text("\nNabije voorbeelden uit het corpus (geen beslissingen van VLAIO)", style="bold"), _precedents(assessment)]
    if assessment.aid:
        parts += _aid(assessment.aid)
    elif aid_asked:
        parts.append(Text("\nZonder toegewezen thema volgt er geen steun.", style="bold"))
    versions = assessment.model
    parts.append(Text(f"\n{SUGGESTION}\nmodel {versions.version}, corpus {versions.corpus}, stelsel {versions.regime}", style="dim"))
    return Group(*parts)


def _labels(assessment: Assessment, taxonomy: Taxonomy) -> Table:
    table = Table(box=None, padding=(0, 1))
    table.add_column("label", no_wrap=True)
    table.add_column("kans", no_wrap=True)
    table.add_column("", justify="right")
    table.add_column("besluit")
    style = {"toegewezen": "bold green", "twijfel": "yellow", "niet": "dim"}
    heading = ""
    for label in assessment.labels:
        # Of the smaller groups only what matters here; of the themes all eight.
        if label.group != "theme" and label.decision == "niet":
            continue
        if label.group != heading:
            heading = label.group
            table.add_row(Text(GROUPS[heading], style="underline"))
        filled = round(label.probability * BAR)
        table.add_row(
            taxonomy.label(label.id).name,
            Text("█" * filled + "░" * (BAR - filled), style=style[label.decision].removeprefix("bold ")),
            f"{label.probability:.0%}".replace("%", " %"),
            label.decision,
            style=style[label.decision],
        )
    return table


def _legend(shown: list[LabelResult], taxonomy: Taxonomy) -> Text:
    legend = Text("  ")
    for number, label in enumerate(shown):
        legend.append(f"[{number + 1}] {taxonomy.label(label.id).name}", style=_style(number))
        legend.append("   ")
    return legend


def _marked(shown: list[LabelResult], description: ServiceDescription) -> RenderableType:
    """The fields as given, each phrase in its label's colour and followed by the label's number."""
    fields = []
    for name, content in (("title", description.title), ("text", description.text)):
        if not content:
            continue
        text = Text(content)
        notes: list[tuple[int, int]] = []
        for number, label in enumerate(shown):
            for evidence in label.evidence:
                if evidence.field == name:
                    text.stylize(_style(number), evidence.start, evidence.end)
                    notes.append((evidence.end, number + 1))
        marked, at = Text(), 0
        for end, number in sorted(notes):
            marked.append_text(text[at:end])
            marked.append(f"[{number}]", style="bold")
            at = end
        marked.append_text(text[at:])
        fields.append(marked)
    return Padding(Group(*fields), (0, 2))


def _style(number: int) -> str:
    return f"underline {COLOURS[number % len(COLOURS)]}"


def _precedents(assessment: Assessment) -> Table:
    table = Table(box=None, padding=(0, 1), show_header=False)
    for precedent in assessment.precedents:
        themes = ", ".join(precedent.themes) or "geen thema"
        table.add_row(f"{precedent.similarity:.0%}".replace("%", " %"), precedent.title, Text(themes, style="dim"))
    return table


def _aid(aid: AidOutcome) -> list[RenderableType]:
    headline = f"\nSteun: {euro(Decimal(aid.aid))} ({percent(Decimal(aid.rate))}; zelf te betalen {euro(Decimal(aid.own_share))})"
    steps = [Text(f"  {number}. {step}") for number, step in enumerate(aid.steps, start=1)]
    return [Text(headline, style="bold"), *steps, Text(f"  Bron: {aid.source}", style="dim")]


def render_aid(aid: AidOutcome) -> RenderableType:
    """The aid alone, with its steps."""
    return Group(*_aid(aid))
