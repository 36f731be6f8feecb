"""`themawijzer aid`: the rule layer alone, for a service whose themes are known."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from classifier.aid import compute_aid
from classifier.assessment import AidOutcome
from classifier.errors import InputError
from classifier.regimes import regime_for
from classifier.taxonomy import Group, taxonomy
from commands import options
from commands.render import render_aid


def aid(
    theme: Annotated[list[str] | None, typer.Option(help="een toegewezen thema; herhaal voor meer")] = None,
    topic: Annotated[list[str] | None, typer.Option(help="een toegewezen onderwerp; herhaal voor meer")] = None,
    kind: options.Kind = "onbekend",
    cost: options.Cost = None,
    enterprise_size: options.Size = None,
    headcount: options.Headcount = None,
    turnover: options.Turnover = None,
    balance_total: options.Balance = None,
    already_granted: options.Granted = None,
    day: options.Day = None,
    regime: options.Regime = None,
    as_json: options.AsJson = False,
) -> None:
    """Bereken de steun voor een dienst waarvan de thema's bekend zijn, met elke stap."""
    themes, topics = _known(theme or [], "theme"), _known(topic or [], "topic")
    request = options.aid_request(kind, cost, enterprise_size, headcount, turnover, balance_total, already_granted, day)
    if request is None:
        raise InputError(
            "De kostprijs en de grootte van de onderneming ontbreken.",
            remedy="Geef minstens --cost en --enterprise-size.",
        )
    rules = regime_for(request.date, regime)
    result = AidOutcome.model_validate(compute_aid(request, themes=themes, topics=topics, regime=rules, names=taxonomy().names()).as_json())
    if as_json:
        typer.echo(result.model_dump_json(indent=2))
    else:
        Console(highlight=False).print(render_aid(result))


def _known(ids: list[str], group: Group) -> list[str]:
    known = taxonomy().ids(group)
    for label in ids:
        if label not in known:
            raise InputError(f"'{label}' is onbekend.", where=f"--{group}", remedy=f"Kies uit: {', '.join(known)}.")
    return ids
