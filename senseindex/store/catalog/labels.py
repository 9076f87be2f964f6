"""What people said of occurrences: their sense, and whether they are good examples of it: table `labelled`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import numpy as np

from senseindex.arrays import IntArray
from senseindex.store.catalog.connection import Connection, placeholders
from senseindex.store.catalog.images import RowImages


class Labels:
    """Labelled occurrences, those ticked as examples among them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.images = RowImages(connection, "labelled", "occurrence_id")

    def of(self, lemma_id: int) -> tuple[IntArray, IntArray]:
        """The occurrences of a lemma that a person has labelled, ascending, and their senses."""
        rows = self._connection.rows(
            "SELECT occurrence_id, labelled.sense_id FROM labelled JOIN sense ON sense.id = labelled.sense_id "
            "WHERE lemma_id = ? ORDER BY 1",
            (lemma_id,),
        )
        table = np.array(rows, dtype=np.int64).reshape(-1, 2)
        return table[:, 0], table[:, 1]

    def ticked(self, sense_ids: Iterable[int]) -> dict[int, list[int]]:
        """The occurrences of each of these senses that a person has ticked as examples, first ticked first."""
        found: dict[int, list[int]] = {}
        columns, order = "sense_id, occurrence_id", "time, occurrence_id"
        sql = f"SELECT {columns} FROM labelled WHERE ticked AND sense_id IN ({{}}) ORDER BY {order}"
        for sense_id, occurrence_id in self._connection.rows_among(sql, sense_ids):
            found.setdefault(sense_id, []).append(occurrence_id)
        return found

    def ids_of(self, sense_ids: Iterable[int]) -> list[int]:
        """The labelled occurrences of these senses."""
        sql = "SELECT occurrence_id FROM labelled WHERE sense_id IN ({})"
        return [row[0] for row in self._connection.rows_among(sql, sense_ids)]

    def least_certain(self, lemma_ids: Sequence[int]) -> list[int]:
        """The occurrences of these lemmas that have a sense and no label, least confident first."""
        rows = self._connection.rows(
            f"SELECT id FROM occurrence WHERE lemma_id IN ({placeholders(lemma_ids)}) AND confidence IS NOT NULL "
            "AND id NOT IN (SELECT occurrence_id FROM labelled) ORDER BY confidence, id",
            lemma_ids,
        )
        return [row[0] for row in rows]

    # -- writing, inside the caller's transaction ------------------------------------------------------------------

    def put(self, ids: Iterable[int], sense_id: int, author: str, *, ticked: bool = False) -> None:
        """Remember that a person put these occurrences into this sense, and whether as examples of it.

        A tick stays while the sense does.
        """
        self._connection.executemany(
            "INSERT INTO labelled VALUES (?, ?, ?, ?, ?) ON CONFLICT (occurrence_id) DO UPDATE SET "
            "ticked = max(excluded.ticked, ticked AND sense_id = excluded.sense_id), "
            "sense_id = excluded.sense_id, author = excluded.author, time = excluded.time",
            [(each, sense_id, author, now(), int(ticked)) for each in ids],
        )

    def restore(self, occurrence_id: int, sense_id: int, author: str, time: str, ticked: bool) -> None:
        """Enter what was said in another index."""
        row = (occurrence_id, sense_id, author, time, int(ticked))
        self._connection.execute("INSERT INTO labelled VALUES (?, ?, ?, ?, ?)", row)

    def untick(self, ids: Iterable[int]) -> None:
        """Let these occurrences be no examples any more; what sense they have stays said."""
        self._connection.executemany(
            "UPDATE labelled SET ticked = 0 WHERE occurrence_id = ?", [(each,) for each in ids]
        )

    def move(self, sense_id: int, to: int) -> None:
        """What was said to be of one sense is of another."""
        self._connection.execute("UPDATE labelled SET sense_id = ? WHERE sense_id = ?", (to, sense_id))

    def move_some(self, ids: Iterable[int], to: int) -> None:
        """What was said of these occurrences is that they are of another sense."""
        self._connection.executemany(
            "UPDATE labelled SET sense_id = ? WHERE occurrence_id = ?", [(to, each) for each in ids]
        )

    def forget(self, ids: Iterable[int]) -> None:
        self._connection.executemany("DELETE FROM labelled WHERE occurrence_id = ?", [(each,) for each in ids])

    def forget_sense(self, sense_id: int) -> None:
        """Forget all labels of a sense."""
        self._connection.execute("DELETE FROM labelled WHERE sense_id = ?", (sense_id,))


def now() -> str:
    """The time, in ISO 8601, UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")
