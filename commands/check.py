"""`themawijzer check`: one description, answered in the terminal."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from classifier.assess import Assessor
from classifier.description import read_description
from commands import options
from commands.reading import read_text
from commands.render import render


def check(
    source: Annotated[
        str, typer.Argument(metavar="[TEKST|BESTAND|-]", help="de tekst zelf, een tekstbestand, of - voor standaardinvoer")
    ] = "-",
    title: Annotated[str, typer.Option(help="titel van de dienst")] = "",
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
    """Beoordeel één beschrijving: thema's, gronden, zekerheid en desgevraagd de steun."""
    description = read_description({"title": title, "text": read_text(source), "kind": kind})
    aid = options.aid_request(kind, cost, enterprise_size, headcount, turnover, balance_total, already_granted, day)
    assessor = Assessor.load()
    assessment = assessor.assess(description, aid, regime)
    if as_json:
        typer.echo(assessment.model_dump_json(indent=2))
    else:
        Console(highlight=False).print(render(assessment, description, assessor.taxonomy, aid_asked=aid is not None))
