"""Words for times, and cells as people read them."""

from __future__ import annotations

import datetime as dt

import pytest

from api.catalogue.cells import shown
from api.catalogue.overview import duration


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "minder dan een minuut"),
        (49, "minder dan een minuut"),
        (50, "ongeveer een minuut"),
        (130, "ongeveer 2 minuten"),
        (13 * 60, "ongeveer 15 minuten"),
        (58 * 60, "ongeveer een uur"),
        (3 * 3600, "ongeveer 3 uur"),
    ],
)
def test_a_time_is_told_no_finer_than_it_is_known(seconds: float, words: str) -> None:
    """Minutes up to ten, then by five, then hours."""
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (None, ""),
        (True, "ja"),
        (12.0, "12"),
        (1.5, "1,5"),
        (1e300, str(int(1e300))),
        (dt.datetime(2026, 3, 1), "01/03/2026"),
        (dt.datetime(2026, 3, 1, 9, 30), "01/03/2026 09:30"),
        (dt.time(9, 30), "09:30:00"),
    ],
)
def test_cells_read_as_the_sheet_shows_them(cell: object, words: str) -> None:
    """Numbers with a comma, days as in Flanders."""
    assert shown(cell) == words  # type: ignore[arg-type]
