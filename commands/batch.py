"""`themawijzer batch`: a whole file of descriptions, row by row; a bad row becomes an error row and the rest goes on."""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from api.catalogue.rows import Row, read_rows
from classifier.aid import read_aid_request
from classifier.assess import Assessor
from classifier.description import read_description
from classifier.errors import ThemawijzerError
from classifier.regimes import regime_for
from commands import options
from commands.tables import writer


def batch(
    source: Annotated[Path, typer.Argument(metavar="IN", help="JSON Lines, CSV of XLSX met minstens een kolom title of text")],
    out: Annotated[Path, typer.Option("--out", help="bestand voor de antwoorden: .jsonl of .csv")],
    regime: options.Regime = None,
    as_json: options.AsJson = False,
) -> None:
    """Beoordeel alle beschrijvingen van een bestand. Status 1 als geen enkele rij beoordeeld kon worden."""
    console = Console(stderr=True, highlight=False)
    rows = read_rows(source)
    with writer(out) as write:
        assessor = Assessor.load()
        # A wrong name is one error of the command, not one of every row.
        regime_for(date.today(), regime, regimes=assessor.regimes)
        counts: dict[str, int] = {}
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console) as progress:
            task = progress.add_task("Beoordelen", total=len(rows))
            for row, answer in zip(rows, assess_rows(assessor, rows, regime), strict=True):
                write(row.number, answer)
                kind = "fout" if "error" in answer else answer["outcome"]
                counts[kind] = counts.get(kind, 0) + 1
                progress.advance(task)
    if as_json:
        typer.echo(json.dumps({"out": str(out), "rows": len(rows), "counts": counts}, ensure_ascii=False))
    else:
        console.print(f"{_rows(len(rows))} gelezen, antwoorden in {out}:", markup=False)
        for name, count in sorted(counts.items(), key=lambda item: -item[1]):
            console.print(f"  {name}: {count}", markup=False)
    if counts.get("fout", 0) == len(rows):
        raise typer.Exit(1)


def assess_rows(assessor: Assessor, rows: Iterable[Row], regime: str | None) -> Iterator[dict[str, Any]]:
    """The answers in the order of the rows, computed on all cores, with only a few rows under way at a time."""
    workers = os.cpu_count() or 1
    with ThreadPoolExecutor(workers) as pool:
        under_way: deque[Future[dict[str, Any]]] = deque()
        for row in rows:
            under_way.append(pool.submit(assess_row, assessor, row, regime))
            if len(under_way) > 2 * workers:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


def assess_row(assessor: Assessor, row: Row, regime: str | None) -> dict[str, Any]:
    """One row's assessment as plain data, or its error with the row's number."""
    try:
        if row.problem:
            raise row.problem
        description = read_description(row.fields)
        aid = read_aid_request(row.fields, default_date=date.today())
        return assessor.assess(description, aid, regime).model_dump(mode="json")
    except ThemawijzerError as error:
        return {
            "reference": str(row.fields.get("reference") or ""),
            "row": row.number,
            "error": {"what": error.what, "where": error.where, "remedy": error.remedy},
        }


def _rows(count: int) -> str:
    return "1 rij" if count == 1 else f"{count} rijen"
