"""The pages of a whole catalogue: upload, columns to confirm, progress, result, one row, downloads, deletion."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import PurePath
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from pydantic import BaseModel

from api.catalogue import download
from api.catalogue.answering import SIZES
from api.catalogue.cells import kept, restored, shown
from api.catalogue.columns import USES, ColumnFault, column_id, column_labels, recognised, use_faults
from api.catalogue.overview import (
    PER_PAGE,
    PREVIEWED,
    Filter,
    columns_view,
    fields_of_row,
    outcome_choices,
    row_view,
    theme_choices,
    time_left,
    used_columns,
)
from api.catalogue.reading import UPLOAD, read_sheet
from api.catalogue.worker import KIND
from api.dependencies import AssessorDep, SettingsDep, StoreDep
from api.errors import ConflictError
from api.files import FILE_FIELD, File, read_file
from api.language import language, url
from api.links import absolute
from api.pages import answer_view
from api.recall import recalled
from api.store.store import Store
from api.store.tables import Job
from api.templating import render
from api.translations import _, translate
from classifier.amounts import dutch_date
from classifier.assessment import Assessment
from classifier.description import dutch_number, read_description
from classifier.errors import InputError
from classifier.messages import say

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

PATH: Final = "/catalogus"
BODY_LIMITS: Final[Mapping[str, int]] = {PATH: UPLOAD.bytes + 100_000}
"""How much a body may hold by path: the largest file, and what a form puts around it."""
_UNCONFIRMED: Final = timedelta(hours=1)
"""How long a file is kept whose columns nobody confirms; until then it takes a place in the queue."""
_FINISHED: Final = ("klaar", "mislukt")
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class State(BaseModel):
    """How far a catalogue is, in figures and in words."""

    status: str
    total: int
    done: int
    words: str
    left: str
    finished: bool


async def _choices(request: Request) -> Mapping[str, str]:
    """The texts of a form."""
    async with request.form(max_files=0, max_fields=UPLOAD.columns + 10) as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}


@router.api_route(PATH, methods=["GET", "HEAD"])
def empty(_assessor: AssessorDep, _store: StoreDep, settings: SettingsDep, verwijderd: str = "") -> HTMLResponse:
    """The upload form, with what is stored and for how long."""
    return _upload_page(settings.catalogue_days, deleted=bool(verwijderd))


@router.post(PATH)
def upload(file: Annotated[File, Depends(read_file)], _assessor: AssessorDep, store: StoreDep, settings: SettingsDep) -> Response:
    """Read the file and go to its columns, or show the form with what is wrong."""
    now = _now()
    if not file.name and not file.content:
        return _upload_page(settings.catalogue_days, fault=_("Kies een bestand."))
    if store.finding.waiting(now) >= settings.catalogue_most_open:
        busy = _("Er wachten nu te veel catalogi op hun beurt. Probeer het over een uur opnieuw.")
        return _upload_page(settings.catalogue_days, fault=busy, status=503)
    try:
        sheet = read_sheet(file.content)
    except InputError as error:
        return _upload_page(settings.catalogue_days, fault=" ".join(translate(part) for part in (error.what, error.remedy) if part))
    reference = store.jobs.create(
        name=file.name or _("catalogus"),
        kind=KIND,
        headings=sheet.headings,
        rows=((line.number, {"cells": [kept(cell) for cell in line.cells], "surplus": line.surplus}) for line in sheet.lines),
        language="en" if language() == "en" else "nl",
        keep=_UNCONFIRMED,
        now=now,
        settings={"uses": list(recognised(sheet)), "size": ""},
    )
    return _to(reference, "kop")


@router.api_route(PATH + "/{reference}", methods=["GET", "HEAD"])
def catalogue(
    reference: str,
    request: Request,
    assessor: AssessorDep,
    store: StoreDep,
    uitkomst: str = "",
    thema: str = "",
    tekst: str = "",
    pagina: str = "1",
) -> HTMLResponse:
    """Whatever there is to see: the columns, the progress, or the result with its filters."""
    now = _now()
    job = store.jobs.get(reference, now)
    if job.status == "kolommen":
        return _columns_page(store, job, job.settings["uses"], job.settings["size"])
    context = _context(job) | {"address": absolute(request, _base(job)), "until": _until(job)}
    if job.status not in _FINISHED:
        return render("catalogue_progress.html", context | {"state": _state(store, job, now)})
    page = int(pagina) if pagina.isascii() and pagina.isdigit() and len(pagina) < 6 else 1
    asked = Filter(uitkomst, thema, tekst[:200], max(1, page))
    found = store.finding.search(job.reference, now, asked.wanted, offset=(asked.page - 1) * PER_PAGE, limit=PER_PAGE)
    counts = store.finding.counts(job.reference, now)
    result: dict[str, Any] = {
        "filter": asked,
        "rows": [row_view(row, job.settings["uses"], assessor.taxonomy) for row in found.rows],
        "matching": found.matching,
        "matching_words": dutch_number(found.matching),
        "total": dutch_number(job.total),
        "pages": -(-found.matching // PER_PAGE),
        "outcomes": outcome_choices(counts),
        "themes": theme_choices(counts, assessor.taxonomy),
        "used": used_columns(job.headings, job.settings["uses"]),
        "stopped": recalled(job.error or ""),
    }
    return render("catalogue_result.html", context | result)


@router.post(PATH + "/{reference}/start")
def start(
    reference: str,
    request: Request,
    form: Annotated[Mapping[str, str], Depends(_choices)],
    _assessor: AssessorDep,
    store: StoreDep,
    settings: SettingsDep,
) -> Response:
    """Confirm the columns and put the catalogue in the queue, or show them with what is wrong."""
    now = _now()
    job = store.jobs.get(reference, now)
    uses = [form.get(column_id(at), "") for at in range(len(job.headings))]
    size = form.get("grootte", "")
    faults = use_faults(uses, column_labels(job.headings))
    if size not in SIZES or (size and "cost" not in uses):
        message = say("Kies ook een kolom met de kostprijs, of kies “Niet schatten”.")
        faults.append(ColumnFault("grootte", say("Steun schatten"), message))
    if faults and job.status == "kolommen":
        return _columns_page(store, job, uses, size, faults)
    store.jobs.confirm(job.reference, {"uses": uses, "size": size}, now, timedelta(days=settings.catalogue_days))
    if (worker := request.app.state.service.worker) is not None:
        worker.wake()
    return _to(job.reference, "kop")


@router.get(PATH + "/{reference}/stand", response_class=JSONResponse)
def state(reference: str, store: StoreDep) -> State:
    """How far the catalogue is, for the script of the progress page."""
    now = _now()
    return _state(store, store.jobs.get(reference, now), now)


@router.api_route(PATH + "/{reference}/rij/{number}", methods=["GET", "HEAD"])
def row(reference: str, number: int, assessor: AssessorDep, store: StoreDep) -> HTMLResponse:
    """The whole answer on one row, or why there is none."""
    now = _now()
    job = store.jobs.get(reference, now)
    found = store.finding.row(job.reference, now, number)
    context = _context(job) | {"row": row_view(found, job.settings["uses"], assessor.taxonomy), "kept": True, "answer": None, "cells": []}
    if found.answer is None:
        cells = [shown(restored(cell)) for cell in found.given["cells"]]
        labels = column_labels(job.headings)
        return render("catalogue_row.html", context | {"cells": list(zip(labels, cells, strict=False))})
    description = read_description(fields_of_row(found, job.settings["uses"]))
    assessment = Assessment.model_validate(found.answer)
    return render(
        "catalogue_row.html", context | {"answer": answer_view(assessment, description, assessor, aid_asked=bool(job.settings["size"]))}
    )


@router.get(PATH + "/{reference}/resultaat.csv")
def as_csv(reference: str, assessor: AssessorDep, store: StoreDep) -> Response:
    """The result as CSV, written while it is read."""
    now = _now()
    job = _finished(store, reference, now)
    pieces = download.as_csv(job, store.finding.every(job.reference, now), assessor.taxonomy)
    return StreamingResponse(pieces, media_type="text/csv; charset=utf-8", headers=_attached(job, "csv"))


@router.get(PATH + "/{reference}/resultaat.xlsx")
def as_xlsx(reference: str, assessor: AssessorDep, store: StoreDep) -> Response:
    """The result as a workbook."""
    now = _now()
    job = _finished(store, reference, now)
    about = download.explanation_of(job, assessor.taxonomy, now)
    return Response(
        download.as_xlsx(job, store.finding.every(job.reference, now), assessor.taxonomy, about),
        media_type=_XLSX,
        headers=_attached(job, "xlsx"),
    )


@router.post(PATH + "/{reference}/verwijder")
def delete(reference: str, store: StoreDep) -> Response:
    """Delete the catalogue with all its answers."""
    store.jobs.delete(reference, _now())
    return RedirectResponse(url(PATH) + "?verwijderd=1#kop", 303)


def _upload_page(days: int, *, fault: str = "", deleted: bool = False, status: int = 422) -> HTMLResponse:
    context = {
        "faults": [ColumnFault(FILE_FIELD, say("Uw bestand"), fault)] if fault else [],
        "fault_at": {FILE_FIELD: fault} if fault else {},
        "deleted": deleted,
        "days": days,
        "megabytes": UPLOAD.bytes // 1_000_000,
        "rows": dutch_number(UPLOAD.rows),
        "columns": UPLOAD.columns,
    }
    return render(
        "catalogue_upload.html", context, status=status if fault else 200, headers={"Retry-After": "600"} if status == 503 else None
    )


def _columns_page(store: Store, job: Job, uses: list[str], size: str, faults: list[ColumnFault] | None = None) -> HTMLResponse:
    first = [given for _number, given in store.work.rows_to_do(job.reference, PREVIEWED)]
    names = (say("Niet schatten"), say("Voor een kleine onderneming"), say("Voor een middelgrote onderneming"))
    context = _context(job) | {
        "view": columns_view(job.headings, first, uses),
        "uses": USES,
        "sizes": list(zip(SIZES, names, strict=True)),
        "size": size,
        "rows": dutch_number(job.total),
        "more": job.total > PREVIEWED,
        "faults": faults or [],
        "fault_at": {fault.field: fault.message for fault in faults or []},
    }
    return render("catalogue_columns.html", context, status=422 if faults else 200)


def _state(store: Store, job: Job, now: datetime) -> State:
    left = ""
    if job.status == "bezig":
        words = _("{done} van de {total} rijen beoordeeld", done=dutch_number(job.done), total=dutch_number(job.total))
        if remaining := time_left(job, store.finding.stretch(job.reference), now):
            left = _("Nog {time}.", time=remaining)
    elif ahead := store.finding.ahead_of(job.reference, now):
        words = (
            _("Wacht op zijn beurt: nog 1 catalogus ervoor")
            if ahead == 1
            else _("Wacht op zijn beurt: nog {count} catalogi ervoor", count=ahead)
        )
    else:
        words = _("Het nakijken begint zo dadelijk")
    return State(status=job.status, total=job.total, done=job.done, words=words, left=left, finished=job.status in _FINISHED)


def _finished(store: Store, reference: str, now: datetime) -> Job:
    job = store.jobs.get(reference, now)
    if job.status not in _FINISHED:
        raise ConflictError(say("Deze catalogus is nog niet nagekeken."), remedy=say("Wacht tot alle rijen beoordeeld zijn."))
    return job


def _context(job: Job) -> dict[str, Any]:
    return {"job": job, "base": _base(job)}


def _base(job: Job) -> str:
    return f"{PATH}/{job.reference}"


def _until(job: Job) -> str:
    return dutch_date(job.expires_at.date())


def _to(reference: str, place: str) -> RedirectResponse:
    return RedirectResponse(url(f"{PATH}/{reference}") + f"#{place}", 303)


def _attached(job: Job, suffix: str) -> dict[str, str]:
    """Headers that make a browser keep the answer as a file, named after the user's own."""
    name = f"{PurePath(job.name).stem or 'catalogus'}-themawijzer.{suffix}"
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}


def _now() -> datetime:
    return datetime.now(UTC)
