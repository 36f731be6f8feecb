"""Web pages (html): what a visitor reads of the page itself, without menus, scripts, forms and hidden parts."""

from __future__ import annotations

import re
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from api.errors import UploadHeavyError
from api.uploads.blocks import Blocks
from api.uploads.plain import decoded
from api.uploads.shapes import pictures_left_out
from api.uploads.xmlevents import foreign_entities
from classifier.description import dutch_number
from classifier.messages import say

_SKIPPED: Final = frozenset(
    [
        *("script", "style", "template", "noscript", "svg", "math", "iframe", "object", "canvas", "video", "audio", "head"),
        *("nav", "footer", "button", "select", "textarea", "dialog"),
    ]
)
_SKIPPED_ROLES: Final = frozenset(["navigation", "contentinfo", "search", "dialog", "alertdialog", "menu", "menubar"])
_HIDING: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BLOCKS: Final = frozenset(
    [
        *(
            "p",
            "div",
            "li",
            "ul",
            "ol",
            "dl",
            "dt",
            "dd",
            "table",
            "tr",
            "td",
            "th",
            "caption",
            "section",
            "article",
            "header",
            "main",
            "aside",
        ),
        *(
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "blockquote",
            "pre",
            "figure",
            "figcaption",
            "address",
            "form",
            "fieldset",
            "legend",
            "hr",
            "body",
        ),
        *("details", "summary", "thead", "tbody", "tfoot"),
    ]
)
_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_CHARSETS: Final = {  # what pages declare, as a browser understands it
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "windows-1252": "cp1252",
    "iso-8859-15": "iso8859-15",
    "utf-8": "",
}
_DECLARED: Final = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([a-zA-Z0-9_-]{1,20})", re.IGNORECASE)
_ENTITIES: Final = re.compile(r"<!DOCTYPE[^>\[]{0,500}\[|<!ENTITY", re.IGNORECASE)
_TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_NO_DEPTH: Final = frozenset(
    [
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"),
        *("p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup", "colgroup", "html", "head", "body"),
    ]
)
"""Elements that have no end tag or may go without."""
_DEEPEST: Final = 1_000
"""The parser's time grows with the square of the depth; a page that people made nests some tens of elements."""


def read_page(content: bytes, blocks: Blocks) -> list[str]:
    """Add the text of a web page; returns notes on what was left out. UploadError where it is hostile."""
    declared = _DECLARED.search(content[:2_048])
    text = decoded(content, _CHARSETS.get(declared[1].decode("ascii").lower(), "") if declared else "") or ""
    if _ENTITIES.search(text[:20_000]):
        raise foreign_entities()
    _check_depth(text)
    tree = LexborHTMLParser(text)
    title = tree.css_first("title")
    if title is not None:
        blocks.titles.append(re.split(r"\s[|–—·]\s", title.text())[0])
    mains = [node for node in tree.css("main, [role=main]") if node.text(strip=True)]
    start = mains[0] if len(mains) == 1 else tree.body
    if start is not None:
        with blocks.until_full():
            _Walk(blocks).through(start)
    return [pictures_left_out()] if tree.css_first("body img") else []


def _check_depth(text: str) -> None:
    depth = 0
    for tag in _TAG.finditer(text):
        if tag[2].lower() not in _NO_DEPTH:
            depth = depth + 1 if not tag[1] else max(0, depth - 1)
            if depth > _DEEPEST:
                raise UploadHeavyError(
                    say("De elementen van de pagina zitten meer dan {depth} diep in elkaar.", depth=dutch_number(_DEEPEST)),
                    remedy=say("Open de pagina in een browser en plak de tekst, of bewaar ze als pdf."),
                )


class _Walk:
    """Goes through a page from top to bottom, and adds a block at each edge of one."""

    def __init__(self, blocks: Blocks) -> None:
        self._blocks = blocks
        self._text: list[str] = []
        self._heading: list[int] = []
        self._fresh: list[bool] = [False]  # for each open list item (and the text around), whether its first text is still to come

    def through(self, start: LexborNode) -> None:
        """Add what stands in an element. Not recursive: pages nest as deep as they like."""
        node: LexborNode | None = start
        while node is not None:
            inner = self._enter(node)
            if inner is not None:
                node = inner
                continue
            self._leave(node)
            while node is not None and node.mem_id != start.mem_id and node.next is None:
                node = node.parent
                if node is not None:
                    self._leave(node)
            node = None if node is None or node.mem_id == start.mem_id else node.next
        self._flush()

    def _enter(self, node: LexborNode) -> LexborNode | None:
        """Begin with a node; the first node inside, where that is to be read."""
        if node.is_text_node:
            self._text.append(re.sub(r"\s+", " ", node.text_content or ""))
            return None
        tag = node.tag or ""
        if not node.is_element_node or tag in _SKIPPED or _hidden(node):
            return None
        if tag in _BLOCKS:
            self._flush()
        if tag == "br":
            self._text.append("\n")
        elif tag in _HEADINGS:
            self._heading.append(_HEADINGS[tag])
        elif tag in ("li", "td", "th"):
            self._fresh.append(tag == "li")
        if tag == "tr":
            self._blocks.start_row()
        elif tag in ("td", "th"):
            self._blocks.start_cell()
        return node.child if node.child is not None else None

    def _leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if not node.is_element_node or tag in _SKIPPED or _hidden(node):
            return
        if tag in _BLOCKS:
            self._flush()
        if tag in _HEADINGS and self._heading:
            self._heading.pop()
        elif tag in ("li", "td", "th") and len(self._fresh) > 1:
            self._fresh.pop()
        elif tag == "tr":
            self._blocks.end_row()

    def _flush(self) -> None:
        text, self._text = "".join(self._text), []
        if not text.strip():
            return
        if self._heading:
            self._blocks.add("heading", text, self._heading[-1])
        else:
            self._blocks.add("item" if self._fresh[-1] else "paragraph", text)
        self._fresh[-1] = False


def _hidden(node: LexborNode) -> bool:
    found = node.attributes
    if not found:
        return False
    return (
        "hidden" in found
        or found.get("aria-hidden") == "true"
        or (found.get("role") or "").lower() in _SKIPPED_ROLES
        or _HIDING.search((found.get("style") or "")[:1_000]) is not None
    )
