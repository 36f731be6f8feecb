"""Handing in: a checked service becomes a case, which its provider finds back by its reference."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.contact import ContactForm, contact_faults
from api.dependencies import AssessorDep, StoreDep
from api.errors import UnknownReferenceError
from api.forms import FaultyFormError, FormFault, PageForm, fault_of, read_form
from api.language import url
from api.links import absolute
from api.pages import HEADINGS, certainty
from api.routes.page import form_page, only_forms
from api.store import references
from api.store.cases import Contact
from api.store.tables import Event
from api.templating import render
from api.translations import _
from classifier.amounts import dutch_date
from classifier.assess import Assessor
from classifier.assessment import Assessment, ModelVersions
from classifier.errors import InputError
from classifier.messages import say

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

HAND_IN: Final = "/indienen"
CASES: Final = "/dossier"


_STATUS: Final = {
    "nieuw": (say("Nieuw"), say("Het dossier wacht op nazicht. Er is nog niets beslist.")),
}
"""What each status is called, and what it means for the provider."""
_EVENTS: Final = {"ingediend": say("ingediend door de aanbieder")}


class HandInForm(PageForm, ContactForm):
    """The description, whom to answer, and three fields that the page fills in itself."""

    step: str = ""
    """Empty on the way in; "bevestigd" once the provider looked it over."""
    seen: str = ""
    """The versions behind the answer that the provider saw."""
    key: str = ""
    """The reference that the case will get: who sends twice hands in once."""


@router.api_route(HAND_IN, methods=["GET", "HEAD"])
def elsewhere() -> RedirectResponse:
    """A service is handed in beside an answer: who comes here otherwise goes to the form."""
    return RedirectResponse(url("/"), status_code=303)


@router.post(HAND_IN, dependencies=[Depends(only_forms)])
def hand_in(form: Annotated[HandInForm, Form()], assessor: AssessorDep, store: StoreDep) -> Response:
    """First what will be kept, to look over; once confirmed the case, and the way to its page."""
    try:
        question = read_form(form, date.today(), assessor.regimes)
        assessment = assessor.assess(question.description)
    except FaultyFormError as faulty:
        return form_page(form, faults=faulty.faults)
    except InputError as error:
        return form_page(form, faults=(fault_of(error),))
    key = _key(form.key)
    versions = _seen(assessment.model)
    if form.step != "bevestigd":
        return _look_over(form, assessment, assessor, key)
    faults = contact_faults(form)
    if faults:
        return _look_over(form, assessment, assessor, key, faults=faults)
    if form.seen != versions:
        # People must never hand in another answer than the one they saw.
        return _look_over(form, assessment, assessor, key, renewed=True)
    given = question.description
    try:
        reference = store.cases.get(key).reference
    except UnknownReferenceError:
        case = store.cases.hand_in(
            key,
            origin="nieuwe-dienst",
            description={"title": given.title, "text": given.text, "kind": given.kind},
            assessment=assessment.model_dump(mode="json"),
            contact=Contact(form.organisation.strip(), form.email.strip(), form.remark.strip()) if form.has_contact else None,
            versions=assessment.model,
            now=datetime.now(UTC),
        )
        reference = case.reference
    return RedirectResponse(url(f"{CASES}/{reference}?ingediend=1#kop"), status_code=303)


@router.api_route(CASES, methods=["GET", "HEAD"])
def find(store: StoreDep, referentie: str = "") -> Response:
    """The form in which a provider types his reference; with a reference, the way to its page or what is wrong with it."""
    if not referentie.strip():
        return render("case_find.html", {"typed": "", "faults": (), "fault_at": {}})
    try:
        case = store.cases.get(referentie)
    except UnknownReferenceError:
        message = _("Er is geen dossier met deze referentie. Kijk na of u ze volledig hebt overgenomen.")
        faults = (FormFault("referentie", message),)
        return render("case_find.html", {"typed": referentie[:100], "faults": faults, "fault_at": {"referentie": message}}, status=404)
    return RedirectResponse(url(f"{CASES}/{case.reference}#kop"), status_code=303)


@router.api_route(CASES + "/{reference}", methods=["GET", "HEAD"])
def status(reference: str, request: Request, store: StoreDep, assessor: AssessorDep, ingediend: str = "") -> HTMLResponse:
    """How far the case is, and what was handed in."""
    case = store.cases.get(reference)
    assessment = Assessment.model_validate(case.assessment)
    return render(
        "case.html",
        {
            "reference": case.reference,
            "address": absolute(request, f"{CASES}/{case.reference}"),
            "fresh": bool(ingediend),
            "status_words": _STATUS[case.status][0],
            "status_meaning": _STATUS[case.status][1],
            "handed_in_on": dutch_date(case.created_at.astimezone().date()),
            "description": case.description,
            "contact": case.contact,
            "events": [_told(event) for event in store.events.of("dossier", case.reference)],
            **_shown(assessment, assessor),
        },
    )


def _look_over(
    form: HandInForm, assessment: Assessment, assessor: Assessor, key: str, faults: tuple[FormFault, ...] = (), *, renewed: bool = False
) -> HTMLResponse:
    context: dict[str, Any] = {
        "form": form,
        "faults": faults,
        "fault_at": {fault.field: fault.message for fault in faults},
        "key": key,
        "seen": _seen(assessment.model),
        "renewed": renewed,
        **_shown(assessment, assessor),
    }
    return render("hand_in.html", context, status=422 if faults else 409 if renewed else 200)


def _shown(assessment: Assessment, assessor: Assessor) -> dict[str, Any]:
    """An assessment in short, as the pages around a case show it."""
    themes = sorted((one for one in assessment.labels if one.group == "theme" and one.decision != "niet"), key=lambda one: -one.probability)
    return {
        "outcome": assessment.outcome,
        "heading": HEADINGS[assessment.outcome],
        "themes": [(assessor.taxonomy.label(one.id).name, certainty(one)) for one in themes],
        "model": assessment.model,
    }


def _told(event: Event) -> tuple[str, str]:
    """An event as the page tells it: the day, and what happened."""
    return dutch_date(event.at.astimezone().date()), _EVENTS.get(event.what, event.what)


def _seen(model: ModelVersions) -> str:
    return f"{model.version} {model.corpus} {model.taxonomy} {model.regime}"


def _key(given: str) -> str:
    """The reference that the page came with, or a new one where it has none that could be ours."""
    try:
        return references.parse(given)
    except UnknownReferenceError:
        return references.new()
