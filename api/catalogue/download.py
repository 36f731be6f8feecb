"""The result of a catalogue as a file: the user's own columns first and unchanged, then what was found, as CSV or XLSX."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from api.catalogue.cells import restored, safe, shown
from api.catalogue.columns import column_labels
from api.catalogue.overview import cause_of
from api.catalogue.workbook import Cell
from api.pages import HEADINGS
from api.store.tables import Job, JobRow
from classifier.amounts import dutch_date
from classifier.taxonomy import Taxonomy

_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that XML, and so a workbook, cannot hold."""
_MOST_OF_A_CELL: Final = 32_767
_NARROW, _WIDE = 12, 48


def found_headings(taxonomy: Taxonomy, *, aid: bool) -> list[str]:
    """The headings after the user's own."""
    chances = [f"Kans {theme.name} (%)" for theme in taxonomy.group("theme")]
    amounts = ["Geschatte steun (euro)", "Eigen bijdrage (euro)"] if aid else []
    return [
        "Rij",
        "Uitkomst",
        "Thema's",
        "Sub-thema's",
        "In twijfel",
        *chances,
        "Redenen",
        "Voorwaarden",
        "Screening",
        *amounts,
        "Fout",
        "Model",
    ]


def found_cells(row: JobRow, taxonomy: Taxonomy, *, aid: bool) -> list[Cell]:
    """What was found about a row, in the order of the headings."""
    themes = taxonomy.ids("theme")
    if row.answer is None:
        heading = "Slechte rij" if row.fault else "Niet beoordeeld"
        return [row.number, heading, *[None] * (len(themes) + (8 if aid else 6)), cause_of(row), None]
    answer: Mapping[str, Any] = row.answer
    labels = {label["id"]: label for label in answer["labels"]}

    def named(ids: Iterable[str]) -> str:
        return ", ".join(taxonomy.label(one).name for one in ids)

    amounts: list[Cell] = [None, None] if aid else []
    if aid and answer["aid"]:
        amounts = [float(answer["aid"]["aid"]), float(answer["aid"]["own_share"])]
    return [
        row.number,
        HEADINGS[answer["outcome"]],
        named(answer["themes"]),
        named(answer["subtopics"]),
        named(label["id"] for label in answer["labels"] if label["decision"] == "twijfel"),
        *[round(100 * labels[theme]["probability"]) for theme in themes],
        " ".join(answer["reasons"]),
        " ".join(condition["text"] for condition in answer["conditions"]),
        named(answer["screening"]),
        *amounts,
        None,
        answer["model"]["version"],
    ]


def as_csv(job: Job, rows: Iterable[JobRow], taxonomy: Taxonomy) -> Iterator[bytes]:
    """The file in pieces. With a mark and semicolons, which is what Excel in Dutch opens with a double click."""
    aid = bool(job.settings.get("size"))
    text = StringIO()
    table = csv.writer(text, delimiter=";")

    def piece() -> bytes:
        written = text.getvalue().encode("utf-8", "replace")
        text.seek(0)
        text.truncate()
        return written

    text.write("\ufeff")
    table.writerow([safe(heading) for heading in [*column_labels(job.headings), *found_headings(taxonomy, aid=aid)]])
    for row in rows:
        table.writerow([_csv_cell(cell) for cell in [*own_cells(row, len(job.headings)), *found_cells(row, taxonomy, aid=aid)]])
        if text.tell() > 60_000:
            yield piece()
    yield piece()


def as_xlsx(job: Job, rows: Iterable[JobRow], taxonomy: Taxonomy, explanation: Sequence[tuple[str, str]]) -> bytes:
    """The workbook: the table with its heading row in place and a filter, and a sheet that explains it."""
    aid = bool(job.settings.get("size"))
    headings = [*column_labels(job.headings), *found_headings(taxonomy, aid=aid)]
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Resultaat")
    sheet.freeze_panes = "A2"
    for at, heading in enumerate(headings, start=1):
        wide = heading in ("Redenen", "Voorwaarden", "Thema's", "Fout") or (
            at <= len(job.headings) and job.settings["uses"][at - 1] in ("text", "title")
        )
        sheet.column_dimensions[get_column_letter(at)].width = _WIDE if wide else min(_WIDE, max(_NARROW, len(heading) + 2))
    sheet.append(
        [_xlsx_cell(sheet, heading, font=Font(bold=True), alignment=Alignment(vertical="top", wrap_text=True)) for heading in headings]
    )
    last = 1
    for row in rows:
        sheet.append([_xlsx_cell(sheet, cell) for cell in [*own_cells(row, len(job.headings)), *found_cells(row, taxonomy, aid=aid)]])
        last += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{last}"
    about = book.create_sheet("Uitleg")
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 26, 100
    for name, text in explanation:
        cells = [
            _xlsx_cell(about, name, font=Font(bold=True)),
            _xlsx_cell(about, text, alignment=Alignment(wrap_text=True, vertical="top")),
        ]
        about.append(cells)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def explanation_of(job: Job, taxonomy: Taxonomy, now: datetime) -> list[tuple[str, str]]:
    """What a reader of the workbook must know, line by line."""
    return [
        (
            "Themawijzer",
            "Dit is een suggestie van een computerprogramma, geen beslissing. Enkel VLAIO beslist of een dienst in aanmerking komt.",
        ),
        ("Bestand", job.name),
        ("Gedownload op", dutch_date(now.date())),
        ("Link geldig tot", dutch_date(job.expires_at.date())),
        ("Referentie", job.reference),
        ("Model", job.model or ""),
        ("Steunregels", job.regime or ""),
        ("Taxonomie", taxonomy.version),
        ("Komt in aanmerking", "Een thema is toegewezen en niets vraagt een blik."),
        ("Nazicht nodig", "Laat een mens deze beschrijving bekijken: er is twijfel, een voorwaarde speelt mee, of er is te weinig tekst."),
        ("Geen thema", "Geen van de acht thema's wordt door de inhoud gedragen."),
        ("Slechte rij", "De rij kon niet beoordeeld worden; de oorzaak staat in de kolom Fout."),
        ("Kans … (%)", "Hoe waarschijnlijk het is dat de inhoud onder het thema valt, van 0 tot 100."),
        ("In twijfel", "Niet zeker genoeg om toe te wijzen, te zeker om uit te sluiten."),
        ("Voorwaarden", "Wat nog moet kloppen naast het thema."),
        ("Screening", "Een voorwaarde van de kwaliteitskamer waaraan de tekst misschien raakt."),
    ]


def own_cells(row: JobRow, width: int) -> list[Cell]:
    """The cells of the user's own columns, as they were given."""
    cells = [restored(cell) for cell in row.given["cells"]]
    return [*cells, *[None] * (width - len(cells))]


def _csv_cell(cell: Cell) -> str:
    return safe(cell) if isinstance(cell, str) else shown(cell)


def _xlsx_cell(sheet: Any, cell: Cell, **style: Any) -> Any:
    if not isinstance(cell, str):
        made = WriteOnlyCell(sheet, cell)
    else:
        made = WriteOnlyCell(sheet, "")
        # Text, whatever it begins with: openpyxl would make a formula of “=…”, and Excel of it once somebody edits the cell.
        made.value = _UNWRITABLE.sub("\ufffd", cell)[:_MOST_OF_A_CELL]
        made.data_type = "s"
        made.quotePrefix = safe(cell) != cell
    for name, value in style.items():
        setattr(made, name, value)
    return made
