"""Sets a report as a PDF: one page, tagged for screen readers, fit to be archived."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import typst

from api.language import LANGUAGES
from api.pages import Answer
from api.report.content import content
from api.report.font import FILES
from classifier.description import ServiceDescription

_LAYOUT: Final = Path(__file__).parent / "report.typ"
_LONGEST_REFERENCE: Final = 100


def report_pdf(view: Answer, description: ServiceDescription, reference: str, made_on: datetime, language: str = "nl") -> bytes:
    """The report of an answer on this description, as a PDF of one A4 page.

    `reference` is the report's own, at most 100 characters; `made_on` is told in its own time zone. What is too long for the page
    is cut with "… (ingekort)"; outcome, themes, reference, date, versions and disclaimer never are. The same input gives the
    same bytes. `language` is one of LANGUAGES, and that of the page which the view was made for: its steps of the aid are already
    told. ValueError for another language, and for a reference that is too long.
    """
    if language not in LANGUAGES:
        raise ValueError(f"there is no report in {language!r}")
    if len(reference) > _LONGEST_REFERENCE:
        raise ValueError(f"a reference has at most {_LONGEST_REFERENCE} characters, this one {len(reference)}")
    data = json.dumps(content(view, description, reference, made_on, language), ensure_ascii=False)
    return typst.compile(
        _LAYOUT.read_bytes(),
        format="pdf",
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"report": data},
        # To be kept for years, and to be read by everyone; what does not meet both is refused.
        pdf_standards=["a-2a", "ua-1"],
    )


@cache
def _fonts() -> typst.Fonts:
    # Their package holds every weight as OTF too, and which of the two is found first differs from machine to machine.
    for file in FILES:
        (Path(_folder().name) / file.name).symlink_to(file)
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[_folder().name])


@cache
def _folder() -> TemporaryDirectory[str]:
    """A folder that lasts as long as the process: the fonts are read from it when they are first needed."""
    return TemporaryDirectory(prefix="themawijzer-fonts-")
