"""Reads JSON bodies strictly: one object, valid UTF-8, real numbers, no field twice."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from typing import Any, Final

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.types import Scope

from api.errors import MediaTypeError, RequestError
from api.faults import NAMES
from classifier.description import without_surrogates
from classifier.errors import InputError

JSON: Final = "application/json"


def read_object(body: bytes) -> dict[str, object]:
    """The JSON object of a body; a RequestError or InputError says in Dutch why it is none."""
    remedy = "Stuur één JSON-object in UTF-8."
    if not body.strip():
        raise RequestError("De inhoud is leeg.", where="inhoud", remedy=remedy)
    try:
        value = json.loads(body.decode("utf-8-sig"), parse_constant=_refuse_constant, object_pairs_hook=_no_doubles)
    except UnicodeDecodeError as error:
        raise RequestError(f"De inhoud is geen UTF-8 (byte {error.start}).", where="inhoud", remedy=remedy) from None
    except json.JSONDecodeError as error:
        place = f"regel {error.lineno}, teken {error.colno}"
        raise RequestError(f"De inhoud is geen geldige JSON ({place}).", where="inhoud", remedy=remedy) from None
    except RecursionError:
        raise RequestError("De JSON is te diep genest.", where="inhoud", remedy=remedy) from None
    except ValueError:
        # Python refuses to read a whole number of thousands of digits.
        raise RequestError("De JSON bevat een getal dat te lang is.", where="inhoud", remedy=remedy) from None
    if isinstance(value, list):
        raise InputError(
            "De inhoud is een lijst.",
            where="inhoud",
            remedy="Stuur één object per verzoek; gebruik voor veel diensten het commando `themawijzer batch`.",
        )
    if not isinstance(value, dict):
        raise InputError("De inhoud is geen JSON-object.", where="inhoud", remedy=remedy)
    for name, inside in value.items():
        for text in inside if isinstance(inside, list) else [inside]:
            if isinstance(text, str) and without_surrogates(text) != text:
                what = "Deze tekst bevat een half teken (een los surrogaat)."
                raise InputError(what, where=NAMES.get(name, name[:60]), remedy="Stuur geldige Unicode.")
    return value


def _refuse_constant(name: str) -> object:
    # No ValueError: it passes through the parser and keeps its own words.
    raise RequestError(f"{name} is geen getal in JSON.", where="inhoud", remedy="Geef een gewoon getal, of laat het veld weg.")


def _no_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise InputError("Dit veld staat er twee keer.", where=NAMES.get(name, name[:60]), remedy="Geef elk veld één keer.")
        found[name] = value
    return found


class StrictJsonRoute(APIRoute):
    """A route whose JSON body is read by `read_object` instead of the framework's lenient reader."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The framework's handler, given a request whose JSON was already read."""
        handle = super().get_route_handler()
        if self.body_field is None:
            return handle

        async def strict(request: Request) -> Response:
            media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
            if media_type != JSON:
                raise MediaTypeError(JSON)
            body = await request.body()
            return await handle(_Read(request.scope, body, read_object(body)))

        return strict


class _Read(Request):
    """A request that was read before: it gives the same bytes, and the value that they hold."""

    def __init__(self, scope: Scope, body: bytes, value: dict[str, object]) -> None:
        super().__init__(scope)
        self._bytes = body
        self._value = value

    async def body(self) -> bytes:
        return self._bytes

    async def json(self) -> Any:
        return self._value
