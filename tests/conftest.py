"""Shared by all tests: hypothesis without deadlines, and the assessor, built once."""

from __future__ import annotations

import pytest
from hypothesis import settings

from classifier.assess import Assessor
from training.build import build_model, model_problem

settings.register_profile("themawijzer", deadline=None)
settings.load_profile("themawijzer")


@pytest.fixture(scope="session")
def assessor() -> Assessor:
    """The real assessor on the real model; built first where it is missing or no longer fits, as `make run` does."""
    if model_problem():
        build_model()
    return Assessor.load()
