"""Word documents (docx): the text of the body, with the styles that make a paragraph a heading or a list item.

The body is read as events and not through python-docx, which builds all parts in memory and leaves out what stands in
content controls, text boxes and tracked insertions. Macros refuse the file; links and templates elsewhere are never followed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from api.uploads.blocks import Blocks
from api.uploads.package import Package
from api.uploads.recognise import with_macros
from api.uploads.shapes import pictures_left_out
from api.uploads.xmlevents import Handler, Properties, read_xml

_PREFIXES: Final = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/package/2006/content-types": "ct",
}
_MAIN: Final = "wordprocessingml.document.main+xml"
_SKIPPED: Final = frozenset(["w:del", "w:moveFrom", "w:instrText", "w:delText", "mc:Fallback", "w:footnote", "w:pPrChange", "w:rPrChange"])
_OFF: Final = ("0", "false", "off")
_HEADING: Final = re.compile(r"(?:heading|kop|titre|überschrift) ?([1-9])$")
_PICTURES: Final = ("w:drawing", "w:pict", "w:object")


def read_docx(package: Package, blocks: Blocks) -> list[str]:
    """Add the text of a Word document; returns notes on what was left out. UploadError where it is broken or has macros."""
    types = _ContentTypes()
    with package.part("[Content_Types].xml") as part:
        read_xml(part, types, _PREFIXES)
    if types.macros or any(name.lower().endswith("vbaproject.bin") for name in package.names):
        raise with_macros()
    styles = _Styles()
    if "word/styles.xml" in package.names:
        with package.part("word/styles.xml") as part:
            read_xml(part, styles, _PREFIXES)
    if "docProps/core.xml" in package.names:
        properties = Properties()
        with package.part("docProps/core.xml") as part:
            read_xml(part, properties, Properties.PREFIXES)
        blocks.titles.append(properties.title)
    body = _Body(blocks, styles)
    with blocks.until_full(), package.part(types.main) as part:
        read_xml(part, body, _PREFIXES)
    return [pictures_left_out()] if body.pictures else []


class _ContentTypes(Handler):
    """Where the main part stands, and whether the document may carry macros."""

    main = "word/document.xml"
    macros = False

    def start(self, name: str, attributes: Mapping[str, str], /) -> None:
        kind = attributes.get(":ContentType", "")
        self.macros = self.macros or "macroEnabled" in kind or "vbaProject" in kind
        if name == "ct:Override" and kind.endswith(_MAIN):
            self.main = attributes.get(":PartName", "").lstrip("/")


@dataclass
class _Style:
    name: str = ""
    parent: str = ""
    outline: int | None = None
    numbered: bool = False


class _Styles(Handler):
    """What the style of a paragraph says of it: the level of a heading, or that it is a list item."""

    def __init__(self) -> None:
        self._styles: dict[str, _Style] = {}
        self._open = _Style()

    def start(self, name: str, attributes: Mapping[str, str], /) -> None:
        value = attributes.get("w:val", "")
        if name == "w:style":
            self._open = self._styles.setdefault(attributes.get("w:styleId", ""), _Style())
        elif name == "w:name":
            self._open.name = value.lower()
        elif name == "w:basedOn":
            self._open.parent = value
        elif name == "w:outlineLvl" and value.isdigit():
            self._open.outline = int(value[:3])
        elif name == "w:numPr":
            self._open.numbered = True

    def heading(self, style: str) -> int:
        """The level of a heading in this style, or 0; a title has level 1."""
        for found in self._line(style):
            named = _HEADING.match(found.name)
            if named or found.name in ("title", "titel"):
                return int(named[1]) if named else 1
            if found.outline is not None and found.outline < 9:
                return found.outline + 1
        return 0

    def item(self, style: str) -> bool:
        """Whether a paragraph in this style is a list item."""
        return any(found.numbered for found in self._line(style))

    def _line(self, style: str) -> list[_Style]:
        """A style and those it is based on; a circle ends where it closes."""
        line: dict[str, _Style] = {}
        while style in self._styles and style not in line:
            line[style] = self._styles[style]
            style = line[style].parent
        return list(line.values())


@dataclass
class _Paragraph:
    style: str = ""
    numbered: bool | None = None
    outline: int | None = None
    parts: list[str] = field(default_factory=list)


class _Body(Handler):
    """The main part: paragraphs, in tables and text boxes too. A text box stands inside a paragraph, so both are stacks."""

    pictures = False

    def __init__(self, blocks: Blocks, styles: _Styles) -> None:
        self._blocks = blocks
        self._styles = styles
        self._paragraphs: list[_Paragraph] = []
        self._hidden: list[bool] = []  # for each open run, whether its text is hidden
        self._skipped = 0
        self._properties = 0
        self._text = False

    def start(self, name: str, attributes: Mapping[str, str], /) -> None:
        if self._skipped or name in _SKIPPED:
            self._skipped += 1
        elif name == "w:p":
            self._paragraphs.append(_Paragraph())
        elif name == "w:r":
            self._hidden.append(False)
        elif name == "w:tr":
            self._blocks.start_row()
        elif name == "w:tc":
            self._blocks.start_cell()
        elif name == "w:pPr":
            self._properties += 1
        elif name in _PICTURES:
            self.pictures = True
        elif self._paragraphs:
            self._inside(self._paragraphs[-1], name, attributes.get("w:val", ""))

    def end(self, name: str, /) -> None:
        if self._skipped:
            self._skipped -= 1
        elif name == "w:p" and self._paragraphs:
            self._add(self._paragraphs.pop())
        elif name == "w:r" and self._hidden:
            self._hidden.pop()
        elif name == "w:tr":
            self._blocks.end_row()
        elif name == "w:pPr":
            self._properties -= 1
        elif name == "w:t":
            self._text = False

    def data(self, text: str, /) -> None:
        if self._text and not self._skipped and self._paragraphs:
            self._write(text)

    def _inside(self, paragraph: _Paragraph, name: str, value: str) -> None:
        if self._properties:
            if name == "w:pStyle":
                paragraph.style = value
            elif name == "w:numId":
                paragraph.numbered = value != "0"
            elif name == "w:outlineLvl" and value.isdigit():
                paragraph.outline = int(value[:3])
        elif name == "w:t":
            self._text = True
        elif name == "w:vanish" and self._hidden:
            self._hidden[-1] = value not in _OFF
        elif name in ("w:br", "w:cr"):
            self._write("\n")
        elif name in ("w:tab", "w:ptab"):
            self._write(" ")
        elif name == "w:noBreakHyphen":
            self._write("-")

    def _write(self, text: str) -> None:
        if not (self._hidden and self._hidden[-1]):
            self._paragraphs[-1].parts.append(text)

    def _add(self, paragraph: _Paragraph) -> None:
        text = "".join(paragraph.parts)
        level = self._styles.heading(paragraph.style)
        if not level and paragraph.outline is not None and paragraph.outline < 9:
            level = paragraph.outline + 1
        if level:
            self._blocks.add("heading", text, level)
        elif paragraph.numbered or (paragraph.numbered is None and self._styles.item(paragraph.style)):
            self._blocks.add("item", text)
        else:
            self._blocks.add("paragraph", text)
