"""Takes the README's pictures of the pages: `make screenshots`, which needs the service on http://127.0.0.1:8000 and Chromium."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ADDRESS = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
FOLDER = Path(__file__).parent


def main() -> None:
    """The example of the page, answered, as docs/antwoord.png."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1100, "height": 1250}, locale="nl-BE")
        page.goto(f"{ADDRESS}/?voorbeeld=1")
        page.get_by_role("button", name="Kijk na").click()
        page.wait_for_selector("#antwoord")
        # The picture shows the page, not where the keyboard stands.
        page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        page.screenshot(path=FOLDER / "antwoord.png")
        browser.close()


if __name__ == "__main__":
    main()
