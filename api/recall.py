"""Finds the pattern and the values of a sentence that was stored as its Dutch text, so that a page can tell it in another language.

What is stored or sent is the Dutch text alone (classifier/messages.py); an assessment read back holds plain strings. The
patterns are those of the catalogue. Only sentences that this program made belong here: never a text that a user gave.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import islice
from string import Formatter
from typing import Final

from api.language import LANGUAGES, SOURCE
from api.translations import texts
from classifier.amounts import MONTHS
from classifier.messages import Figure, Said

_AS_GIVEN: Final = frozenset({"given", "word"})
"""Values that quote what somebody wrote: they stay as they are."""
_SENTENCE: Final = 12
"""Signs of its own from which a pattern is a sentence; a shorter one ("{first} en {last}") joins what is known, nothing else."""
_MOST_WAYS, _MOST_PIECES, _DEEPEST = 100, 500, 30
"""Bounds on the search, far beyond what a sentence of ours takes: a text that goes past them is none."""
_AMOUNT = re.compile(r"([0-9]{1,3}(?:\.[0-9]{3})*,[0-9]{2}) euro")
_SHARE = re.compile(r"([0-9]+(?:,[0-9]+)?)[ \N{NO-BREAK SPACE}]%")
_NUMBER = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?|[0-9]+(?:,[0-9]+)?")
_DAY = re.compile(rf"([0-9]{{1,2}}) ({'|'.join(MONTHS)}) ([0-9]{{4}})")

Parts = tuple[tuple[str, str | None], ...]


def recalled(text: str) -> str:
    """The sentence with its pattern and values, equal to the text; the text itself where no pattern fits."""
    return text if isinstance(text, Said | Figure) else _recalled(text, {}, 0)


def _recalled(text: str, seen: dict[str, str], depth: int) -> str:
    if text in seen:
        return seen[text]
    if len(seen) > _MOST_PIECES or depth > _DEEPEST:
        return text
    plain, patterns = _known()
    seen[text] = text
    seen[text] = Said(text, {}) if text in plain else _figure(text) or _by_pattern(text, patterns, seen, depth) or text
    return seen[text]


def _by_pattern(text: str, patterns: Sequence[tuple[str, Parts, int]], seen: dict[str, str], depth: int) -> Said | None:
    for pattern, parts, own_signs in patterns:
        first = None
        for values in islice(_ways(parts, text), _MOST_WAYS):
            found = {name: value if name in _AS_GIVEN else _recalled(value, seen, depth + 1) for name, value in values.items()}
            if all(isinstance(value, Said | Figure) for value in found.values()):
                return Said(pattern, found)
            first = first or Said(pattern, found)
        if first is not None and own_signs >= _SENTENCE:
            return first
    return None


def _ways(parts: Parts, text: str) -> Iterator[dict[str, str]]:
    """Every way in which values put into the pattern give the text."""
    (literal, name), rest = parts[0], parts[1:]
    if not text.startswith(literal):
        return
    text = text[len(literal) :]
    if name is None:
        if not text:
            yield {}
    elif not rest:
        if text:
            yield {name: text}
    else:
        end = text.find(rest[0][0], 1)
        while end > 0:
            for values in _ways(rest, text[end:]):
                yield {name: text[:end], **values}
            end = text.find(rest[0][0], end + 1)


def _figure(text: str) -> Figure | None:
    if found := _AMOUNT.fullmatch(text):
        return Figure(text, _decimal(found[1]), "euro")
    if found := _SHARE.fullmatch(text):
        return Figure(text, _decimal(found[1]) / 100, "percent")
    if _NUMBER.fullmatch(text):
        return Figure(text, _decimal(text), "number")
    if found := _DAY.fullmatch(text):
        return Figure(text, date(int(found[3]), MONTHS.index(found[2]) + 1, int(found[1])), "date")
    return None


def _decimal(dutch: str) -> Decimal:
    return Decimal(dutch.replace(".", "").replace(",", "."))


@cache
def _known() -> tuple[frozenset[str], tuple[tuple[str, Parts, int], ...]]:
    """The texts without values, and the patterns with theirs, the most telling first."""
    plain, patterns = set(), []
    for text in texts(next(code for code in LANGUAGES if code != SOURCE)):
        parts = tuple((literal, name) for literal, name, _, _ in Formatter().parse(text))
        if any(name for _, name in parts):
            patterns.append((text, parts, sum(len(literal) for literal, _ in parts)))
        else:
            plain.add(text)
    return frozenset(plain), tuple(sorted(patterns, key=lambda one: -one[2]))
