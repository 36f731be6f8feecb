"""Precedents: the labelled descriptions that lie nearest to a text."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from classifier.artefact import Neighbours
from classifier.assessment import Precedent

HOW_MANY = 3


def nearest(feature: npt.NDArray[np.float64], neighbours: Neighbours, how_many: int = HOW_MANY) -> tuple[Precedent, ...]:
    """The nearest by cosine of the feature vectors, at most one of a family, nearest first."""
    similarity = neighbours.features @ (feature / np.linalg.norm(feature)).astype(np.float32)
    found: list[Precedent] = []
    families: set[str] = set()
    for i in np.argsort(-similarity, kind="stable"):
        if neighbours.families[i] in families:
            continue
        families.add(neighbours.families[i])
        found.append(
            Precedent(
                id=neighbours.ids[i],
                title=neighbours.titles[i],
                similarity=round(float(similarity[i]), 4),
                themes=neighbours.themes[i],
            )
        )
        if len(found) == how_many:
            break
    return tuple(found)
