"""Takes the README's pictures of the pages: `make screenshots`, which needs the service on http://127.0.0.1:8000 and Chromium.

What is handed in or kept for the pictures is deleted again where the pages let a provider do so; a case stays.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

ADDRESS = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
FOLDER = Path(__file__).parent
CATALOGUE = (
    "Titel;Omschrijving;Soort\n"
    "Excel voor gevorderden;Draaitabellen, formules en macro's: u verwerkt de gegevens van uw onderneming sneller.;opleiding\n"
    "Milieuzorg volgens ISO 14001;Nulmeting, actieplan en interne audit: wij begeleiden uw bedrijf tot het certificaat.;advies\n"
    "Een eigen merk in Duitsland;Marktonderzoek, distributie en btw: wij zetten samen uw eerste stappen naar Duitse klanten.;advies\n"
    "Bloemschikken;Een gezellige avond voor wie graag met bloemen bezig is. U neemt uw kerststuk mee naar huis.;opleiding\n"
    "Functioneringsgesprekken voeren;Leidinggevenden oefenen gesprekken met medewerkers en leren doelen afspreken.;opleiding\n"
    ";;opleiding\n"
)
BROCHURE = (
    "<!doctype html><html lang='nl'><head><meta charset='utf-8'><title>Lean op kantoor</title></head><body><nav>Home</nav>"
    "<h1>Lean op kantoor</h1><p>In twee dagen leert u waar uw administratie tijd verliest en hoe u dat verhelpt.</p>"
    "<ul><li>een proces in kaart brengen</li><li>wachttijden en fouten meten</li><li>verbeteringen plannen en opvolgen</li></ul>"
    "</body></html>"
)


def take(page: Any, name: str, height: int) -> None:
    """A picture of the top of a page; it shows the page, not where the keyboard stands."""
    page.set_viewport_size({"width": 1100, "height": height})
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    page.screenshot(path=FOLDER / name)


def press(page: Any, name: str) -> None:
    """A button that leads to another page."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


def main() -> None:
    """The form, an answer, a report, handing in, a case, a file that was read and a catalogue."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        # Without motion a page stands still at its top when the picture is taken.
        page = browser.new_page(viewport={"width": 1100, "height": 1250}, locale="nl-BE", reduced_motion="reduce")
        page.goto(f"{ADDRESS}/?voorbeeld=1")
        page.locator("#title").press_sequentially(" ")
        page.locator(".live-outcome").wait_for()
        take(page, "formulier.png", 1900)
        press(page, "Kijk na")
        take(page, "antwoord.png", 1250)
        press(page, "Maak een verslag")
        take(page, "verslag.png", 900)
        press(page, "Terug naar het antwoord")
        press(page, "Bekijk wat u indient")
        take(page, "indienen.png", 1250)
        press(page, "Dien in")
        take(page, "dossier.png", 1000)
        page.goto(ADDRESS)
        page.locator("#bestand").set_input_files({"name": "brochure.html", "mimeType": "text/html", "buffer": BROCHURE.encode()})
        press(page, "Lees het bestand")
        take(page, "gelezen.png", 1250)
        for path in ("over", "problemen"):
            page.goto(f"{ADDRESS}/{path}")
            take(page, f"{path}.png", 1250)
        page.goto(f"{ADDRESS}/catalogus")
        page.locator("#bestand").set_input_files({"name": "aanbod.csv", "mimeType": "text/csv", "buffer": CATALOGUE.encode()})
        press(page, "Lees het bestand")
        take(page, "kolommen.png", 1250)
        press(page, "Start het nakijken")
        page.locator("#rijen").wait_for(timeout=120_000)
        take(page, "catalogus.png", 1250)
        browser.close()


if __name__ == "__main__":
    main()
