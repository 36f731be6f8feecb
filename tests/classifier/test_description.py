"""Whatever is given as a description gives an answer, or an error in Dutch that says what, where and what to do."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.description import (
    MOST_CHARACTERS,
    ServiceDescription,
    dutch_number,
    read_description,
    read_kind,
    without_surrogates,
)
from classifier.errors import InputError

ALL_BYTES = bytes(range(256)).decode("latin-1")
PDF = "%PDF-1.7\n" + bytes(i * i % 251 for i in range(5000)).decode("latin-1")


def test_the_fields_come_through_as_they_were_given() -> None:
    """Title and text are not touched: evidence points into them."""
    fields = {
        "title": " VCA\r\n",
        "text": "<p>Veilig&nbsp;werken</p>\n",
        "kind": "Opleiding",
        "reference": 17,
        "provider": "Bureau Voorbeeld",
        "cost": "van een andere lezer",
    }
    assert read_description(fields) == ServiceDescription(" VCA\r\n", "<p>Veilig&nbsp;werken</p>\n", "opleiding", "17", "Bureau Voorbeeld")


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "VCA basis"},
        {"title": "VCA basis", "text": None, "kind": None, "reference": None, "provider": None},
        {"text": "drie korte woorden"},
        {"title": "", "text": "<p>Veilig werken</p>"},
        {"title": "🔥", "text": "👷🔥💥"},
        {"title": "VEILIG WERKEN", "text": "VEILIG WERKEN OP HOOGTE"},
        {"title": "Één getal", "text": 9001},
        {"title": "tab", "text": "een\ttwee\r\ndrie\x0bvier\x0cvijf"},
        {"title": "grens", "text": "a" * (MOST_CHARACTERS - 5)},
        {"title": "los", "text": "een los \ud800 teken in een verder gewone tekst"},
    ],
    ids=lambda fields: "-".join(fields),
)
def test_odd_but_usable_descriptions_are_read(fields: Mapping[str, object]) -> None:
    """Little text, markup, emoji, capitals and numbers are no reason to refuse: the assessment says what it can."""
    description = read_description(fields)
    assert description.kind == "onbekend"
    assert (description.title + description.text).encode("utf-8")


@pytest.mark.parametrize(
    ("fields", "where", "what"),
    [
        ({}, "tekst (text)", "geen titel en geen tekst"),
        ({"title": "", "text": ""}, "tekst (text)", "geen titel en geen tekst"),
        ({"title": None, "text": " \t\r\n\xa0 "}, "tekst (text)", "geen titel en geen tekst"),
        ({"title": "x", "text": "a" * 1_000_000}, "tekst (text)", "telt 1.000.001 tekens; er mogen er hoogstens 20.000"),
        ({"title": "a" * MOST_CHARACTERS, "text": "a"}, "tekst (text)", "telt 20.001 tekens"),
        ({"title": "x", "text": "\x00\x01\x02\x03" * 30}, "tekst (text)", "geen leesbare tekst"),
        ({"title": "x", "text": ALL_BYTES * 4}, "tekst (text)", "geen leesbare tekst"),
        ({"title": "x", "text": PDF}, "tekst (text)", "geen leesbare tekst"),
        ({"title": "x", "text": "Veilig werken".encode("utf-16").decode("latin-1")}, "tekst (text)", "geen leesbare"),
        ({"title": "x", "text": "\ud800\udc00\udfff" * 9}, "tekst (text)", "geen leesbare tekst"),
        ({"title": "x", "text": ["een", "twee"]}, "text", "Hier moet tekst staan"),
        ({"title": {"nl": "x"}, "text": "y"}, "title", "Hier moet tekst staan"),
        ({"title": "x", "text": b"bytes"}, "text", "Hier moet tekst staan"),
        ({"title": "x", "text": ("een",)}, "text", "Hier moet tekst staan"),
        ({"title": True, "text": "y"}, "title", "Hier moet tekst staan"),
        ({"title": "x", "text": "y", "reference": [1]}, "reference", "Hier moet tekst staan"),
        ({"title": "x", "text": "y", "provider": {}}, "provider", "Hier moet tekst staan"),
        ({"title": "x", "text": "y", "kind": "webinar"}, "soort dienst (kind)", "'webinar' is geen soort dienst"),
        ({"title": "x", "text": "y", "kind": ["advies"]}, "soort dienst (kind)", "is geen soort dienst"),
    ],
)
def test_what_cannot_be_used_is_refused_in_dutch(fields: Mapping[str, object], where: str, what: str) -> None:
    """Each refusal names the field, says what is wrong with it and what to do."""
    with pytest.raises(InputError) as caught:
        read_description(fields)
    assert caught.value.where == where
    assert what in caught.value.what
    assert caught.value.remedy.endswith(".")


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("opleiding", "opleiding"),
        (" OPLEIDING ", "opleiding"),
        ("Training", "opleiding"),
        ("cursus", "opleiding"),
        ("advies", "advies"),
        ("Consultancy", "advies"),
        ("begeleiding", "advies"),
        ("onbekend", "onbekend"),
        ("", "onbekend"),
        (None, "onbekend"),
    ],
)
def test_people_name_the_kind_in_their_own_words(word: object, kind: str) -> None:
    """Capitals, blanks and the usual synonyms are understood; an open field is unknown."""
    assert read_kind(word) == kind


def test_a_long_unknown_kind_is_quoted_short() -> None:
    """A field filled with a whole page does not fill the error message."""
    with pytest.raises(InputError) as caught:
        read_kind("webinar " * 1000)
    assert len(str(caught.value)) < 200


@given(text=st.text(st.characters(categories=["Cs", "L", "N", "S"])))
def test_surrogates_are_replaced_in_place(text: str) -> None:
    """What no encoding can hold is replaced one for one, so that every other character keeps its place."""
    replaced = without_surrogates(text)
    assert len(replaced) == len(text)
    assert all(a == b or 0xD800 <= ord(a) <= 0xDFFF for a, b in zip(text, replaced, strict=True))
    assert replaced.encode("utf-8").decode("utf-8") == replaced


@given(
    fields=st.dictionaries(
        st.sampled_from(["title", "text", "kind", "reference", "provider"]),
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.lists(st.text()),
    )
)
def test_no_field_whatever_raises_anything_else(fields: dict[str, object]) -> None:
    """There is an answer or an InputError, never another exception."""
    try:
        description = read_description(fields)
    except InputError as error:
        assert error.what
        assert error.where
        assert error.remedy
    else:
        assert (description.title + description.text).strip()


def test_numbers_are_written_the_dutch_way() -> None:
    """A dot stands between thousands."""
    assert [dutch_number(n) for n in (0, 999, 1000, 1234567)] == ["0", "999", "1.000", "1.234.567"]
