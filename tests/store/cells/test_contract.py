"""The contract of a vector store, held by the embedded store in every codec and by brute force in memory."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from senseindex.store.cells.opening import open_store
from senseindex.store.cells.vector_store import VectorStore
from senseindex.vectors.contextual.recipe import CODECS
from tests.store.cells.contract import DIMENSION, VectorStoreContract
from tests.store.cells.memory_store import MemoryStore


def faiss_store(folder: Path, codec: str) -> VectorStore:
    limits = np.concatenate([np.full(DIMENSION, -0.7), np.full(DIMENSION, 1.4)]).astype(np.float32)
    return open_store(folder, DIMENSION, codec, limits if codec in ("sq4", "sq8") else None)


class TestMemoryStore(VectorStoreContract):
    @pytest.fixture
    def store(self) -> VectorStore:
        return MemoryStore(DIMENSION)


class TestFaissStoreFp16(VectorStoreContract):
    codec, tolerance, centre_tolerance = "fp16", 1e-5, 1e-5

    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[VectorStore]:  # type: ignore[override]
        store = faiss_store(tmp_path / "segments", self.codec)
        yield store
        store.close()


class TestFaissStoreSq8(TestFaissStoreFp16):
    codec, tolerance, centre_tolerance = "sq8", 1e-3, 1e-3


class TestFaissStoreSq4(TestFaissStoreFp16):
    codec, tolerance, centre_tolerance = "sq4", 0.1, 0.1


class TestFaissStoreRabitq(TestFaissStoreFp16):
    codec = "rabitq"


def test_every_codec_is_held_to_the_contract() -> None:
    held = {TestFaissStoreFp16, *TestFaissStoreFp16.__subclasses__()}
    assert sorted(each.codec for each in held) == sorted(CODECS)
