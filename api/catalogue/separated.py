"""CSV as spreadsheets write it: the separator found, quoted line breaks kept, an open quote told instead of swallowing rows."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from typing import Final

from classifier.errors import InputError
from classifier.messages import say

SEPARATORS: Final = ";,\t|"
_SAMPLE: Final = 50_000
_TOLD: Final = "sep="
_END: Final = "\x1e"
"""Stands on a line of its own after the text: where it does not come back as one, a quote was still open."""


def separated_lines(text: str, where: str) -> Iterator[list[str]]:
    """The records of a CSV, an empty one for an empty line; InputError where the text is no CSV.

    Excel's own first line `sep=;` names the separator and is no record.
    """
    separator = ""
    first, _, rest = text.partition("\n")
    if first.lower().startswith(_TOLD) and len(first.rstrip("\r")) == len(_TOLD) + 1:
        separator, text = first[len(_TOLD)], rest
    separator = separator or separator_of(text)
    csv.field_size_limit(2**31 - 1)
    if text and not text.endswith("\n"):
        text += "\n"
    number = 0
    try:
        for record in csv.reader(StringIO(text + _END, newline=""), delimiter=separator):
            number += 1
            if record == [_END]:
                return
            if record and record[-1].endswith(f"\n{_END}"):
                break
            yield record
    except csv.Error as error:
        raise InputError(
            say("Geen geldige CSV ({error}).", error=error), where=where, remedy=say("Bewaar het bestand opnieuw als CSV.")
        ) from error
    raise InputError(
        say("In rij {number} wordt een aanhalingsteken geopend en nergens gesloten.", number=number),
        where=where,
        remedy=say("Verbeter die rij, of bewaar het bestand opnieuw als CSV."),
    )


def separator_of(text: str) -> str:
    """The separator that cuts most of the first records into as many fields as the first one, and into most fields."""
    sample = text if len(text) <= _SAMPLE else text[: text.rfind("\n", 0, _SAMPLE) + 1]

    def evenness(separator: str) -> tuple[float, int]:
        csv.field_size_limit(2**31 - 1)
        try:
            counts = Counter(len(record) for record in csv.reader(StringIO(sample, newline=""), delimiter=separator) if record)
        except csv.Error:
            return 0.0, 0
        fields, times = max(counts.items(), key=lambda item: (item[0] > 1, item[1]), default=(0, 0))
        return (times / counts.total(), fields) if fields > 1 else (0.0, 0)

    return max(SEPARATORS, key=evenness)
