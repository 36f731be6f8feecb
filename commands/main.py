"""The command `themawijzer`: every subcommand in one list, and the one place where errors become an exit status.

0: done. 1: the input cannot be used, or the model is not ready. 2: the command was used wrongly.
"""

from __future__ import annotations

import sys
from importlib.metadata import version
from typing import Annotated, Any

import typer
from rich.console import Console

from classifier.errors import ThemawijzerError
from commands import aid, batch, card, check, compare, corpus, encoder, evaluate, messages, serve, train
from commands.dutch import in_dutch

app = typer.Typer(
    name="themawijzer",
    help="Zegt onder welke thema's van de kmo-portefeuille een opleiding of advies valt, waarom en hoe zeker.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.command("check")(check.check)
app.command("batch")(batch.batch)
app.command("aid")(aid.aid)
app.command("train")(train.train)
app.command("evaluate")(evaluate.evaluate)
app.command("compare")(compare.compare)
app.command("model-card")(card.card)
app.command("messages")(messages.messages)
app.command("serve")(serve.serve)
app.add_typer(corpus.app, name="corpus")
app.add_typer(encoder.app, name="encoder")

WRONG_USE: Any = typer.BadParameter.__mro__[1]
"""Whatever the parser refuses: an unknown option, a missing argument, a value of the wrong kind."""


def _tell_version(asked: bool) -> None:
    if asked:
        typer.echo(f"themawijzer {version('themawijzer')}")
        raise typer.Exit()


@app.callback()
def _themawijzer(
    _version: Annotated[bool, typer.Option("--version", help="Toon de versie en stop.", is_eager=True, callback=_tell_version)] = False,
) -> None:
    """The options before any subcommand."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit status."""
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    errors = Console(stderr=True, highlight=False, soft_wrap=True)
    try:
        status = app(arguments, standalone_mode=False, prog_name="themawijzer")
    except ThemawijzerError as error:
        errors.print(f"[bold red]{error.title}.[/] ", end="")
        errors.print(str(error), markup=False)
        return 1
    except WRONG_USE as error:
        errors.print("[bold red]Verkeerd gebruik.[/] ", end="")
        errors.print(in_dutch(error.format_message()), markup=False)
        errors.print("Zie: themawijzer --help", markup=False)
        return int(error.exit_code)
    except typer.Abort:
        errors.print("Afgebroken.")
        return 1
    except KeyboardInterrupt:
        errors.print("Onderbroken.")
        return 130
    except BrokenPipeError:
        # Whoever read our output has gone; there is nobody left to tell.
        sys.stderr.close()
        return 0
    return status if isinstance(status, int) else 0
