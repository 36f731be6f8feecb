"""`themawijzer evaluate`: the model held against labelled descriptions that it never saw."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from classifier.assess import Assessor
from classifier.paths import data_dir
from commands import options
from commands.render import wide_console
from training.corpus import read_real
from training.evaluate import evaluate_on


def evaluate(
    on: Annotated[Path | None, typer.Option(help="gelabelde beschrijvingen (JSON Lines); standaard data/real/real-dev.jsonl")] = None,
    errors: Annotated[bool, typer.Option("--errors", help="noem ook elke tekst waar het antwoord van de labels afwijkt")] = False,
    as_json: options.AsJson = False,
) -> None:
    """Meet het model op gelabelde beschrijvingen: F1, uitkomst, kalibratie, gronden, precisie en vangst per label."""
    file = on or data_dir() / "real" / "real-dev.jsonl"
    assessor = Assessor.load()
    texts = read_real(file, assessor.taxonomy)
    measured = evaluate_on(assessor, texts)
    if as_json:
        typer.echo(json.dumps(measured, indent=2, ensure_ascii=False))
        return
    out = wide_console()
    out.print(f"{file.name}: {len(texts)} teksten; model {assessor.manifest['version']}", markup=False)
    for table in (_groups(measured), _outcomes(measured), _labels(measured), _slices(measured), *([_errors(measured)] if errors else [])):
        out.print()
        out.print(table)
    _decided(out, measured["outcome"])
    _evidence(out, measured["evidence"])


def _groups(measured: dict[str, Any]) -> Table:
    table = Table(title="Toegewezen labels", title_justify="left")
    for heading in ("groep", "micro-F1", "macro-F1", "kalibratiefout"):
        table.add_column(heading, justify="left" if heading == "groep" else "right")
    for group, name in (("theme", "thema's"), ("subtopic", "sub-thema's"), ("screening", "screening"), ("topic", "onderwerpen")):
        f1 = measured["groups"][group]
        table.add_row(name, _number(f1["micro_f1"]), _number(f1["macro_f1"]), _number(measured["calibration_error"][group]))
    return table


def _outcomes(measured: dict[str, Any]) -> Table:
    table = Table(title="Uitkomst tegenover de labels", title_justify="left")
    table.add_column("uitkomst")
    table.add_column("wel een thema", justify="right")
    table.add_column("geen thema", justify="right")
    for outcome, row in measured["outcome"]["confusion"].items():
        table.add_row(outcome, str(row["thema"]), str(row["geen"]))
    return table


def _labels(measured: dict[str, Any]) -> Table:
    table = Table(title="Per label", title_justify="left")
    for heading in ("label", "precisie", "vangst", "F1", "in de labels", "toegewezen", "twijfel"):
        table.add_column(heading, justify="left" if heading == "label" else "right")
    for label, row in measured["labels"].items():
        figures = (row["precision"], row["recall"], row["f1"])
        counts = (row["carried"], row["predicted"], row["doubtful"])
        # Of a label that no text carries and none was given, nothing can be said.
        empty = not row["carried"] and not row["predicted"]
        table.add_row(label, *("–" if empty else _number(f) for f in figures), *map(str, counts))
    return table


def _slices(measured: dict[str, Any]) -> Table:
    table = Table(title="Deel van de teksten", title_justify="left")
    for heading in ("deel", "teksten", "thema's micro-F1", "macro-F1", "sub-thema's micro-F1", "beslist", "daarvan juist"):
        table.add_column(heading, justify="left" if heading == "deel" else "right")
    for name, row in measured["slices"].items():
        f1 = (row["theme"]["micro_f1"], row["theme"]["macro_f1"], row["subtopic"]["micro_f1"])
        table.add_row(name, str(row["texts"]), *map(_number, f1), _share(row["decided"]), _share(row["right"]))
    return table


def _errors(measured: dict[str, Any]) -> Table:
    table = Table(title="Teksten waar het antwoord van de labels afwijkt", title_justify="left")
    for heading in ("tekst", "titel", "gemist", "te veel", "in twijfel", "uitkomst"):
        table.add_column(heading)
    for row in measured["errors"]:
        lists = ("\n".join(row[name]) for name in ("missed", "extra", "doubtful"))
        table.add_row(row["reference"], row["title"][:50], *lists, row["outcome"])
    return table


def _evidence(out: Console, evidence: dict[str, Any]) -> None:
    if evidence["labels"]:
        out.print(
            f"Gronden van {evidence['labels']} toegewezen thema's en sub-thema's: zonder de gemarkeerde woorden vervalt het label in "
            f"{_share(evidence['undone'])}, met die woorden alleen blijft het in {_share(evidence['kept'])}; "
            f"gemarkeerd is {_share(evidence['marked'])} van de woorden."
        )


def _share(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f} %"


def _decided(out: Console, outcome: dict[str, Any]) -> None:
    out.print(
        f"\nZonder nazicht beslist: {_share(outcome['decided'])} van de teksten, daarvan {_share(outcome['right'])} juist."
        if outcome["right"] is not None
        else "\nGeen enkele tekst werd zonder nazicht beslist."
    )


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
