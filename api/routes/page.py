"""The pages for people: the form with its answer, what the program is, and what the errors mean."""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from api import examples
from api.dependencies import AssessorDep, the_assessor
from api.errors import KINDS, MediaTypeError
from api.forms import FROM_FIGURES, FaultyFormError, FormFault, PageForm, Submitted, fault_of, read_form
from api.pages import Answer, answer_view
from api.templating import render
from api.translations import translate
from classifier.amounts import dutch_date
from classifier.description import MOST_CHARACTERS, dutch_number
from classifier.errors import InputError
from classifier.messages import say

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

_FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


# Without an assessor the form would invite a question that cannot be answered.
@router.api_route("/", methods=["GET", "HEAD"], dependencies=[Depends(the_assessor)])
def empty(voorbeeld: str = "") -> HTMLResponse:
    """The empty form, or with `?voorbeeld=1` the form with an example in it."""
    return _page(PageForm(**{name: translate(value) for name, value in examples.FORM.items()}) if voorbeeld else PageForm())


def _is_form(request: Request) -> None:
    """Refuse anything but a form, which would otherwise read as an empty one."""
    if not request.headers.get("content-type", "").lower().startswith(_FORM_TYPES):
        raise MediaTypeError(say("{form} of {parts}", form=_FORM_TYPES[0], parts=_FORM_TYPES[1]))


@router.post("/", dependencies=[Depends(_is_form)])
def answer(form: Submitted, assessor: AssessorDep) -> HTMLResponse:
    """The answer above the form, or the form with its faults named; the values are kept in both."""
    try:
        question = read_form(form, date.today(), assessor.regimes)
        assessment = assessor.assess(question.description, question.aid)
    except FaultyFormError as faulty:
        return _page(form, faults=faulty.faults)
    except InputError as error:
        return _page(form, faults=(fault_of(error),))
    return _page(form, answer_view(assessment, question.description, assessor, aid_asked=question.aid is not None))


@router.api_route("/over", methods=["GET", "HEAD"])
def about(assessor: AssessorDep) -> HTMLResponse:
    """What the program does and does not, whose labels it learned from, and its limits."""
    checked_on = dutch_date(assessor.taxonomy.source.checked_on)
    return render("about.html", {"taxonomy": assessor.taxonomy, "manifest": assessor.manifest, "checked_on": checked_on})


@router.api_route("/problemen", methods=["GET", "HEAD"])
def problem_types() -> HTMLResponse:
    """Every type of problem that the service answers with; the `type` of a problem points here."""
    return render("problems.html", {"kinds": KINDS})


def _page(form: PageForm, answer: Answer | None = None, faults: tuple[FormFault, ...] = ()) -> HTMLResponse:
    context: dict[str, Any] = {
        "form": form,
        "answer": answer,
        "faults": faults,
        "fault_at": {fault.field: fault.message for fault in faults},
        "from_figures": FROM_FIGURES,
        "most_characters": dutch_number(MOST_CHARACTERS),
    }
    return render("page.html", context, status=422 if faults else 200)
