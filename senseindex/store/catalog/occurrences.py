"""The occurrences: which token of which sentence has a vector, and its sense: table `occurrence`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from senseindex.arrays import IntArray
from senseindex.store.catalog.connection import Connection, chunks, placeholders
from senseindex.store.catalog.sentence_occurrences import occurrences_in
from senseindex.store.cells.selection import Range


class Occurrences:
    """Occurrences by id, lemma, sense and sentence. Confidences are in percent."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def count(self) -> int:
        return self._connection.number("SELECT count(*) FROM occurrence")

    def ids(self, lemma_ids: Sequence[int], sense_ids: Sequence[int] | None = None) -> IntArray:
        """Ids of all occurrences of these lemmas (in these senses), ascending."""
        sql = f"SELECT id FROM occurrence WHERE lemma_id IN ({placeholders(lemma_ids)})"
        parameters = list(lemma_ids)
        if sense_ids is not None:
            sql += f" AND sense_id IN ({placeholders(sense_ids)})"
            parameters += sense_ids
        return np.sort(np.array([row[0] for row in self._connection.rows(sql, parameters)], dtype=np.int64))

    def senses_of(self, lemma_id: int) -> tuple[IntArray, IntArray]:
        """Ids and sense ids (0 for none) of all occurrences of a lemma, ascending by id."""
        sql = "SELECT id, coalesce(sense_id, 0) FROM occurrence WHERE lemma_id = ? ORDER BY id"
        ids, senses = np.array(self._connection.rows(sql, (lemma_id,)), dtype=np.int64).reshape(-1, 2).T
        return ids, senses

    def of_lemmas(self, lemma_ids: Sequence[int]) -> tuple[IntArray, IntArray, IntArray, IntArray, IntArray]:
        """All occurrences of these lemmas, ascending by id.

        Columns `(n,)`: id, sentence id, position, sense id (0 for none), confidence (percent, -1 for none).
        """
        rows = self._connection.rows(
            "SELECT id, sentence_id, position, coalesce(sense_id, 0), coalesce(confidence, -1) FROM occurrence "
            f"WHERE lemma_id IN ({placeholders(lemma_ids)}) ORDER BY id",
            lemma_ids,
        )
        ids, sentences, positions, senses, confidences = np.array(rows, dtype=np.int64).reshape(-1, 5).T
        return ids, sentences, positions, senses, confidences

    def assignments(self, ids: Iterable[int]) -> IntArray:
        """`(n, 3)`: id, sense (0 for none) and percent (-1 for none) of the occurrences that there are, by id."""
        sql = "SELECT id, coalesce(sense_id, 0), coalesce(confidence, -1) FROM occurrence WHERE id IN ({})"
        return np.array(sorted(self._connection.rows_among(sql, ids)), dtype=np.int64).reshape(-1, 3)

    def lemmas_of(self, ids: Iterable[int]) -> dict[int, int]:
        """The lemma ids of the occurrences that there are, by id."""
        return dict(self._connection.rows_among("SELECT id, lemma_id FROM occurrence WHERE id IN ({})", ids))

    def places_of(self, ids: Iterable[int]) -> dict[int, tuple[int, int]]:
        """Sentence id and position of the occurrences that there are, by id."""
        sql = "SELECT id, sentence_id, position FROM occurrence WHERE id IN ({})"
        return {row[0]: row[1:] for row in self._connection.rows_among(sql, ids)}

    def in_sentences(self, sentence_ids: IntArray, document_ids: IntArray) -> IntArray:
        """Rows `(n, 6)` by id of the occurrences in these sentences `(s,)`, ascending, of these documents `(s,)`.

        Columns: sentence id, position, occurrence id, lemma id, sense id (0 for none), percent (-1 for none).
        """
        return occurrences_in(self._connection, sentence_ids, document_ids)

    def sentences_of(self, lemma_ids: Sequence[int]) -> IntArray:
        """Ascending ids of the sentences in which an occurrence (a token with a vector) of these lemmas stands."""
        sql = "SELECT sentence_id FROM occurrence WHERE lemma_id IN ({})"
        return np.array(sorted({row[0] for row in self._connection.rows_among(sql, lemma_ids)}), dtype=np.int64)

    def senses_in(self, ranges: Iterable[Range]) -> dict[int, int]:
        """How many occurrences of these ranges of ids each sense has that has any."""
        found: dict[int, int] = {}
        for own in ranges:
            sql = (
                "SELECT sense_id, count(*) FROM occurrence WHERE id >= ? AND id < ? AND sense_id IS NOT NULL GROUP BY 1"
            )
            for sense_id, count in self._connection.rows(sql, own):
                found[sense_id] = found.get(sense_id, 0) + count
        return found

    def lemmas_in(self, own: Range) -> list[int]:
        """The lemma ids of the occurrences of a range of ids, by id."""
        return [
            row[0] for row in self._connection.rows("SELECT lemma_id FROM occurrence WHERE id >= ? AND id < ?", own)
        ]

    # -- writing, inside the caller's transaction ------------------------------------------------------------------

    def add(self, rows: Iterable[tuple[int, int, int, int, int, int]]) -> None:
        """Enter occurrences: id, sentence, position, lemma, sense (0 for none), percent (-1 for none)."""
        self._connection.executemany("INSERT INTO occurrence VALUES (?, ?, ?, ?, nullif(?, 0), nullif(?, -1))", rows)

    def remove(self, own: Range) -> None:
        self._connection.execute("DELETE FROM occurrence WHERE id >= ? AND id < ?", own)

    def assign(self, table: IntArray) -> None:
        """Give occurrences senses: `(n, 3)` as `assignments` gives them."""
        self._connection.executemany(
            "UPDATE occurrence SET sense_id = nullif(?2, 0), confidence = nullif(?3, -1) WHERE id = ?1", table.tolist()
        )

    def assign_all(self, ids: IntArray, sense_ids: IntArray, percents: IntArray) -> None:
        """Give many occurrences `(n,)` of few senses theirs: one statement a sense and percent, not one a row."""
        keys = sense_ids * 1000 + percents
        for key in np.unique(keys).tolist():
            for chunk in chunks(ids[keys == key].tolist(), 900):
                self._connection.execute(
                    f"UPDATE occurrence SET sense_id = ?, confidence = ? WHERE id IN ({placeholders(chunk)})",
                    [key // 1000, key % 1000, *chunk],
                )

    def move(self, lemma_id: int, sense_id: int, to: int | None) -> int:
        """Give all occurrences of a sense another one, None for none; how many they are."""
        return self._connection.execute(
            "UPDATE occurrence SET sense_id = ? WHERE lemma_id = ? AND sense_id = ?", (to, lemma_id, sense_id)
        ).rowcount
