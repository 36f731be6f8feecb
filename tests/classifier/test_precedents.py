"""Precedents are the nearest labelled texts, one of a family, with their similarity."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from classifier.artefact import Neighbours
from classifier.precedents import HOW_MANY, nearest


def neighbours(rows: np.ndarray, families: list[str]) -> Neighbours:
    """Neighbours with these features, normalised to length 1."""
    count = len(rows)
    return Neighbours(
        ids=tuple(f"t{i}" for i in range(count)),
        titles=tuple(f"Titel {i}" for i in range(count)),
        themes=(("digitalisering",),) * count,
        families=tuple(families),
        features=(rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32),
    )


@given(seed=st.integers(0, 2**32 - 1), count=st.integers(1, 30), families=st.integers(1, 30), wanted=st.integers(1, 5))
def test_the_nearest_come_first_one_of_a_family(seed: int, count: int, families: int, wanted: int) -> None:
    """As many as asked or as there are families, by falling cosine, each the nearest of its family."""
    rng = np.random.default_rng(seed)
    rows, feature = rng.normal(0, 1, (count, 8)), rng.normal(0, 1, 8)
    of = [f"f{rng.integers(families)}" for _ in range(count)]
    found = nearest(feature, neighbours(rows, of), wanted)
    cosines = rows @ feature / np.linalg.norm(rows, axis=1) / np.linalg.norm(feature)
    best = sorted((max(cosines[i] for i in range(count) if of[i] == f) for f in set(of)), reverse=True)
    np.testing.assert_allclose([p.similarity for p in found], best[:wanted], atol=1e-4)
    assert len({of[int(p.id[1:])] for p in found}) == len(found)


def test_a_text_is_its_own_nearest() -> None:
    """A text of the corpus finds itself, with similarity one, its title and its themes."""
    rows = np.eye(5)
    first, *rest = nearest(4.0 * rows[2], neighbours(rows, list("abcde")))
    assert (first.id, first.title, first.similarity, first.themes) == ("t2", "Titel 2", 1.0, ("digitalisering",))
    assert len(rest) == HOW_MANY - 1
