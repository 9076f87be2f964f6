"""A small index with two senses of `bank`, to be edited."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from senseindex import SenseIndex
from tests.builders import make_bank_index


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("edit") / "index"
    make_bank_index(path).close()
    return path


@pytest.fixture
def index(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SenseIndex]:
    monkeypatch.setenv("SENSEINDEX_AUTHOR", "the author")
    shutil.copytree(made, tmp_path / "index")
    with SenseIndex.open(tmp_path / "index") as index:
        yield index
