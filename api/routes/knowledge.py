"""What the service knows, for programs: the taxonomy and the aid regimes with their sources and dates."""

from __future__ import annotations

from fastapi import APIRouter

from api.dependencies import AssessorDep
from api.knowledge import RegimesView, TaxonomyView, regime_view, taxonomy_view
from api.openapi import problems

router = APIRouter(prefix="/api/v1", tags=["kennis"])


@router.head("/taxonomy", include_in_schema=False)
@router.get("/taxonomy", summary="Alle labels met hun definities", responses=problems(500, 503))
def taxonomy(assessor: AssessorDep) -> TaxonomyView:
    """Themes, sub-topics, screening conditions and topics: definition, source, what is in and out."""
    return taxonomy_view(assessor.taxonomy)


@router.head("/regimes", include_in_schema=False)
@router.get("/regimes", summary="Alle steunregels met hun bronnen en datums", responses=problems(500, 503))
def regimes(assessor: AssessorDep) -> RegimesView:
    """The aid rules by period of validity, each number with its source."""
    return RegimesView(regimes=tuple(regime_view(regime) for regime in assessor.regimes))
