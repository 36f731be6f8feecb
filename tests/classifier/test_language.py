"""The language of a description is told from its words; too little text is called undetermined."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.language import UNKNOWN, detect_language


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "In deze opleiding leer je hoe je veilig werkt met een hoogwerker."),
        ("nl", "Excel voor gevorderden: je leert draaitabellen maken en gegevens opkuisen."),
        ("nl", "Business coaching voor zelfstandigen die hun marketing en sales willen versterken."),
        ("en", "This training teaches you how to build dashboards and share them with your team."),
        ("fr", "Cette formation vous apprend à négocier des contrats avec des clients étrangers."),
        ("de", "In dieser Schulung lernen Sie, wie Sie Ihre Mitarbeiter im Betrieb sicher führen."),
    ],
)
def test_the_languages_of_the_country_and_english(language: str, text: str) -> None:
    """A sentence or two is enough to tell Dutch, English, French and German apart."""
    assert detect_language(text) == language


@pytest.mark.parametrize("text", ["", " ", "VCA", "Power BI", "12 345 678 90 €€€ 2024-2025", "🔥👷💥", "ISO 9001:2015"])
def test_hardly_any_letters_are_no_language(text: str) -> None:
    """A title of a word or two, numbers and emoji are undetermined, not a guess."""
    assert detect_language(text) == UNKNOWN


@given(text=st.text(max_size=200))
def test_any_text_has_a_language_or_none(text: str) -> None:
    """Whatever the characters, the answer is a two-letter code or `und`, and the same each time."""
    found = detect_language(text)
    assert found == UNKNOWN or (len(found) == 2 and found.islower())
    assert detect_language(text) == found
