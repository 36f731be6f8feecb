"""What axe says of a page, in short."""

from __future__ import annotations

from typing import Any

import pytest

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def unfolded(page: Any) -> Any:
    """The page with everything unfolded."""
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    return page


def findings(page: Any) -> list[str]:
    """Each rule that the page breaks, with the elements that do: WCAG 2.2 A and AA, and axe's best practice."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(page, options={"runOnly": RULES, "resultTypes": ["violations"]})
    return [f"{one['id']}: {[node['html'][:120] for node in one['nodes']]}" for one in found.response["violations"]]
