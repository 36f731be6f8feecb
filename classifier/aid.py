"""Works out the aid for one service under one regime, and tells each step in a plain Dutch sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from types import MappingProxyType
from typing import Final

from classifier.amounts import CENT, dutch_date, euro, parse_amount, parse_date, percent
from classifier.description import Kind, read_kind
from classifier.enterprise import SIZE_FIELD, EnterpriseSize, is_blank, read_size
from classifier.errors import InputError
from classifier.messages import Said, listed, say
from classifier.regimes import DATE_FIELD, Regime, Source, Sourced, not_valid

COST_FIELD: Final = say("kostprijs zonder btw (cost)")
GRANTED_FIELD: Final = say("al toegekende steun dit jaar (already_granted)")

CITATION: Final = say("(stelsel {regime}; bron: {source})")
"""How a step cites where its rule is written."""

_NOTHING = Decimal("0.00")
_THE_KIND = {"opleiding": say("een opleiding"), "advies": say("een advies")}


@dataclass(frozen=True, kw_only=True)
class AidRequest:
    """What the aid depends on beside themes and regime.

    `cost` of the service in euro excl. VAT; `already_granted` aid in euro to the enterprise in the calendar year of
    `date`, the day of the application; `size_steps` the Dutch explanation of the size, if it was derived.
    Raises InputError for an amount that is negative, not exact to the cent or absurdly large, or an unknown kind.
    """

    enterprise_size: EnterpriseSize
    cost: Decimal
    date: date
    already_granted: Decimal = _NOTHING
    kind: Kind = "onbekend"
    size_steps: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        # Two decimals from here on, so that every sum below is exact and prints alike.
        object.__setattr__(self, "cost", parse_amount(self.cost, COST_FIELD))
        object.__setattr__(self, "already_granted", parse_amount(self.already_granted, GRANTED_FIELD))
        read_kind(self.kind)


@dataclass(frozen=True, kw_only=True)
class AidResult:
    """The aid in euro, and how it came about; all amounts have two decimals.

    `rate` is a share of `cost` (excl. VAT); `uncapped` what the rate alone gives, also where there is no aid;
    `remaining_cap` what the yearly cap leaves; `own_share` is cost less aid. `regime` is the id of the regime,
    `source` names where its rules are written, `steps` are Dutch sentences in order.
    """

    regime: str
    enterprise_size: EnterpriseSize
    rate: Decimal
    cost: Decimal
    uncapped: Decimal
    already_granted: Decimal
    remaining_cap: Decimal
    aid: Decimal
    own_share: Decimal
    steps: tuple[str, ...]
    source: str

    def as_json(self) -> dict[str, object]:
        """The result for programs: amounts and rate as decimal strings, such as "1200.00" and "0.30"."""
        return {
            "regime": self.regime,
            "enterprise_size": self.enterprise_size.value,
            "rate": f"{self.rate:f}",
            "cost": f"{self.cost:f}",
            "uncapped": f"{self.uncapped:f}",
            "already_granted": f"{self.already_granted:f}",
            "remaining_cap": f"{self.remaining_cap:f}",
            "aid": f"{self.aid:f}",
            "own_share": f"{self.own_share:f}",
            "steps": list(self.steps),
            "source": self.source,
        }


def read_aid_request(fields: Mapping[str, object], *, default_date: date, default_kind: Kind = "onbekend") -> AidRequest | None:
    """The request from raw fields as people and programs send them; None when cost and size data are all absent.

    Read are `cost`, `enterprise_size` or `headcount`, `turnover` and `balance_total`, `already_granted`, `date` (ISO or
    dd/mm/yyyy) and `kind`; other keys belong to others. Raises InputError for a field that cannot be read, and for a
    cost without a size or a size without a cost.
    """
    has_cost = not is_blank(fields.get("cost"))
    size = read_size(fields)
    granted, day, kind = (fields.get(key) for key in ("already_granted", "date", "kind"))
    if size is None and not has_cost:
        if not is_blank(granted) and parse_amount(granted, GRANTED_FIELD) != 0:
            raise InputError(
                say("Er is steun opgegeven, maar geen kostprijs en geen grootte van de onderneming."),
                where=GRANTED_FIELD,
                remedy=say("Geef ook die twee, of laat dit veld leeg."),
            )
        return None
    if size is None:
        raise InputError(
            say("De grootte van de onderneming ontbreekt."),
            where=SIZE_FIELD,
            remedy=say("Geef klein, middelgroot of groot, of het aantal werknemers met de omzet of het balanstotaal."),
        )
    if not has_cost:
        raise InputError(say("De kostprijs ontbreekt."), where=COST_FIELD, remedy=say("Geef het bedrag zonder btw."))
    return AidRequest(
        enterprise_size=size.size,
        cost=parse_amount(fields["cost"], COST_FIELD),
        already_granted=_NOTHING if is_blank(granted) else parse_amount(granted, GRANTED_FIELD),
        date=default_date if is_blank(day) else parse_date(day, DATE_FIELD),
        kind=default_kind if is_blank(kind) else read_kind(kind),
        size_steps=size.steps,
    )


def compute_aid(
    request: AidRequest,
    *,
    themes: Sequence[str],
    topics: Sequence[str],
    regime: Regime,
    names: Mapping[str, str] = MappingProxyType({}),
) -> AidResult:
    """The aid for a service with these assigned themes and topics (ids), under this regime; `names` are their Dutch names.

    aid = min(cost x rate, what the yearly cap leaves), or nothing without a theme, for a large enterprise or below the
    minimum cost. Raises InputError when the regime does not hold on the day of the request.
    """
    if not regime.covers(request.date):
        raise not_valid(regime, request.date)
    account = _Account(request, regime, names)
    account.tell_regime()
    account.tell_size()
    account.ask_theme(themes)
    rate = account.find_rate(topics)
    account.ask_minimum()
    uncapped = account.apply(rate)
    remaining = account.remaining_cap()
    aid = min(uncapped, remaining) if account.eligible else _NOTHING
    own_share = request.cost - aid
    account.tell(
        say("De steun bedraagt {aid}; de onderneming betaalt zelf {own_share}, zonder btw.", aid=euro(aid), own_share=euro(own_share))
    )
    return AidResult(
        regime=regime.id,
        enterprise_size=request.enterprise_size,
        rate=rate,
        cost=request.cost,
        uncapped=uncapped,
        already_granted=request.already_granted,
        remaining_cap=remaining,
        aid=aid,
        own_share=own_share,
        steps=tuple(account.steps),
        source="; ".join(str(source) for source in account.sources),
    )


class _Account:
    """One calculation under way: its sentences, the sources they name, and whether anything yet forbids aid."""

    def __init__(self, request: AidRequest, regime: Regime, names: Mapping[str, str]) -> None:
        self.request, self.regime, self.names = request, regime, names
        self.steps: list[str] = []
        self.sources: list[Source] = []
        self.eligible = True

    def tell(self, sentence: str) -> None:
        self.steps.append(sentence)

    def named(self, labels: Sequence[str]) -> str:
        return listed([self.names.get(label, label) for label in labels])

    def refuse(self, sentence: str) -> None:
        self.eligible = False
        self.tell(sentence)

    def cite(self, source: Source) -> Said:
        if source not in self.sources:
            self.sources.append(source)
        return Said(CITATION, {"regime": self.regime.id, "source": source.title})

    def tell_regime(self) -> None:
        regime, day = self.regime, self.request.date
        what: dict[str, object] = {"name": regime.name, "period": regime.period, "source": self.cite(regime.source)}
        if regime.default:
            self.tell(say('Op {day} geldt het stelsel "{name}", van kracht {period} {source}.', day=dutch_date(day), **what))
        else:
            self.tell(say('Op vraag is gerekend met het stelsel "{name}", van kracht {period} {source}.', **what))
        if day > regime.still_valid_on:
            checked = dutch_date(regime.still_valid_on)
            self.tell(say("Het stelsel is nagekeken tot {day}; kijk na of het nog geldt.", day=checked))
        for change in regime.changes:
            if day >= change.valid_from and self.request.kind in (*change.kinds, "onbekend"):
                cited = self.cite(change.source)
                self.tell(say("Let op: {change} {source}; deze berekening houdt daar geen rekening mee.", change=change.text, source=cited))

    def tell_size(self) -> None:
        size = self.request.enterprise_size
        self.steps.extend(self.request.size_steps or [say("De onderneming is opgegeven als {size}.", size=size.dutch)])

    def ask_theme(self, themes: Sequence[str]) -> None:
        cited = self.cite(self.regime.source)
        if not themes:
            self.refuse(say("De dienst valt onder geen enkel thema; zonder thema is er geen steun {source}.", source=cited))
        elif len(themes) == 1:
            theme = self.named(themes)
            self.tell(say("De dienst valt onder het thema {theme}; daardoor is steun mogelijk {source}.", theme=theme, source=cited))
        else:
            several = self.named(themes)
            self.tell(say("De dienst valt onder de thema's {themes}; daardoor is steun mogelijk {source}.", themes=several, source=cited))

    def find_rate(self, topics: Sequence[str]) -> Decimal:
        size = self.request.enterprise_size
        if size is EnterpriseSize.GROOT:
            cited = self.cite(self.regime.source)
            zero = percent(_NOTHING)
            self.refuse(say("Een grote onderneming krijgt geen steun: het percentage is {rate} {source}.", rate=zero, source=cited))
            return _NOTHING
        base = self.regime.rates[size]
        raises = {topic: self.regime.raised[topic][size] for topic in topics if topic in self.regime.raised}
        if not raises:
            values = {"size": size.dutch, "rate": percent(base.value), "source": self.cite(base.source)}
            self.tell(say("Voor een {size} is het steunpercentage {rate} {source}.", **values))
            return _two_decimals(base.value)
        best: Sourced = max(raises.values(), key=lambda raised: raised.value)
        raised: dict[str, object] = {
            "topics": self.named(list(raises)),
            "size": size.dutch,
            "rate": percent(best.value),
            "base": percent(base.value),
            "source": self.cite(best.source),
        }
        if len(raises) == 1:
            sentence = say(
                "De dienst behandelt het onderwerp {topics}; voor een {size} is het steunpercentage daardoor "
                "{rate} in plaats van {base} {source}.",
                **raised,
            )
        else:
            sentence = say(
                "De dienst behandelt de onderwerpen {topics}; voor een {size} is het steunpercentage daardoor "
                "{rate} in plaats van {base} {source}.",
                **raised,
            )
        self.tell(sentence)
        self.tell(say("VLAIO beslist of de hele dienst voor het verhoogde percentage meetelt."))
        return _two_decimals(best.value)

    def ask_minimum(self) -> None:
        cost, minimum_cost, kind = self.request.cost, self.regime.minimum_cost, self.request.kind
        # An unknown kind is held to the minimum of an opleiding: below it, neither kind can get aid.
        asked = "opleiding" if kind == "onbekend" else kind
        minimum = minimum_cost[asked]
        least: dict[str, object] = {
            "cost": euro(cost),
            "minimum": euro(minimum.value),
            "kind": _THE_KIND[asked],
            "source": self.cite(minimum.source),
        }
        if cost < minimum.value:
            self.refuse(
                say(
                    "De kosten van {cost} zonder btw liggen onder het minimum van {minimum} voor {kind} {source}; "
                    "daardoor is er geen steun.",
                    **least,
                )
            )
            return
        self.tell(say("De kosten van {cost} zonder btw halen het minimum van {minimum} voor {kind} {source}.", **least))
        advies = minimum_cost["advies"]
        if kind == "onbekend" and cost < advies.value:
            self.tell(
                say(
                    "Er is niet opgegeven of de dienst een opleiding of een advies is; voor een advies is er pas steun "
                    "vanaf {minimum} kosten zonder btw {source}.",
                    minimum=euro(advies.value),
                    source=self.cite(advies.source),
                )
            )

    def apply(self, rate: Decimal) -> Decimal:
        cost = self.request.cost
        # Down, never up: a cent more would be more than the percentage of the cost that the rules allow.
        uncapped = (cost * rate).quantize(CENT, rounding=ROUND_DOWN)
        sum_ = say("{rate} van {cost} is {amount}", rate=percent(rate), cost=euro(cost), amount=euro(uncapped))
        if uncapped != cost * rate:
            sum_ = say("{sum}, naar beneden afgerond omdat de steun nooit meer mag zijn dan dat deel van de kosten", sum=sum_)
        if self.eligible:
            self.tell(say("{sum}.", sum=sum_))
        else:
            self.tell(say("{sum}; dat bedrag wordt om de genoemde reden niet toegekend.", sum=sum_))
        return uncapped

    def remaining_cap(self) -> Decimal:
        cap, granted = self.regime.cap, self.request.already_granted
        remaining = max(_NOTHING, (cap.value - granted).quantize(CENT))
        most: dict[str, object] = {"cap": euro(cap.value), "source": self.cite(cap.source), "granted": euro(granted)}
        if granted > cap.value:
            sentence = say(
                "Per onderneming en kalenderjaar is de steun hoogstens {cap} {source}; "
                "er is al {granted} toegekend, meer dan dat plafond, zodat er niets overblijft.",
                **most,
            )
        else:
            sentence = say(
                "Per onderneming en kalenderjaar is de steun hoogstens {cap} {source}; "
                "er is al {granted} toegekend, zodat er nog {remaining} overblijft.",
                **most,
                remaining=euro(remaining),
            )
        self.tell(sentence)
        return remaining


def _two_decimals(rate: Decimal) -> Decimal:
    """The rate with at least two decimals, so that "0.3" in the file reads "0.30" everywhere."""
    return rate if rate != rate.quantize(CENT) else rate.quantize(CENT)
