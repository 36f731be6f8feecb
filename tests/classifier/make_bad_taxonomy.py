"""Writes the folder of deliberately bad taxonomy files: the real one, its texts cut short, with one fault each.

Run `python -m tests.classifier.make_bad_taxonomy` after the format changed; the files themselves are kept under version control.
"""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from classifier.paths import ROOT

FOLDER = Path(__file__).parent / "bad_taxonomy"
EXPECTED = "# verwacht: "
Tables = dict[str, Any]


def whole() -> Tables:
    """The real taxonomy as small as the format allows: every id, with texts of one letter. It is valid."""
    real = tomllib.loads((ROOT / "data" / "taxonomy.toml").read_text(encoding="utf-8"))
    small: Tables = {"version": "t", "source": {"title": "t", "checked_on": dt.date(2026, 11, 23)}}
    for group in ("theme", "subtopic", "screening", "topic"):
        small[group] = [
            {
                "id": label["id"],
                "name": "n",
                "definition": "d",
                "definition_source": label["definition_source"],
                "english": "e",
                "in": ["i"],
                "out": ["o"],
            }
            for label in real[group]
        ]
    small["screening"][0]["terms"] = ["zwartwerk"]
    small["condition"] = [real["condition"][0] | {"text": "t", "source": "s"}]
    return small


def as_toml(tables: Tables) -> str:
    """The tables as TOML: the plain values, then the tables, then the lists of tables."""
    plain = [f"{key} = {_value(value)}" for key, value in tables.items() if not _is_table(value)]
    lines = [*plain]
    for key, value in tables.items():
        if isinstance(value, dict):
            lines += [f"[{key}]", *(f"{name} = {_value(inner)}" for name, inner in value.items())]
        elif _is_table(value):
            for row in value:
                lines += [f"[[{key}]]", *(f"{name} = {_value(inner)}" for name, inner in row.items())]
    return "\n".join(lines) + "\n"


def _is_table(value: object) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and bool(value) and isinstance(value[0], dict))


def _value(value: object) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)


def without(group: str, key: str) -> Callable[[Tables], None]:
    """Drop a key of the first label of a group."""
    return lambda tables: tables[group][0].pop(key)


def setting(group: str, key: str, value: object) -> Callable[[Tables], None]:
    """Set a key of the first label of a group."""
    return lambda tables: tables[group][0].update({key: value})


def in_source(key: str, value: object) -> Callable[[Tables], None]:
    """Set a key of the table of the source."""
    return lambda tables: tables["source"].update({key: value})


def fewer(group: str) -> Callable[[Tables], None]:
    """Drop the last label of a group."""
    return lambda tables: tables[group].pop()


def more(group: str) -> Callable[[Tables], None]:
    """Add a label to a group."""
    return lambda tables: tables[group].append(tables[group][0] | {"id": "nog-een"})


FIRST = "theme → 'bedrijfsstrategie'"
ID_FAULT = "Een id bestaat uit kleine letters en koppeltekens."
FAULTS: dict[str, tuple[Callable[[Tables], Any], str]] = {
    "unknown-key": (setting("theme", "kleur", "rood"), f"{FIRST} → kleur: Deze sleutel is onbekend."),
    "unknown-key-of-condition": (
        setting("condition", "kleur", "rood"),
        "condition → 'lijst-beroepsspecifieke-competenties' → kleur: Deze sleutel is onbekend.",
    ),
    "unknown-key-of-source": (in_source("kleur", "rood"), "source → kleur: Deze sleutel is onbekend."),
    "unknown-group": (lambda t: t.update({"kleuren": ["rood"]}), "kleuren: Deze sleutel is onbekend."),
    "missing-version": (lambda t: t.pop("version"), "version: Deze sleutel ontbreekt."),
    "missing-source": (lambda t: t.pop("source"), "source: Deze sleutel ontbreekt."),
    "missing-title-of-source": (lambda t: t["source"].pop("title"), "source → title: Deze sleutel ontbreekt."),
    "missing-checked-on": (lambda t: t["source"].pop("checked_on"), "source → checked_on: Deze sleutel ontbreekt."),
    "missing-themes": (lambda t: t.pop("theme"), "theme: Deze sleutel ontbreekt."),
    "missing-topics": (lambda t: t.pop("topic"), "topic: Deze sleutel ontbreekt."),
    "missing-conditions": (lambda t: t.pop("condition"), "condition: Deze sleutel ontbreekt."),
    "missing-id": (without("theme", "id"), "theme → nummer 1 → id: Deze sleutel ontbreekt."),
    "missing-name": (without("theme", "name"), f"{FIRST} → name: Deze sleutel ontbreekt."),
    "missing-definition": (without("theme", "definition"), f"{FIRST} → definition: Deze sleutel ontbreekt."),
    "missing-definition-source": (
        without("theme", "definition_source"),
        f"{FIRST} → definition_source: Deze sleutel ontbreekt.",
    ),
    "missing-english": (without("topic", "english"), "topic → 'cybersecurity' → english: Deze sleutel ontbreekt."),
    "missing-in": (without("theme", "in"), f"{FIRST} → in: Deze sleutel ontbreekt."),
    "missing-out": (without("theme", "out"), f"{FIRST} → out: Deze sleutel ontbreekt."),
    "missing-text-of-condition": (
        without("condition", "text"),
        "condition → 'lijst-beroepsspecifieke-competenties' → text: Deze sleutel ontbreekt.",
    ),
    "duplicate-id": (
        lambda t: t["theme"][1].update({"id": "bedrijfsstrategie"}),
        "het id 'bedrijfsstrategie' staat er twee keer",
    ),
    "duplicate-id-across-groups": (
        setting("topic", "id", "sociale-wetgeving"),
        "het id 'sociale-wetgeving' staat er twee keer",
    ),
    "seven-themes": (fewer("theme"), "er moeten 8 labels 'theme' zijn, er staan er 7"),
    "nine-themes": (more("theme"), "er moeten 8 labels 'theme' zijn, er staan er 9"),
    "five-subtopics": (fewer("subtopic"), "er moeten 6 labels 'subtopic' zijn, er staan er 5"),
    "five-screening-conditions": (more("screening"), "er moeten 4 labels 'screening' zijn, er staan er 5"),
    "one-topic": (fewer("topic"), "er moeten 2 labels 'topic' zijn, er staan er 1"),
    "no-personnel-theme": (
        lambda t: t["theme"][7].update({"id": "mensenbeleid"}),
        "het thema 'personeelsmanagement' ontbreekt",
    ),
    "terms-on-theme": (
        setting("theme", "terms", ["strategie"]),
        "label 'bedrijfsstrategie': 'terms' mag alleen bij een screeningvoorwaarde staan",
    ),
    "terms-on-topic": (
        setting("topic", "terms", ["phishing"]),
        "label 'cybersecurity': 'terms' mag alleen bij een screeningvoorwaarde staan",
    ),
    "condition-of-unknown-theme": (setting("condition", "only_theme", "lassen"), "'lassen' is geen thema"),
    "condition-of-subtopic": (
        setting("condition", "only_theme", "competentiebeleid"),
        "'competentiebeleid' is geen thema",
    ),
    "empty-in": (setting("theme", "in", []), f"{FIRST} → in: Deze lijst is leeg."),
    "empty-out": (setting("subtopic", "out", []), "→ out: Deze lijst is leeg."),
    "empty-text-in-list": (setting("theme", "in", ["a", " "]), f"{FIRST} → in → nummer 2: Deze tekst is leeg."),
    "empty-term": (setting("screening", "terms", [""]), "→ terms → nummer 1: Deze tekst is leeg."),
    "empty-name": (setting("theme", "name", ""), f"{FIRST} → name: Deze tekst is leeg."),
    "blank-definition": (setting("theme", "definition", "   "), f"{FIRST} → definition: Deze tekst is leeg."),
    "text-for-list": (setting("theme", "in", "businessplan"), f"{FIRST} → in: Hier moet een lijst staan."),
    "number-in-list": (setting("theme", "out", ["a", 3]), f"{FIRST} → out → nummer 2: Hier moet tekst staan."),
    "number-for-name": (setting("theme", "name", 3), f"{FIRST} → name: Hier moet tekst staan."),
    "list-for-definition": (setting("theme", "definition", ["d"]), f"{FIRST} → definition: Hier moet tekst staan."),
    "id-with-space": (setting("theme", "id", "bedrijf en strategie"), ID_FAULT),
    "id-with-capital": (setting("theme", "id", "Bedrijfsstrategie"), ID_FAULT),
    "id-with-accent": (setting("theme", "id", "financiële"), ID_FAULT),
    "id-ending-in-hyphen": (setting("theme", "id", "bedrijfsstrategie-"), ID_FAULT),
    "id-as-number": (setting("theme", "id", 1), "→ id: Hier moet tekst staan."),
    "unknown-definition-source": (
        setting("theme", "definition_source", "krant"),
        "→ definition_source: Hier mag enkel staan: 'perstekst' of 'codeboek'.",
    ),
    "date-as-string": (in_source("checked_on", "2026-11-23"), "source → checked_on: Hier moet een datum staan"),
    "date-with-hour": (
        in_source("checked_on", dt.datetime(2026, 11, 23, 9, 30)),
        "source → checked_on: Hier moet een datum staan",
    ),
    "themes-that-are-a-table": (lambda t: t.update({"theme": {"id": "a"}}), "theme: Hier moet een lijst staan."),
    "themes-that-are-text": (lambda t: t.update({"theme": ["a"]}), "theme → nummer 1: Hier moeten sleutels"),
    "source-that-is-text": (lambda t: t.update({"source": "perstekst"}), "source: Hier moeten sleutels"),
}
WRITING: dict[str, tuple[Callable[[str], str], str]] = {
    "impossible-date": (lambda toml: toml.replace("2026-11-23", "2026-02-30"), "Geen geldige TOML"),
    "key-twice": (lambda toml: toml.replace('version = "t"\n', 'version = "t"\n' * 2), "Geen geldige TOML"),
    "text-without-end": (lambda toml: toml.replace('name = "n"', 'name = "n', 1), "Geen geldige TOML"),
    "not-utf8": (lambda toml: toml.replace('name = "n"', 'name = "\udcff"', 1), "Geen geldige TOML"),
    "empty-file": (lambda _: "", "version: Deze sleutel ontbreekt."),
}


def main() -> None:
    """Write every bad file anew."""
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.toml"):
        old.unlink()
    files: dict[str, tuple[str, str]] = {}
    for name, (spoil, message) in FAULTS.items():
        tables = whole()
        spoil(tables)
        files[name] = (as_toml(tables), message)
    for name, (rewrite, message) in WRITING.items():
        files[name] = (rewrite(as_toml(whole())), message)
    for name, (toml, message) in files.items():
        data = f"{EXPECTED}{message}\n{toml}".encode("utf-8", "surrogateescape")
        (FOLDER / f"{name}.toml").write_bytes(data)


if __name__ == "__main__":
    main()
