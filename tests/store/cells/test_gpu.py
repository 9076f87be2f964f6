"""The search on a GPU against the CPU's, with a stand-in for the GPU part of FAISS that searches by brute force.

No GPU is needed, and none has been at hand: the stand-in has the documented names, arguments and limits.
"""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
import pytest

from senseindex.store.cells.faiss import gpu
from senseindex.store.cells.faiss.gpu import GpuCells
from senseindex.store.cells.selection import Selection
from senseindex.store.cells.vector_store import CellAddress
from tests.store.cells.test_faiss_store import Filled, row


class GpuFlat:
    def __init__(self, index: faiss.IndexFlatIP) -> None:
        self.d, self.ntotal = index.d, index.ntotal
        self.vectors = index.reconstruct_n(0, index.ntotal)
        self.asked = 0

    def search(self, queries: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
        assert queries.dtype == np.float32 and queries.shape == (1, self.d)
        assert 0 < count <= 2048, "k must be at most 2048 on a GPU"
        self.asked += 1
        scores = queries @ self.vectors.T
        best = np.argsort(-scores, axis=1)[:, :count]
        return np.take_along_axis(scores, best, axis=1), best


class Resources:
    pass


@pytest.fixture
def moved(monkeypatch: pytest.MonkeyPatch) -> list[GpuFlat]:
    """A GPU; what is moved to it is listed."""
    found: list[GpuFlat] = []

    def index_cpu_to_gpu(resources: object, device: int, index: faiss.IndexFlatIP) -> GpuFlat:
        assert isinstance(resources, Resources) and device == 0
        found.append(GpuFlat(index))
        return found[-1]

    monkeypatch.setattr(faiss, "StandardGpuResources", Resources, raising=False)
    monkeypatch.setattr(faiss, "index_cpu_to_gpu", index_cpu_to_gpu, raising=False)
    monkeypatch.setattr(faiss, "get_num_gpus", lambda: 1)
    monkeypatch.setattr(gpu, "HOT", 50)
    return found


def test_without_a_gpu_nothing_is_tried(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert GpuCells.found() is None or faiss.get_num_gpus() > 0
    monkeypatch.setattr(faiss, "get_num_gpus", lambda: 0)
    assert GpuCells.found() is None
    filled = Filled(tmp_path)
    assert len(filled.store.search(filled.vectors[0], filled.cells_of(3), 5)[0]) == 5


@pytest.mark.parametrize("codec", ["sq4", "sq8", "fp16"])
def test_the_gpu_answers_as_the_cpu_does(tmp_path: Path, codec: str, monkeypatch: pytest.MonkeyPatch) -> None:
    cpu = Filled(tmp_path / "cpu", codec)
    expected = {
        (lemma, count): cpu.store.search(cpu.vectors[lemma], cpu.cells_of(lemma), count)
        for lemma in range(1, 40)
        for count in (1, 10, 10_000)
    }
    with monkeypatch.context() as patch:
        moved: list[GpuFlat] = []
        patch.setattr(faiss, "StandardGpuResources", Resources, raising=False)
        patch.setattr(faiss, "index_cpu_to_gpu", lambda *a: moved.append(GpuFlat(a[2])) or moved[-1], raising=False)
        patch.setattr(faiss, "get_num_gpus", lambda: 1)
        patch.setattr(gpu, "HOT", 50)
        filled = Filled(tmp_path / "gpu", codec)
        for (lemma, count), (ids, scores) in expected.items():
            found, found_scores = filled.store.search(filled.vectors[lemma], filled.cells_of(lemma), count)
            np.testing.assert_allclose(found_scores, scores, atol=1e-5)
            assert set(found.tolist()) == set(ids.tolist())
        assert sum(index.asked for index in moved) == 2 * len(moved)


def test_what_stays_on_the_cpu(moved: list[GpuFlat], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled = Filled(tmp_path)
    cells = filled.cells_of(3)
    allowed = Selection.of_ranges([(0, 10_000)])
    filled.store.search(filled.vectors[0], cells, 5, allowed)
    filled.store.search(filled.vectors[0], cells, 2049)
    monkeypatch.setattr(gpu, "HOT", 10_000)
    filled.store.search(filled.vectors[0], cells, 5)
    assert moved == []


def test_the_memory_is_bounded_and_segments_are_forgotten(
    moved: list[GpuFlat], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gpu, "MEMORY", 25_000)
    filled = Filled(tmp_path)
    sizes = {lemma: int((filled.lemmas == lemma).sum()) for lemma in (1, 2, 3)}
    assert all(25_000 / 3 < 4 * 32 * size < 25_000 / 2 for size in sizes.values())
    for lemma in (1, 2, 1, 3, 1, 2):
        found, _ = filled.store.search(filled.vectors[lemma], filled.cells_of(lemma), 2000)
        assert len(found) == sizes[lemma]
    assert [index.ntotal for index in moved] == [sizes[lemma] for lemma in (1, 2, 3, 2)]
    filled.store.attach([row(1, filled.written)])
    filled.store.search(filled.vectors[1], [CellAddress(*cell) for cell in filled.cells_of(1)], 5)
    assert len(moved) == 5
