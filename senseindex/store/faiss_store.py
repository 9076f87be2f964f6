"""The embedded vector store: one FAISS inverted-list index a segment, whose lists are the cells.

`segments/<name>/cells.faiss` is an IVF scalar-quantizer index without residuals, so a code means the same in every
list and every segment: compaction copies codes. Lists are searched with the lists given; the coarse quantizer
holds the centre of each cell, in the same codec, and is read only for a search over all words. Files are memory-mapped.
A segment is written under a temporary name, synced and renamed, and never changed afterwards; `checksums` lies beside
the cells, and a list is checked against it when it is first read.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from senseindex.durable import reached, sync
from senseindex.errors import StoreError
from senseindex.store.checksums import CHECKSUMS_FILE, RESTORE, Checksums, checksums_of, list_checksum
from senseindex.store.leftovers import TEMPORARY, remove
from senseindex.store.vector_store import (
    SPREAD,
    BoolArray,
    ByteArray,
    CellAddress,
    FloatArray,
    IntArray,
    SegmentRow,
    WrittenSegment,
)

CODECS = {
    "sq4": faiss.ScalarQuantizer.QT_4bit,
    "sq8": faiss.ScalarQuantizer.QT_8bit,
    "fp16": faiss.ScalarQuantizer.QT_fp16,
}
CELLS_FILE = "cells.faiss"
_FOLDER_NAME = re.compile(r"[0-9a-f]{16}")


class FaissStore:
    """Segments of `(d,)` vectors under `folder`, all of one codec.

    `codec_range` `(2 d,) float32` is FAISS's trained range (lower bounds, then widths) for sq4 and sq8.
    """

    def __init__(self, folder: Path, dimension: int, codec: str, codec_range: FloatArray | None) -> None:
        self.folder = folder
        self.dimension = dimension
        self._codec = codec
        self._quantizer_type = CODECS[codec]
        self._codec_range = codec_range
        self._listed: dict[int, SegmentRow] = {}
        self._open: dict[int, _Cells] = {}

    def new_index(self, lists: int) -> Any:
        """An empty trained index with this many lists."""
        centres: Any = faiss.IndexScalarQuantizer(self.dimension, self._quantizer_type, faiss.METRIC_INNER_PRODUCT)
        self._train(centres)
        index = faiss.IndexIVFScalarQuantizer(
            centres, self.dimension, lists, self._quantizer_type, faiss.METRIC_INNER_PRODUCT, False
        )
        index.own_fields = True
        centres.this.disown()
        self._train(index)
        return index

    def _train(self, index: Any) -> None:
        if self._codec_range is not None:
            faiss.copy_array_to_vector(np.ascontiguousarray(self._codec_range, dtype=np.float32), index.sq.trained)
        index.is_trained = True

    def beside(self, folder: Path) -> FaissStore:
        """A store of the same vectors in another folder."""
        return FaissStore(folder, self.dimension, self._codec, self._codec_range)

    def as_stored(self, vectors: FloatArray) -> FloatArray:
        """The vectors `(n, d)` as a segment gives them back, with what the codec loses; nothing is written."""
        index = self.new_index(1)
        return _decode(index, index.sq.compute_codes(np.ascontiguousarray(vectors, dtype=np.float32)))

    def builder(self) -> FaissSegmentBuilder:
        return FaissSegmentBuilder(self)

    def attach(self, segments: Sequence[SegmentRow]) -> None:
        wanted = {segment.id: segment for segment in segments}
        self._open = {key: cells for key, cells in self._open.items() if wanted.get(key) == self._listed.get(key)}
        self._listed = wanted

    def _segment(self, segment_id: int) -> _Cells:
        cells = self._open.get(segment_id)
        if cells is None:
            if segment_id not in self._listed:
                raise StoreError(f"{self.folder}: a cell lies in segment {segment_id}, which is not listed; {RESTORE}")
            listed = self._listed[segment_id]
            folder = segment_folder(self.folder, listed.folder)
            checksums = Checksums.read(folder / CHECKSUMS_FILE, listed.sha256)
            checksums.check_head(folder / CELLS_FILE)
            cells = _Cells(folder / CELLS_FILE, self.dimension, self._quantizer_type, checksums)
            self._open[segment_id] = cells
        return cells

    def cell_count(self, segment_id: int) -> int:
        return self._segment(segment_id).count

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
        found = [
            self._segment(segment_id).search(query, np.array(numbers, dtype=np.int64), count, allowed)
            for segment_id, numbers in _lists_of(cells).items()
        ]
        return _best(found, count)

    def search_all(
        self,
        query: FloatArray,
        count: int,
        share: float = 1.0,
        allowed: BoolArray | None = None,
        without: Collection[CellAddress] = (),
    ) -> tuple[IntArray, FloatArray]:
        left_out = _lists_of(without)
        segments = [(self._segment(segment_id), left_out.get(segment_id, [])) for segment_id in self._listed]
        lists = [np.delete(np.arange(segment.count), numbers) for segment, numbers in segments]
        if share < 1.0 and segments:
            pairs = [(segment, numbers) for (segment, _), numbers in zip(segments, lists, strict=True)]
            # Not BLAS: its threads wait for each other where other processes want the cores too.
            cosines = np.concatenate(
                [np.einsum("nd,d->n", segment.centre_matrix, query)[numbers] for segment, numbers in pairs]
            )
            sizes = np.concatenate([segment.sizes[numbers] for segment, numbers in pairs])
            order = np.argsort(-cosines - SPREAD * np.sqrt(np.log(sizes)))
            held = sizes[order].cumsum()
            chosen = np.zeros(len(order), dtype=np.bool_)
            chosen[order[: int(np.searchsorted(held, share * sizes.sum())) + 1]] = True
            parts = np.split(chosen, np.cumsum([len(numbers) for numbers in lists])[:-1])
            lists = [numbers[part] for numbers, part in zip(lists, parts, strict=True)]
        found = [
            segment.search(query, numbers, count, allowed)
            for (segment, _), numbers in zip(segments, lists, strict=True)
            if len(numbers)
        ]
        return _best(found, count)

    def verify(self, segment_id: int) -> list[str]:
        cells = self._open.pop(segment_id, None)  # opened anew, so that every list is read from the file once more
        try:
            cells = self._segment(segment_id)
        except StoreError as error:
            return [str(error)]
        return cells.damaged()

    def remove(self, folder: str) -> None:
        remove(self.folder / folder)

    def leftovers(self, known: set[str]) -> list[str]:
        if not self.folder.is_dir():
            return []
        return sorted(entry.name for entry in self.folder.iterdir() if entry.name not in known)

    def close(self) -> None:
        self._open.clear()


def segment_folder(folder: Path, name: str) -> Path:
    """The folder of a segment. Raises StoreError for a name that leads out of the index directory."""
    path = folder / name
    if not _FOLDER_NAME.fullmatch(name) or path.resolve().parent != folder.resolve():
        raise StoreError(f"{name!r} in the catalog is no segment of this index; {RESTORE}")
    return path


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
        checksums = []
        for number, (first, end) in enumerate(zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)):
            index.invlists.add_entries(
                number, end - first, faiss.swig_ptr(ids[first:end]), faiss.swig_ptr(codes[first:end])
            )
            centres[number] = _decode(index, codes[first:end]).mean(axis=0)
            cells.append((int(lemma_ids[first]), int(sense_ids[first]), end - first))
            checksums.append(list_checksum(codes[first:end], ids[first:end]))
        index.ntotal = len(ids)
        faiss.normalize_L2(centres)
        index.quantizer.add(centres)
        folder, size, digest = self._save(index, checksums, codes.nbytes + ids.nbytes)
        return WrittenSegment(folder, len(ids), size, digest, tuple(cells))

    def _save(self, index: Any, list_checksums: list[int], payload_bytes: int) -> tuple[str, int, str]:
        """Write the segment; its folder, its size in bytes and the SHA-256 of its checksums."""
        name = secrets.token_hex(8)
        temporary = self._store.folder / f"{TEMPORARY}{name}"
        path = temporary / CELLS_FILE
        try:
            temporary.mkdir(parents=True)
            reached("segment begun")
            faiss.write_index(index, str(path))
            reached("segment written")
            checksums = checksums_of(path, list_checksums, payload_bytes).pack()
            (temporary / CHECKSUMS_FILE).write_bytes(checksums)
            sync(path)
            sync(temporary / CHECKSUMS_FILE)
            sync(temporary)
            reached("segment synced")
            temporary.rename(self._store.folder / name)
            reached("segment renamed")
            sync(self._store.folder)
        except (RuntimeError, OSError):  # FAISS has no other error for a full disk
            remove(temporary)
            raise StoreError(f"{path}: the vectors cannot be written; is the disk full?") from None
        size = path.parent.with_name(name).joinpath(CELLS_FILE).stat().st_size
        return name, size + len(checksums), hashlib.sha256(checksums).hexdigest()


class _Cells:
    """One opened segment; its head has been checked, so that FAISS reads nothing that it did not write."""

    def __init__(self, path: Path, dimension: int, quantizer_type: int, checksums: Checksums) -> None:
        self._path = path
        try:
            index: Any = faiss.read_index(str(path), faiss.IO_FLAG_MMAP | faiss.IO_FLAG_READ_ONLY)
            self._index = index
            self._lists: Any = faiss.downcast_InvertedLists(index.invlists)
            self.count = int(index.nlist)
        except (RuntimeError, AttributeError):
            raise StoreError(f"{path} is damaged and cannot be read; {RESTORE}") from None
        if index.d != dimension:
            raise StoreError(f"{path} holds vectors of {index.d} dimensions, the index has {dimension}; {RESTORE}")
        if index.sq.qtype != quantizer_type or len(checksums.lists) != self.count:
            raise StoreError(f"{path} does not fit the recipe of the index; {RESTORE}")
        self._checksums = checksums.lists
        self._checked = np.zeros(self.count, dtype=np.bool_)

    @cached_property
    def sizes(self) -> IntArray:
        """How many occurrences each list `(lists,)` holds."""
        return np.array([self._lists.list_size(number) for number in range(self.count)], dtype=np.int64)

    @cached_property
    def centre_matrix(self) -> FloatArray:
        """The centres `(lists, d)`, kept decoded for searches over all words."""
        return self.centres()

    def check(self, numbers: IntArray) -> None:
        """Check lists that are read for the first time. Raises StoreError for a damaged one."""
        if len(numbers) and not 0 <= numbers.min() <= numbers.max() < self.count:
            raise StoreError(f"{self._path} has {self.count:,} cells, and the catalog names others; {RESTORE}")
        for number in numbers[~self._checked[numbers]].tolist():
            if not self._sound(number):
                raise StoreError(f"{self._path} is damaged: cell {number} has changed since it was written; {RESTORE}")
            self._checked[number] = True

    def damaged(self) -> list[str]:
        """A line for every list that is not as it was written."""
        return [
            f"{self._path}: cell {number} has changed since it was written"
            for number in range(self.count)
            if not self._sound(number)
        ]

    def _sound(self, number: int) -> bool:
        return list_checksum(self._codes(number), self._ids(number)) == int(self._checksums[number])

    def _ids(self, number: int) -> IntArray:
        """A view of the ids in the mapped file."""
        size = self._lists.list_size(number)
        ids: IntArray = faiss.rev_swig_ptr(self._lists.get_ids(number), size) if size else np.empty(0, dtype=np.int64)
        return ids

    def _codes(self, number: int) -> ByteArray:
        """A view `(bytes,)` of the codes in the mapped file."""
        size = self._lists.list_size(number) * self._lists.code_size
        codes: ByteArray = faiss.rev_swig_ptr(self._lists.get_codes(number), size) if size else np.empty(0, np.uint8)
        return codes

    def ids(self, number: int) -> IntArray:
        self.check(np.array([number]))
        return self._ids(number).copy()

    def codes(self, number: int) -> ByteArray:
        self.check(np.array([number]))
        return self._codes(number).reshape(-1, self._lists.code_size).copy()

    def vectors(self, number: int) -> FloatArray:
        return _decode(self._index, self.codes(number))

    def search(
        self, query: FloatArray, numbers: IntArray, count: int, allowed: BoolArray | None
    ) -> tuple[IntArray, FloatArray]:
        self.check(numbers)
        parameters: Any = faiss.SearchParametersIVF()
        parameters.nprobe = len(numbers)
        if allowed is not None:
            # Both are named because FAISS keeps bare pointers to them.
            bitmap = np.packbits(allowed, bitorder="little")
            selector = faiss.IDSelectorBitmap(len(bitmap), faiss.swig_ptr(bitmap))
            parameters.sel = selector
        count = min(count, self._index.ntotal)
        lists = np.ascontiguousarray(numbers[None], dtype=np.int64)
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
        faiss.normalize_L2(centres)
        return centres


def _lists_of(cells: Iterable[CellAddress]) -> dict[int, list[int]]:
    """The list numbers of the cells, by segment."""
    lists: dict[int, list[int]] = {}
    for cell in cells:
        lists.setdefault(cell.segment_id, []).append(cell.list_number)
    return lists


def _best(found: Sequence[tuple[IntArray, FloatArray]], count: int) -> tuple[IntArray, FloatArray]:
    """The best of what was found in each segment; ties are broken by id."""
    if not found:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
    ids = np.concatenate([ids for ids, _ in found])
    scores = np.concatenate([scores for _, scores in found])
    order = np.lexsort((ids, -scores))[:count]
    return ids[order], scores[order]


def measure(path: Path) -> Checksums:
    """The checksums of a segment's file that is known to be sound."""
    index: Any = faiss.read_index(str(path))
    lists: Any = faiss.downcast_InvertedLists(index.invlists)
    codes = [faiss.rev_swig_ptr(lists.get_codes(n), lists.list_size(n) * lists.code_size) for n in range(lists.nlist)]
    ids = [faiss.rev_swig_ptr(lists.get_ids(n), lists.list_size(n)) for n in range(lists.nlist)]
    found = [list_checksum(*pair) for pair in zip(codes, ids, strict=True)]
    return checksums_of(path, found, sum(part.nbytes for part in (*codes, *ids)))


def _decode(index: Any, codes: ByteArray) -> FloatArray:
    if not len(codes):
        return np.empty((0, index.d), dtype=np.float32)
    vectors: FloatArray = index.sq.decode(np.ascontiguousarray(codes))
    return vectors
