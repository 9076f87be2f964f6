"""What the engine asks of a vector store: a small protocol, so that another engine can stand behind it.

A store holds immutable segments; a segment holds cells; a cell holds the vectors of the occurrences of one
(lemma, sense). The catalog knows which cell is which; a store knows only addresses. All vectors are `(n, d)
float32` of unit norm, all scores are inner products, that is, cosines up to what the codec loses. Whatever reads a
segment raises StoreError where it is missing or damaged, rather than answer from it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

from senseindex.arrays import ByteArray, FloatArray, IntArray
from senseindex.store.cells.selection import Selection


class CellAddress(NamedTuple):
    """Where a cell lies: the segment's id in the catalog and the number of its list there."""

    segment_id: int
    list_number: int


class SegmentRow(NamedTuple):
    """A segment as the catalog lists it; `sha256` is what the store said of it when it was written."""

    id: int
    folder: str
    sha256: str


@dataclass(frozen=True, slots=True)
class WrittenSegment:
    """A segment on disk, ready to be entered in the catalog; list n is `cells[n]` = (lemma_id, sense_id or 0, size).

    `sha256` seals the segment: given back in a `SegmentRow`, it lets the store find any later damage.
    """

    folder: str
    occurrences: int
    bytes: int
    sha256: str
    cells: tuple[tuple[int, int, int], ...]


class SegmentBuilder(Protocol):
    """Collects the vectors of one segment."""

    def __len__(self) -> int:
        """Number of occurrences collected so far."""

    def add(self, ids: IntArray, lemma_ids: IntArray, sense_ids: IntArray, vectors: FloatArray) -> None:
        """Add occurrences: ids, lemma ids and sense ids (0 for none) `(n,)`, vectors `(n, d)`."""

    def copy(self, ids: IntArray, lemma_ids: IntArray, sense_ids: IntArray, codes: ByteArray) -> None:
        """Add occurrences by the codes `(n, code size)` that the same store gave for them."""

    def write(self) -> WrittenSegment:
        """Write the segment durably under its final name; it counts only once the catalog lists it."""


class VectorStore(Protocol):
    """A store of the segments of one index."""

    def builder(self) -> SegmentBuilder: ...

    def as_stored(self, vectors: FloatArray) -> FloatArray:
        """The vectors `(n, d)` as a segment gives them back, with what the codec loses; nothing is written."""

    def attach(self, segments: Sequence[SegmentRow]) -> None:
        """Say which segments are visible; files are opened when first needed."""

    def cell_count(self, segment_id: int) -> int:
        """How many cells a segment has; their list numbers go from 0."""

    def ids(self, cells: Sequence[CellAddress]) -> IntArray:
        """Occurrence ids in these cells, in the cells' order; inside a cell in that of the store."""

    def read(self, cells: Sequence[CellAddress]) -> tuple[IntArray, FloatArray]:
        """Occurrence ids and decoded vectors in these cells."""

    def centres(self, segment_id: int) -> FloatArray:
        """The centres `(cells, d)` of a segment's cells, of unit norm, in the order of their lists."""

    def codes(self, cell: CellAddress) -> tuple[IntArray, ByteArray]:
        """Occurrence ids and codes of one cell, for copying."""

    def search(
        self, query: FloatArray, cells: Sequence[CellAddress], count: int, allowed: Selection | None = None
    ) -> tuple[IntArray, FloatArray]:
        """The `count` occurrences in these cells nearest to `query` `(d,)`: ids and scores, best first.

        `allowed` says which occurrences count; None means all. Ties are broken by id.
        """

    def search_all(
        self,
        query: FloatArray,
        count: int,
        share: float = 1.0,
        allowed: Selection | None = None,
        without: Collection[CellAddress] = (),
    ) -> tuple[IntArray, FloatArray]:
        """As `search`, in all cells but `without`; of these only the most promising parts, as the store judges them by
        their means, which hold this share of the vectors. The share 1 makes the answer as exact as that of `search`.
        """

    def verify(self, segment_id: int) -> list[str]:
        """Read a whole segment and say what is damaged, a line each."""

    def copy(self, folder: Path) -> Iterator[str]:
        """Copy the visible segments to another folder, one at a time: each is checked and its name given.

        Raises StoreError where the copy of one is damaged, OSError where it cannot be written.
        """

    def close(self) -> None: ...
