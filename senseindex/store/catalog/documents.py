"""The documents, where their occurrences lie, and what is known of each: tables `document` and `metadata`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from senseindex.arrays import IntArray
from senseindex.errors import StoreError
from senseindex.store.catalog.connection import Connection, quoted
from senseindex.store.catalog.filters import filtered_documents
from senseindex.store.cells.selection import Range, Selection

RESERVED_COLUMNS = ("document_id", "document", "score", "left", "right")
"""Names that filters and sorting know already; a metadata key of that name gets an underscore after it."""


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document that is in the index, the SHA-256 of what it holds, and the file that its id was made of, if any."""

    id: int
    content_hash: str
    file: str


@dataclass(frozen=True)
class DocumentTable:
    """Documents `(n,)` in the order of their occurrences: ids, sizes in tokens, ranges of occurrence ids."""

    ids: IntArray
    tokens: IntArray
    first: IntArray
    end: IntArray


class Documents:
    """Documents by name and id, filters on their metadata."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def count(self) -> int:
        return self._connection.number("SELECT count(*) FROM document")

    def tokens(self) -> int:
        """Number of tokens of the corpus."""
        return self._connection.number("SELECT coalesce(sum(tokens), 0) FROM document")

    def living_occurrences(self) -> int:
        """Number of occurrences that are not deleted; documents know it, and are far fewer."""
        return self._connection.number("SELECT coalesce(sum(end_occurrence - first_occurrence), 0) FROM document")

    def named(self, name: str) -> DocumentRow | None:
        """A document by the id it came with."""
        rows = self._connection.rows("SELECT id, content_hash, file FROM document WHERE name = ?", (name,))
        return DocumentRow(*rows[0]) if rows else None

    def names(self, document_ids: Iterable[int] | None = None) -> dict[int, str]:
        """The names of these documents, or of all, by id."""
        if document_ids is None:
            return dict(self._connection.rows("SELECT id, name FROM document"))
        return dict(self._connection.rows_among("SELECT id, name FROM document WHERE id IN ({})", document_ids))

    def table(self) -> DocumentTable:
        """All documents."""
        # Each column as one text of numbers: read in a third of the time of rows of Python objects.
        columns = ("id", "coalesce(tokens, 0)", "first_occurrence", "end_occurrence")
        sql = f"SELECT {', '.join(f'group_concat({column})' for column in columns)} FROM document"
        (texts,) = self._connection.rows(sql)
        ids, tokens, first, end = (np.fromstring(text or "", dtype=np.int64, sep=",") for text in texts)
        order = np.lexsort((end, first))
        return DocumentTable(ids[order], tokens[order], first[order], end[order])

    def sizes(self) -> tuple[IntArray, IntArray, IntArray]:
        """Ids, sentences and tokens of all documents `(n,)`."""
        rows = self._connection.rows("SELECT id, coalesce(sentences, 0), coalesce(tokens, 0) FROM document ORDER BY id")
        ids, sentences, tokens = np.array(rows, dtype=np.int64).reshape(-1, 3).T
        return ids, sentences, tokens

    def measured(self, document_ids: Iterable[int]) -> tuple[int, int, list[Range]]:
        """Sentences and tokens of these documents, and the ranges of their occurrences."""
        sql = "SELECT sentences, tokens, first_occurrence, end_occurrence FROM document WHERE id IN ({})"
        rows = list(self._connection.rows_among(sql, document_ids))
        return sum(row[0] for row in rows), sum(row[1] for row in rows), [row[2:] for row in rows]

    # -- metadata ----------------------------------------------------------------------------------------------------

    def metadata_columns(self) -> tuple[str, ...]:
        rows = self._connection.once("metadata", lambda: self._connection.rows("PRAGMA table_info(metadata)"))
        return tuple(row[1] for row in rows if row[1] != "document_id")

    def metadata_of(self, document_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
        """The metadata of these documents, without empty values."""
        columns = self.metadata_columns()
        found: dict[int, dict[str, Any]] = {document_id: {} for document_id in document_ids}
        names = ", ".join(["document_id", *map(quoted, columns)]).replace("{", "{{").replace("}", "}}")
        for row in self._connection.rows_among(f"SELECT {names} FROM metadata WHERE document_id IN ({{}})", found):
            found[row[0]] = {name: value for name, value in zip(columns, row[1:], strict=True) if value is not None}
        return found

    def described(self, document_ids: Iterable[int]) -> dict[int, tuple[str, dict[str, Any]]]:
        """Name and metadata of these documents, without empty values."""
        columns = self.metadata_columns()
        selected = "".join(f", metadata.{quoted(column)}" for column in columns).replace("{", "{{").replace("}", "}}")
        sql = (
            f"SELECT document.id, document.name{selected} FROM document LEFT JOIN metadata "
            "ON metadata.document_id = document.id WHERE document.id IN ({})"
        )
        return {
            document_id: (name, {key: value for key, value in zip(columns, values, strict=True) if value is not None})
            for document_id, name, *values in self._connection.rows_among(sql, dict.fromkeys(document_ids))
        }

    def values(self, column: str) -> dict[int, Any]:
        """The values of one metadata column, by document; None where a document has none."""
        return dict(self._connection.rows(f"SELECT document_id, {quoted(column)} FROM metadata"))

    def filtered(self, condition: str, parameters: Sequence[Any] = ()) -> list[int]:
        """Ids of the documents that fulfil `condition`, whose `?` are bound to `parameters`.

        Raises FilterError for anything that is not a condition on metadata columns.
        """
        return filtered_documents(self._connection, self.metadata_columns(), condition, parameters)

    def selected(self, condition: str, parameters: Sequence[Any] = ()) -> Selection:
        """The occurrences of the documents that fulfil `condition`, which is as `filtered` takes it."""
        chosen = self.filtered(condition, parameters)
        sql = "SELECT first_occurrence, end_occurrence FROM document WHERE id IN ({})"
        return Selection.of_ranges(self._connection.rows_among(sql, chosen))

    # -- writing, inside the caller's transaction ------------------------------------------------------------------

    def add(self, row: Sequence[Any], metadata: Mapping[str, Any], known: dict[str, str]) -> None:
        """Enter a document: `row` as its table has it. `known` maps metadata keys in lower case to their columns."""
        self._connection.execute("INSERT INTO document VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        self._add_metadata_columns(metadata, known)
        # Keys that differ only in case share a column, as SQLite's names do; the last one wins.
        values = {known[key.lower()]: value for key, value in metadata.items() if value is not None}
        columns = ["document_id", *values]
        self._connection.execute(
            f"INSERT INTO metadata ({', '.join(map(quoted, columns))}) VALUES ({', '.join('?' * len(columns))})",
            [row[0], *values.values()],
        )

    def set_counts(self, counts: Iterable[tuple[int, int, int]]) -> None:
        """Correct what documents say of themselves: sentences, tokens, id."""
        self._connection.executemany("UPDATE document SET sentences = ?, tokens = ? WHERE id = ?", counts)

    def add_empty_metadata(self, document_ids: Iterable[int]) -> None:
        """Give documents that have no row of metadata an empty one."""
        rows = [(each,) for each in document_ids]
        self._connection.executemany("INSERT INTO metadata (document_id) VALUES (?)", rows)

    def remove_metadata(self, document_ids: Iterable[int]) -> None:
        """Remove the metadata of documents that are not there."""
        self._connection.executemany("DELETE FROM metadata WHERE document_id = ?", [(each,) for each in document_ids])

    def remove(self, document_id: int) -> None:
        self._connection.execute("DELETE FROM metadata WHERE document_id = ?", (document_id,))
        self._connection.execute("DELETE FROM document WHERE id = ?", (document_id,))

    def _add_metadata_columns(self, metadata: Mapping[str, Any], known: dict[str, str]) -> None:
        """Make a column for every new key that has a value.

        A column takes the type of its first value, so that `year >= 1990` works on numbers and on digits.
        """
        taken = {column.lower() for column in (*known.values(), *RESERVED_COLUMNS)}
        for key, value in metadata.items():
            if key.lower() not in known and value is not None:
                column = key or "_"
                while column.lower() in taken:
                    column += "_"
                kind = {int: "INTEGER", float: "REAL"}.get(type(value), "TEXT")
                try:
                    self._connection.execute(f"ALTER TABLE metadata ADD COLUMN {quoted(column)} {kind}")
                except sqlite3.OperationalError as error:
                    raise StoreError(f"the metadata key {key!r} cannot become a column: {error}") from None
                known[key.lower()] = column
                taken.add(column.lower())
