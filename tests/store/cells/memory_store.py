"""A vector store that keeps everything in memory and searches by brute force: what any other store must agree with."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import numpy as np

from senseindex.arrays import ByteArray, FloatArray, IntArray
from senseindex.errors import StoreError
from senseindex.store.cells.selection import Selection
from senseindex.store.cells.vector_store import CellAddress, SegmentRow, WrittenSegment


class MemoryBuilder:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self._rows: list[tuple[int, int, int, FloatArray]] = []

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, ids: IntArray, lemma_ids: IntArray, sense_ids: IntArray, vectors: FloatArray) -> None:
        for row in zip(ids.tolist(), lemma_ids.tolist(), sense_ids.tolist(), np.array(vectors), strict=True):
            self._rows.append(row)

    def copy(self, ids: IntArray, lemma_ids: IntArray, sense_ids: IntArray, codes: ByteArray) -> None:
        self.add(ids, lemma_ids, sense_ids, codes.view(np.float32).reshape(len(ids), -1))

    def write(self) -> WrittenSegment:
        cells: dict[tuple[int, int], list[tuple[int, FloatArray]]] = {}
        for each, lemma_id, sense_id, vector in self._rows:
            cells.setdefault((lemma_id, sense_id), []).append((each, vector))
        folder = f"memory{len(self._store.segments)}"
        kept = [sorted(cells[key], key=lambda row: row[0]) for key in sorted(cells)]
        self._store.segments[folder] = kept
        sizes = tuple((*key, len(cells[key])) for key in sorted(cells))
        digest = hashlib.sha256(folder.encode()).hexdigest()
        return WrittenSegment(folder, len(self._rows), 0, digest, sizes)


class MemoryStore:
    """Implements `VectorStore`."""

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension
        self.segments: dict[str, list[list[tuple[int, FloatArray]]]] = {}
        self._listed: dict[int, SegmentRow] = {}

    def as_stored(self, vectors: FloatArray) -> FloatArray:
        return vectors

    def builder(self) -> MemoryBuilder:
        return MemoryBuilder(self)

    def attach(self, segments: Sequence[SegmentRow]) -> None:
        self._listed = {segment.id: segment for segment in segments}

    def _cell(self, cell: CellAddress) -> list[tuple[int, FloatArray]]:
        try:
            segment = self.segments[self._listed[cell.segment_id].folder]
            if cell.list_number < 0:
                raise IndexError
            return segment[cell.list_number]
        except (KeyError, IndexError):
            raise StoreError(f"there is no {cell}") from None

    def cell_count(self, segment_id: int) -> int:
        return len(self.segments[self._listed[segment_id].folder])

    def ids(self, cells: Sequence[CellAddress]) -> IntArray:
        return np.array([row[0] for cell in cells for row in self._cell(cell)], dtype=np.int64)

    def read(self, cells: Sequence[CellAddress]) -> tuple[IntArray, FloatArray]:
        vectors = [row[1] for cell in cells for row in self._cell(cell)]
        return self.ids(cells), np.array(vectors, dtype=np.float32).reshape(-1, self.dimension)

    def centres(self, segment_id: int) -> FloatArray:
        count = self.cell_count(segment_id)
        sums = np.stack([self.read([CellAddress(segment_id, n)])[1].sum(axis=0) for n in range(count)])
        return np.asarray(sums / np.linalg.norm(sums, axis=1, keepdims=True), dtype=np.float32)

    def codes(self, cell: CellAddress) -> tuple[IntArray, ByteArray]:
        ids, vectors = self.read([cell])
        return ids, vectors.view(np.uint8).reshape(len(ids), -1)

    def search(
        self, query: FloatArray, cells: Sequence[CellAddress], count: int, allowed: Selection | None = None
    ) -> tuple[IntArray, FloatArray]:
        ids, vectors = self.read(cells)
        if allowed is not None:
            inside = allowed.contains(ids)
            ids, vectors = ids[inside], vectors[inside]
        scores = np.asarray(vectors @ query, dtype=np.float32)
        best = np.lexsort((ids, -scores))[:count]
        return ids[best], scores[best]

    def search_all(
        self,
        query: FloatArray,
        count: int,
        share: float = 1.0,
        allowed: Selection | None = None,
        without: Collection[CellAddress] = (),
    ) -> tuple[IntArray, FloatArray]:
        cells = [CellAddress(each, n) for each in self._listed for n in range(self.cell_count(each))]
        cells = [cell for cell in cells if cell not in without]
        cells.sort(key=lambda cell: -float(self.centres(cell.segment_id)[cell.list_number] @ query))
        wanted = share * len(self.ids(cells))
        probed: list[CellAddress] = []
        for cell in cells:
            if len(self.ids(probed)) >= wanted:
                break
            probed.append(cell)
        return self.search(query, probed, count, allowed)

    def verify(self, segment_id: int) -> list[str]:
        return [] if self._listed[segment_id].folder in self.segments else ["missing"]

    def copy(self, folder: Path) -> Iterator[str]:
        yield from (segment.folder for segment in self._listed.values())

    def close(self) -> None:
        self._listed = {}
