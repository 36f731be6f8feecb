"""Reads XML as a stream of events, so that no tree is built; refuses a document type, the door to entities and outside files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Final
from xml.parsers import expat

from api.errors import UploadError
from classifier.messages import say

_CHUNK: Final = 65_536


class Handler:
    """Is told of a document: names come as `prefix:local` by the prefixes given, those of other namespaces as `:local`."""

    def start(self, name: str, attributes: Mapping[str, str], /) -> None:
        """An element begins."""

    def end(self, name: str, /) -> None:
        """An element ends."""

    def data(self, text: str, /) -> None:
        """Text inside the element that began last."""


class Properties(Handler):
    """The title among the properties of a document."""

    PREFIXES: Final = {"http://purl.org/dc/elements/1.1/": "dc"}

    def __init__(self) -> None:
        self.title = ""
        self._inside = False

    def start(self, name: str, _: Mapping[str, str], /) -> None:
        """The title begins, or something else."""
        self._inside = name == "dc:title"

    def end(self, _: str, /) -> None:
        """The title ends, or something else."""
        self._inside = False

    def data(self, text: str, /) -> None:
        """A piece of the title."""
        if self._inside:
            self.title += text


def read_xml(stream: IO[bytes], handler: Handler, prefixes: Mapping[str, str]) -> None:
    """Tell the handler what the stream holds; UploadError where it is not XML or has a document type."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def short(name: str) -> str:
        uri, _, local = name.rpartition(" ")
        return f"{prefixes.get(uri, '')}:{local}"

    parser.StartElementHandler = lambda name, found: handler.start(short(name), {short(key): value for key, value in found.items()})
    parser.EndElementHandler = lambda name: handler.end(short(name))
    parser.CharacterDataHandler = handler.data
    parser.StartDoctypeDeclHandler = _refuse
    try:
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise broken() from error


def broken() -> UploadError:
    """The error of a file that stops half-way, or whose parts do not fit together."""
    return UploadError(
        say("Het bestand is beschadigd of niet volledig."),
        remedy=say("Open het in het programma waarmee het gemaakt is, bewaar het opnieuw als .docx of pdf, en laad dat op."),
    )


def foreign_entities() -> UploadError:
    """The error of a file that defines entities of its own."""
    return UploadError(
        say("Het bestand bepaalt eigen XML-entiteiten. Gewone tekstprogramma's doen dat niet, en daarom wordt het niet gelezen."),
        remedy=say("Bewaar het opnieuw als .docx of pdf, of plak de tekst."),
    )


def _refuse(*_: object) -> None:
    raise foreign_entities()
