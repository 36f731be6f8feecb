"""Cleans one field and remembers, for every character kept, where it stood in the field as it was given."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass

_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*+)[^<>]*+>")  # possessive: a "<" without its ">" costs one look, not many
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_BLOCKS = frozenset(
    [
        *("p", "div", "br", "li", "ul", "ol", "dl", "dt", "dd", "table", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("section", "article", "header", "footer"),
    ]
)
_HIDDEN = (("<!--", "-->"), ("<script", "</script>"), ("<style", "</style>"))


Origin = tuple[int, int]


@dataclass(frozen=True)
class CleanText:
    """A cleaned field; `origin[i]` is where character i stood in the field as it was given, as [start, end)."""

    text: str
    origin: tuple[Origin, ...]


def clean(field: str) -> CleanText:
    """Without tags, entities, invisible characters and repeated blanks; wholly in capitals becomes lower case."""
    characters = _without_markup(field)
    kept: list[tuple[str, Origin]] = []
    for character, place in characters:
        if unicodedata.category(character) == "Cf":
            continue  # soft hyphens and zero-width marks stand inside words
        blank = character if character == "\n" else " " if character.isspace() or not character.isprintable() else ""
        if not blank:
            kept.append((character, place))
        elif kept and kept[-1][0] not in " \n":
            kept.append((blank, place))
        elif kept and blank == "\n":
            kept[-1] = ("\n", place)
    while kept and kept[-1][0] in " \n":
        kept.pop()
    text = "".join(c for c, _ in kept)
    return CleanText(_calm(text), tuple(place for _, place in kept))


def _without_markup(field: str) -> list[tuple[str, Origin]]:
    """The characters outside tags, with their places; a block's edge becomes a line break, an entity its character."""
    out: list[tuple[str, Origin]] = []
    low = _lower(field)
    at = 0
    while at < len(field):
        character = field[at]
        if character == "<":
            hidden = next((end for start, end in _HIDDEN if low.startswith(start, at)), None)
            if hidden:
                end = low.find(hidden, at)
                at = len(field) if end < 0 else end + len(hidden)
                continue
            tag = _TAG.match(field, at)
            if tag:
                out.append(("\n" if tag[1].lower() in _BLOCKS else " ", (at, tag.end())))
                at = tag.end()
                continue
        elif character == "&":
            entity = _ENTITY.match(field, at)
            if entity:
                out.extend((c, (at, entity.end())) for c in html.unescape(entity[0]))
                at = entity.end()
                continue
        out.append((character, (at, at + 1)))
        at += 1
    return out


def _calm(text: str) -> str:
    """Lower case, character by character, where nearly all letters are capitals: the encoder reads shouting badly."""
    letters = [c for c in text if c.isalpha()]
    if len(letters) < 20 or sum(c.isupper() for c in letters) < 0.8 * len(letters):
        return text
    return _lower(text)


def _lower(text: str) -> str:
    """Lower case, of the same length: a character that would become two stays as it is."""
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
