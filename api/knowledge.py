"""What the service knows, in the shape that programs get it: the taxonomy and the aid regimes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field

from classifier import regimes, taxonomy
from classifier.enterprise import EnterpriseSize


class _View(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class LabelView(_View):
    """One label: its definition, where that comes from, and what is in and out."""

    id: str
    name: str
    definition: str
    definition_source: str = Field(description="perstekst: the Flemish Government's own words; codeboek: this project's.")
    english: str
    included: tuple[str, ...] = Field(alias="in")
    excluded: tuple[str, ...] = Field(alias="out")
    terms: tuple[str, ...] = Field(description="Words that ask for a person's look by themselves; screening labels only.")


class ConditionView(_View):
    """What must hold beyond the theme, where `only_theme` is the only one assigned."""

    id: str
    only_theme: str
    text: str
    source: str


class TaxonomySource(_View):
    """Where the official definitions stand, and when they were last checked there."""

    title: str
    checked_on: dt.date


class TaxonomyView(_View):
    """Every label that the service knows, in its fixed order."""

    version: str
    source: TaxonomySource
    themes: tuple[LabelView, ...]
    subtopics: tuple[LabelView, ...]
    screening: tuple[LabelView, ...]
    topics: tuple[LabelView, ...]
    conditions: tuple[ConditionView, ...]


class SourceView(_View):
    """Where a rule is written: a title, and an address or the name of a page."""

    title: str
    place: str


class NumberView(_View):
    """A number of the rules as a decimal string: a share of the cost from 0 to 1, or an amount in euro."""

    value: str
    source: SourceView


class ChangeView(_View):
    """A later change that is known but not computed."""

    valid_from: dt.date
    kinds: tuple[str, ...]
    text: str
    source: SourceView


class RegimeView(_View):
    """The aid rules of one period. Shares are of the cost excl. VAT, amounts in euro."""

    id: str
    name: str
    default: bool = Field(description="Whether it holds by itself on its days; otherwise only where it is named.")
    valid_from: dt.date
    valid_until: dt.date | None = Field(description="The last day; null where no end is known.")
    still_valid_on: dt.date = Field(description="The last day that the sources confirm.")
    checked_on: dt.date = Field(description="The day on which the sources were read.")
    source: SourceView
    rates: dict[str, NumberView] = Field(description="Share by enterprise size.")
    raised: dict[str, dict[str, NumberView]] = Field(description="Higher share by topic, then by enterprise size.")
    cap: NumberView = Field(description="Most aid per enterprise and calendar year.")
    minimum_cost: dict[str, NumberView] = Field(description="Least cost by kind of service.")
    changes: tuple[ChangeView, ...]
    note: str


class RegimesView(_View):
    """Every aid regime that the service knows."""

    regimes: tuple[RegimeView, ...]


def taxonomy_view(known: taxonomy.Taxonomy) -> TaxonomyView:
    """The taxonomy for programs."""

    def labels(group: taxonomy.Group) -> tuple[LabelView, ...]:
        return tuple(LabelView(**label.model_dump()) for label in known.group(group))

    return TaxonomyView(
        version=known.version,
        source=TaxonomySource(**known.source.model_dump()),
        themes=labels("theme"),
        subtopics=labels("subtopic"),
        screening=labels("screening"),
        topics=labels("topic"),
        conditions=tuple(ConditionView(**condition.model_dump()) for condition in known.conditions),
    )


def regime_view(regime: regimes.Regime) -> RegimeView:
    """One regime for programs."""

    def rates(table: Mapping[EnterpriseSize, regimes.Sourced]) -> dict[str, NumberView]:
        return {size.value: _number(rate) for size, rate in table.items()}

    return RegimeView(
        id=regime.id,
        name=regime.name,
        default=regime.default,
        valid_from=regime.valid_from,
        valid_until=regime.valid_until,
        still_valid_on=regime.still_valid_on,
        checked_on=regime.checked_on,
        source=_source(regime.source),
        rates=rates(regime.rates),
        raised={topic: rates(table) for topic, table in regime.raised.items()},
        cap=_number(regime.cap),
        minimum_cost={kind: _number(amount) for kind, amount in regime.minimum_cost.items()},
        changes=tuple(ChangeView(valid_from=c.valid_from, kinds=c.kinds, text=c.text, source=_source(c.source)) for c in regime.changes),
        note=regime.note,
    )


def _number(sourced: regimes.Sourced) -> NumberView:
    return NumberView(value=f"{sourced.value:f}", source=_source(sourced.source))


def _source(source: regimes.Source) -> SourceView:
    return SourceView(title=source.title, place=source.place)
