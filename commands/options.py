"""The options that several commands share, and what they mean together."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from classifier.aid import AidRequest, read_aid_request

Kind = Annotated[str, typer.Option("--kind", help="opleiding, advies of onbekend")]
Cost = Annotated[str | None, typer.Option(help="kostprijs zonder btw, in euro: 1200 of 1.200,50")]
Size = Annotated[str | None, typer.Option("--enterprise-size", help="klein, middelgroot of groot")]
Headcount = Annotated[str | None, typer.Option(help="aantal werknemers in voltijdse equivalenten")]
Turnover = Annotated[str | None, typer.Option(help="jaaromzet in euro")]
Balance = Annotated[str | None, typer.Option("--balance-total", help="balanstotaal in euro")]
Granted = Annotated[str | None, typer.Option("--already-granted", help="steun die dit kalenderjaar al is toegekend, in euro")]
Day = Annotated[str | None, typer.Option("--date", help="datum van de aanvraag: 2026-03-01 of 1/3/2026 (standaard: vandaag)")]
Regime = Annotated[str | None, typer.Option(help="een ander steunstelsel dan het standaardstelsel, bij zijn naam")]
AsJson = Annotated[bool, typer.Option("--json", help="antwoord als JSON")]


def aid_request(
    kind: str,
    cost: str | None,
    size: str | None,
    headcount: str | None,
    turnover: str | None,
    balance_total: str | None,
    already_granted: str | None,
    day: str | None,
) -> AidRequest | None:
    """The aid that is asked for, or None; InputError where something is missing or cannot be read."""
    fields = {
        "kind": kind,
        "cost": cost,
        "enterprise_size": size,
        "headcount": headcount,
        "turnover": turnover,
        "balance_total": balance_total,
        "already_granted": already_granted,
        "date": day,
    }
    return read_aid_request(fields, default_date=date.today())
