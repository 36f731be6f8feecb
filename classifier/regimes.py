"""Loads the dated aid rules of data/regimes.toml, strictly, and finds the regime that holds on a day."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from itertools import combinations
from pathlib import Path
from types import MappingProxyType
from typing import Final

from classifier.amounts import CENT, dutch_date
from classifier.enterprise import EnterpriseSize
from classifier.errors import InputError
from classifier.messages import Said, say
from classifier.paths import data_dir
from classifier.strict_toml import Table, parse, refuse

# Words a regime may use. A size, kind or topic that the program does not know would be a rule that never fires.
AIDED_SIZES: Final = (EnterpriseSize.KLEIN, EnterpriseSize.MIDDELGROOT)
AIDED_KINDS: Final = ("opleiding", "advies")
CAP_KEY: Final = "per_enterprise_and_year"
DATE_FIELD: Final = say("datum (date)")
TOPICS: Final = ("cybersecurity", "energie-efficientie")


@dataclass(frozen=True)
class Source:
    """Where a rule is written: a title, with the address (URL) or, where no address is known, the name of the page."""

    title: str
    place: str

    def __str__(self) -> str:
        return f"{self.title} ({self.place})"


@dataclass(frozen=True)
class Sourced:
    """A number of the law with its source: a rate from 0 to 1, or an amount in euro."""

    value: Decimal
    source: Source


@dataclass(frozen=True)
class Change:
    """A later change that is known but not computed: from when, for which kinds, and what it says in Dutch."""

    valid_from: date
    kinds: tuple[str, ...]
    text: str
    source: Source


@dataclass(frozen=True)
class Regime:
    """The aid rules of one period; `valid_until` is the last day, None where no end is known.

    `rates` and `raised` (by topic) hold shares of the cost excl. VAT; `cap` euro of aid per enterprise and calendar
    year; `minimum_cost` euro excl. VAT by kind of service. `still_valid_on` is the last day that the sources confirm,
    `checked_on` the day on which they were read.
    """

    id: str
    name: str
    default: bool
    valid_from: date
    valid_until: date | None
    still_valid_on: date
    checked_on: date
    source: Source
    rates: Mapping[EnterpriseSize, Sourced]
    raised: Mapping[str, Mapping[EnterpriseSize, Sourced]]
    cap: Sourced
    minimum_cost: Mapping[str, Sourced]
    changes: tuple[Change, ...]
    note: str

    def covers(self, day: date) -> bool:
        """Whether the regime holds on this day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)

    @property
    def period(self) -> Said:
        """The validity as Dutch text."""
        start = dutch_date(self.valid_from)
        if self.valid_until is None:
            return say("vanaf {start}", start=start)
        return say("vanaf {start} tot en met {end}", start=start, end=dutch_date(self.valid_until))


def regime_for(day: date, name: str | None = None, *, regimes: Sequence[Regime] | None = None) -> Regime:
    """The default regime that holds on `day`, or the regime with id `name` if it holds then.

    `regimes` are those of `load_regimes`; without them data/regimes.toml is read. Raises InputError, and
    KnowledgeError where the file is at fault.
    """
    known = load_regimes() if regimes is None else regimes
    if name is None:
        for regime in known:
            if regime.default and regime.covers(day):
                return regime
        defaults = sorted((regime for regime in known if regime.default), key=lambda regime: regime.valid_from)
        raise InputError(
            say("Op {day} geldt geen stelsel dat hier bekend is.", day=dutch_date(day)),
            where=DATE_FIELD,
            remedy=say("Bekend zijn: {regimes}.", regimes=_known(defaults)),
        )
    chosen = next((regime for regime in known if regime.id == name), None)
    if chosen is None:
        choices = ", ".join(regime.id for regime in known)
        what = say('Het stelsel "{name}" bestaat niet.', name=name)
        raise InputError(what, where=say("stelsel (regime)"), remedy=say("Kies uit: {choices}.", choices=choices))
    if not chosen.covers(day):
        raise not_valid(chosen, day)
    return chosen


def not_valid(regime: Regime, day: date) -> InputError:
    """The error that says on which days a regime holds instead."""
    return InputError(
        say('Het stelsel "{name}" geldt niet op {day}.', name=regime.id, day=dutch_date(day)),
        where=DATE_FIELD,
        remedy=say("Het geldt {period}; kies een andere datum of een ander stelsel.", period=regime.period),
    )


def _known(regimes: Sequence[Regime]) -> str:
    known: list[str] = [say("{regime} ({period})", regime=regime.id, period=regime.period) for regime in regimes]
    return reduce(lambda before, one: say("{before}; {next}", before=before, next=one), known)


def load_regimes(path: Path | None = None) -> tuple[Regime, ...]:
    """All regimes of the file, in its order; without a path, of data/regimes.toml.

    Raises KnowledgeError, naming the file, the place in it and the remedy, for anything that is not as it must be.
    """
    file = path or data_dir() / "regimes.toml"
    root = Table(parse(file, "regime"), file.name)
    listed = root.table("sources")
    sources = {name: _source(listed.table(name)) for name in listed.raw}
    regimes = []
    for number, table in enumerate(root.tables("regime"), start=1):
        label = table.raw.get("id")
        label = f'"{label}"' if isinstance(label, str) and label else str(number)
        regimes.append(_regime(Table(table.raw, f"{file.name}, regime {label}"), sources))
    root.close()
    _check_together(regimes, file.name)
    return tuple(regimes)


def _number(table: Table, key: str, sources: Mapping[str, Source], fallback: Source) -> Sourced:
    """A decimal in a string, or a table of `value` and its own `source`."""
    if not isinstance(table.raw.get(key), dict):
        return Sourced(table.decimal(key), fallback)
    own = table.table(key)
    found = _number(own, "value", sources, _source_of(own, sources))
    own.close()
    return found


def _source_of(table: Table, sources: Mapping[str, Source]) -> Source:
    name = table.text("source")
    if name not in sources:
        refuse(table.at("source"), f'De bron "{name}" bestaat niet.', f"Kies uit: {', '.join(sources)}.")
    return sources[name]


def _source(table: Table) -> Source:
    title, address, page = table.text("title"), table.optional_text("address"), table.optional_text("page")
    table.close()
    if address is not None and not address.startswith(("https://", "http://")):
        refuse(table.at("address"), "Dit is geen webadres.", "Begin met https://, of noem de pagina in page.")
    place = address or page
    if not place:
        refuse(table.at("address"), "De vindplaats ontbreekt.", "Geef een address, of een page waar geen adres bekend is.")
    return Source(title, place)


def _rates(table: Table, sources: Mapping[str, Source], fallback: Source) -> Mapping[EnterpriseSize, Sourced]:
    own = _source_of(table, sources) if table.has("source") else fallback
    rates = {size: _number(table, size, sources, own) for size in AIDED_SIZES}
    table.close()
    for size, rate in rates.items():
        if not 0 <= rate.value <= 1:
            refuse(table.at(size), "Een percentage ligt tussen 0 en 1.", 'Schrijf 30 % als "0.30".')
    return MappingProxyType(rates)


def _amounts(table: Table, keys: Sequence[str], sources: Mapping[str, Source], fallback: Source) -> Mapping[str, Sourced]:
    own = _source_of(table, sources) if table.has("source") else fallback
    amounts = {key: _number(table, key, sources, own) for key in keys}
    table.close()
    for key, amount in amounts.items():
        if amount.value < 0 or amount.value != amount.value.quantize(CENT):
            refuse(table.at(key), "Een bedrag is nul of meer, tot op de cent.", 'Schrijf het als "7500" of "99.50".')
    return MappingProxyType(amounts)


def _change(table: Table, sources: Mapping[str, Source]) -> Change:
    kinds = table.get("kinds")
    if not isinstance(kinds, list) or not kinds or any(kind not in AIDED_KINDS for kind in kinds):
        refuse(table.at("kinds"), "Hier hoort een lijst van soorten diensten.", f"Kies uit: {', '.join(AIDED_KINDS)}.")
    change = Change(table.day("valid_from"), tuple(kinds), Said(table.text("text"), {}), _source_of(table, sources))
    table.close()
    return change


def _regime(table: Table, sources: Mapping[str, Source]) -> Regime:
    source = _source_of(table, sources)
    rates = _rates(table.table("rates"), sources, source)
    raised = {}
    if table.has("raised"):
        topics = table.table("raised")
        raised = {topic: _rates(topics.table(topic), sources, source) for topic in TOPICS if topics.has(topic)}
        topics.close()
    regime = Regime(
        id=table.text("id"),
        name=Said(table.text("name"), {}),
        default=table.flag("default"),
        valid_from=table.day("valid_from"),
        valid_until=table.day("valid_until") if table.has("valid_until") else None,
        still_valid_on=table.day("still_valid_on"),
        checked_on=table.day("checked_on"),
        source=source,
        rates=rates,
        raised=MappingProxyType(raised),
        cap=_amounts(table.table("cap"), [CAP_KEY], sources, source)[CAP_KEY],
        minimum_cost=_amounts(table.table("minimum_cost"), AIDED_KINDS, sources, source),
        changes=tuple(_change(change, sources) for change in table.tables("changes")) if table.has("changes") else (),
        note=table.optional_text("note") or "",
    )
    table.close()
    if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", regime.id) is None:
        refuse(table.at("id"), "Dit is geen id.", "Schrijf kleine letters, cijfers en koppeltekens.")
    for topic, raises in regime.raised.items():
        for size, rate in raises.items():
            if rate.value < rates[size].value:
                refuse(table.at(f"raised.{topic}.{size}"), "De verhoging is lager dan rates.", "Kijk de bron na.")
    _check_days(regime, table)
    return regime


def _check_days(regime: Regime, table: Table) -> None:
    until = regime.valid_until
    if until is not None and until < regime.valid_from:
        refuse(table.at("valid_until"), "Het einde ligt voor het begin.", "Kijk valid_from en valid_until na.")
    if not regime.covers(regime.still_valid_on):
        refuse(table.at("still_valid_on"), "Deze dag ligt buiten de geldigheid.", "Kies een dag binnen het stelsel.")
    if regime.still_valid_on > regime.checked_on:
        # Nobody can check a rule ahead of time; a far date here would let the last value run on in silence.
        refuse(table.at("still_valid_on"), "Deze dag ligt na checked_on.", "Neem een dag tot en met checked_on.")
    for number, change in enumerate(regime.changes, start=1):
        if not regime.covers(change.valid_from):
            refuse(table.at(f"changes[{number}].valid_from"), "Dan geldt het stelsel niet.", "Kijk de datum na.")


def _check_together(regimes: Sequence[Regime], file: str) -> None:
    for one, other in combinations(regimes, 2):
        place = f'{file}, regime "{other.id}"'
        if one.id == other.id:
            refuse(f"{place}, id", "Dit id bestaat al.", "Geef elk stelsel een eigen id.")
        if one.default and other.default and (one.covers(other.valid_from) or other.covers(one.valid_from)):
            what = f'Dit stelsel en "{one.id}" gelden allebei vanzelf op dezelfde dag.'
            refuse(f"{place}, valid_from", what, "Laat het ene eindigen (valid_until) voor het andere begint.")
    if not any(regime.default for regime in regimes):
        refuse(f"{file}, default", "Geen enkel stelsel geldt vanzelf.", "Zet default = true bij één stelsel.")
