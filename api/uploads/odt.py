"""OpenDocument texts (odt): the text of the body, its headings, lists and tables. Macros and pictures in it are left alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api.uploads.blocks import Blocks, Kind
from api.uploads.package import Package, locked
from api.uploads.shapes import pictures_left_out
from api.uploads.xmlevents import Handler, Properties, read_xml
from classifier.messages import say

_PREFIXES: Final = {
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table",
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office",
    "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0": "draw",
    "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0": "manifest",
}
_SKIPPED: Final = frozenset(
    ["text:tracked-changes", "text:note", "office:annotation", "office:scripts", "office:forms", "table:covered-table-cell"]
)


def read_odt(package: Package, blocks: Blocks) -> list[str]:
    """Add the text of an OpenDocument text; returns notes on what was left out. UploadError where it is broken or locked."""
    if "META-INF/manifest.xml" in package.names:
        manifest = _Manifest()
        with package.part("META-INF/manifest.xml") as part:
            read_xml(part, manifest, _PREFIXES)
        if manifest.encrypted:
            raise locked()
    if "encrypted-package" in package.names:
        raise locked()
    if "meta.xml" in package.names:
        properties = Properties()
        with package.part("meta.xml") as part:
            read_xml(part, properties, Properties.PREFIXES)
        blocks.titles.append(properties.title)
    body = _Body(blocks)
    with blocks.until_full(), package.part("content.xml") as part:
        read_xml(part, body, _PREFIXES)
    notes = []
    if body.pictures:
        notes.append(pictures_left_out())
    if any(name.startswith(("Basic/", "Scripts/")) for name in package.names):
        notes.append(say("Het bestand bevat macro's; ze zijn niet gelezen en niet uitgevoerd."))
    return notes


class _Manifest(Handler):
    """Whether any part of the document is encrypted."""

    encrypted = False

    def start(self, name: str, _: Mapping[str, str], /) -> None:
        self.encrypted = self.encrypted or name == "manifest:encryption-data"


class _Body(Handler):
    """The content: headings and paragraphs, in lists, tables and text boxes too. A frame stands inside a paragraph, so it is a stack."""

    pictures = False

    def __init__(self, blocks: Blocks) -> None:
        self._blocks = blocks
        self._open: list[tuple[Kind, int, list[str]]] = []
        self._skipped = 0
        self._fresh = [False]  # for each open list item (and the text around), whether its first paragraph is still to come
        self._body = False

    def start(self, name: str, attributes: Mapping[str, str], /) -> None:
        if self._skipped or name in _SKIPPED:
            self._skipped += 1
        elif name == "office:text":
            self._body = True
        elif not self._body:
            return
        elif name == "text:h":
            level = attributes.get("text:outline-level", "1")
            self._open.append(("heading", int(level[:3]) if level.isdecimal() else 1, []))
        elif name == "text:p":
            titled = attributes.get("text:style-name") == "Title"
            self._open.append(("heading", 1, []) if titled else ("item" if self._fresh[-1] else "paragraph", 0, []))
            self._fresh[-1] = False
        elif name == "text:list-item":
            self._fresh.append(True)
        elif name == "table:table-row":
            self._blocks.start_row()
        elif name == "table:table-cell":
            self._blocks.start_cell()
            self._fresh.append(False)
        elif name == "draw:image":
            self.pictures = True
        elif name in ("text:s", "text:tab"):
            self.data(" ")
        elif name == "text:line-break":
            self.data("\n")

    def end(self, name: str, /) -> None:
        if self._skipped:
            self._skipped -= 1
        elif not self._body:
            return
        elif name in ("text:h", "text:p") and self._open:
            kind, level, parts = self._open.pop()
            self._blocks.add(kind, "".join(parts), level)
        elif name in ("text:list-item", "table:table-cell") and len(self._fresh) > 1:
            self._fresh.pop()
        elif name == "table:table-row":
            self._blocks.end_row()

    def data(self, text: str, /) -> None:
        if self._open and not self._skipped:
            self._open[-1][2].append(text)
