"""Shared by all tests: hypothesis without deadlines, a store of their own, and the assessor, built once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from classifier.assess import Assessor
from training.build import build_model, model_problem

settings.register_profile("themawijzer", deadline=None)
settings.load_profile("themawijzer")


@pytest.fixture(scope="session", autouse=True)
def store_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test opens the store of whoever runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("THEMAWIJZER_STORE_DIR", str(tmp_path_factory.mktemp("store")))
        patch.delenv("THEMAWIJZER_DATABASE_URL", raising=False)
        yield


@pytest.fixture(scope="session")
def assessor() -> Assessor:
    """The real assessor on the real model; built first where it is missing or no longer fits, as `make run` does."""
    if model_problem():
        build_model()
    return Assessor.load()
