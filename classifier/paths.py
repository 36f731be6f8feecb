"""Where the project keeps what it knows (data/) and what it makes (build/)."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def data_dir() -> Path:
    """The folder of knowledge files: `THEMAWIJZER_DATA_DIR`, or data/ of the checkout."""
    return Path(os.environ.get("THEMAWIJZER_DATA_DIR") or ROOT / "data")


def build_dir() -> Path:
    """The folder of what the commands make: `THEMAWIJZER_BUILD_DIR`, or build/ of the checkout."""
    return Path(os.environ.get("THEMAWIJZER_BUILD_DIR") or ROOT / "build")
