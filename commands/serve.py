"""`themawijzer serve`: the web service with its pages."""

from __future__ import annotations

import socket
from typing import Annotated

import typer

from classifier.errors import InputError


def serve(
    host: Annotated[str | None, typer.Option(help="adres waarop geluisterd wordt (THEMAWIJZER_HOST, of 127.0.0.1)")] = None,
    port: Annotated[int | None, typer.Option(help="poort (THEMAWIJZER_PORT, of 8000)", min=0, max=65535)] = None,
) -> None:
    """Start de webdienst en toon het adres."""
    import uvicorn

    from api.app import create_app
    from api.settings import Settings

    settings = Settings()
    host, port = host or settings.host, settings.port if port is None else port

    _refuse_taken(host, port)
    typer.echo(f"Themawijzer luistert op http://{host}:{port} (stoppen met Ctrl+C)")
    # No access log: it would hold whole addresses, with whatever somebody wrote behind the question mark.
    uvicorn.run(create_app(settings=settings), host=host, port=port, log_level="warning", access_log=False, server_header=False)


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
