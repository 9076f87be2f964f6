"""The embedded vector store: one FAISS inverted-list index a segment, whose lists are the cells.

`segments/<name>/cells.faiss` is an IVF scalar-quantizer index without residuals, so a code means the same in every
list and every segment: compaction copies codes. Lists are searched with the lists given; the coarse quantizer
holds the centre of each cell and is asked only by a search over all words. Files are memory-mapped. A segment is
written under a temporary name, synced and renamed, and never changed afterwards.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from senseindex.errors import StoreError
from senseindex.store.vector_store import BoolArray, ByteArray, CellAddress, FloatArray, IntArray, WrittenSegment

CODECS = {
    "sq4": faiss.ScalarQuantizer.QT_4bit,
    "sq8": faiss.ScalarQuantizer.QT_8bit,
    "fp16": faiss.ScalarQuantizer.QT_fp16,
}
TEMPORARY = "tmp-"
CELLS_FILE = "cells.faiss"


class FaissStore:
    """Segments of `(d,)` vectors under `folder`, all of one codec.

    `codec_range` `(2 d,) float32` is FAISS's trained range (lower bounds, then widths) for sq4 and sq8.
    """

    def __init__(self, folder: Path, dimension: int, codec: str, codec_range: FloatArray | None) -> None:
        self.folder = folder
        self.dimension = dimension
        self._quantizer_type = CODECS[codec]
        self._codec_range = codec_range
        self._folders: dict[int, str] = {}
        self._open: dict[int, _Cells] = {}

    def new_index(self, lists: int) -> Any:
        """An empty trained index with this many lists."""
        centres: Any = faiss.IndexScalarQuantizer(
            self.dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
        )
        centres.is_trained = True
        index = faiss.IndexIVFScalarQuantizer(
            centres, self.dimension, lists, self._quantizer_type, faiss.METRIC_INNER_PRODUCT, False
        )
        index.own_fields = True
        centres.this.disown()
        if self._codec_range is not None:
            faiss.copy_array_to_vector(np.ascontiguousarray(self._codec_range, dtype=np.float32), index.sq.trained)
        index.is_trained = True
        return index

    def as_stored(self, vectors: FloatArray) -> FloatArray:
        """The vectors `(n, d)` as a segment gives them back, with what the codec loses; nothing is written."""
        index = self.new_index(1)
        return _decode(index, index.sq.compute_codes(np.ascontiguousarray(vectors, dtype=np.float32)))

    def builder(self) -> FaissSegmentBuilder:
        return FaissSegmentBuilder(self)

    def attach(self, segments: Sequence[tuple[int, str]]) -> None:
        wanted = dict(segments)
        self._open = {key: cells for key, cells in self._open.items() if wanted.get(key) == self._folders.get(key)}
        self._folders = wanted

    def _segment(self, segment_id: int) -> _Cells:
        cells = self._open.get(segment_id)
        if cells is None:
            path = self.folder / self._folders[segment_id] / CELLS_FILE
            cells = self._open[segment_id] = _Cells(path, self.dimension)
        return cells

    def ids(self, cells: Sequence[CellAddress]) -> IntArray:
        parts = [self._segment(cell.segment_id).ids(cell.list_number) for cell in cells]
        return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)

    def read(self, cells: Sequence[CellAddress]) -> tuple[IntArray, FloatArray]:
        ids = self.ids(cells)
        parts = [self._segment(cell.segment_id).vectors(cell.list_number) for cell in cells]
        return ids, np.concatenate(parts) if parts else np.empty((0, self.dimension), dtype=np.float32)

    def centres(self, segment_id: int) -> FloatArray:
        return self._segment(segment_id).centres()

    def codes(self, cell: CellAddress) -> tuple[IntArray, ByteArray]:
        segment = self._segment(cell.segment_id)
        return segment.ids(cell.list_number), segment.codes(cell.list_number)

    def search(
        self, query: FloatArray, cells: Sequence[CellAddress], count: int, allowed: BoolArray | None = None
    ) -> tuple[IntArray, FloatArray]:
        lists: dict[int, list[int]] = {}
        for cell in cells:
            lists.setdefault(cell.segment_id, []).append(cell.list_number)
        found = [
            self._segment(segment_id).search(query, numbers, count, allowed) for segment_id, numbers in lists.items()
        ]
        if not found:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        ids = np.concatenate([ids for ids, _ in found])
        scores = np.concatenate([scores for _, scores in found])
        order = np.lexsort((ids, -scores))[:count]
        return ids[order], scores[order]

    def probe(self, query: FloatArray, count: int) -> list[CellAddress]:
        return [
            CellAddress(segment_id, number)
            for segment_id in self._folders
            for number in self._segment(segment_id).nearest_lists(query, count)
        ]

    def remove(self, folder: str) -> None:
        shutil.rmtree(self.folder / folder, ignore_errors=True)

    def leftovers(self, known: set[str]) -> list[str]:
        if not self.folder.is_dir():
            return []
        return sorted(entry.name for entry in self.folder.iterdir() if entry.name not in known)

    def close(self) -> None:
        self._open.clear()


class FaissSegmentBuilder:
    """Collects one segment's vectors, encoded at once, so that memory holds codes and not floats."""

    def __init__(self, store: FaissStore) -> None:
        self._store = store
        self._encoder = store.new_index(1)
        self._ids: list[IntArray] = []
        self._lemma_ids: list[IntArray] = []
        self._sense_ids: list[IntArray] = []
        self._codes: list[ByteArray] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, ids: IntArray, lemma_ids: IntArray, sense_ids: IntArray, vectors: FloatArray) -> None:
        vectors = np.ascontiguousarray(vectors, dtype=np.float32)
        if len(ids):
            self.copy(ids, lemma_ids, sense_ids, self._encoder.sq.compute_codes(vectors))

    def copy(self, ids: IntArray, lemma_ids: IntArray, sense_ids: IntArray, codes: ByteArray) -> None:
        self._ids.append(np.asarray(ids, dtype=np.int64))
        self._lemma_ids.append(np.asarray(lemma_ids, dtype=np.int64))
        self._sense_ids.append(np.asarray(sense_ids, dtype=np.int64))
        self._codes.append(codes)
        self._count += len(ids)

    def write(self) -> WrittenSegment:
        ids, lemma_ids, sense_ids = (np.concatenate(parts) for parts in (self._ids, self._lemma_ids, self._sense_ids))
        codes = np.concatenate(self._codes)
        self._codes.clear()
        order = np.lexsort((ids, sense_ids, lemma_ids))
        ids, lemma_ids, sense_ids, codes = ids[order], lemma_ids[order], sense_ids[order], codes[order]
        change = np.flatnonzero((np.diff(lemma_ids) != 0) | (np.diff(sense_ids) != 0)) + 1
        bounds = np.concatenate([[0], change, [len(ids)]])
        index = self._store.new_index(len(bounds) - 1)
        centres = np.empty((len(bounds) - 1, self._store.dimension), dtype=np.float32)
        cells = []
        for number, (first, end) in enumerate(zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)):
            index.invlists.add_entries(
                number, end - first, faiss.swig_ptr(ids[first:end]), faiss.swig_ptr(codes[first:end])
            )
            centres[number] = _decode(index, codes[first:end]).mean(axis=0)
            cells.append((int(lemma_ids[first]), int(sense_ids[first]), end - first))
        index.ntotal = len(ids)
        faiss.normalize_L2(centres)
        index.quantizer.add(centres)
        folder, size, digest = self._save(index)
        return WrittenSegment(folder, len(ids), size, digest, tuple(cells))

    def _save(self, index: Any) -> tuple[str, int, str]:
        name = secrets.token_hex(8)
        temporary = self._store.folder / f"{TEMPORARY}{name}"
        temporary.mkdir(parents=True)
        path = temporary / CELLS_FILE
        try:
            faiss.write_index(index, str(path))
        except RuntimeError:
            shutil.rmtree(temporary, ignore_errors=True)
            raise StoreError(f"{path}: the vectors cannot be written; is the disk full?") from None
        with path.open("rb+") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        _sync_folder(temporary)
        temporary.rename(self._store.folder / name)
        _sync_folder(self._store.folder)
        return name, (self._store.folder / name / CELLS_FILE).stat().st_size, digest


class _Cells:
    """One opened segment."""

    def __init__(self, path: Path, dimension: int) -> None:
        if not path.is_file():
            raise StoreError(f"{path} is missing; restore it from a backup, or build the index anew")
        try:
            index: Any = faiss.read_index(str(path), faiss.IO_FLAG_MMAP | faiss.IO_FLAG_READ_ONLY)
            self._index = index
            self._lists: Any = faiss.downcast_InvertedLists(index.invlists)
        except (RuntimeError, AttributeError):
            raise StoreError(
                f"{path} is damaged and cannot be read; restore it from a backup, or build the index anew"
            ) from None
        if self._index.d != dimension:
            raise StoreError(f"{path} holds vectors of {self._index.d} dimensions, the index has {dimension}")

    def ids(self, number: int) -> IntArray:
        size = self._lists.list_size(number)
        if not size:
            return np.empty(0, dtype=np.int64)
        ids: IntArray = faiss.rev_swig_ptr(self._lists.get_ids(number), size).copy()
        return ids

    def codes(self, number: int) -> ByteArray:
        size, width = self._lists.list_size(number), self._lists.code_size
        if not size:
            return np.empty((0, width), dtype=np.uint8)
        codes: ByteArray = faiss.rev_swig_ptr(self._lists.get_codes(number), size * width).reshape(size, width).copy()
        return codes

    def vectors(self, number: int) -> FloatArray:
        return _decode(self._index, self.codes(number))

    def search(
        self, query: FloatArray, numbers: Sequence[int], count: int, allowed: BoolArray | None
    ) -> tuple[IntArray, FloatArray]:
        parameters: Any = faiss.SearchParametersIVF()
        parameters.nprobe = len(numbers)
        if allowed is not None:
            # Both are named because FAISS keeps bare pointers to them.
            bitmap = np.packbits(allowed, bitorder="little")
            selector = faiss.IDSelectorBitmap(len(bitmap), faiss.swig_ptr(bitmap))
            parameters.sel = selector
        count = min(count, sum(self._lists.list_size(number) for number in numbers))
        lists = np.asarray([numbers], dtype=np.int64)
        query = np.ascontiguousarray(query, dtype=np.float32)
        # Without residuals the distance to the centre takes no part in the score.
        centre_distances = np.zeros(lists.shape, dtype=np.float32)
        scores = np.empty(max(count, 1), dtype=np.float32)
        ids = np.empty(max(count, 1), dtype=np.int64)
        self._index.search_preassigned_c(
            1,
            faiss.swig_ptr(query),
            len(ids),
            faiss.swig_ptr(lists),
            faiss.swig_ptr(centre_distances),
            faiss.swig_ptr(scores),
            faiss.swig_ptr(ids),
            False,
            parameters,
        )
        found = ids >= 0
        return ids[found], scores[found]

    def centres(self) -> FloatArray:
        centres: FloatArray = self._index.quantizer.reconstruct_n(0, self._index.nlist)
        return centres

    def nearest_lists(self, query: FloatArray, count: int) -> list[int]:
        count = min(count, self._index.nlist)
        _, lists = self._index.quantizer.search(np.ascontiguousarray(query[None], dtype=np.float32), count)
        return [int(number) for number in lists[0] if number >= 0]


def _decode(index: Any, codes: ByteArray) -> FloatArray:
    if not len(codes):
        return np.empty((0, index.d), dtype=np.float32)
    vectors: FloatArray = index.sq.decode(np.ascontiguousarray(codes))
    return vectors


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
