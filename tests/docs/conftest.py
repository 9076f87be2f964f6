from __future__ import annotations

from pathlib import Path

import pytest

from senseindex import SenseIndex
from tests.example_corpus import TEXTS


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index that `senseindex demo` leaves, with the encoder of users; a test that changes it takes a copy."""
    path = tmp_path_factory.mktemp("demo") / "index"
    with SenseIndex.create(path, model="good") as index:
        index.ingest(TEXTS)
        index.induce()
    return path
