"""The segments, their cells, and the vectors in them that are dead: tables `segment`, `cell` and `dead_occurrences`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from senseindex.arrays import IntArray
from senseindex.store.catalog.connection import Connection, placeholders
from senseindex.store.catalog.settings import Settings
from senseindex.store.cells.selection import Selection
from senseindex.store.cells.vector_store import CellAddress, SegmentRow, WrittenSegment


class Segments:
    """Which segments are there, and which cell of them holds what."""

    def __init__(self, connection: Connection, settings: Settings) -> None:
        self._connection = connection
        self._settings = settings

    def all(self) -> list[SegmentRow]:
        rows = self._connection.rows("SELECT id, folder, sha256 FROM segment ORDER BY id")
        return [SegmentRow(*row) for row in rows]

    def cells(self, lemma_ids: Sequence[int], sense_ids: Sequence[int] | None = None) -> list[CellAddress]:
        """The cells of these lemmas, or only those laid out for these senses."""
        sql = f"SELECT segment_id, list_number FROM cell WHERE lemma_id IN ({placeholders(lemma_ids)})"
        parameters = list(lemma_ids)
        if sense_ids is not None:
            sql += f" AND sense_id IN ({placeholders(sense_ids)})"
            parameters += sense_ids
        rows = self._connection.rows(f"{sql} ORDER BY segment_id, list_number", parameters)
        return [CellAddress(*row) for row in rows]

    def cells_by_lemma(self) -> dict[int, list[CellAddress]]:
        """All cells, in the order of their lemmas."""
        found: dict[int, list[CellAddress]] = {}
        for lemma_id, *address in self._connection.rows(
            "SELECT lemma_id, segment_id, list_number FROM cell ORDER BY lemma_id, segment_id, list_number"
        ):
            found.setdefault(lemma_id, []).append(CellAddress(*address))
        return found

    def layout(self, segment_id: int) -> IntArray:
        """The cells of a segment `(cells, 4)` by number: number, lemma id, sense id (0 for none), size."""
        rows = self._connection.rows(
            "SELECT list_number, lemma_id, coalesce(sense_id, 0), size FROM cell WHERE segment_id = ? ORDER BY 1",
            (segment_id,),
        )
        return np.array(rows, dtype=np.int64).reshape(-1, 4)

    def cell_sizes(self, cells: Sequence[CellAddress]) -> list[int]:
        """How many occurrences each of these cells was written with."""
        sql = "SELECT size FROM cell WHERE segment_id = ? AND list_number = ?"
        return [self._connection.number(sql, cell) for cell in cells]

    def dead(self) -> Selection:
        """The occurrences of deleted documents whose vectors are still there."""
        return Selection.of_ranges(
            self._connection.rows("SELECT first_occurrence, end_occurrence FROM dead_occurrences")
        )

    def living(self) -> Selection | None:
        """All other occurrences; None where nothing is dead."""
        return self._connection.once("living", self._living)

    def _living(self) -> Selection | None:
        dead = self.dead()
        return Selection.of_ranges([(0, self._settings.next_id("occurrence"))]) - dead if len(dead) else None

    # -- writing, inside the caller's transaction ------------------------------------------------------------------

    def add(self, written: WrittenSegment, created: str) -> None:
        segment_id = self._settings.take_id("segment")
        self._connection.execute(
            "INSERT INTO segment VALUES (?, ?, ?, ?, ?, ?)",
            (segment_id, written.folder, written.occurrences, written.bytes, written.sha256, created),
        )
        self._connection.executemany(
            "INSERT INTO cell VALUES (?, ?, ?, ?, ?)",
            [
                (segment_id, number, lemma_id, sense_id or None, size)
                for number, (lemma_id, sense_id, size) in enumerate(written.cells)
            ],
        )

    def drop(self, segment_ids: Sequence[int]) -> None:
        for segment_id in segment_ids:
            self._connection.execute("DELETE FROM cell WHERE segment_id = ?", (segment_id,))
            self._connection.execute("DELETE FROM segment WHERE id = ?", (segment_id,))

    def set_counts(self, counts: Iterable[tuple[int, int]]) -> None:
        """Correct how many occurrences segments say that they have: the number, the segment's id."""
        self._connection.executemany("UPDATE segment SET occurrences = ? WHERE id = ?", counts)

    def set_cell_sizes(self, sizes: Iterable[tuple[CellAddress, int]]) -> None:
        self._connection.executemany(
            "UPDATE cell SET size = ? WHERE segment_id = ? AND list_number = ?", [(size, *cell) for cell, size in sizes]
        )

    def set_dead(self, dead: Selection) -> None:
        self._connection.execute("DELETE FROM dead_occurrences")
        self._connection.executemany("INSERT INTO dead_occurrences VALUES (?, ?)", dead)
