"""The examples that the page and the OpenAPI document show; the answers among them are real ones of the model."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from classifier.messages import say

TITLE: Final = say("Van Excel-lijstjes naar een vlotte e-facturatie")

TEXT: Final = say("""\
U factureert nog met een sjabloon in Excel en wilt overschakelen op elektronische facturen.
In deze opleiding van één dag brengt u uw facturatie op orde.

Programma
- De verplichte vermeldingen op een factuur en de juiste btw-tarieven
- Hoe een gestructureerde e-factuur via Peppol werkt, en wat ze verandert in uw boekhouding
- Een facturatiepakket kiezen, instellen en koppelen aan uw klantenbestand
- Openstaande facturen opvolgen: betalingstermijnen, aanmaningen en uw cashflow

Na deze dag verstuurt en ontvangt u e-facturen vanuit uw eigen pakket en leest u in één overzicht wat klanten u nog moeten betalen.""")

FORM: Final = {
    "title": TITLE,
    "text": TEXT,
    "kind": "opleiding",
    "size": "klein",
    "cost": "1200",
    "already_granted": "0",
}
"""The example as somebody would fill it in on the page, which tells it in its own language."""

ASSESS: Final[dict[str, Any]] = {
    "reference": "cat-2026-014",
    "title": TITLE,
    "text": TEXT,
    "kind": "opleiding",
    "cost": "1200.00",
    "enterprise_size": "klein",
    "already_granted": "0",
    "date": "2026-01-15",
}

ASSESS_SHORT: Final[dict[str, Any]] = {"reference": "cat-2026-015", "title": "Excel voor beginners", "text": "", "kind": "opleiding"}

AID: Final[dict[str, Any]] = {
    "themes": ["digitalisering", "financiele-geletterdheid"],
    "kind": "opleiding",
    "cost": 1200,
    "enterprise_size": "klein",
    "date": "2026-01-15",
}

AID_FIGURES: Final[dict[str, Any]] = {
    "themes": ["duurzaamheid"],
    "topics": ["energie-efficientie"],
    "kind": "advies",
    "cost": "6.000,00",
    "headcount": 62,
    "turnover": "11.500.000",
    "already_granted": "6500",
    "date": "2025-03-03",
    "regime": "verhoogd-cyber-energie",
}


def recorded(name: str) -> Any:
    """An answer that the service really gave, from api/examples/."""
    return json.loads((Path(__file__).parent / "recorded" / f"{name}.json").read_text(encoding="utf-8"))
