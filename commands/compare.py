"""`themawijzer compare`: the model beside other methods, on the same folds and the same real texts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from commands import options
from commands.files import whole
from commands.render import wide_console
from training import compare as comparison
from training.peers.methods import METHODS

FIGURES = {
    "theme_micro_f1": "thema's micro-F1",
    "theme_macro_f1": "macro-F1",
    "subtopic_micro_f1": "sub-thema's micro-F1",
    "subtopic_macro_f1": "macro-F1",
    "outcome": "uitkomst juist",
    "calibration_error": "kalibratiefout",
}
NAMES = ", ".join(method.name for method in METHODS)


def compare(
    on: Annotated[Path | None, typer.Option(help="gelabelde beschrijvingen (JSON Lines); standaard data/real/real-dev.jsonl")] = None,
    only: Annotated[list[str] | None, typer.Option("--only", help=f"enkel deze methode, herhaalbaar: {NAMES}")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="schrijf de cijfers als JSON in dit bestand")] = None,
    as_json: options.AsJson = False,
) -> None:
    """Meet het model naast andere methoden (extra `peers`): dezelfde folds, dezelfde echte teksten, dezelfde drempelkeuze."""
    chosen = [method for method in METHODS if not only or method.name in only]
    unknown = [name for name in only or [] if name not in {method.name for method in chosen}]
    if unknown:
        raise typer.BadParameter(f"'{unknown[0]}' is geen methode; kies uit {NAMES}.", param_hint="'--only'")
    with whole(out) if out else nullcontext() as draft:
        with _progress() as tell:
            measured = comparison.compare(chosen, on, tell, strict=bool(only))
        text = json.dumps(measured, indent=2, ensure_ascii=False)
        if draft:
            draft.write_text(text + "\n", encoding="utf-8")
    if as_json:
        typer.echo(text)
        return
    console = wide_console()
    console.print(
        f"Corpus {measured['corpus'][:12]}, {measured['texts']} teksten, {measured['folds']} folds per site of familie; "
        f"{measured['on']}: {measured['real_texts']} echte teksten.",
        markup=False,
    )
    real, folds = f"Op echte teksten ({measured['on']})", f"Op de folds ({measured['fold_texts']} hertelde Nederlandse teksten)"
    missing = [row for row in measured["peers"] if "reason" in row]
    tables = (
        _figures(measured, "real", real),
        _figures(measured, "folds", folds),
        _costs(measured),
        *([_missing(missing)] if missing else []),
    )
    for table in tables:
        console.print()
        console.print(table)
    for row in measured["peers"]:
        if "encoder_train_seconds" in row:
            console.print(
                f"\n{row['title']}: het bijschaven van de encoder zelf duurde {row['encoder_train_seconds']:.0f} s.", markup=False
            )


@contextmanager
def _progress() -> Iterator[comparison.Tell]:
    """A line on standard error for each thing that is being done."""
    bars = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*bars, console=Console(stderr=True, highlight=False)) as progress:
        lines: dict[str, TaskID] = {}

        def tell(what: str, done: int, total: int) -> None:
            if what not in lines:
                lines[what] = progress.add_task(what, total=total)
            progress.update(lines[what], completed=done, total=total)

        yield tell


def _figures(measured: Mapping[str, Any], where: str, title: str) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column("methode", no_wrap=True)
    for heading in FIGURES.values():
        table.add_column(heading.replace(" ", "\n"), justify="right")
    for row in measured["peers"]:
        table.add_row(row["title"], *(_number((row.get(where) or {}).get(name), 3) for name in FIGURES))
    return table


def _costs(measured: Mapping[str, Any]) -> Table:
    table = Table(title="Kosten, op deze machine in deze run", title_justify="left")
    table.add_column("methode", no_wrap=True)
    for heading in ("training (s)", "teksten per seconde", "op schijf (MB)"):
        table.add_column(heading, justify="right")
    for row in measured["peers"]:
        cells = (("train_seconds", 1), ("texts_per_second", 0), ("megabytes", 1))
        table.add_row(row["title"], *(_number(row.get(name), digits) for name, digits in cells))
    return table


def _missing(rows: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(title="Niet gemeten", title_justify="left")
    table.add_column("methode", no_wrap=True)
    table.add_column("reden")
    for row in rows:
        table.add_row(row["title"], Text(row["reason"]))  # `.[peers]` is no mark-up
    return table


def _number(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:.{digits}f}"
