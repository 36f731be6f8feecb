"""Reads a TOML file of the project strictly, key by key: every error names the file, the place in it and the remedy."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import NoReturn

from classifier.errors import KnowledgeError


def refuse(place: str, what: str, remedy: str) -> NoReturn:
    """Raises the KnowledgeError of one place in a file."""
    raise KnowledgeError(what, where=place, remedy=remedy)


def parse(file: Path, entry: str) -> dict[str, object]:
    """The file as TOML gives it. Where it is no TOML the error also names the `entry` (such as "regime") by the last id above that line."""
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        refuse(file.name, "Het bestand is geen UTF-8.", "Bewaar het bestand als UTF-8.")
    except OSError as error:
        refuse(str(file), f"Het bestand kan niet gelezen worden ({error.strerror}).", "Zet het bestand terug.")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        position = re.search(r"at line (\d+)", str(error))
        read = text.splitlines()[: int(position[1]) if position else None]
        # The parser names a line only; a person looks for the regime, so find the last id above that line.
        labels = re.findall(r'^id = "(.*)"', "\n".join(read), re.MULTILINE)
        place = file.name + (f', {entry} "{labels[-1]}"' if labels else "") + f", regel {len(read)}"
        typed = re.search(r"=\s*(\d{4}-\d{2}-\d{2})", read[-1] if read else "")
        try:
            date.fromisoformat(typed[1] if typed else "2023-01-01")
        except ValueError:
            refuse(place, "Deze datum bestaat niet.", "Schrijf een bestaande datum, zoals 2023-01-31.")
        refuse(place, f"Het bestand is hier geen geldige TOML ({error}).", "Verbeter de regel.")


class Table:
    """A table of the file, read key by key; `close` refuses the keys that nobody read.

    `unit` is the file, with the entry where there is one; `path` the dotted place of the table inside that unit.
    """

    def __init__(self, raw: Mapping[str, object], unit: str, path: str = "") -> None:
        self.raw, self.unit, self.path = raw, unit, path
        self.read: list[str] = []

    def at(self, key: str) -> str:
        """The place of a key, for an error."""
        return f"{self.unit}, {self.path}.{key}" if self.path else f"{self.unit}, {key}"

    def get(self, key: str) -> object:
        """The value as it stands; it must be there."""
        self.read.append(key)
        if key not in self.raw:
            refuse(self.at(key), "Deze sleutel ontbreekt.", "Vul ze in.")
        return self.raw[key]

    def text(self, key: str) -> str:
        """A text that is not empty, its white space squeezed."""
        value = self.get(key)
        if not isinstance(value, str) or not value.strip():
            refuse(self.at(key), "Hier hoort een tekst die niet leeg is.", "Zet tekst tussen aanhalingstekens.")
        return " ".join(value.split())

    def optional_text(self, key: str) -> str | None:
        """A text where the key is there."""
        return self.text(key) if self.has(key) else None

    def has(self, key: str) -> bool:
        """Whether the key is there; it counts as read."""
        self.read.append(key)
        return key in self.raw

    def day(self, key: str) -> date:
        """A date without a time."""
        value = self.get(key)
        if isinstance(value, datetime) or not isinstance(value, date):
            refuse(self.at(key), "Hier hoort een datum.", "Schrijf 2023-01-31, zonder aanhalingstekens.")
        return value

    def flag(self, key: str) -> bool:
        """True or false."""
        value = self.get(key)
        if not isinstance(value, bool):
            refuse(self.at(key), "Hier hoort true of false.", "Schrijf true of false, zonder aanhalingstekens.")
        return value

    def table(self, key: str) -> Table:
        """A table inside this one."""
        value = self.get(key)
        if not isinstance(value, dict):
            refuse(self.at(key), "Hier hoort een tabel.", f"Schrijf een tabel met de naam {key}.")
        return Table(value, self.unit, f"{self.path}.{key}" if self.path else key)

    def tables(self, key: str) -> list[Table]:
        """A list of at least one table."""
        value = self.get(key)
        if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
            refuse(self.at(key), "Hier hoort minstens één tabel.", f"Begin elke tabel met [[{key}]].")
        return [Table(item, self.unit, f"{key}[{number}]") for number, item in enumerate(value, start=1)]

    def decimal(self, key: str) -> Decimal:
        """A number written as text."""
        value = self.get(key)
        if not isinstance(value, str):
            # A TOML float is binary: 0.30 would not be exactly 30 %.
            refuse(self.at(key), "Hier hoort een getal als tekst.", 'Zet het tussen aanhalingstekens, zoals "0.30".')
        if re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,6})?", value) is None:
            refuse(self.at(key), f'"{value}" is geen getal.', 'Schrijf cijfers en hoogstens één punt, zoals "0.30".')
        return Decimal(value)

    def close(self) -> None:
        """Refuses the keys that nobody asked for."""
        for key in self.raw:
            if key not in self.read:
                choices = ", ".join(dict.fromkeys(self.read))
                refuse(self.at(key), "Deze sleutel is onbekend.", f"Verwijder ze, of kies uit: {choices}.")
