"""References: unguessable names for jobs, reports and cases that a person can read aloud and type over."""

from __future__ import annotations

import secrets
from typing import Final

from api.errors import UnknownReferenceError

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U."""
PREFIX: Final = "TW"
LENGTH: Final = 20
"""Characters after the prefix, five random bits each: 100 bits."""
GROUP: Final = 5
MOST_TYPED: Final = 100
"""Longer than anybody types a reference, however spaced: such a text is none."""

# Word processors and telephones make these of a hyphen.
_DASHES: Final = "-\u2010\u2011\u2012\u2013\u2014\u2212"
_ALIKE: Final = str.maketrans("OIL", "011")


def new() -> str:
    """A new reference, such as TW-7K3QM-0ZX4V-9D2HP-R8WCA."""
    return _grouped("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))


def parse(typed: str) -> str:
    """The reference that somebody typed: capitals or not, O for 0, I or L for 1, dashes and prefix missing.

    UnknownReferenceError, the answer to a reference that does not exist, where it cannot be one.
    """
    if len(typed) > MOST_TYPED:
        raise UnknownReferenceError
    core = "".join(c for c in typed if not c.isspace() and c not in _DASHES)
    if not core.isascii():
        raise UnknownReferenceError
    core = core.upper().translate(_ALIKE)
    if len(core) == len(PREFIX) + LENGTH:
        core = core.removeprefix(PREFIX)
    if len(core) != LENGTH or not set(core) <= set(ALPHABET):
        raise UnknownReferenceError
    return _grouped(core)


def _grouped(core: str) -> str:
    return "-".join([PREFIX, *(core[i : i + GROUP] for i in range(0, LENGTH, GROUP))])
