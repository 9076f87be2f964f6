"""The contract of a vector store, held by the embedded store in every codec and by brute force in memory."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from senseindex.store.faiss_store import FaissStore
from senseindex.store.vector_store import VectorStore
from tests.store.contract import DIMENSION, VectorStoreContract
from tests.store.memory_store import MemoryStore


def faiss_store(folder: Path, codec: str) -> FaissStore:
    limits = np.concatenate([np.full(DIMENSION, -1.0), np.full(DIMENSION, 2.0)]).astype(np.float32)
    return FaissStore(folder, DIMENSION, codec, None if codec == "fp16" else limits)


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
