"""The corpus: labelled descriptions in data/corpus/*.jsonl, read strictly and checked against the taxonomy."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar
from urllib.parse import urlparse

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from classifier.description import ServiceDescription
from classifier.errors import CorpusError
from classifier.taxonomy import GROUPS, PERSONNEL, Taxonomy, fault_in_dutch

Text = Annotated[str, StringConstraints(min_length=1, pattern=r"\S")]
Ids = Annotated[tuple[str, ...], Field(strict=False)]
T = TypeVar("T", bound="Labels")
Trait = Literal["harde-negatief", "claim"]


class Labels(BaseModel):
    """The labels of one reading, per group of the taxonomy."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    themes: Ids
    subtopics: Ids
    screening: Ids
    topics: Ids

    def ids(self) -> set[str]:
        """Every label given."""
        return {*self.themes, *self.subtopics, *self.screening, *self.topics}

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if (PERSONNEL in self.themes) != bool(self.subtopics):
            raise ValueError(f"{PERSONNEL} en een sub-thema horen samen")
        return self


class LabelledText(Labels):
    """A description with its labels.

    `origin` tells whether it was written for the corpus (geschreven) or retells a real service (herteld, with the page's address as
    `source`). Texts of one `family` are variants of each other. `readings` are the labels as they were given, blind, before any
    disagreement was settled; the labels of the text itself are the settled ones.
    """

    id: Text
    origin: Literal["geschreven", "herteld"]
    language: Literal["nl", "en", "fr"]
    kind: Literal["opleiding", "advies"]
    title: Text
    text: Text
    sector: Text
    family: Text
    source: str = ""
    traits: Annotated[tuple[Trait, ...], Field(strict=False)] = ()
    readings: Annotated[tuple[Labels, ...], Field(strict=False, min_length=1)]

    @model_validator(mode="after")
    def _has_source(self) -> Self:
        if (self.origin == "herteld") != bool(self.source):
            raise ValueError("een hertelde dienst heeft een adres als bron, een geschreven tekst heeft er geen")
        return self

    @property
    def group(self) -> str:
        """What never stands on both sides of a fold: one provider's site, or one family of variants."""
        host = urlparse(self.source).hostname if self.source else None
        return ".".join(host.split(".")[-2:]) if host else self.family

    @property
    def description(self) -> ServiceDescription:
        """The text as a user would give it."""
        return ServiceDescription(self.title, self.text, self.kind, reference=self.id)


class RealText(Labels):
    """A description of the yardstick (data/real): a real service, labelled three times; `agreed` where the readings were alike."""

    reference: Text
    kind: Literal["opleiding", "advies"]
    title: str = ""
    text: Text
    agreed: bool = True
    source: str = ""

    @property
    def id(self) -> str:
        """The reference, by the name that the corpus uses."""
        return self.reference

    @property
    def description(self) -> ServiceDescription:
        """The text as a user would give it."""
        return ServiceDescription(self.title, self.text, self.kind, reference=self.reference)


def read_corpus(folder: Path, taxonomy: Taxonomy) -> list[LabelledText]:
    """Every text of data/corpus, in the order of files and lines; CorpusError names file, line and fault."""
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        raise CorpusError("Er is geen corpus.", where=str(folder), remedy="Haal data/corpus terug uit de broncode.")
    texts = [text for file in files for text in _read(file, LabelledText, taxonomy)]
    _once(texts, folder)
    return texts


def read_real(file: Path, taxonomy: Taxonomy) -> list[RealText]:
    """The texts of one yardstick file."""
    texts = _read(file, RealText, taxonomy)
    _once(texts, file)
    return texts


def label_matrix(texts: Sequence[Labels], labels: Sequence[str]) -> np.ndarray:
    """Which text carries which label, bool [n, L]."""
    return np.array([[label in text.ids() for label in labels] for text in texts], dtype=bool).reshape(len(texts), len(labels))


def _read(file: Path, model: type[T], taxonomy: Taxonomy) -> list[T]:
    try:
        lines = file.read_text(encoding="utf-8").split("\n")  # a string in JSON may hold other line breaks
    except FileNotFoundError as error:
        raise CorpusError("Dit bestand bestaat niet.", where=str(file), remedy="Kijk het pad na.") from error
    except UnicodeDecodeError as error:
        raise CorpusError("Dit bestand is geen UTF-8.", where=str(file), remedy="Bewaar het als UTF-8.") from error
    texts = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        where = f"{file.name}, regel {number}"
        try:
            text = model.model_validate(json.loads(line))
        except json.JSONDecodeError as error:
            raise CorpusError(f"Geen geldige JSON ({error.msg}).", where=where, remedy="Verbeter die regel.") from error
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"])) or "het geheel"
            raise CorpusError(f"{place}: {fault_in_dutch(first)}", where=where, remedy="Verbeter die regel.") from error
        for labels in (text, *getattr(text, "readings", ())):
            _known(labels, taxonomy, where)
        texts.append(text)
    return texts


def _known(labels: Labels, taxonomy: Taxonomy, where: str) -> None:
    given = {"theme": labels.themes, "subtopic": labels.subtopics, "screening": labels.screening, "topic": labels.topics}
    for group in GROUPS:
        unknown = [label for label in given[group] if label not in taxonomy.ids(group)]
        if unknown:
            raise CorpusError(f"'{unknown[0]}' is geen label van de groep {group}.", where=where, remedy="Kijk data/taxonomy.toml na.")


def _once(texts: Iterable[LabelledText | RealText], where: Path) -> None:
    seen: set[str] = set()
    for text in texts:
        if text.id in seen:
            raise CorpusError(f"Het id '{text.id}' komt twee keer voor.", where=str(where), remedy="Geef elke tekst een eigen id.")
        seen.add(text.id)
