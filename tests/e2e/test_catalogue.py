"""Whole catalogues in a real browser: the way of two thousand rows, by keyboard, without JavaScript, on a small screen, read by axe."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import httpx2
import openpyxl
import pytest

from api.app import create_app
from api.settings import Settings
from classifier.assess import Assessor
from tests.api.catalogue.files import HEADINGS, KNOWN, csv_file, row_of, started, uploaded
from tests.api.texts import ASSIGNED, LEISURE
from tests.e2e.axe import RULES
from tests.e2e.test_pages import UNFOLD, focused, tab_to
from tests.serving import Running

expect = pytest.importorskip("playwright.sync_api", reason="playwright ontbreekt: pip install -e .[dev]").expect
pytestmark = pytest.mark.e2e

DISTINCT, ALL, BAD = 150, 2_000, 20
GOOD = [list(HEADINGS), *[row_of(f"C{n}", fields) for n, fields in enumerate(KNOWN * 20)]]
SOME = [*GOOD, ["leeg", "", "", ""], ["=1+1", "Een titel zonder inhoud", "", "opleiding"]]
STATES = ("upload", "upload-fault", "columns", "columns-fault", "progress", "result", "nothing-found", "row", "bad-row", "gone")


@pytest.fixture(scope="module")
def running(assessor: Assessor, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service with a store of its own."""
    folder = tmp_path_factory.mktemp("catalogi")
    service = Running(lambda: create_app(assessor, Settings(store_dir=folder)))
    service.start()
    yield service
    service.stop()


@pytest.fixture(scope="module")
def address(running: Running) -> str:
    """Its address, for `open_page`."""
    return running.address


@pytest.fixture(scope="module")
def places(running: Running) -> dict[str, str]:
    """The path of a catalogue in each state; after it no worker runs, so that the one in the queue stays there."""
    with httpx2.Client(base_url=running.address, timeout=120) as client:
        result = started(client, csv_file(SOME), "aanbod 2026.csv")
        until_finished(client, result)
        running.app.state.service.worker.stop()
        running.app.state.service.worker.join()
        columns = uploaded(
            client,
            csv_file([["Titel", "Eerste kolom met een heel lange naam zonder einde", "x"], *[row[1:] for row in SOME[1:]]]),
            "aanbod.csv",
        )
        progress = started(client, csv_file(SOME), "aanbod 2026.csv")
        gone = started(client, csv_file(SOME), "oud.csv")
        client.post(gone + "/verwijder")
    return {
        "upload": "/catalogus",
        "columns": columns,
        "progress": progress,
        "result": result,
        "nothing-found": f"{result}?tekst=bestaat-niet",
        "row": f"{result}/rij/2",
        "bad-row": f"{result}/rij/{len(SOME) - 1}",
        "gone": gone,
    }


def until_finished(client: httpx2.Client, path: str) -> None:
    """Ask until the catalogue is finished; fails after some thousand times."""
    for _ in range(20_000):
        if client.get(path + "/stand").json()["finished"]:
            return
    raise AssertionError("not finished")


def at(open_page: Callable[..., Any], places: dict[str, str], state: str, **options: Any) -> Any:
    """A page in a state; faults are made by sending a form as it should not be."""
    page = open_page(places[state.removesuffix("-fault")], **options)
    if state == "upload-fault":
        page.get_by_role("button", name="Lees het bestand").click()
        page.wait_for_selector(".faults")
    if state == "columns-fault":
        for choice in page.locator(".columns select").all():
            choice.select_option("title")
        page.get_by_role("button", name="Start het nakijken").click()
        page.wait_for_selector(".faults")
    return page


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(open_page: Callable[..., Any], places: dict[str, str], state: str) -> None:
    """axe finds no fault by WCAG 2.2 A and AA or by its best practice, light and dark, with everything unfolded."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = at(open_page, places, state)
    page.evaluate(UNFOLD)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = axe.run(page, options={"runOnly": RULES, "resultTypes": ["violations"]})
        assert found.violations_count == 0, f"{scheme}: {found.generate_report()}"


@pytest.mark.parametrize("state", STATES)
def test_only_the_table_scrolls_sideways(open_page: Callable[..., Any], places: dict[str, str], state: str) -> None:
    """On a screen of 320 or 360 pixels no page is wider than the screen; the table scrolls inside a region that takes the focus."""
    page = at(open_page, places, state)
    page.evaluate(UNFOLD)
    for width in (360, 320):
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    if state == "result":
        region = page.locator(".scroll")
        assert region.evaluate("one => one.scrollWidth > one.clientWidth && one.tabIndex === 0")
        assert region.get_attribute("role") == "region"


def test_columns_by_keyboard_alone(open_page: Callable[..., Any], places: dict[str, str]) -> None:
    """The lists can be chosen without a mouse; after a wrong choice the focus is on the summary, whose links lead to the lists."""
    page = at(open_page, places, "columns-fault")
    assert focused(page) == "antwoord"
    assert page.title().startswith("Fout: ")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.matches('.columns select')")
    assert page.locator("#kolom-1").input_value() == "title"


def test_the_progress_follows_by_itself(open_page: Callable[..., Any], places: dict[str, str]) -> None:
    """With a script the page asks for the state now and then and shows it; without, a link does."""
    page = open_page()
    with page.expect_response(lambda response: response.url.endswith("/stand")) as asked:
        page.goto(places["progress"])
    assert asked.value.json()["status"] == "wachtend"
    plain = open_page(places["progress"], java_script_enabled=False)
    with plain.expect_navigation():
        plain.get_by_role("link", name="Vernieuw de stand").click()
    assert plain.locator("h1").inner_text() == "Uw catalogus wordt nagekeken"


def test_filters_without_javascript(open_page: Callable[..., Any], places: dict[str, str]) -> None:
    """The filters are a form: chosen, sent, and kept in the address; pages of fifty rows follow each other."""
    page = open_page(places["result"], java_script_enabled=False)
    assert page.locator("tbody tr").count() == 50
    page.locator("#tekst").fill("C1")
    with page.expect_navigation():
        page.get_by_role("button", name="Filter").click()
    assert page.locator(".matching").inner_text().startswith("11 van de ")
    assert "tekst=C1" in page.url
    with page.expect_navigation():
        page.get_by_role("link", name="Toon alle rijen").click()
    with page.expect_navigation():
        page.get_by_role("link", name="Volgende").click()
    assert page.locator("tbody tr td").first.inner_text() == "52"
    with page.expect_navigation():
        page.get_by_role("link", name="Slechte rijen").click()
    assert page.locator("tbody tr").count() == 1


def test_filters_live(open_page: Callable[..., Any], places: dict[str, str]) -> None:
    """With a script the table follows what is typed without a new page: the focus stays, the count is announced, the address keeps it."""
    page = open_page(places["result"])
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.evaluate("window.same = true")
    page.locator("#tekst").press_sequentially("c1")
    expect(page.locator("tbody tr")).to_have_count(11)
    assert focused(page) == "tekst"
    assert page.evaluate("window.same")
    assert page.locator("section > [data-live]").inner_text().startswith("11 van de ")
    assert page.url.endswith("?tekst=c1")
    page.locator("#uitkomst").select_option("geen-thema")
    expect(page.locator("tbody .sign:not(.o-geen-thema)")).to_have_count(0)
    assert messages == []


def test_delete_asks_once_more(open_page: Callable[..., Any], running: Running) -> None:
    """The button stands behind a fold that says what it does; after it the page tells that all is gone."""
    with httpx2.Client(base_url=running.address, timeout=60) as client:
        path = uploaded(client, csv_file(GOOD))
    page = open_page(path)
    assert page.get_by_role("button", name="Verwijder nu").is_hidden()
    tab_to(page, ".delete summary")
    page.keyboard.press("Enter")
    with page.expect_navigation():
        page.get_by_role("button", name="Verwijder nu").click()
    assert "verwijderd" in page.get_by_role("status").inner_text()
    assert page.goto(path).status == 404


def test_two_thousand_rows_through_a_restart(open_page: Callable[..., Any], assessor: Assessor, browser: Any, tmp_path: Path) -> None:
    """From the file of a provider to his download, with the service stopped and started anew in between.

    2,000 rows hold some 150 distinct descriptions, for identical ones are assessed once, which keeps this test short; the
    numbers, the progress, the filters and the files are those of 2,000 rows. Twenty rows are bad.
    """
    texts = [f"{ASSIGNED['text']} Reeks {n}." if n % 3 else f"{LEISURE['text']} Reeks {n}." for n in range(DISTINCT)]
    rows = [[f"nr{n}", f"Dienst {n % DISTINCT}", texts[n % DISTINCT], "opleiding"] for n in range(ALL - BAD)]
    for n in range(BAD):
        rows.insert(n * 97, [f"slecht{n}", "", "", "opleiding"])
    (tmp_path / "catalogus.csv").write_bytes(csv_file([list(HEADINGS), *rows]))
    running = Running(lambda: create_app(assessor, Settings(store_dir=tmp_path)))
    running.start()
    context = browser.new_context(base_url=running.address, locale="nl-BE", accept_downloads=True)
    try:
        page = context.new_page()
        page.goto("/catalogus")
        page.locator("#bestand").set_input_files(tmp_path / "catalogus.csv")
        with page.expect_navigation():
            page.get_by_role("button", name="Lees het bestand").click()
        assert focused(page) == "kop"
        assert page.locator(".columns select").evaluate_all("all => all.map(one => one.value)") == ["reference", "title", "text", "kind"]
        with page.expect_navigation():
            page.get_by_role("button", name="Start het nakijken").click()
        expect(page.locator("progress")).not_to_have_attribute("value", "0", timeout=120_000)
        running.stop()
        running.start()
        page.wait_for_selector(".counts", timeout=300_000)  # the page goes on asking, and then shows the result by itself
        assert page.locator("h1").inner_text() == "Uw catalogus is nagekeken"
        counts = page.locator(".count-number").evaluate_all("all => all.map(one => Number(one.textContent))")
        assert sum(counts) == ALL
        assert counts[3] == BAD
        page.locator("#uitkomst").select_option("slechte-rijen")
        expect(page.locator("tbody tr")).to_have_count(20)
        assert page.locator("tbody tr td").first.inner_text() == "2"
        with page.expect_download() as downloading:
            page.get_by_role("link", name="CSV (.csv)").click()
        table = list(csv.DictReader(StringIO(Path(downloading.value.path()).read_text("utf-8-sig"), newline=""), delimiter=";"))
        assert [line["Code"] for line in table] == [row[0] for row in rows]
        assert sum(bool(line["Fout"]) for line in table) == BAD
        with page.expect_download() as downloading:
            page.get_by_role("link", name="Excel (.xlsx)").click()
        book = openpyxl.load_workbook(BytesIO(Path(downloading.value.path()).read_bytes()), read_only=True)
        assert len(list(book["Resultaat"].iter_rows(values_only=True))) == ALL + 1
    finally:
        context.close()
        running.stop()
