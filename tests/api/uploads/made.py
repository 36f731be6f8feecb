"""Honest files, made with the tools that people make them with."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from docx import Document
from odf.opendocument import OpenDocumentText
from odf.style import Style
from odf.table import Table as OdfTable
from odf.table import TableCell, TableRow
from odf.text import H, List, ListItem, P
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import ListFlowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

TITLE = "Lean op kantoor"
PARAGRAPH = (
    "In deze opleiding leren leidinggevenden van kleine en middelgrote ondernemingen hoe zij verspilling in administratieve "
    "processen opsporen, bespreekbaar maken en structureel wegwerken. Ook coëfficiënten en financiële gegevens komen aan bod."
)
HEADING = "Programma"
ITEMS = ("De zeven vormen van verspilling", "Een waardestroomanalyse maken", "Verbeterbord en dagstart")
ROWS = (("Dag", "Onderwerp"), ("1", "Verspilling herkennen"), ("2", "Verbeteren met een plan"))
CLOSING = "Na afloop begeleiden de deelnemers zelf een verbetertraject."

TEXT = "\n\n".join(
    [TITLE, PARAGRAPH, HEADING, "\n".join(f"- {item}" for item in ITEMS), "\n".join(" | ".join(row) for row in ROWS), CLOSING]
)
"""What is read of each of the files below."""


def docx(fill: Callable[[Document], None] = lambda _: None) -> bytes:
    """A Word document, by python-docx."""
    document = Document()
    document.add_heading(TITLE, 0)
    document.add_paragraph(PARAGRAPH)
    document.add_heading(HEADING, 1)
    for item in ITEMS:
        document.add_paragraph(item, style="List Bullet")
    table = document.add_table(rows=0, cols=2)
    for row in ROWS:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_paragraph(CLOSING)
    fill(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def odt() -> bytes:
    """An OpenDocument text, by odfpy."""
    document = OpenDocumentText()
    document.styles.addElement(Style(name="Title", family="paragraph"))
    document.text.addElement(P(text=TITLE, stylename="Title"))
    document.text.addElement(P(text=PARAGRAPH))
    document.text.addElement(H(text=HEADING, outlinelevel=1))
    items = List()
    for item in ITEMS:
        entry = ListItem()
        entry.addElement(P(text=item))
        items.addElement(entry)
    document.text.addElement(items)
    table = OdfTable()
    for row in ROWS:
        line = TableRow()
        for text in row:
            cell = TableCell()
            cell.addElement(P(text=text))
            line.addElement(cell)
        table.addElement(line)
    document.text.addElement(table)
    document.text.addElement(P(text=CLOSING))
    out = io.BytesIO()
    document.write(out)
    return out.getvalue()


def html() -> bytes:
    """A page with a menu, a script, a footer and hidden parts around its text."""
    items = "".join(f"<li>{item}" for item in ITEMS)
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in ROWS)
    return (
        f"<!DOCTYPE html><html lang=nl><head><meta charset=utf-8><title>{TITLE} | De Brug</title>"
        f"<style>p {{ color: red }}</style></head><body>"
        f"<nav><ul><li>Menu</li></ul></nav><main><h1>{TITLE}</h1><p>{PARAGRAPH.replace(' en ', ' <b>en</b>&nbsp;')}</p>"
        f"<p hidden>Verborgen</p>"
        f"<p style='display: none'>Weg</p><h2>{HEADING}</h2><ul>{items}</ul><table><tbody>{rows}</tbody></table><div>{CLOSING}</div></main>"
        "<script>alert('Script')</script><footer>Voet</footer></body></html>"
    ).encode()


def pdf(pages: int = 1, *, lock: str = "", edges: bool = False) -> bytes:
    """A PDF by reportlab: the same content on every page, with a header and a page number on request."""
    styles = getSampleStyleSheet()
    story: list[object] = []
    for _ in range(pages):
        story += [Paragraph(TITLE, styles["Title"]), Paragraph(PARAGRAPH, styles["BodyText"]), Paragraph(HEADING, styles["Heading2"])]
        story += [ListFlowable([Paragraph(item, styles["BodyText"]) for item in ITEMS], bulletType="bullet", start="•")]
        story += [Spacer(1, 12), Table(ROWS), Spacer(1, 12), Paragraph(CLOSING, styles["BodyText"]), PageBreak()]

    def edge(canvas: Canvas, document: SimpleDocTemplate) -> None:
        if edges:
            canvas.drawString(60, 810, "Opleidingshuis De Brug")
            canvas.drawString(280, 25, f"Pagina {canvas.getPageNumber()}")

    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4, encrypt=lock or None).build(story, onFirstPage=edge, onLaterPages=edge)
    return out.getvalue()


def locked_pdf() -> bytes:
    """A PDF that opens only with a password."""
    return pdf(lock="geheim")


def lines_pdf(lines: list[str], size: int = 11) -> bytes:
    """A PDF with exactly these lines under each other."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    text = canvas.beginText(70, 700)
    text.setFont("Helvetica", size)
    for line in lines:
        text.textLine(line)
    canvas.drawText(text)
    canvas.save()
    return out.getvalue()


def scan() -> bytes:
    """A PDF of which each page is an image."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for _ in range(2):
        canvas.drawInlineImage(Image.effect_noise((200, 280), 60), 0, 0, *A4)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def with_part(content: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """A packed file with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            data = old.read(part)
            new.writestr(part, change(data.decode()).encode() if part == name else data)
    return out.getvalue()
