"""Lays the written Dutch texts beside the retold ones: length, sentence shapes, practical detail, and how far a classifier parts them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict

from training.corpus import LabelledText

Texts = Sequence[LabelledText]
Shape = Callable[[str], float]

_SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+|\n+")
_BULLET = re.compile(r"^\s*[-–•*·›✓]\s*", re.MULTILINE)
_SMALL = re.compile(r"\b(?:het|er|dat|is|zijn|of|dan|ook|om|als)\b", re.IGNORECASE)
_NUMBER_WORD = re.compile(r"\b(?:twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|vijftien|twintig)\b", re.IGNORECASE)
_PRICE = re.compile(r"€|\beuro\b|\beur\b", re.IGNORECASE)
_WHEN = re.compile(
    r"\b(?:maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|avond(?:en)?|namiddag|voormiddag|halve dag|dagdeel|dagdelen"
    r"|(?:\d+|twee|drie|vier|vijf|zes|acht|tien|twaalf) (?:dagen|weken|maanden|sessies|uur|uren)|\d{1,2}[u.:h]\d{2}|\d{1,2}\s?u)\b",
    re.IGNORECASE,
)


def _words(text: str) -> int:
    return max(len(text.split()), 1)


def _per_hundred(pattern: re.Pattern[str]) -> Shape:
    return lambda text: 100 * len(pattern.findall(text)) / _words(text)


def _there(pattern: re.Pattern[str]) -> Shape:
    return lambda text: float(bool(pattern.search(text)))


def _sentence(text: str) -> float:
    return float(np.mean([_words(part) for part in _SENTENCE_ENDS.split(text) if part.strip()] or [0]))


SHAPES: dict[str, tuple[str, Shape]] = {
    "words": ("woorden", lambda text: float(_words(text))),
    "words-per-sentence": ("woorden per zin", _sentence),
    "lines": ("regels", lambda text: float(len([line for line in text.splitlines() if line.strip()]))),
    "bullets": ("opsommingstekens per 100 woorden", _per_hundred(_BULLET)),
    "commas": ("komma's per 100 woorden", _per_hundred(re.compile(","))),
    "brackets": ("haakjes per 100 woorden", _per_hundred(re.compile(r"\("))),
    "small-words": ("kleine woorden (het, er, dat, is …) per 100 woorden", _per_hundred(_SMALL)),
    "digits": ("cijfers per 100 woorden", _per_hundred(re.compile(r"\d"))),
    "number-words": ("telwoorden per 100 woorden", _per_hundred(_NUMBER_WORD)),
    "questions": ("deel met een vraag", _there(re.compile(r"\?"))),
    "prices": ("deel met een prijs", _there(_PRICE)),
    "times": ("deel met een dag, uur of duur", _there(_WHEN)),
    "je": ("deel met je", _there(re.compile(r"\b(?:je|jij|jouw|jullie)\b", re.IGNORECASE))),
    "u": ("deel met u", _there(re.compile(r"\b(?:u|uw)\b", re.IGNORECASE))),
    "wij": ("deel met wij", _there(re.compile(r"\b(?:wij|we|ons|onze)\b", re.IGNORECASE))),
}
"""What is measured of a text, by id: its Dutch name, and how."""


@dataclass(frozen=True)
class Likeness:
    """One measure's mean over the written and over the retold texts.

    `difference` is Cohen's d: the means' distance in pooled standard deviations; by custom up to 0.2 is small and from 0.8 large.
    """

    id: str
    name: str
    written: float
    retold: float
    difference: float


def likeness(texts: Texts) -> list[Likeness]:
    """Every shape of the written Dutch texts beside the retold ones; empty where there is only one sort."""
    written, retold = ([text.text for text in texts if text.language == "nl" and text.origin == o] for o in ("geschreven", "herteld"))
    if not written or not retold:
        return []
    found = []
    for id_, (name, shape) in SHAPES.items():
        one, other = (np.array([shape(text) for text in some]) for some in (written, retold))
        found.append(Likeness(id_, name, float(one.mean()), float(other.mean()), _cohens_d(one, other)))
    return found


def _cohens_d(one: np.ndarray, other: np.ndarray) -> float:
    apart = float(one.mean() - other.mean())
    spread = float(np.sqrt((one.var() + other.var()) / 2))
    # Two sorts that each never vary, and still differ, could not lie farther apart.
    return apart / spread if spread else math.copysign(math.inf, apart) if apart else 0.0


def farthest(texts: Texts) -> tuple[float, tuple[str, ...]]:
    """The largest difference of all shapes, regardless of its sign, and the shapes that differ most."""
    found = sorted(likeness(texts), key=lambda one: -abs(one.difference))
    return (abs(found[0].difference) if found else 0.0), tuple(f"{one.name}: {one.difference:+.2f}" for one in found[:5])


def told_apart(texts: Texts) -> tuple[float, tuple[str, ...]]:
    """How well a bag of words tells written from retold texts (area under the curve on unseen families; 0.5 is not at all)."""
    dutch = [text for text in texts if text.language == "nl"]
    retold = np.array([text.origin == "herteld" for text in dutch])
    if retold.all() or not retold.any():
        return 1.0, ()
    features = TfidfVectorizer(ngram_range=(1, 2), min_df=3, sublinear_tf=True).fit_transform([text.text for text in dutch])
    scores = cross_val_predict(
        LogisticRegression(class_weight="balanced", max_iter=1000),
        features,
        retold,
        groups=[text.group for text in dutch],
        cv=StratifiedGroupKFold(5, shuffle=True, random_state=0),
        method="decision_function",
    )
    return float(roc_auc_score(retold, scores)), ()
