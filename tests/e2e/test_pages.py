"""The pages in a real browser: by keyboard, without JavaScript, on a small screen, read by axe."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.api.texts import ASSIGNED, FLAGGED, GERMAN, HOSTILE, LEADING, LEISURE
from tests.e2e.axe import RULES

pytestmark = pytest.mark.e2e

AID = {"size": "klein", "cost": "1.200"}
STATES: dict[str, dict[str, str]] = {
    "leeg": {},
    "komt-in-aanmerking": {**ASSIGNED, **AID},
    "personeelsmanagement": LEADING,
    "nazicht-nodig": FLAGGED,
    "twijfel": {**GERMAN, **AID},
    "geen-thema": {**LEISURE, **AID},
    "opmaak": HOSTILE,
    "fout": {"title": "Een titel", "size": "cijfers", "headcount": "abc", "cost": "-5"},
}

UNFOLD = "document.querySelectorAll('details').forEach(one => one.open = true)"


OTHER_PAGES = ("/over", "/problemen", "/bestaat-niet", "/en/", "/en/over", "/en/problemen")


def send(page: Any, fields: dict[str, str]) -> Any:
    """Fill in the form and send it; nothing is done where there is nothing to fill in."""
    if not fields:
        return page
    if {"size", "cost"} & fields.keys():
        page.locator(".extra > summary").click()
    for name, value in fields.items():
        if name in {"kind", "size"}:
            page.locator(f'input[name="{name}"][value="{value}"]').check()
        else:
            page.locator(f"#{name}").fill(value)
    with page.expect_navigation():
        page.get_by_role("button", name="Kijk na").click()
    return page


def focused(page: Any) -> str:
    """The id of the element that has the focus."""
    return str(page.evaluate("document.activeElement.id"))


def tab_to(page: Any, wanted: str) -> None:
    """Press Tab until the element has the focus; each stop on the way must show that it has it."""
    for _ in range(60):
        page.keyboard.press("Tab")
        outline = page.evaluate(
            "(({outlineStyle, outlineWidth}) => [outlineStyle, outlineWidth])(getComputedStyle(document.activeElement))"
        )
        assert outline == ["solid", "3px"], page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"{wanted} cannot be reached by Tab")


def test_answer_by_keyboard_alone(open_page: Callable[..., Any]) -> None:
    """From an empty page to an answer with aid without a mouse; the focus is visible at every stop and ends on the answer."""
    page = open_page()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Naar de inhoud"
    page.keyboard.press("Enter")
    tab_to(page, "#title")
    page.keyboard.insert_text(ASSIGNED["title"])
    tab_to(page, "#text")
    page.keyboard.insert_text(ASSIGNED["text"])
    tab_to(page, "#kind-onbekend")
    page.keyboard.press("ArrowRight")
    assert page.locator("#kind").is_checked()
    tab_to(page, ".extra > summary")
    page.keyboard.press("Enter")
    tab_to(page, "#size")
    page.keyboard.press("ArrowDown")
    assert page.locator("#size-klein").is_checked()
    tab_to(page, "#cost")
    page.keyboard.insert_text("1.200")
    tab_to(page, "button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert focused(page) == "antwoord"
    assert page.locator("h1").inner_text() == "Komt in aanmerking"
    assert page.locator(".amount").inner_text() == "360,00 euro"


def test_faults_by_keyboard_alone(open_page: Callable[..., Any]) -> None:
    """After a faulty form the focus is on the summary of faults, and each of its links leads into its field."""
    page = send(open_page(), STATES["fout"])
    assert page.title().startswith("Fout: ")
    assert focused(page) == "antwoord"
    assert page.locator("#antwoord").get_attribute("role") == "alert"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert focused(page) == "headcount"
    assert page.locator("#headcount").input_value() == "abc"


def test_everything_works_without_javascript(open_page: Callable[..., Any]) -> None:
    """With JavaScript off: the example fills the form, figures open and close by choice, and the answer comes."""
    page = open_page("/?voorbeeld=1", java_script_enabled=False)
    assert page.locator("#headcount").is_hidden()
    page.locator("#size-cijfers").check()
    assert page.locator("#headcount").is_visible()
    page.locator("#size-klein").check()
    assert page.locator("#headcount").is_hidden()
    with page.expect_navigation():
        page.get_by_role("button", name="Kijk na").click()
    assert page.locator("h1").inner_text() == "Komt in aanmerking"
    assert page.locator(".given mark").count() > 0
    page.locator(".others > summary").click()
    assert page.locator(".others table").is_visible()


@pytest.mark.parametrize("state", [*STATES, *OTHER_PAGES])
def test_nothing_to_scroll_sideways(open_page: Callable[..., Any], state: str) -> None:
    """On a screen of 320 or 360 pixels no state of the page is wider than the screen, with everything unfolded."""
    page = send(open_page(state if state.startswith("/") else "/"), STATES.get(state, {}))
    page.evaluate(UNFOLD)
    for width in (360, 320):
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("state", [*STATES, *OTHER_PAGES])
def test_axe_finds_nothing(open_page: Callable[..., Any], state: str) -> None:
    """axe finds no fault by WCAG 2.2 A and AA or by its best practice, light and dark, with everything unfolded."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = send(open_page(state if state.startswith("/") else "/"), STATES.get(state, {}))
    page.evaluate(UNFOLD)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = axe.run(page, options={"runOnly": RULES, "resultTypes": ["violations"]})
        assert found.violations_count == 0, f"{scheme}: {found.generate_report()}"


def test_the_other_language_is_one_link_away(open_page: Callable[..., Any]) -> None:
    """From the Dutch example to the English one, to its answer, its source and back, without scripts."""
    page = open_page("/?voorbeeld=1", java_script_enabled=False)
    page.get_by_role("link", name="English").click()
    assert page.locator("#title").input_value() == "From Excel lists to smooth e-invoicing"
    page.get_by_role("button", name="Check").click()
    assert page.locator("h1").inner_text() == "Eligible"
    assert page.locator(".amount").inner_text() == "€360.00"
    page.get_by_role("link", name="Nederlands").click()
    assert page.locator("h1").inner_text() == "Onder welk thema valt uw opleiding of advies?"


def test_pasted_markup_does_not_run(open_page: Callable[..., Any]) -> None:
    """Scripts in a pasted title or text are text on the page: no dialog opens, nothing is fetched, no element is made."""
    page = open_page()
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    send(page, HOSTILE)
    assert not dialogs
    assert page.locator("main script, main img").count() == 0
    assert "<img src=x onerror=alert(1)>" in page.locator(".given-text").inner_text()


def test_browser_has_nothing_to_complain_of(open_page: Callable[..., Any]) -> None:
    """No message in the browser's console: the security policy stops nothing that the pages need."""
    page = open_page()
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    send(page, STATES["komt-in-aanmerking"])
    page.goto("/over")
    assert messages == []


def test_overlapping_grounds_show_both_lines(open_page: Callable[..., Any]) -> None:
    """Where two themes rest on one passage, the outer mark reaches lower than the inner one, so that both lines show."""
    page = send(open_page(), ASSIGNED)
    nested = page.locator(".given mark > mark")
    assert nested.count() > 0
    outer, inner = nested.first.evaluate("one => [one.parentElement, one].map(mark => mark.getBoundingClientRect().bottom)")
    assert outer >= inner + 3


def test_paper_holds_the_answer_only(open_page: Callable[..., Any]) -> None:
    """In print the form and the menu are left out; the answer, its notice and its versions stay."""
    page = send(open_page(), ASSIGNED)
    page.emulate_media(media="print")
    for left_out in page.locator("form, nav, button").all():
        assert left_out.is_hidden()
    for kept in ("#antwoord", ".notice", ".versions", ".given mark >> nth=0"):
        assert page.locator(kept).is_visible()


def test_motion_only_for_those_who_want_it(open_page: Callable[..., Any]) -> None:
    """Who asked the system for less motion gets no smooth scrolling."""
    page = open_page(reduced_motion="reduce")
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
