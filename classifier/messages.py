"""Sentences for people: each is its Dutch text, and still knows the pattern and the values that it was made of.

`say("Het bestand telt {pages} pagina's.", pages=12)` is the Dutch string itself: programs, commands and files see nothing
else. A page in another language looks the pattern up in its catalogue and fills in the values, which may be sentences
or figures themselves (api/translations.py). So a sentence for people is written with `say`, never as an f-string.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, ValidatorFunctionWrapHandler, WrapValidator

Unit = Literal["number", "euro", "percent", "date"]


class Figure(str):
    """A number, an amount in euro, a share or a day in Dutch notation, which still knows its value."""

    value: Decimal | date
    unit: Unit

    def __new__(cls, dutch: str, value: Decimal | date, unit: Unit) -> Self:
        """The Dutch text, with what it stands for; a share is a number from 0 to 1."""
        made = super().__new__(cls, dutch)
        made.value, made.unit = value, unit
        return made

    def __getnewargs__(self) -> tuple[str, Decimal | date, Unit]:  # type: ignore[override]  # copies keep the value
        return str(self), self.value, self.unit


class Said(str):
    """A Dutch sentence or phrase with the pattern and the values that it was made of."""

    pattern: str
    values: Mapping[str, str]

    def __new__(cls, pattern: str, values: Mapping[str, str]) -> Self:
        """The pattern with the values in its `{names}`; without values it is taken as it is. KeyError for a missing value."""
        made = super().__new__(cls, pattern.format(**values) if values else pattern)
        made.pattern, made.values = pattern, values
        return made

    def __getnewargs__(self) -> tuple[str, Mapping[str, str]]:  # type: ignore[override]  # copies keep the pattern
        return self.pattern, self.values


def say(pattern: str, **values: object) -> Said:
    """A sentence for people. `pattern` is a literal, so that `themawijzer messages` finds it; values go into its `{names}`."""
    return Said(pattern, {name: value if isinstance(value, str) else str(value) for name, value in values.items()})


def listed(names: Sequence[str]) -> str:
    """Names as an enumeration: "a, b en c"; empty for none."""
    if len(names) < 2:
        return names[0] if names else ""
    first = names[0]
    for name in names[1:-1]:
        first = say("{first}, {next}", first=first, next=name)
    return say("{first} en {last}", first=first, last=names[-1])


def _kept(value: Any, validate: ValidatorFunctionWrapHandler) -> str:
    checked: str = validate(value)
    return value if isinstance(value, Said | Figure) and value == checked else checked


Sentence = Annotated[str, WrapValidator(_kept)]
"""The type of a pydantic field that holds a sentence for people: pydantic itself makes a plain `str` of every other."""

FileText = AfterValidator(lambda text: Said(text, {}))
"""Makes a sentence of a text that stands in a data file, where the catalogue finds it too."""
