"""What a provider does in a real browser: paste to report, upload to answer, hand in to status, and a provisional answer while typing."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from pypdf import PdfReader

from tests.api.texts import ASSIGNED
from tests.e2e.axe import findings, unfolded
from tests.e2e.test_pages import tab_to

pytestmark = pytest.mark.e2e

LIVE = ".live-answer .live-outcome"


def answered(open_page: Callable[..., Any], path: str = "/", **options: Any) -> Any:
    """A page with the answer on a description that was typed."""
    page = open_page(path, **options)
    page.locator("#title").fill(ASSIGNED["title"])
    page.locator("#text").fill(ASSIGNED["text"])
    with page.expect_navigation():
        page.locator("#formulier button[type=submit]").click()
    return page


def pressed(page: Any, name: str) -> Any:
    """The page after a button that leads to another one."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()
    return page


def brochure(folder: Path) -> Path:
    """A real Word document with a description and something that does not belong to it."""
    document = docx.Document()
    document.add_heading(ASSIGNED["title"], 1)
    document.add_paragraph(ASSIGNED["text"])
    document.add_paragraph("Ons restaurant is elke dag open.")
    file = folder / "brochure.docx"
    document.save(str(file))
    return file


@pytest.mark.parametrize("script", [True, False], ids=["met JavaScript", "zonder JavaScript"])
def test_paste_answer_report(open_page: Callable[..., Any], script: bool) -> None:
    """From a pasted text to its answer, and from there to a report that downloads as one page of PDF and can be deleted."""
    page = pressed(answered(open_page, java_script_enabled=script), "Maak een verslag")
    assert page.locator("h1").inner_text() == "Uw verslag is klaar"
    with page.expect_download() as download:
        page.get_by_role("link", name="Download het verslag").click()
    pdf = PdfReader(BytesIO(Path(download.value.path()).read_bytes()))
    assert len(pdf.pages) == 1
    assert page.locator(".reference").inner_text() in pdf.pages[0].extract_text()
    address = page.url
    assert pressed(page, "Verwijder het verslag nu").locator("h1").inner_text() == "Het verslag is verwijderd"
    assert page.goto(address).status == 404


@pytest.mark.parametrize("script", [True, False], ids=["met JavaScript", "zonder JavaScript"])
def test_upload_correct_answer(open_page: Callable[..., Any], tmp_path: Path, script: bool) -> None:
    """The text of a brochure stands in the form, is corrected there, and what is answered on is the corrected text."""
    page = open_page(java_script_enabled=script)
    page.locator("#bestand").set_input_files(brochure(tmp_path))
    pressed(page, "Lees het bestand")
    assert page.locator("#gelezen").is_visible()
    text = page.locator("#text").input_value()
    assert "Ons restaurant" in text
    page.locator("#text").fill(text.replace("Ons restaurant is elke dag open.", "").strip())
    pressed(page, "Kijk na")
    assert page.locator("h1").inner_text() == "Komt in aanmerking"
    assert "restaurant" not in page.locator(".given").inner_text()


@pytest.mark.parametrize("script", [True, False], ids=["met JavaScript", "zonder JavaScript"])
def test_hand_in_status(open_page: Callable[..., Any], script: bool) -> None:
    """Looked over, corrected where it was faulty, handed in, and found back by the reference that was noted."""
    page = pressed(answered(open_page, java_script_enabled=script), "Bekijk wat u indient")
    page.locator("#email").fill("geen adres")
    pressed(page, "Dien in")
    assert page.locator("#email-fout").is_visible()
    page.locator("#email").fill("info@leerhuis.example")
    pressed(page, "Dien in")
    assert page.locator("h1").inner_text() == "Uw dienst is ingediend"
    reference = page.locator(".reference").inner_text()
    page.get_by_role("link", name="Volg een dossier").click()
    page.locator("#referentie").fill(reference.lower().replace("-", ""))
    pressed(page, "Toon het dossier")
    assert page.locator(".reference").inner_text() == reference
    assert "Nieuw" in page.locator(".facts").inner_text()


def test_report_and_case_by_keyboard_alone(open_page: Callable[..., Any]) -> None:
    """From an answer to a report, back, and on to a case, without a mouse; every stop on the way shows that it has the focus."""
    page = answered(open_page)
    for wanted, heading in (
        ('form[action="/verslag"] button', "Uw verslag is klaar"),
        (".back button", "Komt in aanmerking"),
        ('form[action="/indienen"] button', "Kijk na wat u indient"),
        ('form[action="/indienen"] button', "Uw dienst is ingediend"),
    ):
        tab_to(page, wanted)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert page.locator("h1").inner_text() == heading


def test_a_provisional_answer_comes_while_typing(open_page: Callable[..., Any]) -> None:
    """It comes by itself after a pause, follows the text, and stops where it is switched off."""
    page = open_page()
    page.locator("#text").press_sequentially("Korte tekst")
    page.locator(".live-answer .hint").wait_for()
    page.locator("#text").fill(ASSIGNED["text"])
    page.locator("#title").fill(ASSIGNED["title"])
    page.locator(LIVE).wait_for()
    assert page.locator(LIVE).inner_text() == "Komt in aanmerking"
    page.locator("#meteen").uncheck()
    assert page.locator(".live-answer").inner_text() == ""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("#text").fill("")
    page.clock.install()
    page.clock.run_for(5_000)
    assert not asked


def test_a_newer_question_calls_the_older_one_off(open_page: Callable[..., Any]) -> None:
    """An answer that is late never overwrites what is asked after it: the request for it is aborted."""
    page = open_page()
    held: list[Any] = []
    page.route("**/kort", lambda route: held.append(route) if not held else route.continue_())
    aborted: list[str] = []
    page.on("requestfailed", lambda request: aborted.append(request.failure))
    with page.expect_request("**/kort"):
        page.locator("#text").fill("Eerst deze tekst over iets anders, die nooit een antwoord krijgt omdat er een andere volgt.")
    page.locator("#text").fill(ASSIGNED["text"])
    page.locator(LIVE).wait_for()
    assert aborted == ["net::ERR_ABORTED"]


def test_without_javascript_no_switch_is_shown_that_does_nothing(open_page: Callable[..., Any]) -> None:
    """What only a script can do is not there without one."""
    page = open_page(java_script_enabled=False)
    assert page.locator("[data-live]").is_hidden()
    pressed(answered(open_page, java_script_enabled=False), "Maak een verslag")
    assert page.locator("[data-copy]").count() == 0 or page.locator("[data-copy]").is_hidden()


def test_the_link_is_copied(open_page: Callable[..., Any]) -> None:
    """One press puts the address of the page on the clipboard, and says so."""
    page = answered(open_page, permissions=["clipboard-read", "clipboard-write"])
    pressed(page, "Maak een verslag")
    page.get_by_role("button", name="Kopieer de link").click()
    page.get_by_text("De link is gekopieerd.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.url.split("#")[0]


def states(open_page: Callable[..., Any], folder: Path, **options: Any) -> dict[str, Any]:
    """Every page and state of this door, each opened anew."""
    looked = pressed(answered(open_page, **options), "Bekijk wat u indient")
    faulty = pressed(answered(open_page, **options), "Bekijk wat u indient")
    faulty.locator("#email").fill("geen adres")
    pressed(faulty, "Dien in")
    handed = pressed(pressed(answered(open_page, **options), "Bekijk wat u indient"), "Dien in")
    read = open_page(**options)
    read.locator("#bestand").set_input_files(brochure(folder))
    pressed(read, "Lees het bestand")
    refused = open_page(**options)
    pressed(refused, "Lees het bestand")
    deleted = pressed(pressed(answered(open_page, **options), "Maak een verslag"), "Verwijder het verslag nu")
    return {
        "gelezen": read,
        "geweigerd": refused,
        "nakijken voor het indienen": looked,
        "fout bij het indienen": faulty,
        "dossier": handed,
        "dossier zoeken": open_page("/dossier", **options),
        "dossier niet gevonden": open_page("/dossier?referentie=TW-1", **options),
        "verslag": pressed(answered(open_page, **options), "Maak een verslag"),
        "verwijderd": deleted,
        "antwoord": answered(open_page, **options),
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_page: Callable[..., Any], tmp_path: Path, scheme: str) -> None:
    """WCAG 2.2 AA by axe, on every page and state of this door, with everything unfolded."""
    found = {name: findings(unfolded(page)) for name, page in states(open_page, tmp_path, color_scheme=scheme).items()}
    assert not {name: faults for name, faults in found.items() if faults}


@pytest.mark.parametrize("width", [320, 1920])
def test_nothing_to_scroll_sideways(open_page: Callable[..., Any], tmp_path: Path, width: int) -> None:
    """From the smallest telephone to a wide screen, no page is wider than its window."""
    for name, page in states(open_page, tmp_path, viewport={"width": width, "height": 800}).items():
        assert unfolded(page).evaluate("document.documentElement.scrollWidth") <= width, name
