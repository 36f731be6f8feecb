"""Claims: whether a theme stays decided as it was once bare claims are put into its text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from classifier.decision import Band
from training.corpus import LabelledText


def claim_flips(
    texts: Sequence[LabelledText], probabilities: np.ndarray, labels: Sequence[str], themes: Sequence[str], bands: Mapping[str, Band]
) -> dict[str, Any]:
    """How many pairs of a text and the same with claims are decided otherwise; `probabilities` [n, L] by heads that saw neither.

    `flipped`: some theme goes from `niet` to `toegewezen` or back. `moved`: some theme is `toegewezen` in one text only, the other one in
    doubt included. Shares are None where there is no pair.
    """
    plain = {text.family: row for row, text in enumerate(texts) if "claim" not in text.traits}
    pairs = [(plain[text.family], row) for row, text in enumerate(texts) if "claim" in text.traits and text.family in plain]
    flipped = moved = 0
    for one, other in pairs:
        decided = [[bands[theme].decide(probabilities[row, labels.index(theme)]) for theme in themes] for row in (one, other)]
        flipped += any({a, b} == {"niet", "toegewezen"} for a, b in zip(*decided, strict=True))
        moved += any((a == "toegewezen") != (b == "toegewezen") for a, b in zip(*decided, strict=True))
    count = len(pairs)
    return {
        "pairs": count,
        "flipped": round(flipped / count, 4) if count else None,
        "moved": round(moved / count, 4) if count else None,
    }
