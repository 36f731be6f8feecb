"""The service under test, with the real assessor."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from classifier.assess import Assessor


@pytest.fixture(scope="session")
def client(assessor: Assessor) -> Iterator[TestClient]:
    """A client of the service, started once."""
    with TestClient(create_app(assessor, Settings())) as started:
        yield started


class TextOf(HTMLParser):
    """The text inside the elements of one class, without what stands in elements of the `left_out` classes."""

    _EMPTY = frozenset({"meta", "link", "input", "br", "circle", "path", "rect"})

    def __init__(self, wanted: str, left_out: tuple[str, ...] = ()) -> None:
        super().__init__(convert_charrefs=True)
        self.wanted, self.left_out = wanted, left_out
        self.path: list[tuple[str, list[str]]] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember where we are."""
        classes = (dict(attrs).get("class") or "").split()
        if self.wanted in classes:
            self.found.append("")
        if tag not in self._EMPTY:
            self.path.append((tag, classes))

    def handle_endtag(self, tag: str) -> None:
        """Leave the element, which must be the innermost."""
        if tag not in self._EMPTY:
            assert self.path, f"</{tag}> without a start"
            assert self.path[-1][0] == tag, f"</{tag}> inside <{self.path[-1][0]}>"
            self.path.pop()

    def handle_data(self, data: str) -> None:
        """Keep the text if it is wanted."""
        around = [name for _, classes in self.path for name in classes]
        if self.wanted in around and not set(self.left_out) & set(around):
            self.found[-1] += data


def text_of(html: str, wanted: str, *left_out: str) -> list[str]:
    """The text of every element of class `wanted`; the whole page is checked for elements that do not close."""
    parser = TextOf(wanted, left_out)
    parser.feed(html)
    parser.close()
    assert not parser.path
    return parser.found
