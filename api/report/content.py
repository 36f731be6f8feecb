"""What a report says: the view of an answer in plain text of its language, at several lengths."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

from api.language import page
from api.pages import Answer, Card, Named
from api.report.font import breakable, writable
from api.translations import _, translate
from classifier.amounts import dutch_date
from classifier.description import ServiceDescription, dutch_number, without_surrogates
from classifier.messages import say

_KINDS: Final = {"opleiding": say("Opleiding"), "advies": say("Advies"), "onbekend": say("Soort dienst niet opgegeven")}

WORDS: Final = {
    "what": say("Verslag van een controle voor de kmo-portefeuille"),
    "disclaimer": say("Dit is een suggestie van een computerprogramma, geen beslissing van VLAIO."),
    "decides": say("Enkel VLAIO beslist of een dienst in aanmerking komt. Themawijzer is geen dienst van de Vlaamse overheid."),
    "flags": say("Hier moet een mens meekijken"),
    "conditions": say("Wat nog moet kloppen"),
    "themes": say("De thema's"),
    "no_theme": say("Geen enkel thema is toegewezen of in twijfel."),
    "subtopics": say("Sub-thema's:"),
    "quotes": say("In de tekst:"),
    "sources": say("Bronnen:"),
    "details": say("Gegevens van dit verslag"),
}


@dataclass(frozen=True)
class Room:
    """How much is said at most: the size of the type in points, numbers of items, and characters per item."""

    size: float
    title: int
    reasons: int
    sentence: int
    quotes: int
    quote: int
    steps: int
    sources: bool = True
    doubt: bool = True


ROOMS: Final = (
    Room(size=10, title=220, reasons=12, sentence=600, quotes=10, quote=400, steps=12),
    Room(size=9, title=220, reasons=12, sentence=600, quotes=6, quote=220, steps=9),
    Room(size=9, title=180, reasons=10, sentence=400, quotes=3, quote=140, steps=5),
    Room(size=8.5, title=150, reasons=8, sentence=300, quotes=2, quote=100, steps=3),
    Room(size=8.5, title=120, reasons=8, sentence=240, quotes=1, quote=70, steps=1, sources=False),
    Room(size=8, title=120, reasons=6, sentence=160, quotes=1, quote=50, steps=0, sources=False),
    Room(size=8, title=100, reasons=4, sentence=110, quotes=1, quote=40, steps=0, sources=False, doubt=False),
    Room(size=7.5, title=100, reasons=4, sentence=110, quotes=0, quote=0, steps=0, sources=False, doubt=False),
)
"""From all that is worth telling down to what fits whatever the answer; every step says no less than the next."""

_LONGEST_NAME: Final = 80
_COUNTED: Final = re.compile(r"\[[0-9]+ (?:tekens?|characters?)\]")
"""What `writable` puts in the place of characters, in either language."""


def fingerprint(description: ServiceDescription) -> str:
    """The SHA-256, in hexadecimal, of what was assessed: title, one line feed, text, in UTF-8."""
    return sha256(without_surrogates(f"{description.title}\n{description.text}").encode()).hexdigest()


def content(view: Answer, description: ServiceDescription, reference: str, made_on: datetime, language: str) -> dict[str, Any]:
    """All that the page shows, ready for JSON, in this language; `versions` holds what differs by Room, the longest first."""
    with page(language):
        return {"language": language, **_told(view, description, reference, made_on)}


def _told(view: Answer, description: ServiceDescription, reference: str, made_on: datetime) -> dict[str, Any]:
    title = writable(description.title) or _("Dienst zonder titel")
    universal = made_on.astimezone(UTC) if made_on.tzinfo else made_on  # the clock of a PDF's own data
    grounds = {card.id: card.why.shown for card in view.cards}
    versions = [_version(view, title, grounds, room) for room in ROOMS]
    return {
        "document": f"Themawijzer: {shortened(title, 100)}",
        "made_on": {part: getattr(universal, part) for part in ("year", "month", "day", "hour", "minute", "second")},
        "about": _(
            "{kind} · {count} tekens beoordeeld",
            kind=_KINDS[description.kind],
            count=dutch_number(len(description.title) + len(description.text)),
        ),
        "outcome": view.outcome,
        "heading": translate(view.heading),
        "sentence": translate(view.sentence),
        "others": _others(view),
        "details": [
            [_("Referentie"), breakable(writable(reference))],
            [_("Gemaakt op"), _moment(made_on)],
            [_("Model"), breakable(view.model.version)],
            [_("Corpus"), view.model.corpus],
            [_("Taxonomie"), view.model.taxonomy],
            [_("Steunregels"), view.model.regime],
            [_("SHA-256 van de tekst"), f"{fingerprint(description)[:16]}…"],
        ],
        "note": _note() if _COUNTED.search(str(versions)) else "",
        "words": {name: translate(words) for name, words in WORDS.items()},
        "versions": versions,
    }


def _note() -> str:
    return _("Een getal tussen haken, zoals [3 tekens], staat voor tekens die dit verslag niet kan tonen.")


def _cut() -> str:
    return _("… (ingekort)")


def shortened(text: str, most: int) -> str:
    """The text on one line, cut between words where it is longer than `most` characters, and then with a word that says so."""
    whole, cut = writable(translate(text)), _cut()
    if len(whole) <= most:
        return breakable(whole)
    kept = whole[: most - len(cut)]
    between = kept.rfind(" ")
    return breakable(kept[:between] if between > most // 2 else kept).rstrip(" ,;:.") + cut


def _version(view: Answer, title: str, grounds: Mapping[str, Sequence[str]], room: Room) -> dict[str, Any]:
    return {
        "size": room.size,
        "title": shortened(title, room.title),
        "reasons": _few(view.reasons, room.reasons, room.sentence),
        "flags": [{"rank": flag.rank, "name": _name(flag.name), "quotes": _quotes(flag.shown, room)} for flag in view.flags],
        "conditions": [shortened(condition, room.sentence) for condition in view.conditions],
        "themes": [_theme(card, grounds[card.id], room) for card in view.cards],
        "topics": _("Onderwerp waarvoor soms een hoger steunpercentage gold: {topics}.", topics=view.topics) if view.topics else "",
        "aid": _aid(view, room),
    }


def _theme(card: Card, grounds: Sequence[str], room: Room) -> dict[str, Any]:
    return {
        "id": card.id,
        "rank": card.rank,
        "name": _name(card.name),
        "certainty": _("Toegewezen, {certainty}", certainty=card.certainty.words) if card.assigned else _("Twijfel"),
        "share": _("kans {share}", share=card.certainty.percent),
        "bar": card.certainty.bar,
        "subtopics": [_subtopic(one) for one in card.subtopics],
        "doubt": shortened(card.why.reason, room.sentence) if room.doubt and not card.assigned else "",
        "quotes": _quotes(grounds, room),
    }


def _subtopic(one: Named) -> str:
    return f"{translate(one.name)} ({translate(one.certainty.words)}, {translate(one.certainty.percent)})"


def _quotes(passages: Sequence[str], room: Room) -> list[str]:
    return _few(passages, room.quotes, room.quote, "“{}”")


def _few(texts: Sequence[str], most: int, longest: int, form: str = "{}") -> list[str]:
    """At most so many texts of at most so many characters; where some are left out, a last one says how many."""
    items = [form.format(shortened(text, longest)) for text in texts[:most]]
    return items if len(texts) <= most else [*items, _("… (ingekort: nog {count})", count=len(texts) - most)]


def _aid(view: Answer, room: Room) -> dict[str, Any] | None:
    if view.aid is None:
        if not view.aid_asked:
            return None
        note = _("Er is geen thema toegewezen. Zonder thema is er geen steun.")
        if view.outcome == "nazicht-nodig":
            note += " " + _("Komt er na nazicht toch een thema bij, dan kan er wel steun zijn.")
        return {"title": _("Geen steun berekend"), "amount": "", "own_share": "", "note": note, "steps": [], "sources": []}
    note = _("Dit is een schatting; VLAIO bepaalt de steun.")
    if view.outcome == "nazicht-nodig":
        note += " " + _("De thema's vragen nog nazicht, dus ook dit bedrag staat niet vast.")
    steps = ["".join(piece if isinstance(piece, str) else f" [{piece}]" for piece in step.pieces) for step in view.aid.steps]
    sources = [f"[{number}] {shortened(source, room.sentence)}" for number, source in enumerate(view.aid.sources, start=1)]
    return {
        "title": _("Geschatte steun"),
        "amount": translate(view.aid.amount),
        "own_share": _("De onderneming betaalt zelf {amount}, zonder btw.", amount=view.aid.own_share),
        "note": note,
        "steps": _few(steps, room.steps, room.sentence),
        "sources": sources if room.sources else [_cut()],
    }


def _others(view: Answer) -> str:
    """The themes that are not assigned, each with its share, in one sentence."""
    if not view.others:
        return ""
    named = "; ".join(f"{translate(one.name)} {translate(one.certainty.percent)}" for one in view.others)
    return _("Niet toegewezen: {themes}.", themes=named)


def _name(name: str) -> str:
    whole = shortened(name, _LONGEST_NAME)
    return whole[:1].upper() + whole[1:]


def _moment(made_on: datetime) -> str:
    zone = f" ({made_on.tzname()})" if made_on.tzinfo else ""
    return _("{day} om {hour}.{minute} uur", day=dutch_date(made_on), hour=f"{made_on:%H}", minute=f"{made_on:%M}") + zone
