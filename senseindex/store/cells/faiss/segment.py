"""Read a segment: its cells, mapped from the file, checked when they are first read, and the search in its lists."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from senseindex.arrays import ByteArray, FloatArray, IntArray
from senseindex.errors import RESTORE, StoreError
from senseindex.store.cells.faiss.checksums import Checksums, list_checksum
from senseindex.store.cells.faiss.codecs import Codec
from senseindex.store.cells.faiss.segment_builder import CELLS_FILE, FINE_FILE
from senseindex.store.cells.selection import Selection

NEAR = 0.6
"""About the cosine of an example and its near neighbours among all words."""

_LEAST_DEVIATION = 0.05

_OFFSET_BITS = 32  # how FAISS packs a list and a place in it


def reranked(count: int) -> int:
    """How many of the best by their bits are ranked anew: these hold 0.996 of the ten nearest of a frequent word."""
    return 10 * count + 100


class Segment:
    """One opened segment; its head has been checked, so that FAISS reads nothing that it did not write."""

    def __init__(self, folder: Path, codec: Codec, checksums: Checksums) -> None:
        path = self._path = folder / CELLS_FILE
        self._codec = codec
        try:
            index: Any = faiss.read_index(str(path), faiss.IO_FLAG_MMAP | faiss.IO_FLAG_READ_ONLY)
            self._index = index
            self._lists: Any = faiss.downcast_InvertedLists(index.invlists)
            lists = int(index.nlist)
        except (RuntimeError, AttributeError):
            raise StoreError(f"{path} is damaged and cannot be read; {RESTORE}") from None
        if index.d != codec.dimension:
            raise StoreError(
                f"{path} holds vectors of {index.d} dimensions, the index has {codec.dimension}; {RESTORE}"
            )
        self._starts = checksums.starts
        if not codec.fits(index) or len(checksums.lists) != lists or self._starts[-1] != lists:
            raise StoreError(f"{path} does not fit the recipe of the index; {RESTORE}")
        codec.prepare(index)
        self.count = len(self._starts) - 1
        self._checksums = checksums.lists
        self._checked = np.zeros(lists, dtype=np.bool_)
        self._fine = self._open_fine(folder / FINE_FILE) if codec.reranked else None

    def _open_fine(self, path: Path) -> ByteArray:
        try:
            shape = (int(self._index.ntotal), self._codec.code_size)
            if path.stat().st_size != shape[0] * shape[1]:
                raise ValueError
            return np.asarray(np.memmap(path, dtype=np.uint8, mode="r", shape=shape))
        except (OSError, ValueError):
            raise StoreError(f"{path} is missing or damaged; {RESTORE}") from None

    @cached_property
    def sizes(self) -> IntArray:
        """How many occurrences each list `(lists,)` holds."""
        return np.array([self._lists.list_size(number) for number in range(len(self._checked))], dtype=np.int64)

    @cached_property
    def _first_rows(self) -> IntArray:
        """The row of the fine codes at which each list begins `(lists,)`."""
        first: IntArray = np.cumsum(self.sizes) - self.sizes
        return first

    @cached_property
    def _means(self) -> tuple[FloatArray, FloatArray]:
        """The means of the lists `(lists, d)`, and how far their vectors are spread `(lists,)`."""
        means: FloatArray = self._index.quantizer.reconstruct_n(0, len(self._checked))
        spread = 1.0 - np.einsum("nd,nd->n", means, means)
        return means, np.maximum(np.sqrt(np.maximum(spread, 0.0)), _LEAST_DEVIATION).astype(np.float32)

    def promise(self, query: FloatArray, numbers: IntArray) -> FloatArray:
        """How likely a vector of each list is near to the query: `NEAR` in standard deviations of the list."""
        means, deviations = self._means
        # Not BLAS: its threads wait for each other where other processes want the cores too.
        cosines = np.einsum("nd,d->n", means, query)
        found: FloatArray = ((cosines - NEAR) / deviations)[numbers]
        return found

    def centres(self) -> FloatArray:
        """The centres of the cells `(cells, d)`, of unit norm."""
        if not self.count:
            return np.empty((0, self._codec.dimension), dtype=np.float32)
        weighted = self._index.quantizer.reconstruct_n(0, len(self._checked)) * self.sizes[:, None]
        centres = np.add.reduceat(weighted, self._starts[:-1], axis=0).astype(np.float32)
        faiss.normalize_L2(centres)
        return centres

    def lists(self, cells: Sequence[int] | IntArray) -> IntArray:
        """The lists of cells, in their order. Raises StoreError for a cell that is not there."""
        numbers = np.asarray(cells, dtype=np.int64)
        if len(numbers) and not 0 <= numbers.min() <= numbers.max() < self.count:
            raise StoreError(f"{self._path} has {self.count:,} cells, and the catalog names others; {RESTORE}")
        return _ranges(self._starts[numbers], self._starts[numbers + 1] - self._starts[numbers])

    def _check(self, numbers: IntArray) -> None:
        """Check lists that are read for the first time. Raises StoreError for a damaged one."""
        for number in numbers[~self._checked[numbers]].tolist():
            if not self._sound(number):
                raise StoreError(f"{self._path} is damaged: list {number} has changed since it was written; {RESTORE}")
            self._checked[number] = True

    def damaged(self) -> list[str]:
        """A line for every list that is not as it was written."""
        return [
            f"{self._path}: list {number} has changed since it was written"
            for number in range(len(self._checked))
            if not self._sound(number)
        ]

    def _sound(self, number: int) -> bool:
        fine = b"" if self._fine is None else self._fine[self._rows(number)]
        return list_checksum(self._scanned(number), self._ids(number), fine) == int(self._checksums[number])

    def _rows(self, number: int) -> slice:
        first = int(self._first_rows[number])
        return slice(first, first + int(self.sizes[number]))

    def _ids(self, number: int) -> IntArray:
        """A view of the ids in the mapped file."""
        size = self._lists.list_size(number)
        ids: IntArray = faiss.rev_swig_ptr(self._lists.get_ids(number), size) if size else np.empty(0, dtype=np.int64)
        return ids

    def _scanned(self, number: int) -> ByteArray:
        """A view `(bytes,)` of the codes in the mapped file."""
        size = self._lists.list_size(number) * self._lists.code_size
        codes: ByteArray = faiss.rev_swig_ptr(self._lists.get_codes(number), size) if size else np.empty(0, np.uint8)
        return codes

    def ids(self, cell: int) -> IntArray:
        numbers = self.lists([cell])
        self._check(numbers)
        return np.concatenate([self._ids(number) for number in numbers.tolist()])

    def codes(self, cell: int) -> ByteArray:
        """The stored codes `(n, code_size)`."""
        numbers = self.lists([cell])
        self._check(numbers)
        if self._fine is not None:
            parts: list[ByteArray] = [self._fine[self._rows(number)] for number in numbers.tolist()]
        else:
            parts = [self._scanned(number).reshape(-1, self._codec.code_size) for number in numbers.tolist()]
        return np.concatenate(parts)

    def search(
        self, query: FloatArray, numbers: IntArray, count: int, allowed: Selection | None
    ) -> tuple[IntArray, FloatArray]:
        """The best in these lists: ids and scores, in no order."""
        self._check(numbers)
        query = np.ascontiguousarray(query, dtype=np.float32)
        if self._fine is None:
            return self._scan(query, numbers, count, allowed)
        # FAISS gives places instead of ids only where nothing is left out.
        found, _ = self._scan(query, numbers, reranked(count), allowed, places=allowed is None)
        if allowed is None:
            lists, offsets = found >> _OFFSET_BITS, found & ((1 << _OFFSET_BITS) - 1)
            rows = self._first_rows[lists] + offsets
        else:
            own = np.concatenate([self._ids(number) for number in numbers.tolist()] or [found])
            places = np.flatnonzero(np.isin(own, found))
            found, rows = own[places], _ranges(self._first_rows[numbers], self.sizes[numbers])[places]
        scores = self._codec.decode(self._fine[rows]) @ query
        if allowed is None:
            kept = _at_least(scores, count)
            pairs = zip(lists[kept].tolist(), offsets[kept].tolist(), strict=True)
            found = np.array([self._ids(number)[place] for number, place in pairs], dtype=np.int64)
            scores = scores[kept]
        return found, scores

    def _selector(self, numbers: IntArray, allowed: Selection) -> Any:
        """The allowed ids for FAISS: as a bitmap where one is small beside these lists, else those that are in them."""
        if allowed.has_bitmap(int(self.sizes[numbers].sum())):
            return faiss.IDSelectorBitmap(len(allowed.bitmap), faiss.swig_ptr(allowed.bitmap))
        ids = np.concatenate([self._ids(number) for number in numbers.tolist()])
        return faiss.IDSelectorBatch(ids[allowed.contains(ids)])

    def _scan(
        self, query: FloatArray, numbers: IntArray, count: int, allowed: Selection | None, places: bool = False
    ) -> tuple[IntArray, FloatArray]:
        parameters: Any = faiss.SearchParametersIVF()
        parameters.nprobe = len(numbers)
        if allowed is not None:
            selector = self._selector(numbers, allowed)  # named because FAISS keeps a bare pointer to it
            parameters.sel = selector
        count = min(count, self._index.ntotal)
        lists = np.ascontiguousarray(numbers[None], dtype=np.int64)
        # Neither scalar quantizers without residuals nor RaBitQ, which asks for the centre, read these.
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
            places,
            parameters,
        )
        found = ids >= 0
        return ids[found], scores[found]


def _at_least(scores: FloatArray, count: int) -> IntArray:
    """The places of the best `count` scores, and of those that tie with the last of them."""
    if len(scores) <= count:
        return np.arange(len(scores))
    return np.flatnonzero(scores >= np.partition(scores, -count)[-count])


def _ranges(firsts: IntArray, lengths: IntArray) -> IntArray:
    """`first, first + 1, ...` for each of the ranges, one after the other."""
    numbers: IntArray = np.arange(int(lengths.sum())) + np.repeat(firsts - np.cumsum(lengths) + lengths, lengths)
    return numbers
