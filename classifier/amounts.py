"""Reads amounts and dates as people in Flanders type them, and writes them back in Dutch notation."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from classifier.errors import InputError
from classifier.messages import Figure, say

CENT = Decimal("0.01")
MAX_AMOUNT = Decimal("1000000000")

_CURRENCY = re.compile(r"^(?:€|eur|euro)\s?|\s?(?:€|eur|euro)$", re.IGNORECASE)
_NO_CENTS = re.compile(r"(?<=[0-9]),(?:-|–|—|--)$")  # "€ 7.500,-", as on Belgian invoices
# At most two decimals, after a comma or a point; but where points mark the thousands, only a comma can start them.
# A first group never starts with 0, so "0.500" is no amount in groups.
_BY_POINTS = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]{1,2})?")
_BY_SPACES = re.compile(r"[1-9][0-9]{0,2}(?: [0-9]{3})+(?:[.,][0-9]{1,2})?")
_UNGROUPED = re.compile(r"[0-9]+(?:[.,][0-9]{1,2})?")
_NEGATIVE = re.compile(r"[-−] ?€? ?[0-9].*")  # the second is the typographic minus
_TOO_MANY_DECIMALS = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:[. ][0-9]{3})+)[.,][0-9]{3,}")
_LONGEST = 40  # characters: more than any amount needs, and short enough to show back
_HOW = say("Schrijf het bedrag bijvoorbeeld als 1234 of 1.234,56.")
_NOT_NEGATIVE = say("Een bedrag is nul of meer.")
MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip


def parse_amount(value: object, field: str, *, maximum: Decimal = MAX_AMOUNT) -> Decimal:
    """An amount in euro, not negative, exact to the cent and with two decimals.

    Text is read as Dutch: "1234", "1234,5", "1234.56", "1.234,56", "1 234,56", "€ 1.234,56", "7.500,- euro".
    "1.234" in text is 1234: no euro amount has three decimals, so the point can only mark thousands, as it does in
    Dutch. In a number (int, float, Decimal) a point is always the decimal mark, so the float 1.234 is refused. "1,234"
    is refused too: a Dutch comma starts the decimals, and three of those are no amount.

    `field` names the field in the message; `maximum` is the largest amount, in euro, that is believed.
    Raises InputError for anything else: negative, not finite, more than two decimals, too large, not a number.
    """
    if isinstance(value, str):
        return _checked(_decimal_from_text(value, field), field, maximum)
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        raise InputError(say("Dit is geen bedrag."), where=field, remedy=_HOW)
    # repr gives the shortest digits that make the same float: what the sender wrote, not its binary neighbour.
    return _checked(Decimal(repr(value)) if isinstance(value, float) else Decimal(value), field, maximum)


def _decimal_from_text(text: str, field: str) -> Decimal:
    cleaned = re.sub(r"\s+", " ", text).strip()  # \s also matches the narrow and non-breaking spaces of spreadsheets
    if not cleaned:
        raise InputError(say("Het bedrag ontbreekt."), where=field, remedy=_HOW)
    if len(cleaned) > _LONGEST:
        raise InputError(say("Dit is geen bedrag: de tekst is langer dan {most} tekens.", most=_LONGEST), where=field, remedy=_HOW)
    digits = _NO_CENTS.sub("", _CURRENCY.sub("", cleaned, count=1).strip())
    if _BY_POINTS.fullmatch(digits):
        return Decimal(digits.replace(".", "").replace(",", "."))
    if _BY_SPACES.fullmatch(digits) or _UNGROUPED.fullmatch(digits):
        return Decimal(digits.replace(" ", "").replace(",", "."))
    if _NEGATIVE.fullmatch(digits):
        raise InputError(say('"{given}" is negatief.', given=cleaned), where=field, remedy=_NOT_NEGATIVE)
    if _TOO_MANY_DECIMALS.fullmatch(digits):
        raise InputError(say('"{given}" heeft meer dan twee cijfers na de komma.', given=cleaned), where=field, remedy=_HOW)
    raise InputError(say('"{given}" is geen bedrag.', given=cleaned), where=field, remedy=_HOW)


def _checked(number: Decimal, field: str, maximum: Decimal) -> Decimal:
    if not number.is_finite():
        raise InputError(say("Dit is geen bedrag: het is geen eindig getal."), where=field, remedy=_HOW)
    if number < 0:
        raise InputError(say("Het bedrag is negatief."), where=field, remedy=_NOT_NEGATIVE)
    if number > maximum:
        what = say("Het bedrag is groter dan {most}.", most=euro(maximum))
        raise InputError(what, where=field, remedy=say("Kijk het aantal nullen na."))
    if number != number.quantize(CENT):
        what = say("Het bedrag heeft meer dan twee cijfers na de komma.")
        raise InputError(what, where=field, remedy=say("Rond af op de cent."))
    return abs(number.quantize(CENT))  # abs: a minus zero reads as zero


def euro(amount: Decimal) -> Figure:
    """An amount in euro as Dutch text, such as "7.500,00 euro". Raises ValueError for a part of a cent."""
    if amount != amount.quantize(CENT):
        raise ValueError(f"{amount} is not exact to the cent")
    return Figure(f"{amount:,.2f}".translate(str.maketrans(",.", ".,")) + " euro", amount, "euro")


def percent(rate: Decimal) -> Figure:
    """A rate from 0 to 1 as Dutch text, such as "30 %" or "12,5 %"."""
    digits = f"{rate * 100:f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return Figure(digits.replace(".", ",") + " %", rate, "percent")


def parse_date(value: object, field: str) -> date:
    """A date, from a date or from text as 2026-11-23 or 23/11/2026. Raises InputError, also for 31/02/2026."""
    how = say("Schrijf de datum als 2026-11-23 of 23/11/2026.")
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        raise InputError(say("Dit is geen datum."), where=field, remedy=how)
    text = value.strip()
    iso = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", text)
    dutch = re.fullmatch(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", text)
    if iso:
        year, month, day = (int(part) for part in iso.groups())
    elif dutch:
        day, month, year = (int(part) for part in dutch.groups())
    else:
        raise InputError(say('"{given}" is geen datum.', given=text[:_LONGEST]), where=field, remedy=how)
    try:
        return date(year, month, day)
    except ValueError:
        raise InputError(say('De datum "{given}" bestaat niet.', given=text), where=field, remedy=how) from None


def dutch_date(day: date) -> Figure:
    """A date as Dutch text, such as "5 juni 2024"."""
    return Figure(f"{day.day} {MONTHS[day.month - 1]} {day.year}", day, "date")
