"""`themawijzer model-card`: writes the model card from what the other commands measure."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from classifier.assess import Assessor
from classifier.encoder import read_manifest
from classifier.errors import InputError
from classifier.paths import build_dir, data_dir
from commands.files import whole
from training.card import model_card
from training.corpus import read_real
from training.evaluate import evaluate_on


def card(
    out: Annotated[Path | None, typer.Option(help="bestand van de kaart; standaard data/model-card.md")] = None,
    comparison: Annotated[
        list[Path] | None, typer.Option(help="uitvoer van `compare --out`; herhaalbaar, voor een vergelijking in delen")
    ] = None,
) -> None:
    """Meet het model op de echte teksten en schrijf de modelkaart, met de vergelijking als die er is."""
    beside = _comparison(comparison)  # first: a fault in it should not cost the measuring
    assessor = Assessor.load()
    measured = evaluate_on(assessor, read_real(data_dir() / "real" / "real-dev.jsonl", assessor.taxonomy))
    text = model_card(assessor.manifest, read_manifest(data_dir() / "encoder"), measured, beside, assessor.taxonomy)
    file = out or data_dir() / "model-card.md"
    with whole(file) as draft:
        draft.write_text(text, encoding="utf-8")
    typer.echo(f"Modelkaart in {file}.")


def _comparison(files: list[Path] | None) -> dict[str, Any] | None:
    """The comparison, or its parts as one; None where none was run. A file that was asked for must be there.

    InputError if it is no comparison, or if two parts are not of the same corpus, folds and real texts.
    """
    usual = build_dir() / "compare.json"
    parts = [_read(file) for file in files or ([usual] if usual.exists() else [])]
    if not parts:
        return None
    for file, part in zip(files or [usual], parts, strict=True):
        if {key: value for key, value in part.items() if key != "peers"} != {
            key: value for key, value in parts[0].items() if key != "peers"
        }:
            what = "Dit deel van de vergelijking is op een ander corpus, andere folds of andere teksten gemeten."
            raise InputError(what, where=str(file), remedy="Meet de delen op hetzelfde.")
    return parts[0] | {"peers": [peer for part in parts for peer in part["peers"]]}


def _read(file: Path) -> dict[str, Any]:
    remedy = "Maak het opnieuw met `themawijzer compare --out …`."
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InputError("Dit bestand bestaat niet.", where=str(file), remedy=remedy) from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise InputError("Dit is geen uitvoer van `themawijzer compare`.", where=str(file), remedy=remedy) from error
    if not isinstance(found, dict) or not isinstance(found.get("peers"), list):
        raise InputError("Dit is geen uitvoer van `themawijzer compare`.", where=str(file), remedy=remedy)
    return found
