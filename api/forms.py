"""The form of the page: its values, what they ask for, and the faults in them, each at its own field."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Final

from fastapi import Form
from pydantic import BaseModel

from api.translations import _, translate
from classifier.aid import COST_FIELD, GRANTED_FIELD, AidRequest, read_aid_request
from classifier.amounts import parse_amount, parse_date
from classifier.description import ServiceDescription, read_description
from classifier.enterprise import BALANCE_FIELD, TURNOVER_FIELD, is_blank, parse_headcount
from classifier.errors import InputError
from classifier.messages import say
from classifier.regimes import DATE_FIELD, Regime, regime_for

FROM_FIGURES: Final = "cijfers"
SIZES: Final = ("", "klein", "middelgroot", "groot", FROM_FIGURES)

LABELS: Final = {
    "title": say("Titel"),
    "text": say("Beschrijving"),
    "kind": say("Soort dienst"),
    "size": say("Grootte"),
    "headcount": say("Aantal werknemers"),
    "turnover": say("Jaaromzet"),
    "balance_total": say("Balanstotaal"),
    "cost": say("Kostprijs"),
    "already_granted": say("Steun al gekregen"),
    "date": say("Datum"),
}
"""Every field of the form, in its order, by the words that stand beside it."""

_MOST_EURO = Decimal("1e13")  # what the core believes of a turnover or a balance total
_PROGRAM_NAME = re.compile(r" \([a-z_]+\)")
_FIELD_OF = re.compile(r"\(([a-z_]+)\)$")


class PageForm(BaseModel):
    """The fields as the browser sends them; an empty text where nothing was filled in."""

    title: str = ""
    text: str = ""
    kind: str = "onbekend"
    size: str = ""
    headcount: str = ""
    turnover: str = ""
    balance_total: str = ""
    cost: str = ""
    already_granted: str = ""
    date: str = ""

    def uses(self, *names: str) -> bool:
        """Whether one of these fields was filled in."""
        return any(not is_blank(getattr(self, name)) for name in names)

    @property
    def asks_aid(self) -> bool:
        """Whether the part on aid was used."""
        return self.uses("size", "cost", "already_granted", "date")


Submitted = Annotated[PageForm, Form()]


@dataclass(frozen=True)
class FormFault:
    """A fault, in the language of the page, with the name of the input that it stands at."""

    field: str
    message: str

    @property
    def label(self) -> str:
        """The words beside that input."""
        return LABELS[self.field]


@dataclass(frozen=True)
class Question:
    """What a form without faults asks."""

    description: ServiceDescription
    aid: AidRequest | None


class FaultyFormError(Exception):
    """A form that cannot be answered, with every fault in the order of the fields."""

    def __init__(self, faults: Sequence[FormFault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: list(LABELS).index(fault.field)))
        super().__init__(", ".join(fault.field for fault in self.faults))


def fault_of(error: InputError, otherwise: str = "text") -> FormFault:
    """An error of the core at the input that it is about."""
    found = _FIELD_OF.search(error.where)
    field = {"enterprise_size": "size"}.get(found[1], found[1]) if found else otherwise
    message = _PROGRAM_NAME.sub("", f"{translate(error.what)} {translate(error.remedy)}".strip())
    return FormFault(field if field in LABELS else otherwise, message)


def read_form(form: PageForm, today: date, regimes: Sequence[Regime]) -> Question:
    """The question that a form asks; FaultyFormError with all faults, not only the first."""
    faults: dict[str, FormFault] = {}

    def attempt(read: Callable[[], object], otherwise: str) -> None:
        try:
            read()
        except InputError as error:
            fault = fault_of(error, otherwise)
            faults.setdefault(fault.field, fault)

    # A browser sends every line break as CR LF, however it was typed.
    fields = {**form.model_dump(), "title": form.title.strip(), "text": form.text.replace("\r\n", "\n").strip("\n")}
    attempt(lambda: read_description(fields), "text")
    aid = None
    if form.asks_aid:
        money = _aid_fields(form)
        checks: dict[str, Callable[[], object]] = {
            "headcount": lambda: parse_headcount(money["headcount"]),
            "turnover": lambda: parse_amount(money["turnover"], TURNOVER_FIELD, maximum=_MOST_EURO),
            "balance_total": lambda: parse_amount(money["balance_total"], BALANCE_FIELD, maximum=_MOST_EURO),
            "cost": lambda: parse_amount(money["cost"], COST_FIELD),
            "already_granted": lambda: parse_amount(money["already_granted"], GRANTED_FIELD),
            "date": lambda: regime_for(parse_date(money["date"], DATE_FIELD), regimes=regimes),
        }
        for name, check in checks.items():
            if not is_blank(money[name]):
                attempt(check, name)
        for fault in _missing(form):
            faults.setdefault(fault.field, fault)
        if not faults.keys() - {"title", "text", "kind"}:
            attempt(lambda: read_aid_request(money, default_date=today), "size")
            if form.size == FROM_FIGURES and "size" in faults:
                # The sizes were not given but derived: the fault stands at the figure that is still open.
                place = next((name for name in ("headcount", "turnover") if not form.uses(name)), "balance_total")
                faults[place] = FormFault(place, faults.pop("size").message)
        if not faults:
            aid = read_aid_request(money, default_date=today)
    if faults:
        raise FaultyFormError(list(faults.values()))
    return Question(read_description(fields), aid)


def _aid_fields(form: PageForm) -> dict[str, str]:
    """The fields for the rule layer: figures only where the size follows from them."""
    fields = form.model_dump(include={"cost", "already_granted", "date", "kind", "headcount", "turnover", "balance_total"})
    if form.size == FROM_FIGURES:
        return {**fields, "enterprise_size": ""}
    return {**fields, "enterprise_size": form.size, "headcount": "", "turnover": "", "balance_total": ""}


def _missing(form: PageForm) -> list[FormFault]:
    """What must still be filled in before the aid can be worked out."""
    missing = []
    if form.size not in SIZES:
        missing.append(FormFault("size", _("Kies een van de mogelijkheden.")))
    if not form.uses("size"):
        missing.append(FormFault("size", _("Kies hoe groot de onderneming is.")))
    if form.size == FROM_FIGURES and not form.uses("headcount", "turnover", "balance_total"):
        missing.append(FormFault("headcount", _("Geef het aantal werknemers, met de jaaromzet of het balanstotaal.")))
    if not form.uses("cost"):
        missing.append(FormFault("cost", _("Geef de kostprijs, zonder btw.")))
    return missing
