"""The views of a catalogue's pages: its columns, its progress in words, its rows in short, its filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from api.catalogue.cells import restored, shown
from api.catalogue.columns import USES, Use, column_id, column_labels, fields_of
from api.pages import HEADINGS, certainty
from api.recall import recalled
from api.store.found import Counts, Stretch, Wanted
from api.store.tables import Job, JobRow
from api.translations import translate
from classifier.assessment import LabelResult
from classifier.messages import say
from classifier.taxonomy import Taxonomy

PER_PAGE: Final = 50
PREVIEWED: Final = 3
FAULTS: Final = "slechte-rijen"
"""The choice of the filter on outcomes that asks for the rows which could not be assessed."""

_MOST_PREVIEWED: Final = 140
_MOST_TITLE: Final = 120
_RELIABLE: Final = 5
"""Rows after which a pace says something."""


@dataclass(frozen=True)
class ColumnView:
    """A column to confirm: the name of its list, what it is called, its use, and what its first rows hold."""

    id: str
    label: str
    use: str
    samples: tuple[str, ...]


@dataclass(frozen=True)
class ThemeView:
    """A theme of a row with how sure it is."""

    id: str
    name: str
    words: str


@dataclass(frozen=True)
class RowView:
    """A row of the result: an outcome with themes and reasons, or the cause why there is none."""

    number: int
    title: str
    outcome: str
    heading: str
    themes: tuple[ThemeView, ...]
    reasons: tuple[str, ...]
    cause: str


@dataclass(frozen=True)
class Choice:
    """A choice of a filter, with how many rows it would leave."""

    value: str
    name: str
    count: int


@dataclass(frozen=True)
class Filter:
    """What the form of the result asks for, as it stands in the address."""

    outcome: str = ""
    theme: str = ""
    text: str = ""
    page: int = 1

    @property
    def wanted(self) -> Wanted:
        """The same for the store."""
        faults = self.outcome == FAULTS
        return Wanted(outcome="" if faults else self.outcome, theme=self.theme, faults=faults, text=self.text)

    @property
    def narrows(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.outcome or self.theme or self.text.strip())

    def query(self, page: int) -> str:
        """The address's query for a page of the same rows."""
        asked = {"uitkomst": self.outcome, "thema": self.theme, "tekst": self.text, "pagina": str(page) if page > 1 else ""}
        return urlencode({name: value for name, value in asked.items() if value})


def columns_view(headings: Sequence[str], rows: Sequence[Mapping[str, Any]], uses: Sequence[str]) -> list[ColumnView]:
    """The columns with the cells of the first rows."""
    cells = [[shown(restored(cell)) for cell in row["cells"]] for row in rows]
    return [
        ColumnView(column_id(at), label, uses[at], tuple(_short(row[at] if at < len(row) else "", _MOST_PREVIEWED) for row in cells))
        for at, label in enumerate(column_labels(headings))
    ]


def used_columns(headings: Sequence[str], uses: Sequence[Use]) -> list[tuple[str, str]]:
    """Every column in use with what it is used for."""
    return [(label, USES[use]) for label, use in zip(column_labels(headings), uses, strict=True) if use]


def row_view(row: JobRow, uses: Sequence[str], taxonomy: Taxonomy) -> RowView:
    """A row in short."""
    title = title_of(row, uses)
    if row.answer is None:
        heading = say("Slechte rij") if row.fault else say("Niet beoordeeld")
        return RowView(row.number, title, FAULTS, heading, (), (), " ".join(map(_told, _causes(row))))
    labels = [LabelResult.model_validate(label) for label in row.answer["labels"]]
    themes = sorted(
        (one for one in labels if one.group == "theme" and one.decision != "niet"),
        key=lambda one: (one.decision != "toegewezen", -one.probability),
    )
    return RowView(
        row.number,
        title,
        row.outcome,
        HEADINGS[row.outcome],
        tuple(ThemeView(one.id, taxonomy.label(one.id).name, certainty(one).words) for one in themes),
        tuple(_told(reason) for reason in row.answer["reasons"]),
        "",
    )


def cause_of(row: JobRow) -> str:
    """Why a row has no answer, in Dutch; empty where nobody came to it before the work stopped."""
    return " ".join(_causes(row))


def fields_of_row(row: JobRow, uses: Sequence[str]) -> dict[str, object]:
    """The fields of a kept row's description."""
    return fields_of([restored(cell) for cell in row.given["cells"]], uses)


def title_of(row: JobRow, uses: Sequence[str]) -> str:
    """What to call a row: its title, or else how its description begins."""
    fields = fields_of_row(row, uses)
    return _short(str(fields.get("title") or fields.get("text") or fields.get("reference") or ""), _MOST_TITLE) or say("(leeg)")


def outcome_choices(counts: Counts) -> list[Choice]:
    """The outcomes and the bad rows, with their counts."""
    outcomes = [Choice(value, name, counts.outcomes.get(value, 0)) for value, name in HEADINGS.items()]
    return [*outcomes, Choice(FAULTS, say("Slechte rijen"), counts.faults)]


def theme_choices(counts: Counts, taxonomy: Taxonomy) -> list[Choice]:
    """The themes that some row has."""
    return [Choice(theme.id, theme.name, counts.themes[theme.id]) for theme in taxonomy.group("theme") if counts.themes.get(theme.id)]


def time_left(job: Job, stretch: Stretch | None, now: datetime) -> str:
    """How long a job will still take, in words; an empty text while nobody can know."""
    done = job.done - stretch.done if stretch else 0
    if stretch is None or done < _RELIABLE or job.status != "bezig":
        return ""
    return duration((now - stretch.since).total_seconds() / done * (job.total - job.done))


def duration(seconds: float) -> str:
    """A time in words, rounded so that it promises no more than is known."""
    minutes = round(seconds / 60)
    if seconds < 50:
        return say("minder dan een minuut")
    if minutes <= 1:
        return say("ongeveer een minuut")
    if minutes < 55:
        return say("ongeveer {count} minuten", count=minutes if minutes < 10 else round(minutes / 5) * 5)
    hours = round(seconds / 3600)
    return say("ongeveer een uur") if hours <= 1 else say("ongeveer {count} uur", count=hours)


def _causes(row: JobRow) -> list[str]:
    fault = row.fault or {}
    return [part for part in (fault.get("what", ""), fault.get("remedy", "")) if part]


def _told(sentence: str) -> str:
    """A stored sentence in the language of the page."""
    return translate(recalled(sentence))


def _short(text: str, most: int) -> str:
    """Text on one line, cut at a word."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0] + "…"
