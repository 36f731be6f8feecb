"""Catalogues as real files, and the way from a file to its result through the pages."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from io import BytesIO, StringIO
from typing import Any

import httpx2
import openpyxl

from tests.api.texts import ASSIGNED, FLAGGED, LEADING, LEISURE

HEADINGS = ("Code", "Titel", "Beschrijving", "Soort")
KNOWN = (ASSIGNED, LEADING, LEISURE, FLAGGED)


def row_of(code: str, fields: dict[str, str]) -> list[str]:
    """A row under HEADINGS."""
    return [code, fields["title"], fields["text"], fields.get("kind", "opleiding")]


def csv_file(rows: Sequence[Sequence[object]], *, separator: str = ";", encoding: str = "utf-8-sig") -> bytes:
    """A CSV as a spreadsheet writes it."""
    text = StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_file(rows: Sequence[Sequence[object]]) -> bytes:
    """A workbook with one sheet."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def upload(client: httpx2.Client, content: bytes, name: str = "catalogus.csv", **options: Any) -> Any:
    """The answer to the upload form."""
    return client.post("/catalogus", files={"bestand": (name, content)}, follow_redirects=False, **options)


def uploaded(client: httpx2.Client, content: bytes, name: str = "catalogus.csv") -> str:
    """The path of a catalogue whose columns wait to be confirmed."""
    answer = upload(client, content, name)
    assert answer.status_code == 303, answer.text
    path, _, place = answer.headers["location"].partition("#")
    assert place == "kop"
    return str(path)


def chosen(page: str) -> dict[str, str]:
    """What the lists of a page have chosen, by name."""
    return {
        name: next(iter(re.findall(r'<option value="([^"]*)" selected', options)), "")
        for name, options in re.findall(r'<select id="[^"]*" name="([^"]*)"(.*?)</select>', page, re.DOTALL)
    }


def started(client: httpx2.Client, content: bytes, name: str = "catalogus.csv", **changes: str) -> str:
    """The path of a catalogue that waits, with the columns as they were recognised but for the changes."""
    path = uploaded(client, content, name)
    answer = client.post(path + "/start", data=chosen(client.get(path).text) | changes, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return path
