"""Tells in which language a description is written."""

from __future__ import annotations

from functools import cache
from typing import Any

from py3langid.langid import MODEL_FILE, LanguageIdentifier

UNKNOWN = "und"
"""ISO 639-2 for undetermined: too few words to tell."""

_CANDIDATES = ["nl", "en", "fr", "de", "es", "it", "pt", "pl", "ro", "tr", "ru", "uk", "ar", "da", "sv", "no", "fi", "cs", "hu", "el", "bg"]
_FEWEST_LETTERS = 12


@cache
def _identifier() -> Any:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(_CANDIDATES)
    return identifier


def detect_language(text: str) -> str:
    """The ISO 639-1 code of the most likely language, or `und` where there are hardly any letters."""
    if sum(c.isalpha() for c in text) < _FEWEST_LETTERS:
        return UNKNOWN
    return str(_identifier().classify(text)[0])
