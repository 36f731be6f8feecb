"""Columns: recognised by heading and by content, and refused when the choices cannot be used."""

from __future__ import annotations

import pytest

from api.catalogue.columns import fields_of, recognised, use_faults
from api.catalogue.headings import field_of
from api.catalogue.reading import read_sheet
from tests.api.catalogue.files import csv_file
from tests.api.texts import ASSIGNED, LEISURE


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Titel", "title"),
        ("Naam van de opleiding", "title"),
        ("OPLEIDING", "title"),
        ("Course title", "title"),
        ("Omschrijving", "text"),
        ("Doelstelling(en)", "text"),
        ("Inhoud / programma", "text"),
        ("Learning objectives", "text"),
        ("Kostprijs (excl. btw)", "cost"),
        ("Price in €", "cost"),
        ("Soort dienst", "kind"),
        ("Referentie", "reference"),
        ("Cursuscode", "reference"),
        ("Duur opleiding", ""),
        ("Doelgroep", ""),
        ("Locatie", ""),
        ("Taal", ""),
        ("", ""),
    ],
)
def test_headings_in_dutch_and_english(heading: str, field: str) -> None:
    """Headings as providers write them are understood, and what is no content is left alone."""
    assert field_of(heading) == field


def test_a_whole_catalogue_is_recognised() -> None:
    """Several description columns are joined; a second title is left out; so is a “type” that is no kind and a price that is none."""
    headings = ["Nr", "Titel", "Ondertitel", "Naam", "Type", "Doelstelling", "Programma", "Prijs"]
    rows = [["1", "Lean", "x", "Lean", "open aanbod", "Vlotter werken", "Dag 1", "op aanvraag"]]
    assert recognised(read_sheet(csv_file([headings, *rows]))) == ("reference", "title", "", "", "", "text", "text", "")


def test_content_tells_where_headings_do_not() -> None:
    """Without telling headings the column with the long texts is the description, and one with short names the title."""
    rows = [["A", "B", "C"], ["17", ASSIGNED["title"], ASSIGNED["text"]], ["18", LEISURE["title"], LEISURE["text"]]]
    assert recognised(read_sheet(csv_file(rows))) == ("", "title", "text")


def test_choices_that_cannot_be_used_are_named() -> None:
    """No description, a field chosen twice, and a choice that does not exist each have a fault at their own list."""
    labels = ["een", "twee", "drie"]
    assert use_faults(["title", "text", "text"], labels) == []
    assert [(fault.field, fault.label) for fault in use_faults(["title", "title", "text"], labels)] == [("kolom-2", "twee")]
    assert [fault.field for fault in use_faults(["title", "", ""], labels)] == ["kolom-2"]
    assert [fault.field for fault in use_faults(["text", "bestaat-niet", ""], labels)] == ["kolom-2"]


def test_description_columns_are_joined_as_paragraphs() -> None:
    """In the order of the file, each text once, empty cells left out; numbers read as the sheet shows them."""
    uses = ["reference", "title", "text", "text", "text", "cost"]
    fields = fields_of([12.0, " Lean ", "doel", None, "doel", 99.5], uses)
    assert fields == {"reference": "12", "title": "Lean", "text": "doel", "cost": 99.5}
    assert fields_of(["", "", "doel", " ", "programma"], uses)["text"] == "doel\n\nprogramma"
