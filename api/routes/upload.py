"""The page that reads an uploaded file: its text in the form, to be looked over and corrected before it is checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, RedirectResponse

from api.dependencies import the_assessor
from api.errors import UploadError, UploadsBusyError
from api.files import FILE_FIELD, File, read_file
from api.forms import FormFault, PageForm
from api.language import url
from api.routes.page import form_page
from api.translations import _, translate
from api.uploads.extract import extract
from api.uploads.shapes import UploadLimits

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

PATH: Final = "/opladen"
LIMITS: Final = UploadLimits()
BODY_LIMITS: Final[Mapping[str, int]] = {PATH: LIMITS.max_bytes + 100_000}
"""How much a body may hold by path: the largest file, and what a form puts around it."""


@router.api_route(PATH, methods=["GET", "HEAD"])
def elsewhere() -> RedirectResponse:
    """Who comes back to this address, by a link or after a change of language, goes to the form."""
    return RedirectResponse(url("/"), status_code=303)


@router.post(PATH, dependencies=[Depends(the_assessor)])
def upload(file: Annotated[File, Depends(read_file)]) -> HTMLResponse:
    """The form with the text of the file, or the form with what was wrong with it. Nothing is assessed and nothing is kept."""
    if not file.name and not file.content:
        return _refused(_("Kies eerst een bestand."))
    try:
        found = extract(file.name, file.content, LIMITS)
    except (UploadError, UploadsBusyError) as error:
        return _refused(" ".join(translate(part) for part in (error.what, error.remedy) if part), error.status)
    return form_page(PageForm(title=found.title, text=found.text), read=found)


def _refused(message: str, status: int = 422) -> HTMLResponse:
    return form_page(PageForm(), faults=(FormFault(FILE_FIELD, message),), status=status)
