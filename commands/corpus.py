"""`themawijzer corpus`: what the corpus is like, held against its limits."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.table import Table

from classifier.paths import data_dir
from classifier.taxonomy import taxonomy
from commands import options
from commands.render import wide_console
from training.build import train_on
from training.corpus import read_corpus
from training.likeness import Likeness, likeness
from training.quality import Finding, agreement, check_corpus, disagreements
from training.suspects import suspects

app = typer.Typer(help="Het corpus: zijn maten en grenzen.", no_args_is_help=True)


@app.callback()
def _corpus() -> None:
    """Het corpus: zijn maten en grenzen."""


@app.command()
def check(as_json: options.AsJson = False) -> None:
    """Meet het corpus: kopieën, formules, evenwicht, overeenstemming. Status 1 als een grens overschreden is."""
    known = taxonomy()
    texts = read_corpus(data_dir() / "corpus", known)
    findings = check_corpus(texts, data_dir() / "corpus" / "limits.toml", known)
    alike = likeness(texts)
    kappas = agreement(texts, known)
    if as_json:
        found = [asdict(finding) | {"kept": finding.kept} for finding in findings]
        typer.echo(
            json.dumps({"findings": found, "likeness": [asdict(one) for one in alike], "kappa": kappas}, ensure_ascii=False, indent=2)
        )
    else:
        out = wide_console()
        out.print(_table(findings))
        out.print(_alike(alike))
        read, differ = disagreements(texts)
        out.print(f"{read} van {len(texts)} teksten zijn minstens twee keer gelabeld; bij {differ} verschilden de eerste twee lezingen.")
        out.print(_kappas(kappas))
    if not all(finding.kept for finding in findings):
        raise typer.Exit(1)


@app.command(name="suspects")
def list_suspects(
    most: Annotated[int, typer.Option(help="hoeveel er hoogstens getoond worden", min=1)] = 40,
    as_json: options.AsJson = False,
) -> None:
    """Noem de teksten waarvan een model dat ze niet zag de labels het meest tegenspreekt (extra `corpus`): om opnieuw te lezen."""
    texts = read_corpus(data_dir() / "corpus", taxonomy())
    trained = train_on(texts)
    found = suspects(texts, trained.held_out, trained.truth, taxonomy().all_ids())
    if as_json:
        typer.echo(json.dumps([asdict(suspect) for suspect in found[:most]], ensure_ascii=False, indent=2))
        return
    out = wide_console()
    table = Table(title=f"{len(found)} verdachte teksten, de meest tegengesproken eerst", title_justify="left")
    for heading in ("tekst", "label", "volgens de labels", "kans"):
        table.add_column(heading, justify="right" if heading == "kans" else "left")
    for suspect in found[:most]:
        table.add_row(suspect.id, suspect.label, "wel" if suspect.carried else "niet", f"{suspect.probability:.3f}")
    out.print(table)


def _table(findings: list[Finding]) -> Table:
    table = Table(title="Maten van het corpus", title_justify="left")
    for heading in ("maat", "waarde", "minstens", "hoogstens", "", "voorbeelden"):
        table.add_column(heading, justify="right" if heading in ("waarde", "minstens", "hoogstens") else "left")
    for finding in findings:
        limits = ("–" if limit is None else f"{limit:g}" for limit in (finding.least, finding.most))
        kept = "in orde" if finding.kept else "BUITEN DE GRENS"
        shown = "" if finding.kept else "; ".join(finding.examples)[:200]
        table.add_row(finding.name, f"{finding.value:.4g}", *limits, kept, shown, style=None if finding.kept else "bold red")
    return table


def _alike(alike: list[Likeness]) -> Table:
    table = Table(title="Geschreven naast hertelde Nederlandse teksten (Cohens d: tot 0,2 klein, vanaf 0,8 groot)", title_justify="left")
    for heading in ("gemiddelde", "geschreven", "herteld", "verschil (d)"):
        table.add_column(heading, justify="left" if heading == "gemiddelde" else "right")
    for one in alike:
        table.add_row(one.name, f"{one.written:.2f}", f"{one.retold:.2f}", f"{one.difference:+.2f}")
    return table


def _kappas(kappas: dict[str, float]) -> Table:
    table = Table(title="Overeenstemming van de eerste twee lezingen (Cohens kappa)", title_justify="left")
    table.add_column("label")
    table.add_column("kappa", justify="right")
    for label, kappa in kappas.items():
        table.add_row(label, f"{kappa:.3f}")
    return table
