"""Files that are there whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from classifier.errors import InputError


@contextmanager
def whole(file: Path) -> Iterator[Path]:
    """A draft that becomes the file when the block ends well, and is gone otherwise; InputError, beforehand, if it cannot be there."""
    draft = file.with_name(file.name + ".tmp")
    try:
        if file.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        draft.touch()
    except OSError as error:
        what = f"Hier kan niet geschreven worden ({error.strerror})."
        raise InputError(what, where=str(file), remedy="Kies een andere plaats.") from error
    try:
        yield draft
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
