"""Fixtures for all rooms."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ["SENSEINDEX_PRECISION"] = "fp32"
"""No answer of a test depends on whether the processor is faster with bf16; also in processes that tests start."""

os.environ["SENSEINDEX_MODEL"] = "fast"
"""Few tests want to know which encoder reads, and this one is four times as fast. Tests of another one name it."""

from senseindex import SenseIndex  # noqa: E402
from tests.builders import TinyIndex, document  # noqa: E402
from tests.gum import Gum, read_gum  # noqa: E402


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real corpora and evaluation sets; the test is skipped where it is absent."""
    default = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("SENSEINDEX_SHARED_DATA", default))
    if not folder.is_dir():
        pytest.skip(f"no shared data in {folder}; set SENSEINDEX_SHARED_DATA")
    return folder


@pytest.fixture(scope="session")
def gum(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gum]:
    """The documents of GUM, without vectors that mean anything; only to be read."""
    path, documents = read_gum(shared_data / "gum" / "vertical", tmp_path_factory.mktemp("gum") / "index")
    with SenseIndex.open(path) as index:
        yield Gum(index, documents)


TEXTS = [
    "The river bank was green. Nobody fished there.",
    "A bank lends money. Its customers bank online. Every bank fears losses.",
    "Money makes the world turn. The bank closed early on Friday.",
    "Trees lined the muddy bank. Children played beside the water.",
]


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[TinyIndex]:
    """A small index to search in: twelve documents, some with metadata."""
    index = TinyIndex(tmp_path / "tiny")
    for number in range(12):
        index.add(
            document(
                f"doc{number}",
                TEXTS[number % 4] + (f" Volume number {number}." if number % 3 else ""),
                {
                    "year": 1990 + number,
                    "speaker": "Ames, Ann" if number % 2 else "O'Neil, Bob",
                    "date": f"19{90 + number % 5}-01-01" if number % 4 else None,
                },
            )
        )
    yield index
    index.close()
