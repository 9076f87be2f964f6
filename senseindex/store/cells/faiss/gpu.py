"""Search the cells of frequent words on a GPU. This needs a GPU build of FAISS (faiss-gpu, faiss-gpu-cuvs).

faiss-cpu, which comes with senseindex, offers no GPU: `GpuCells.found` gives None and nothing changes. Otherwise the
vectors of cells that are asked together stay on the GPU as a flat index, least recently asked first to go. It compares
what is stored with the query in float32 as the CPU does, so answers differ in rounding alone. Masked searches stay on
the CPU, as flat indexes of the GPU take no selector.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

import faiss
import numpy as np

from senseindex.arrays import FloatArray, IntArray
from senseindex.store.cells.vector_store import CellAddress

HOT = 10_000
"""From so many vectors on a question is worth the way to the GPU."""

MEMORY = 2 << 30
"""Bytes of vectors that are kept there."""

MOST_NEAREST = 2048
"""FAISS gives no more neighbours on a GPU."""

Read = Callable[[Sequence[CellAddress]], tuple[IntArray, FloatArray]]


class GpuCells:
    """The cells that one GPU holds."""

    def __init__(self) -> None:
        self._resources: Any = None
        self._kept: OrderedDict[tuple[CellAddress, ...], tuple[IntArray, Any]] = OrderedDict()
        self._room = MEMORY

    @classmethod
    def found(cls) -> GpuCells | None:
        """The cells on the first GPU that FAISS offers, None where it offers none."""
        offered = hasattr(faiss, "StandardGpuResources") and hasattr(faiss, "index_cpu_to_gpu")
        return cls() if offered and faiss.get_num_gpus() > 0 else None

    def search(
        self, query: FloatArray, cells: Sequence[CellAddress], size: int, count: int, read: Read
    ) -> tuple[IntArray, FloatArray] | None:
        """The best `count` of the cells, which hold `size` occurrences: ids and scores, best first.

        None where the CPU should search: few vectors, too many to keep, or too many asked for.
        """
        if size < HOT or count > MOST_NEAREST or 4 * size * len(query) > MEMORY:
            return None
        key = tuple(cells)
        if key not in self._kept:
            self._keep(key, *read(key))
        self._kept.move_to_end(key)
        ids, index = self._kept[key]
        scores, places = index.search(np.ascontiguousarray(query[None], dtype=np.float32), min(count, len(ids)))
        return ids[places[0]], scores[0]

    def _keep(self, key: tuple[CellAddress, ...], ids: IntArray, vectors: FloatArray) -> None:
        self._room -= vectors.nbytes
        while self._room < 0:
            _, (gone, index) = self._kept.popitem(last=False)
            self._room += 4 * len(gone) * int(index.d)
        if self._resources is None:  # made late, as they reserve memory of the GPU
            self._resources = faiss.StandardGpuResources()
        flat: Any = faiss.IndexFlatIP(vectors.shape[1])
        flat.add(vectors)
        self._kept[key] = ids, faiss.index_cpu_to_gpu(self._resources, 0, flat)

    def forget(self) -> None:
        """Drop everything, as other segments are listed."""
        self._kept.clear()
        self._room = MEMORY
