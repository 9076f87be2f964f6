"""An index with senses to export from, once for all tests that only read."""

from collections.abc import Iterator

import pytest

from senseindex import SenseIndex
from tests.builders import make_bank_index


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SenseIndex]:
    with make_bank_index(tmp_path_factory.mktemp("banks") / "index") as index:
        yield index
