"""Decides whether an enterprise is small, medium or large, as given or from its figures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from classifier.amounts import euro, parse_amount
from classifier.errors import InputError
from classifier.messages import Figure, Said, listed, say

SOURCE: Final = "Aanbeveling 2003/361/EG van de Europese Commissie"
SOURCE_ADDRESS: Final = "http://data.europa.eu/eli/reco/2003/361/oj"

SIZE_FIELD: Final = say("grootte van de onderneming (enterprise_size)")
HEADCOUNT_FIELD: Final = say("aantal werknemers in VTE (headcount)")
TURNOVER_FIELD: Final = say("jaaromzet (turnover)")
BALANCE_FIELD: Final = say("balanstotaal (balance_total)")

_KEYS: Final = ("enterprise_size", "headcount", "turnover", "balance_total")

_MOST_EURO = Decimal("1e13")  # above the turnover of the largest enterprise on earth: a slip of the keyboard
_MOST_STAFF = Decimal("1e8")


class EnterpriseSize(StrEnum):
    """The three sizes that the aid rules know; a micro-enterprise counts as `klein`."""

    KLEIN = "klein"
    MIDDELGROOT = "middelgroot"
    GROOT = "groot"

    @property
    def dutch(self) -> Said:
        """The size in a sentence, such as "kleine onderneming"."""
        return {
            "klein": say("kleine onderneming"),
            "middelgroot": say("middelgrote onderneming"),
            "groot": say("grote onderneming"),
        }[self.value]


@dataclass(frozen=True)
class _Limits:
    """Headcount in full-time equivalents must stay under, turnover or balance total (euro) at or under its limit."""

    size: EnterpriseSize
    headcount: Decimal
    turnover: Decimal
    balance_total: Decimal

    @property
    def sentence(self) -> Said:
        """The limits in words; they are whole millions: the exact notation "10.000.000,00 euro" would bury the sentence."""
        turnover, balance = (int(limit / 1_000_000) for limit in (self.turnover, self.balance_total))
        return say(
            "minder dan {headcount} VTE, en een omzet tot {turnover} miljoen euro of een balanstotaal tot {balance} miljoen euro",
            headcount=self.headcount,
            turnover=turnover,
            balance=balance,
        )


# Recommendation 2003/361/EC, annex, article 2, from small to large; past the last one an enterprise is large.
_LIMITS: Final = (
    _Limits(EnterpriseSize.KLEIN, Decimal(50), Decimal(10_000_000), Decimal(10_000_000)),
    _Limits(EnterpriseSize.MIDDELGROOT, Decimal(250), Decimal(50_000_000), Decimal(43_000_000)),
)

# How people and other programs write the sizes, in lower case and without the word for enterprise.
_SPELLINGS: Final[Mapping[EnterpriseSize, tuple[str, ...]]] = {
    EnterpriseSize.KLEIN: ("klein", "kleine", "ko", "small", "micro"),
    EnterpriseSize.MIDDELGROOT: ("middelgroot", "middelgrote", "mo", "medium", "medium sized"),
    EnterpriseSize.GROOT: ("groot", "grote", "go", "large"),
}
_GIVEN: Final = {
    EnterpriseSize.KLEIN: say("klein"),
    EnterpriseSize.MIDDELGROOT: say("middelgroot"),
    EnterpriseSize.GROOT: say("groot"),
}
_ENTERPRISE_WORD = re.compile(r" (?:onderneming|enterprise|bedrijf)$")

# Partner and linked enterprises: article 6 of the annex.
_GROUP_STEP: Final = say(
    "Ook de gegevens van partnerondernemingen (25 tot 50 %, naar verhouding) en verbonden ondernemingen "
    "(meer dan 50 %, volledig) tellen mee voor de grootte (bron: {source}, {address}).",
    source=SOURCE,
    address=SOURCE_ADDRESS,
)


@dataclass(frozen=True)
class EnterpriseFigures:
    """What is known of an enterprise, partners and linked enterprises included; None is not known.

    `headcount` in full-time equivalents, `turnover` and `balance_total` in euro a year.
    """

    headcount: Decimal | None = None
    turnover: Decimal | None = None
    balance_total: Decimal | None = None


@dataclass(frozen=True)
class SizeFinding:
    """A size with the Dutch sentences that explain it."""

    size: EnterpriseSize
    steps: tuple[str, ...]


def parse_size(value: object, field: str = SIZE_FIELD) -> EnterpriseSize:
    """The size that a person or program wrote ("Kleine", "KO", "medium", "micro" …).

    Raises InputError that lists the three sizes for any other spelling.
    """
    if isinstance(value, str):
        words = " ".join(re.sub(r"[-_]", " ", value).casefold().split())
        for size, spellings in _SPELLINGS.items():
            if _ENTERPRISE_WORD.sub("", words) in spellings:
                return size
    known = isinstance(value, str)
    what = say('"{given}" is geen bekende grootte.', given=str(value)[:40]) if known else say("Dit is geen bekende grootte.")
    raise InputError(what, where=field, remedy=say("Kies klein, middelgroot of groot, of geef de cijfers."))


def parse_headcount(value: object, field: str = HEADCOUNT_FIELD) -> Decimal:
    """A number of full-time equivalents, decimals allowed ("49,5", "12.25", 3).

    "1.234" in text is refused: unlike an amount, a headcount can have three decimals, so it may be 1234 or 1,234.
    Raises InputError for that, and for anything negative, not finite, above 100 million or not a number.
    """
    how = say("Schrijf het aantal bijvoorbeeld als 12 of 12,5.")
    if isinstance(value, str):
        text = value.strip()
        if re.fullmatch(r"[1-9][0-9]{0,2}\.[0-9]{3}", text):
            raise InputError(
                say('"{given}" kan twee getallen zijn.', given=text),
                where=field,
                remedy=say("Schrijf {one} of {other}.", one=text.replace(".", ""), other=text.replace(".", ",")),
            )
        if re.fullmatch(r"[0-9]{1,12}(?:[.,][0-9]{1,6})?", text) is None:
            raise InputError(say('"{given}" is geen aantal van nul of meer.', given=text[:40]), where=field, remedy=how)
        number = Decimal(text.replace(",", "."))
    elif isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    else:
        raise InputError(say("Dit is geen aantal."), where=field, remedy=how)
    if not number.is_finite() or not 0 <= number <= _MOST_STAFF:
        raise InputError(say("Dit aantal is niet mogelijk."), where=field, remedy=how)
    return number


def read_size(fields: Mapping[str, object]) -> SizeFinding | None:
    """The size from raw fields `enterprise_size`, `headcount`, `turnover`, `balance_total`; None when all are blank.

    Raises InputError for a field that cannot be read, figures that do not suffice, or figures against the size.
    """
    given = {key: value for key in _KEYS if not is_blank(value := fields.get(key))}
    if not given:
        return None
    figures = EnterpriseFigures(
        headcount=parse_headcount(given["headcount"]) if "headcount" in given else None,
        turnover=_money(given, "turnover", TURNOVER_FIELD),
        balance_total=_money(given, "balance_total", BALANCE_FIELD),
    )
    size = parse_size(given["enterprise_size"]) if "enterprise_size" in given else None
    return determine_size(size, figures)


def is_blank(value: object) -> bool:
    """Whether a form left this field open: None or only white space."""
    return value is None or (isinstance(value, str) and not value.strip())


def _money(given: Mapping[str, object], key: str, field: str) -> Decimal | None:
    return parse_amount(given[key], field, maximum=_MOST_EURO) if key in given else None


def determine_size(size: EnterpriseSize | None, figures: EnterpriseFigures) -> SizeFinding:
    """The size, given or derived from the figures (EU recommendation 2003/361/EC), with its explanation.

    A figure that is not known may be anything from nothing to very much. Where both ends give the same size, that is
    the size: one money figure under its limit suffices, and from 250 full-time equivalents on no money figure is
    needed. Raises InputError when the ends differ and no size was given, or when a given size lies outside them.
    """
    smallest, largest = _classify(figures, Decimal(0)), _classify(figures, Decimal("Infinity"))
    known = _describe(figures)
    if size is None:
        if smallest is not largest:
            raise InputError(
                say("De grootte van de onderneming volgt nog niet uit de cijfers."),
                where=SIZE_FIELD,
                remedy=say("Geef ook {figures}, of geef de grootte zelf.", figures=_wanted(figures)),
            )
        reason = say(
            "Met {figures} is dit een {size}: {rule} (bron: {source}).",
            figures=known,
            size=smallest.dutch,
            rule=_rule(smallest),
            source=SOURCE,
        )
        return SizeFinding(smallest, (reason, _GROUP_STEP))
    order = list(EnterpriseSize)
    if not order.index(smallest) <= order.index(size) <= order.index(largest):
        raise InputError(
            say(
                "De opgegeven grootte is {stated}, maar met {figures} kan dit geen {size} zijn (bron: {source}).",
                stated=_GIVEN[size],
                figures=known,
                size=size.dutch,
                source=SOURCE,
            ),
            where=SIZE_FIELD,
            remedy=say("Verbeter de grootte of de cijfers, of laat de grootte weg."),
        )
    if not known:
        step = say("De onderneming is opgegeven als {size}.", size=size.dutch)
    elif smallest is largest:
        step = say(
            "De onderneming is opgegeven als {size}; de cijfers ({figures}) bevestigen dat (bron: {source}).",
            size=size.dutch,
            figures=known,
            source=SOURCE,
        )
    else:
        step = say(
            "De onderneming is opgegeven als {size}; de cijfers ({figures}) spreken dat niet tegen (bron: {source}).",
            size=size.dutch,
            figures=known,
            source=SOURCE,
        )
    return SizeFinding(size, (step, _GROUP_STEP))


def _classify(figures: EnterpriseFigures, unknown: Decimal) -> EnterpriseSize:
    headcount, turnover, balance_total = (
        unknown if figure is None else figure for figure in (figures.headcount, figures.turnover, figures.balance_total)
    )
    for limits in _LIMITS:
        if headcount < limits.headcount and (turnover <= limits.turnover or balance_total <= limits.balance_total):
            return limits.size
    return EnterpriseSize.GROOT


def _describe(figures: EnterpriseFigures) -> str:
    parts = []
    if figures.headcount is not None:
        headcount = Figure(f"{figures.headcount:f}".replace(".", ","), figures.headcount, "number")
        parts.append(say("{headcount} VTE", headcount=headcount))
    if figures.turnover is not None:
        parts.append(say("een omzet van {amount}", amount=euro(figures.turnover)))
    if figures.balance_total is not None:
        parts.append(say("een balanstotaal van {amount}", amount=euro(figures.balance_total)))
    return listed(parts)


def _rule(size: EnterpriseSize) -> Said:
    for limits in _LIMITS:
        if limits.size is size:
            return limits.sentence
    return say("een kmo heeft {limits}", limits=_LIMITS[-1].sentence)


def _wanted(figures: EnterpriseFigures) -> str:
    """Names the figures that can still decide; called only while the size is open."""
    wanted: list[str] = [HEADCOUNT_FIELD] if figures.headcount is None else []
    if figures.turnover is None and figures.balance_total is None:
        wanted.append(say("{turnover} of {balance}", turnover=TURNOVER_FIELD, balance=BALANCE_FIELD))
    elif figures.turnover is None or figures.balance_total is None:
        open_field = TURNOVER_FIELD if figures.turnover is None else BALANCE_FIELD
        known = EnterpriseFigures(Decimal(0), figures.turnover, figures.balance_total)
        # With the known money figure under the small limit, the other one changes nothing.
        if _classify(known, Decimal("Infinity")) is not EnterpriseSize.KLEIN:
            wanted.append(open_field)
    return listed(wanted)
