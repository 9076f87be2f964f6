"""The occurrences: which token of which sentence has a vector, and its sense: table `occurrence`."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from senseindex.arrays import BoolArray, IntArray
from senseindex.errors import NotFoundError, StoreError
from senseindex.store.catalog.connection import Connection, chunks, placeholders
from senseindex.store.catalog.sentence_occurrences import occurrences_in
from senseindex.store.catalog.tokens import unpack_offsets
from senseindex.store.cells.selection import Range

Occurrence: TypeAlias = int | tuple[str, int]
"""What an occurrence is known by: its id in this index, or its document and the offset of its first character there."""

MOST_ID = 2**63 - 1
"""SQLite has no greater whole number."""

FEW = 200
"""Occurrences up to which looking at their sentences is quicker than reading where every document begins."""
_COLUMNS = ("id", "sentence_id", "position", "lemma_id", "coalesce(sense_id, 0)", "coalesce(confidence, -1)")
_TEXTS = f"SELECT {', '.join(f'group_concat({column})' for column in _COLUMNS)} FROM occurrence"
"""Each column as one text of numbers: read in half the time of rows of Python objects."""
_WITH_DOCUMENTS = (
    f"SELECT occurrence.{', '.join(_COLUMNS)}, document_id FROM occurrence "
    "JOIN sentence ON sentence.id = sentence_id WHERE occurrence.id IN ({})"
)


@dataclass(frozen=True)
class OccurrenceColumns:
    """Occurrences in columns `(n,)`; `senses` are 0, `percents` -1 where there is none."""

    ids: IntArray
    sentences: IntArray
    positions: IntArray
    lemmas: IntArray
    senses: IntArray
    percents: IntArray


@dataclass(frozen=True)
class OccurrenceTable(OccurrenceColumns):
    """The same with the documents they stand in."""

    documents: IntArray


_AT_ONCE = 200_000


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

    def of_lemma(self, lemma_id: int) -> OccurrenceColumns:
        """All occurrences of a lemma, ascending by id."""
        return OccurrenceColumns(*self._columns("lemma_id", [lemma_id]))

    def by_id(self, size: int) -> tuple[IntArray, IntArray]:
        """Lemma id and sense id (0 for none) `(size,)` by the id of the occurrence, lemma 0 where there is none."""
        lemma_of, sense_of = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
        sql = "SELECT id, lemma_id, coalesce(sense_id, 0) FROM occurrence WHERE id >= ? AND id < ? ORDER BY id"
        for first in range(0, size, _AT_ONCE):
            table = np.array(self._connection.rows(sql, (first, min(first + _AT_ONCE, size))), dtype=np.int64)
            ids, lemma_ids, sense_ids = table.reshape(-1, 3).T
            lemma_of[ids], sense_of[ids] = lemma_ids, sense_ids
        return lemma_of, sense_of

    def with_senses(self) -> Iterator[tuple[IntArray, IntArray]]:
        """Ids and sense ids `(n,)` of the occurrences that have a sense, many at a time."""
        newest = self._connection.number("SELECT coalesce(max(id), 0) FROM occurrence")
        sql = (
            "SELECT group_concat(id), group_concat(sense_id) FROM occurrence "
            "WHERE id >= ? AND id < ? AND sense_id IS NOT NULL"
        )
        for first in range(0, newest + 1, _AT_ONCE):
            for texts in self._connection.rows(sql, (first, first + _AT_ONCE)):
                if texts[0] is not None:
                    ids, senses = (np.fromstring(text, dtype=np.int64, sep=",") for text in texts)
                    yield ids, senses

    def of_lemmas(self, lemma_ids: Sequence[int]) -> OccurrenceTable:
        """All occurrences of these lemmas, ascending by id."""
        return OccurrenceTable(*self._with_documents(self._columns("lemma_id", lemma_ids)))

    def of_ids(self, ids: IntArray) -> OccurrenceTable:
        """These occurrences `(n,)`, in their order. Raises StoreError where one of them is not there."""
        if len(ids) <= FEW:
            rows = {row[0]: row for row in self._connection.rows_among(_WITH_DOCUMENTS, ids.tolist())}
            self._need(ids, np.array([each in rows for each in ids.tolist()], dtype=np.bool_))
            table = [rows[each] for each in ids.tolist()]
            return OccurrenceTable(*np.array(table, dtype=np.int64).reshape(-1, 7).T)
        columns = self._columns("id", np.unique(ids).tolist())
        self._need(ids, np.isin(ids, columns[0]))
        return OccurrenceTable(*self._with_documents(columns)[:, np.searchsorted(columns[0], ids)])

    def _need(self, ids: IntArray, there: BoolArray) -> None:
        if not there.all():
            raise StoreError(
                f"{self._connection.path} is damaged: occurrence {ids[~there][0]} has no sentence; "
                "`senseindex doctor` says more"
            )

    def _columns(self, name: str, values: Iterable[int]) -> IntArray:
        """Columns `(6, n)` of occurrences by a column of theirs, ascending by id."""
        columns = [np.empty((6, 0), dtype=np.int64)]
        for texts in self._connection.rows_among(f"{_TEXTS} WHERE {name} IN ({{}})", values):
            if texts[0] is not None:
                columns.append(np.stack([np.fromstring(text, dtype=np.int64, sep=",") for text in texts]))
        found = np.concatenate(columns, axis=1)
        return found[:, np.argsort(found[0])]

    def _with_documents(self, columns: IntArray) -> IntArray:
        """Columns `(7, n)`: with the documents of the occurrences."""
        # A document without occurrences shares its start with the next one, which sorts after it.
        rows = self._connection.rows("SELECT first_occurrence, id FROM document ORDER BY first_occurrence, id")
        first, documents = np.array(rows, dtype=np.int64).reshape(-1, 2).T
        owners = documents[np.searchsorted(first, columns[0], side="right") - 1] if columns.size else columns[0]
        return np.vstack([columns, owners])

    def places_in(self, lemma_ids: Sequence[int], sense_ids: Sequence[int]) -> IntArray:
        """Sentence id and position `(n, 2)` of all occurrences of these lemmas in these senses."""
        sql = (
            f"SELECT sentence_id, position FROM occurrence WHERE lemma_id IN ({placeholders(lemma_ids)}) "
            f"AND sense_id IN ({placeholders(sense_ids)})"
        )
        return np.array(self._connection.rows(sql, [*lemma_ids, *sense_ids]), dtype=np.int64).reshape(-1, 2)

    def starts_in(self, documents: Iterable[str]) -> Iterator[tuple[str, int, int, int]]:
        """All occurrences of these documents: document, offset of the first character, lemma id, id."""
        for document in documents:
            rows = self._connection.rows(
                "SELECT sentence.start, token_offsets, position, lemma_id, occurrence.id FROM document "
                "JOIN occurrence ON occurrence.id >= first_occurrence AND occurrence.id < end_occurrence "
                "JOIN sentence ON sentence.id = sentence_id WHERE name = ? ORDER BY occurrence.id DESC",
                (document,),
            )
            for start, offsets, position, lemma_id, occurrence_id in rows:
                yield document, start + int(unpack_offsets(offsets)[0][position]), lemma_id, occurrence_id

    def find(self, asked: Iterable[Occurrence]) -> list[int]:
        """The ids of occurrences, in their order. Raises NotFoundError for one that is not in this index."""
        ids = [self._at(*each) if isinstance(each, tuple | list) else operator.index(each) for each in asked]
        known = self.lemmas_of(dict.fromkeys(ids))
        for occurrence_id in ids:
            if occurrence_id not in known:
                raise NotFoundError(f"there is no occurrence {occurrence_id}; ids stand in the first column of a query")
        return ids

    def _at(self, document: str, offset: int) -> int:
        rows = self._connection.rows("SELECT id FROM document WHERE name = ?", (document,))
        if not rows:
            raise NotFoundError(f"there is no document {document!r} in this index")
        rows = self._connection.rows(
            "SELECT id, document_id, start, token_offsets FROM sentence WHERE document_id = ? AND start <= ? "
            "ORDER BY start DESC LIMIT 1",
            (*rows[0], offset),
        )
        for sentence_id, document_id, start, offsets in rows:
            position = np.flatnonzero(unpack_offsets(offsets)[0] == offset - start)
            table = self.in_sentences(np.array([sentence_id]), np.array([document_id]))
            for row in table[np.isin(table[:, 1], position)].tolist():
                return int(row[2])
        raise NotFoundError(
            f"no occurrence begins at character {offset} of {document}; `start` of a hit says where it begins"
        )

    def assignments(self, ids: Iterable[int]) -> IntArray:
        """`(n, 3)`: id, sense (0 for none) and percent (-1 for none) of the occurrences that there are, by id."""
        sql = "SELECT id, coalesce(sense_id, 0), coalesce(confidence, -1) FROM occurrence WHERE id IN ({})"
        return np.array(sorted(self._connection.rows_among(sql, ids)), dtype=np.int64).reshape(-1, 3)

    def lemmas_of(self, ids: Iterable[int]) -> dict[int, int]:
        """The lemma ids of the occurrences that there are, by id."""
        sql = "SELECT id, lemma_id FROM occurrence WHERE id IN ({})"
        return dict(self._connection.rows_among(sql, (each for each in ids if 0 < each <= MOST_ID)))

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
