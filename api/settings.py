"""The service's settings: one typed object, read from the environment (prefix THEMAWIJZER_)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from classifier.description import MOST_CHARACTERS
from classifier.paths import ROOT

REPORT_DAYS: Final = 30
"""How long a report is kept with the description it is of, unless its provider deletes it before."""

_ORIGIN: Final = re.compile(r"\*|https?://[a-z0-9.\-]+(:[0-9]{1,5})?|https?://\[[0-9a-f:]+\](:[0-9]{1,5})?")


class Settings(BaseSettings):
    """How the service runs. Every field can be set as THEMAWIJZER_<FIELD>, such as THEMAWIJZER_PORT=8080.

    pydantic's ValidationError, naming the field, where a value cannot be used.
    """

    model_config = SettingsConfigDict(env_prefix="THEMAWIJZER_", frozen=True)

    host: str = Field(default="127.0.0.1", min_length=1, description="Address to listen on; this machine only by default.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on; 0 lets the system choose one.")
    cors_origins: tuple[str, ...] = Field(
        default=(),
        description='Origins whose pages may call /api, as a JSON list such as ["https://example.org"]; ["*"] for all, none by default.',
    )
    max_body_bytes: int = Field(
        default=1_000_000,
        # A description of the longest length that is read, in bytes of a form (six for a letter with an accent)
        # and with its other fields, must still fit.
        ge=10 * MOST_CHARACTERS,
        description="Largest request body, in bytes; more is answered with 413.",
    )
    catalogue_days: int = Field(default=7, ge=1, le=365, description="Days that a catalogue and its answers are kept.")
    catalogue_most_open: int = Field(
        default=20, ge=1, le=1000, description="Catalogues that may wait or be worked on at the same time, in the whole service."
    )
    catalogue_lease_seconds: float = Field(
        default=60,
        gt=0,
        le=3600,
        description="Seconds after which another worker goes on with the catalogue of one that fell silent; more than one row takes.",
    )
    threads: int = Field(
        default=4,
        ge=1,
        le=64,
        description="Requests worked on at the same time; others wait. The encoder keeps one core busy per request.",
    )
    store_dir: Path = Field(
        default=ROOT / "store", description="Folder of the store's SQLite database; store/ of the project by default. Made where it lacks."
    )
    database_url: SecretStr = Field(
        default=SecretStr(""), description="Database to use instead, such as postgresql://user:password@host/database."
    )

    @field_validator("cors_origins")
    @classmethod
    def _as_browsers_write_them(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        # A path, a final slash or a capital would match no browser's Origin, and nobody would see why.
        for origin in origins:
            if not _ORIGIN.fullmatch(origin):
                raise ValueError(f"{origin!r} is no origin: write scheme, host and port only, in lower case, such as https://example.org")
        return origins
