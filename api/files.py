"""The file that a form sends."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from fastapi import Request
from starlette.datastructures import UploadFile

from api.errors import MediaTypeError

FILE_FIELD: Final = "bestand"
_MOST_NAME: Final = 120


@dataclass(frozen=True)
class File:
    """A file's name, without folders, and its content; both empty where none was chosen."""

    name: str
    content: bytes


async def read_file(request: Request) -> File:
    """The file of a multipart form; MediaTypeError for anything else."""
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise MediaTypeError("multipart/form-data")
    async with request.form(max_files=1, max_fields=10) as form:
        file = form.get(FILE_FIELD)
        if not isinstance(file, UploadFile):
            return File("", b"")
        name = PurePath((file.filename or "").replace("\\", "/")).name
        return File(name[-_MOST_NAME:], await file.read())
