"""POST /api/v1/aid: the aid for a service of which the themes are known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Body

from api import examples
from api.dependencies import AssessorDep
from api.faults import NAMES
from api.jsonbody import StrictJsonRoute
from api.openapi import problems
from api.schemas import AidBody
from classifier.aid import COST_FIELD, compute_aid, read_aid_request
from classifier.assessment import AidOutcome
from classifier.errors import InputError
from classifier.regimes import regime_for

router = APIRouter(prefix="/api/v1", tags=["steun"], route_class=StrictJsonRoute)

_REQUESTS = {
    "klein": {"summary": "Een kleine onderneming", "value": examples.AID},
    "uit-cijfers": {"summary": "Grootte uit cijfers, stelsel bij naam", "value": examples.AID_FIGURES},
}


@router.post(
    "/aid",
    summary="Bereken de steun",
    response_description="De steun, stap voor stap.",
    responses=problems(400, 413, 415, 422, 500, 503),
)
def aid(body: Annotated[AidBody, Body(openapi_examples=_REQUESTS)], assessor: AssessorDep) -> AidOutcome:
    """The aid in euro with every step explained; "0.00", with the step that says why, where no theme is given."""
    themes = _known(body.themes, assessor.taxonomy.ids("theme"), "themes", "thema")
    topics = _known(body.topics, assessor.taxonomy.ids("topic"), "topics", "onderwerp")
    request = read_aid_request(body.fields(), default_date=date.today())
    if request is None:
        raise InputError("De kostprijs ontbreekt.", where=COST_FIELD, remedy="Geef het bedrag zonder btw.")
    regime = regime_for(request.date, body.regime, regimes=assessor.regimes)
    result = compute_aid(request, themes=themes, topics=topics, regime=regime, names=assessor.taxonomy.names())
    return AidOutcome.model_validate(result.as_json())


def _known(given: Sequence[str], ids: Sequence[str], field: str, noun: str) -> tuple[str, ...]:
    """The given ids, each once; InputError that lists what exists for one that does not."""
    for name in given:
        if name not in ids:
            raise InputError(f'"{name[:60]}" is geen {noun}.', where=NAMES[field], remedy=f"Kies uit: {', '.join(ids)}.")
    return tuple(dict.fromkeys(given))
