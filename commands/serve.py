"""`themawijzer serve`: the web service with its pages."""

from __future__ import annotations

import socket
from typing import Annotated

import typer

from classifier.errors import InputError


def serve(
    host: Annotated[str, typer.Option(help="adres waarop geluisterd wordt")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="poort", min=0, max=65535)] = 8000,
) -> None:
    """Start de webdienst en toon het adres."""
    import uvicorn

    from api.app import create_app

    _refuse_taken(host, port)
    typer.echo(f"Themawijzer luistert op http://{host}:{port} (stoppen met Ctrl+C)")
    uvicorn.run(create_app(), host=host, port=port, log_level="warning")


def _refuse_taken(host: str, port: int) -> None:
    """Say so in a sentence where the address cannot be listened on, before the model is loaded for nothing."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise InputError(
            f"Hier kan niet geluisterd worden ({error.strerror or error}).",
            where=f"{host}:{port}",
            remedy="Kies een andere poort met --port.",
        ) from error
