"""The embedded vector store: one FAISS inverted-list index a segment, whose lists are the cells or parts of them.

`segments/<name>/cells.faiss` is an inverted-list index in a codec (`codecs`) whose stored codes mean
the same in every list and every segment: compaction copies codes. Lists are searched with the lists given; the coarse
quantizer holds their means, and is read only for a search over all words. Files are memory-mapped. A segment is written
under a temporary name, synced and renamed, and never changed afterwards; `checksums` lies beside the cells, and a list
is checked against it when it is first read.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from senseindex.arrays import ByteArray, FloatArray, IntArray
from senseindex.errors import RESTORE, StoreError
from senseindex.store.cells.faiss.checksums import CHECKSUMS_FILE, Checksums
from senseindex.store.cells.faiss.codecs import Codec
from senseindex.store.cells.faiss.gpu import GpuCells
from senseindex.store.cells.faiss.segment import Segment
from senseindex.store.cells.faiss.segment_builder import CELLS_FILE, FaissSegmentBuilder
from senseindex.store.cells.folders import segment_folder
from senseindex.store.cells.selection import Selection
from senseindex.store.cells.vector_store import CellAddress, SegmentRow


class FaissStore:
    """Segments of `(d,)` vectors under `folder`, all of one codec; `codec_range` is as `Codec` takes it."""

    def __init__(self, folder: Path, dimension: int, codec: str, codec_range: FloatArray | None) -> None:
        self.folder = folder
        self.dimension = dimension
        self._arguments = (dimension, codec, codec_range)
        self._codec = Codec(codec, dimension, codec_range)
        self._listed: dict[int, SegmentRow] = {}
        self._open: dict[int, Segment] = {}
        self._gpu = GpuCells.found()

    def as_stored(self, vectors: FloatArray) -> FloatArray:
        return self._codec.decode(self._codec.encode(vectors))

    def builder(self) -> FaissSegmentBuilder:
        return FaissSegmentBuilder(self.folder, self._codec)

    def attach(self, segments: Sequence[SegmentRow]) -> None:
        wanted = {segment.id: segment for segment in segments}
        self._open = {key: cells for key, cells in self._open.items() if wanted.get(key) == self._listed.get(key)}
        self._listed = wanted
        if self._gpu is not None:
            self._gpu.forget()

    def _segment(self, segment_id: int) -> Segment:
        cells = self._open.get(segment_id)
        if cells is None:
            if segment_id not in self._listed:
                raise StoreError(f"{self.folder}: a cell lies in segment {segment_id}, which is not listed; {RESTORE}")
            listed = self._listed[segment_id]
            folder = segment_folder(self.folder, listed.folder)
            checksums = Checksums.read(folder / CHECKSUMS_FILE, listed.sha256)
            checksums.check_head(folder / CELLS_FILE)
            cells = Segment(folder, self._codec, checksums)
            self._open[segment_id] = cells
        return cells

    def cell_count(self, segment_id: int) -> int:
        return self._segment(segment_id).count

    def ids(self, cells: Sequence[CellAddress]) -> IntArray:
        parts = [self._segment(cell.segment_id).ids(cell.list_number) for cell in cells]
        return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)

    def read(self, cells: Sequence[CellAddress]) -> tuple[IntArray, FloatArray]:
        parts = [self._segment(cell.segment_id).codes(cell.list_number) for cell in cells]
        return self.ids(cells), self._codec.decode(np.concatenate(parts) if parts else np.empty((0, 0), dtype=np.uint8))

    def centres(self, segment_id: int) -> FloatArray:
        return self._segment(segment_id).centres()

    def codes(self, cell: CellAddress) -> tuple[IntArray, ByteArray]:
        segment = self._segment(cell.segment_id)
        return segment.ids(cell.list_number), segment.codes(cell.list_number)

    def search(
        self, query: FloatArray, cells: Sequence[CellAddress], count: int, allowed: Selection | None = None
    ) -> tuple[IntArray, FloatArray]:
        opened = [(self._segment(segment_id), numbers) for segment_id, numbers in _cells_of(cells).items()]
        asked = [(segment, segment.lists(numbers)) for segment, numbers in opened]
        if self._gpu is not None and allowed is None:
            size = sum(int(segment.sizes[lists].sum()) for segment, lists in asked)
            on_gpu = self._gpu.search(query, cells, size, count, self.read)
            if on_gpu is not None:
                return _best([on_gpu], count)
        return _best([segment.search(query, lists, count, allowed) for segment, lists in asked], count)

    def search_all(
        self,
        query: FloatArray,
        count: int,
        share: float = 1.0,
        allowed: Selection | None = None,
        without: Collection[CellAddress] = (),
    ) -> tuple[IntArray, FloatArray]:
        left_out = _cells_of(without)
        segments = [(self._segment(segment_id), left_out.get(segment_id, [])) for segment_id in self._listed]
        asked = [(each, each.lists(np.delete(np.arange(each.count), numbers))) for each, numbers in segments]
        if share < 1.0:
            asked = _most_promising(query, asked, share)
        found = [segment.search(query, lists, count, allowed) for segment, lists in asked if len(lists)]
        return _best(found, count)

    def verify(self, segment_id: int) -> list[str]:
        cells = self._open.pop(segment_id, None)  # opened anew, so that every list is read from the file once more
        try:
            cells = self._segment(segment_id)
        except StoreError as error:
            return [str(error)]
        return cells.damaged()

    def copy(self, folder: Path) -> Iterator[str]:
        copies = FaissStore(folder, *self._arguments)
        copies.attach(list(self._listed.values()))
        for number, listed in self._listed.items():
            shutil.copytree(segment_folder(self.folder, listed.folder), folder / listed.folder)
            problems = copies.verify(number)
            if problems:
                raise StoreError(f"the backup was not made, as the copy is damaged: {problems[0]}")
            yield listed.folder

    def close(self) -> None:
        self._open.clear()


def _most_promising(
    query: FloatArray, segments: Sequence[tuple[Segment, IntArray]], share: float
) -> list[tuple[Segment, IntArray]]:
    """The most promising of these lists of segments, as many as hold this share of the vectors."""
    if not segments:
        return []
    promises = np.concatenate([segment.promise(query, lists) for segment, lists in segments])
    sizes = np.concatenate([segment.sizes[lists] for segment, lists in segments])
    order = np.argsort(-promises)
    chosen = np.zeros(len(order), dtype=np.bool_)
    chosen[order[: int(np.searchsorted(sizes[order].cumsum(), share * sizes.sum())) + 1]] = True
    parts = np.split(chosen, np.cumsum([len(lists) for _, lists in segments])[:-1])
    return [(segment, lists[part]) for (segment, lists), part in zip(segments, parts, strict=True)]


def _cells_of(cells: Iterable[CellAddress]) -> dict[int, list[int]]:
    """The numbers of the cells, by segment."""
    numbers: dict[int, list[int]] = {}
    for cell in cells:
        numbers.setdefault(cell.segment_id, []).append(cell.list_number)
    return numbers


def _best(found: Sequence[tuple[IntArray, FloatArray]], count: int) -> tuple[IntArray, FloatArray]:
    """The best of what was found in each segment; ties are broken by id."""
    if not found:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
    ids = np.concatenate([ids for ids, _ in found])
    scores = np.concatenate([scores for _, scores in found])
    order = np.lexsort((ids, -scores))[:count]
    return ids[order], scores[order]
