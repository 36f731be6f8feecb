"""`themawijzer train`: builds the model from the corpus, and says how it did on texts it had not seen."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from classifier.taxonomy import taxonomy
from commands import options
from commands.render import wide_console
from training.build import build_model, model_problem
from training.train import FOLDS, SEED


def train(
    if_needed: Annotated[bool, typer.Option("--if-needed", help="alleen als er geen model is of het niet meer past")] = False,
    seed: Annotated[int, typer.Option(help="startgetal van de folds")] = SEED,
    as_json: options.AsJson = False,
) -> None:
    """Train het model op data/corpus en schrijf het met zijn manifest weg."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    if if_needed:
        problem = model_problem()
        if not problem:
            return
        console.print(problem, markup=False)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("Teksten omzetten", total=None)
        trained, manifest = build_model(seed=seed, progress=lambda done, total: progress.update(task, completed=done, total=total))
    if as_json:
        typer.echo(json.dumps(manifest, indent=2, ensure_ascii=False))
        return
    out = wide_console()
    out.print(f"Model {manifest['version']}, corpus {manifest['origin']['corpus'][:12]}, {len(trained.truth)} teksten.")
    table = Table(title=f"Op teksten die het model niet gezien had ({FOLDS} folds, per site of familie gegroepeerd)", title_justify="left")
    for heading in ("herkomst", "teksten", "thema's micro-F1", "macro-F1", "sub-thema's micro-F1", "macro-F1", "kalibratiefout"):
        table.add_column(heading, justify="left" if heading == "herkomst" else "right")
    for origin, figures in manifest["figures"]["slices"].items():
        groups = figures["groups"]
        f1 = [groups[group][metric] for group in ("theme", "subtopic") for metric in ("micro_f1", "macro_f1")]
        cells = ["–" if value is None else f"{value:.3f}" for value in (*f1, figures["calibration_error"]["theme"])]
        table.add_row(origin, str(figures["texts"]), *cells)
    out.print(table)
    claims = manifest["figures"]["claims"]
    if claims["pairs"]:
        out.print(
            f"Beweringen toegevoegd aan {claims['pairs']} teksten: bij {100 * claims['flipped']:.1f} % keert het besluit over een thema "
            f"om, bij {100 * claims['moved']:.1f} % komt een thema erbij of valt het weg (twijfel meegeteld)."
        )
    unproven = [taxonomy().label(label).name for label, fit in trained.fitted.items() if not fit.proven]
    if unproven:
        out.print(f"Te weinig teksten voor een belofte over de twijfelzone: {', '.join(unproven)}.")
