"""`themawijzer serve`: the web service with its pages."""

from __future__ import annotations

from typing import Annotated

import typer


def serve(
    host: Annotated[str, typer.Option(help="adres waarop geluisterd wordt")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="poort", min=0, max=65535)] = 8000,
) -> None:
    """Start de webdienst en toon het adres."""
    import uvicorn
    from api.app import create_app

    typer.echo(f"Themawijzer luistert op http://{host}:{port} (stoppen met Ctrl+C)")
    uvicorn.run(create_app(), host=host, port=port, log_level="warning")
