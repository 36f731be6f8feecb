"""`themawijzer messages`: brings the catalogue of translations up to the texts that code, templates and data files hold."""

from __future__ import annotations

import ast
import re
import string
from collections import Counter, defaultdict
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Annotated, Final

import typer
from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po
from rich.console import Console

from api.language import LANGUAGES, SOURCE
from api.templating import TEMPLATES
from api.translations import DOMAIN, catalogue_file
from classifier.paths import ROOT
from classifier.regimes import load_regimes
from classifier.taxonomy import taxonomy

_CODE: Final = ("classifier", "api")
_MARKERS: Final = ("say", "_")
"""What marks a text in Python code: its first argument is the text."""
_TEMPLATE_KEYWORDS: Final = {"_": None, "gettext": None, "ngettext": (1, 2)}
_HEADER: Final = """\
# English texts of Themawijzer. The msgid is the Dutch text; `themawijzer messages` keeps this file up to the code.
msgid ""
msgstr ""
"Language: {code}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural}\\n"

"""
_TAG: Final = re.compile(r"</?[a-z]+[^<>]*>")
_PERCENT_NAME: Final = re.compile(r"(?<!%)(?:%%)*%\((\w+)\)s")


def messages(
    only_check: Annotated[bool, typer.Option("--check", help="Schrijf niets; zeg enkel wat er ontbreekt.")] = False,
) -> int:
    """Werk de vertalingen bij: haal de teksten uit code, sjablonen en gegevens, en noem wat nog geen vertaling heeft."""
    used, left = used_messages(), 0
    console = Console(highlight=False, soft_wrap=True)
    for code in LANGUAGES:
        if code == SOURCE:
            continue
        file = catalogue_file(code)
        known = read_catalogue(file, code)
        if not only_check:
            known = refreshed(known, used)
            file.write_bytes(written(known))
        found = faults(known, used)
        left += len(found)
        for fault in found:
            console.print(f"{code}: {fault}", markup=False)
        console.print(f"{code}: {len(used)} teksten, {len(found)} zaken te doen in {file}", markup=False)
    return 1 if left else 0


def used_messages() -> Catalog:
    """Every Dutch text that a page can show, with the files that hold it."""
    used = Catalog(domain=DOMAIN)
    for file in sorted(file for folder in _CODE for file in (ROOT / folder).rglob("*.py")):
        name = file.relative_to(ROOT).as_posix()
        for text in texts_of(file.read_text(encoding="utf-8"), name):
            used.add(text, locations=[(name, 0)])
    for file in sorted(TEMPLATES.rglob("*.html")):
        name = file.relative_to(ROOT).as_posix()
        options = {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}
        for _, message, *_ in extract_from_file("jinja2.ext:babel_extract", file, keywords=_TEMPLATE_KEYWORDS, options=options):
            used.add(message, locations=[(name, 0)])
    for name, message in _of_data():
        used.add(message, locations=[(name, 0)])
    return used


def texts_of(code: str, name: str) -> Iterator[str]:
    """The texts that Python code marks; ValueError, naming the line, for one that is put together and so has no place in a catalogue."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _MARKERS:
            text = node.args[0] if node.args else None
            if not isinstance(text, ast.Constant) or not isinstance(text.value, str):
                raise ValueError(f"{name}, line {node.lineno}: the text is not written out")
            yield text.value


def _of_data() -> Iterator[tuple[str, str]]:
    """The texts of the data files, each with its file."""
    known = taxonomy()
    for _, label in known.labels():
        for text in (label.name, label.definition, *label.included):
            yield "data/taxonomy.toml", str(text)
    for condition in known.conditions:
        yield "data/taxonomy.toml", str(condition.text)
    for regime in load_regimes():
        for text in (regime.name, *(change.text for change in regime.changes)):
            yield "data/regimes.toml", str(text)


def read_catalogue(file: Path, code: str) -> Catalog:
    """The catalogue in a .po file."""
    with file.open("rb") as opened:
        return read_po(opened, locale=code, domain=DOMAIN)


def refreshed(known: Catalog, used: Catalog) -> Catalog:
    """The catalogue with what is used and nothing else.

    A text that is new gets the translation of one that it resembles, marked fuzzy; a fuzzy one is never shown. The
    definitions come from data/taxonomy.toml, which holds their English itself.
    """
    known.update(used, keep_user_comments=True)
    known.obsolete.clear()
    if known.locale_identifier == "en":
        for _, label in taxonomy().labels():
            message = known.get(str(label.definition))
            if message is not None:
                message.string = label.english.removesuffix(".")
                message.flags.discard("fuzzy")
    return known


def written(known: Catalog) -> bytes:
    """The .po file of a catalogue, without dates and line numbers: it changes only where a text does."""
    body = BytesIO()
    write_po(body, known, width=120, omit_header=True, sort_by_file=True, include_lineno=False)
    return _HEADER.format(code=known.locale_identifier, plural=known.plural_forms).encode() + body.getvalue()


def faults(known: Catalog, used: Catalog) -> list[str]:
    """What keeps the catalogue from being complete and right, a sentence each."""
    found = []
    for message in used:
        translation = known.get(message.id) if message.id else None
        if not message.id:
            continue
        if translation is None:
            found.append(f"ontbreekt: {_shown(message)}")
        elif not all(_forms(translation)):
            found.append(f"niet vertaald: {_shown(message)}")
        elif translation.fuzzy:
            found.append(f"nog na te kijken (fuzzy): {_shown(message)}")
        else:
            in_template = any(name.endswith(".html") for name, _ in message.locations)
            found += [f"{what}: {_shown(message)}" for what in _mismatches(translation, in_template=in_template)]
    found += [f"nergens gebruikt: {_shown(message)}" for message in known if message.id and message.id not in used]
    return found


def _mismatches(translation: Message, *, in_template: bool) -> Iterator[str]:
    """Where a translation does not fit its text: names of values, elements, signs that break it."""
    texts = translation.id if isinstance(translation.id, tuple) else (translation.id,)
    for text, told in zip(map(str, texts), _forms(translation), strict=True):
        if _names(text) != _names(told):
            yield "andere namen van waarden"
        if Counter(_TAG.findall(text)) != Counter(_TAG.findall(told)):
            yield "andere elementen"
        try:
            told % defaultdict(str) if in_template else told.format(**dict.fromkeys(_names(told), ""))
        except (ValueError, TypeError, KeyError, IndexError):
            yield "onleesbare plaats van een waarde"


def _names(text: str) -> set[str]:
    """The names of the values of a text: {name} and %(name)s."""
    try:
        braces = {name for _, name, _, _ in string.Formatter().parse(text) if name}
    except ValueError:
        braces = {"?"}
    return braces | set(_PERCENT_NAME.findall(text))


def _forms(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, (tuple, list)) else (message.string or "",)


def _shown(message: Message) -> str:
    text = message.id[0] if isinstance(message.id, tuple) else message.id
    return f"“{text[:100]}” ({', '.join(sorted({name for name, _ in message.locations})) or 'de catalogus'})"
