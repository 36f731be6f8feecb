"""The report that a provider asks for: made, kept for a stated time behind its reference, downloaded, deleted."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.dependencies import AssessorDep, StoreDep
from api.forms import FaultyFormError, PageForm, Submitted, fault_of, read_form
from api.language import language, url
from api.links import absolute
from api.pages import HEADINGS, answer_view
from api.report import report_pdf
from api.routes.page import form_page, only_forms
from api.settings import REPORT_DAYS
from api.store import references
from api.templating import render
from classifier.amounts import dutch_date
from classifier.assessment import Assessment
from classifier.errors import InputError

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

PATH: Final = "/verslag"


@router.api_route(PATH, methods=["GET", "HEAD"])
def elsewhere() -> RedirectResponse:
    """A report is asked for beside an answer: who comes here otherwise goes to the form."""
    return RedirectResponse(url("/"), status_code=303)


@router.post(PATH, dependencies=[Depends(only_forms)])
def make(form: Submitted, assessor: AssessorDep, store: StoreDep) -> Response:
    """Assess once more, set the report, keep it, and go to its page; the form again where the values have faults."""
    now = datetime.now(UTC)
    try:
        question = read_form(form, date.today(), assessor.regimes)
        assessment = assessor.assess(question.description, question.aid)
    except FaultyFormError as faulty:
        return form_page(form, faults=faulty.faults)
    except InputError as error:
        return form_page(form, faults=(fault_of(error),))
    view = answer_view(assessment, question.description, assessor, aid_asked=question.aid is not None)
    reference = references.new()
    given = question.description
    store.reports.keep(
        reference,
        description={"title": given.title, "text": given.text, "kind": given.kind},
        assessment=assessment.model_dump(mode="json"),
        aid=form.aid_values() if question.aid else None,
        language="en" if language() == "en" else "nl",
        pdf=report_pdf(view, given, reference, now.astimezone(), language()),
        versions=assessment.model,
        keep=timedelta(days=REPORT_DAYS),
        now=now,
    )
    return RedirectResponse(url(f"{PATH}/{reference}#kop"), status_code=303)


@router.api_route(PATH + "/{reference}", methods=["GET", "HEAD"])
def show(reference: str, request: Request, store: StoreDep, assessor: AssessorDep) -> HTMLResponse:
    """What the report is of, until when it is kept, and how to get or delete it."""
    report = store.reports.get(reference, datetime.now(UTC))
    assessment = Assessment.model_validate(report.assessment)
    return render(
        "report.html",
        {
            "form": PageForm(**report.description, **(report.aid or {})),
            "reference": report.reference,
            "address": absolute(request, f"{PATH}/{report.reference}"),
            "title": report.description["title"],
            "heading": HEADINGS[assessment.outcome],
            "themes": [assessor.taxonomy.label(theme).name for theme in assessment.themes],
            "made_on": dutch_date(report.created_at.astimezone().date()),
            "until": dutch_date(report.expires_at.astimezone().date()),
            "kilobytes": -(-len(report.pdf) // 1000),
        },
    )


@router.api_route(PATH + "/{reference}/pdf", methods=["GET", "HEAD"])
def download(reference: str, store: StoreDep) -> Response:
    """The report itself."""
    report = store.reports.get(reference, datetime.now(UTC))
    name = f'attachment; filename="themawijzer-{report.reference}.pdf"'
    return Response(report.pdf, media_type="application/pdf", headers={"Content-Disposition": name})


@router.post(PATH + "/{reference}/verwijderen")
def delete(reference: str, store: StoreDep) -> HTMLResponse:
    """Delete the report now."""
    store.reports.delete(reference, datetime.now(UTC))
    return render("deleted.html", {"what": "report"})
