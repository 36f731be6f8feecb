"""The taxonomy: every label the program knows, read strictly from data/taxonomy.toml."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator
from pydantic_core import ErrorDetails

from classifier.errors import KnowledgeError
from classifier.messages import FileText
from classifier.paths import data_dir

Group = Literal["theme", "subtopic", "screening", "topic"]
GROUPS: tuple[Group, ...] = ("theme", "subtopic", "screening", "topic")

PERSONNEL = "personeelsmanagement"
"""The one theme that needs a sub-topic."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Shown = Annotated[Text, FileText]
"""A text that pages show, in their own language."""
SLUG = r"^[a-z]+(-[a-z]+)*$"
Slug = Annotated[str, StringConstraints(pattern=SLUG)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Source(_Strict):
    """Where the definitions come from, and the day somebody last checked them there."""

    title: Text
    checked_on: dt.date


class Label(_Strict):
    """One label: its id, its Dutch name, its definition with where that comes from, and what is in and out."""

    id: Slug
    name: Shown
    definition: Shown
    definition_source: Literal["perstekst", "codeboek"]
    english: Text
    included: Annotated[tuple[Shown, ...], Field(alias="in", min_length=1, strict=False)]
    excluded: Annotated[tuple[Text, ...], Field(alias="out", min_length=1, strict=False)]
    terms: Annotated[tuple[Text, ...], Field(strict=False)] = ()


class Condition(_Strict):
    """What must hold beyond the theme, where `only_theme` is the only one assigned."""

    id: Slug
    only_theme: Slug
    text: Shown
    source: Text


class Taxonomy(_Strict):
    """All labels in their fixed order: themes, sub-topics, screening conditions, topics."""

    version: Text
    source: Source
    themes: Annotated[tuple[Label, ...], Field(alias="theme", strict=False)]
    subtopics: Annotated[tuple[Label, ...], Field(alias="subtopic", strict=False)]
    screening: Annotated[tuple[Label, ...], Field(alias="screening", strict=False)]
    topics: Annotated[tuple[Label, ...], Field(alias="topic", strict=False)]
    conditions: Annotated[tuple[Condition, ...], Field(alias="condition", strict=False)]

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        counts = {"theme": 8, "subtopic": 6, "screening": 4, "topic": 2}
        for group, expected in counts.items():
            found = len(self.group(group))  # type: ignore[arg-type]
            if found != expected:
                raise ValueError(f"er moeten {expected} labels '{group}' zijn, er staan er {found}")
        ids = [label.id for _, label in self.labels()]
        twice = sorted({i for i in ids if ids.count(i) > 1})
        if twice:
            raise ValueError(f"het id '{twice[0]}' staat er twee keer")
        themes = {label.id for label in self.themes}
        if PERSONNEL not in themes:
            raise ValueError(f"het thema '{PERSONNEL}' ontbreekt")
        for condition in self.conditions:
            if condition.only_theme not in themes:
                raise ValueError(f"voorwaarde '{condition.id}': '{condition.only_theme}' is geen thema")
        for group in GROUPS:
            for label in self.group(group):
                if label.terms and group != "screening":
                    raise ValueError(f"label '{label.id}': 'terms' mag alleen bij een screeningvoorwaarde staan")
        return self

    def group(self, group: Group) -> tuple[Label, ...]:
        """The labels of one group, in file order."""
        return {
            "theme": self.themes,
            "subtopic": self.subtopics,
            "screening": self.screening,
            "topic": self.topics,
        }[group]

    def labels(self) -> tuple[tuple[Group, Label], ...]:
        """Every label with its group, in the order that the model's columns have."""
        return tuple((group, label) for group in GROUPS for label in self.group(group))

    def ids(self, group: Group) -> tuple[str, ...]:
        """The ids of one group, in file order."""
        return tuple(label.id for label in self.group(group))

    def all_ids(self) -> tuple[str, ...]:
        """Every label id, in column order."""
        return tuple(label.id for _, label in self.labels())

    def names(self) -> dict[str, str]:
        """The Dutch name of every label, by id."""
        return {label.id: label.name for _, label in self.labels()}

    def label(self, label_id: str) -> Label:
        """The label with this id; KeyError if there is none."""
        return {label.id: label for _, label in self.labels()}[label_id]


def read_taxonomy(path: Path) -> Taxonomy:
    """Read and check one taxonomy file; KnowledgeError names the file, the place and the remedy."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise KnowledgeError("Dit bestand ontbreekt.", where=str(path), remedy="Haal het terug uit de broncode.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"Geen geldige TOML ({error}).", where=str(path), remedy="Verbeter die regel.") from error
    try:
        return Taxonomy.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        raise KnowledgeError(
            fault_in_dutch(first),
            where=f"{path.name}, {_place(raw, first['loc'])}",
            remedy="Verbeter dit in het bestand.",
        ) from error


def _place(raw: object, loc: tuple[int | str, ...]) -> str:
    """Name the place of a fault by the ids of the tables on the way, not by their number."""
    words: list[str] = []
    here = raw
    for step in loc:
        try:
            here = here[step]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            here = None
        name = here.get("id") if isinstance(here, dict) else None
        words.append(f"'{name}'" if name and isinstance(step, int) else f"nummer {step + 1}" if isinstance(step, int) else step)
    return " → ".join(words) or "het geheel"


def fault_in_dutch(fault: ErrorDetails) -> str:
    """A validation fault in Dutch; what is not in the table keeps the validator's own words."""
    if fault["type"] == "literal_error":
        return f"Hier mag enkel staan: {fault['ctx']['expected'].replace(' or ', ' of ')}."
    if fault["type"] == "string_pattern_mismatch" and fault["ctx"]["pattern"] != SLUG:
        return "Deze tekst is leeg."
    return {
        "extra_forbidden": "Deze sleutel is onbekend.",
        "missing": "Deze sleutel ontbreekt.",
        "string_type": "Hier moet tekst staan.",
        "bool_type": "Hier moet true of false staan.",
        "tuple_type": "Hier moet een lijst staan.",
        "model_type": "Hier moeten sleutels met hun waarden staan.",
        "string_too_short": "Deze tekst is leeg.",
        "too_short": "Deze lijst is leeg.",
        "string_pattern_mismatch": "Een id bestaat uit kleine letters en koppeltekens.",
        "date_type": "Hier moet een datum staan (jjjj-mm-dd, zonder aanhalingstekens).",
    }.get(fault["type"], fault["msg"].removeprefix("Value error, ") + ".")


@cache
def taxonomy() -> Taxonomy:
    """The project's own taxonomy, read once."""
    return read_taxonomy(data_dir() / "taxonomy.toml")
