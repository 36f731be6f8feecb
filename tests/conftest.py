"""Shared by all tests: hypothesis without deadlines, and the assessor, built once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from classifier.assess import Assessor
from training.build import build_model, model_problem

settings.register_profile("themawijzer", deadline=None)
settings.load_profile("themawijzer")


@pytest.fixture(scope="session", autouse=True)
def _store_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test writes into the store of the checkout: without an address of its own it gets an empty one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("THEMAWIJZER_DATABASE_URL", f"sqlite:///{tmp_path_factory.mktemp('store') / 'themawijzer.db'}")
        yield


@pytest.fixture(scope="session")
def assessor() -> Assessor:
    """The real assessor on the real model; built first where it is missing or no longer fits, as `make run` does."""
    if model_problem():
        build_model()
    return Assessor.load()
