"""A real Chromium before the running service; without a browser these tests are skipped, and say what to install."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from api.app import create_app
from api.settings import Settings
from classifier.assess import Assessor
from tests.serving import serving

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright ontbreekt: pip install -e .[dev]")

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="package")
def address(assessor: Assessor) -> Iterator[str]:
    """The address of the service, on a free port of this machine."""
    with serving(create_app(assessor, Settings())) as started:
        yield started


@pytest.fixture(scope="package")
def browser() -> Iterator[Any]:
    """One Chromium for all these tests: THEMAWIJZER_CHROMIUM, or the first that is on the path."""
    program = os.environ.get("THEMAWIJZER_CHROMIUM") or next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        said = "geen Chromium gevonden: apt-get install chromium"
        # Where the project is checked before it lands, pages that nobody looked at are no success.
        pytest.fail(said) if os.environ.get("CI") else pytest.skip(said)
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=SWITCHES)
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Any, address: str) -> Iterator[Callable[..., Any]]:
    """Opens a page in a browser of its own; options are those of a Playwright context. Fails on a request to elsewhere."""
    contexts = []
    elsewhere: list[str] = []

    def opened(path: str = "/", **options: Any) -> Any:
        context = browser.new_context(base_url=address, locale="nl-BE", **options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: None if request.url.startswith(address) else elsewhere.append(request.url))
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not elsewhere
