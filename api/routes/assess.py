"""POST /api/v1/assess: one description in, its Assessment out."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Body

from api import examples
from api.dependencies import AssessorDep
from api.jsonbody import StrictJsonRoute
from api.openapi import problems
from api.schemas import AssessBody
from classifier.aid import read_aid_request
from classifier.assessment import Assessment
from classifier.description import read_description

router = APIRouter(prefix="/api/v1", tags=["beoordelen"], route_class=StrictJsonRoute)

_REQUESTS = {
    "met-steun": {"summary": "Een opleiding, met de steun erbij", "value": examples.ASSESS},
    "titel-alleen": {"summary": "Enkel een titel: een mens moet kijken", "value": examples.ASSESS_SHORT},
}


@router.post(
    "/assess",
    summary="Beoordeel één beschrijving",
    response_description="De suggestie, met haar gronden.",
    responses=problems(400, 413, 415, 422, 500, 503),
)
def assess(body: Annotated[AssessBody, Body(openapi_examples=_REQUESTS)], assessor: AssessorDep) -> Assessment:
    """Themes, sub-topics, screening, evidence, precedents and, with a cost and a size, the aid.

    One description per call. Nothing of it is kept. Evidence counts characters (Unicode code points) of the field as given.

    Only POST: the text of a GET would stand in the address, and addresses land in the logs and histories of whatever lies between.
    """
    fields = body.fields()
    description = read_description(fields)
    aid = read_aid_request(fields, default_date=date.today())
    return assessor.assess(description, aid, body.regime)
