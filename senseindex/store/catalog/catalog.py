"""The catalog: the SQLite side of an index, and its only commit point.

A `Catalog` that was opened for reading holds one read transaction, so everything it answers comes from one
snapshot. Writing goes through `writing()`, which ends the snapshot, opens one transaction, commits it when the block
ends well and rolls it back otherwise. Rows become small records here; nothing above sees SQL.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from senseindex.errors import SchemaVersionError, StoreError
from senseindex.files import reached
from senseindex.store.catalog.migrations import upgrade
from senseindex.store.catalog.schema import SCHEMA_VERSION, create_tables
from senseindex.store.cells.vector_store import CellAddress, IntArray, SegmentRow, WrittenSegment
from senseindex.store.checksums import RESTORE

CATALOG_FILE = "catalog.db"
BUSY_SECONDS = 30


@dataclass(frozen=True, slots=True)
class LemmaRow:
    """A lemma with its part of speech (UPOS, "" where unknown)."""

    id: int
    lemma: str
    pos: str
    frequency: int
    occurrences: int
    moved: int

    @property
    def lempos(self) -> str:
        """`bank`, or `bank-n` where the part of speech is known."""
        return lempos_of(self.lemma, self.pos)


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document that is in the index, the SHA-256 of what it holds, and the file that its id was made of, if any."""

    id: int
    content_hash: str
    file: str


POS_LETTERS = {"NOUN": "n", "VERB": "v", "ADJ": "j", "ADV": "r", "PROPN": "p"}
"""The letter after the hyphen of a lempos; other tags are written out in lower case."""


def lempos_of(lemma: str, pos: str) -> str:
    """`bank-n` where the part of speech is known, else `bank`."""
    return f"{lemma}-{POS_LETTERS.get(pos, pos.lower())}" if pos else lemma


RESERVED_COLUMNS = ("document_id", "document", "score", "left", "right")
"""Names that filters and sorting know already; a metadata key of that name gets an underscore after it."""


class Catalog:
    """The open catalog of one index directory."""

    def __init__(self, directory: Path, *, create: bool = False) -> None:
        self.path = directory / CATALOG_FILE
        if not create and not self.path.is_file():
            if directory.exists():
                raise StoreError(f"{directory} is not an index: it has no {CATALOG_FILE}; name another directory")
            raise StoreError(
                f"{directory} is not an index: it does not exist; make one with `senseindex ingest SOURCE`"
            )
        try:
            connection = sqlite3.connect(
                _address(self.path), uri=True, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False
            )
            if create:
                create_tables(connection)
            self._check_version(connection)
            # A planted file may hold anything: run no function from its schema.
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA cache_size = -65536")
            connection.execute("PRAGMA mmap_size = 1073741824")
            self.connection = connection
            self._is_writing = False
            self.begin_snapshot()
        except sqlite3.OperationalError as error:
            raise StoreError(
                f"{self.path} cannot be opened ({error}); SQLite keeps a log beside it, also to read: make the "
                "folder writable and free some space, or copy the index to where it is"
            ) from None
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:  # SQLite quotes what it cannot read
            raise StoreError(f"{self.path} is damaged or no catalog ({error}); restore it from a backup") from None

    def _check_version(self, connection: sqlite3.Connection) -> None:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > SCHEMA_VERSION:
            raise SchemaVersionError(
                f"{self.path} was made by a newer senseindex (schema {version}, this one knows {SCHEMA_VERSION}); "
                "upgrade senseindex to open it"
            )
        if version < 1:
            raise StoreError(f"{self.path} is not the catalog of an index (schema {version})")
        if version < SCHEMA_VERSION:
            upgrade(connection, self.path)

    # -- transactions ------------------------------------------------------------------------------------

    def begin_snapshot(self) -> None:
        """Start answering from the newest committed state, and stay there."""
        self.end_snapshot()
        self.connection.execute("BEGIN")
        self.connection.execute("SELECT 1 FROM setting LIMIT 1").fetchone()

    def end_snapshot(self) -> None:
        if self.connection.in_transaction:
            self.connection.rollback()

    @contextmanager
    def writing(self, *, references: bool = True) -> Iterator[None]:
        """One write transaction; afterwards a new snapshot. Raises StoreError when the disk is full.

        Without `references` SQLite does not check them: to delete a sense it would read all occurrences, so whoever
        does that makes sure that nothing refers to it.
        """
        if self._is_writing:
            raise RuntimeError("a transaction is open already; it would be rolled back by this one")
        self.end_snapshot()
        self.connection.execute(f"PRAGMA foreign_keys = {int(references)}")
        self._is_writing = True
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            reached("transaction begun")
            yield
            reached("transaction ready")
            self.connection.execute("COMMIT")
            reached("committed")
        except sqlite3.OperationalError as error:
            self._rollback()
            raise StoreError(f"{self.path} cannot be written: {error}; nothing of this step was kept") from None
        except sqlite3.DatabaseError as error:
            self._rollback()
            raise StoreError(
                f"{self.path} is damaged ({error}); nothing of this step was kept; `senseindex doctor` says more"
            ) from None
        except BaseException:
            self._rollback()
            raise
        self._is_writing = False
        self.connection.execute("PRAGMA foreign_keys = ON")
        self.begin_snapshot()

    def _rollback(self) -> None:
        self._is_writing = False
        if self.connection.in_transaction:
            self.connection.rollback()
        self.connection.execute("PRAGMA foreign_keys = ON")
        self.begin_snapshot()

    def checkpoint(self) -> bool:
        """Fold the write-ahead log into the database file, as far as readers and the disk allow; whether it is empty.

        What was committed is safe in the log, so a full disk is no reason to fail.
        """
        self.end_snapshot()
        busy = 1
        with suppress(sqlite3.OperationalError):
            self.connection.execute("PRAGMA optimize")
            # Without waiting: a reader may keep its snapshot for hours.
            self.connection.execute("PRAGMA busy_timeout = 0")
            ((busy, *_),) = self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        self.connection.execute(f"PRAGMA busy_timeout = {1000 * BUSY_SECONDS}")
        reached("log folded")
        self.begin_snapshot()
        return not busy

    def vacuum(self) -> None:
        """Give free pages back and lay the rows out anew; nothing happens where the disk has no room for that."""
        self.end_snapshot()
        with suppress(sqlite3.OperationalError):
            self.connection.execute("VACUUM")
        reached("catalog vacuumed")
        self.begin_snapshot()

    def close(self) -> None:
        self.end_snapshot()
        self.connection.close()

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of one statement. Raises StoreError where the file is damaged."""
        try:
            return self.connection.execute(sql, parameters).fetchall()
        except sqlite3.ProgrammingError:
            raise StoreError(f"the index of {self.path} is closed; open it again") from None
        except OverflowError:
            return []  # a number too large for SQLite is no id of ours
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            raise StoreError(f"{self.path} cannot be read or is damaged ({error}); restore it from a backup") from None

    # -- settings and counters -----------------------------------------------------------------------------

    def setting(self, key: str, default: Any = None) -> Any:
        """A setting, or the default where there is none. Raises StoreError for one that is damaged."""
        rows = self.rows("SELECT value FROM setting WHERE key = ?", (key,))
        try:
            return json.loads(rows[0][0]) if rows else default
        except (ValueError, TypeError):
            raise StoreError(f"{self.path} is damaged: it has no readable setting {key!r}; {RESTORE}") from None

    def set_setting(self, key: str, value: Any) -> None:
        self.connection.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (key, json.dumps(value)))

    def next_id(self, name: str) -> int:
        """The first id of this kind that was never given out."""
        rows = self.rows("SELECT next_id FROM counter WHERE name = ?", (name,))
        return int(rows[0][0]) if rows else 1

    def set_next_id(self, name: str, next_id: int) -> None:
        self.connection.execute("INSERT OR REPLACE INTO counter VALUES (?, ?)", (name, next_id))

    def count(self, table: str) -> int:
        return int(self.rows(f"SELECT count(*) FROM {quoted(table)}")[0][0])

    def tokens(self) -> int:
        """Number of tokens of the corpus."""
        return int(self.rows("SELECT coalesce(sum(tokens), 0) FROM document")[0][0])

    def living_occurrences(self) -> int:
        """Number of occurrences that are not deleted; documents know it, and are far fewer."""
        return int(self.rows("SELECT coalesce(sum(end_occurrence - first_occurrence), 0) FROM document")[0][0])

    def types(self) -> int:
        """Number of different lemmas of the corpus."""
        return int(self.rows("SELECT count(DISTINCT lemma) FROM lemma WHERE frequency > 0")[0][0])

    def document_named(self, name: str) -> DocumentRow | None:
        """A document by the id it came with."""
        rows = self.rows("SELECT id, content_hash, file FROM document WHERE name = ?", (name,))
        return DocumentRow(*rows[0]) if rows else None

    # -- lemmas ----------------------------------------------------------------------------------------------

    def lemmas(self, lemma: str, pos: str | None = None) -> list[LemmaRow]:
        """The rows of a lemma, in every part of speech or in one; exact spelling first, else any case."""
        columns = "SELECT id, lemma, pos, frequency, occurrences, moved FROM lemma"
        for where in ("lemma = ?", "lemma = ? COLLATE NOCASE"):
            rows = [LemmaRow(*row) for row in self.rows(f"{columns} WHERE {where} ORDER BY frequency DESC", (lemma,))]
            rows = [row for row in rows if row.frequency and (pos is None or row.pos == pos)]
            if rows:
                return rows
        return []

    def lemma_rows(self, lemma_ids: Sequence[int]) -> dict[int, LemmaRow]:
        columns = "SELECT id, lemma, pos, frequency, occurrences, moved FROM lemma"
        return {
            row[0]: LemmaRow(*row)
            for chunk in chunks(list(lemma_ids))
            for row in self.rows(f"{columns} WHERE id IN ({placeholders(chunk)})", chunk)
        }

    def lemmas_with_occurrences(self, minimum: int) -> list[LemmaRow]:
        """Lemmas that have at least `minimum` vectors, by id."""
        columns = "SELECT id, lemma, pos, frequency, occurrences, moved FROM lemma"
        return [LemmaRow(*row) for row in self.rows(f"{columns} WHERE occurrences >= ? ORDER BY id", (minimum,))]

    def spellings(self) -> list[tuple[str, int]]:
        """Every lemma that has a vector, with its frequency, for suggestions."""
        return self.rows("SELECT lemma, sum(frequency) FROM lemma WHERE occurrences > 0 GROUP BY lemma")

    # -- segments and cells -----------------------------------------------------------------------------------

    def segments(self) -> list[SegmentRow]:
        return [SegmentRow(*row) for row in self.rows("SELECT id, folder, sha256 FROM segment ORDER BY id")]

    def add_segment(self, written: WrittenSegment, created: str) -> None:
        segment_id = self.next_id("segment")
        self.set_next_id("segment", segment_id + 1)
        self.connection.execute(
            "INSERT INTO segment VALUES (?, ?, ?, ?, ?, ?)",
            (segment_id, written.folder, written.occurrences, written.bytes, written.sha256, created),
        )
        self.connection.executemany(
            "INSERT INTO cell VALUES (?, ?, ?, ?, ?)",
            [
                (segment_id, number, lemma_id, sense_id or None, size)
                for number, (lemma_id, sense_id, size) in enumerate(written.cells)
            ],
        )

    def drop_segments(self, segment_ids: Sequence[int]) -> None:
        for segment_id in segment_ids:
            self.connection.execute("DELETE FROM cell WHERE segment_id = ?", (segment_id,))
            self.connection.execute("DELETE FROM segment WHERE id = ?", (segment_id,))

    def cells(self, lemma_ids: Sequence[int], sense_ids: Sequence[int] | None = None) -> list[CellAddress]:
        """The cells of these lemmas, or only those laid out for these senses."""
        sql = f"SELECT segment_id, list_number FROM cell WHERE lemma_id IN ({placeholders(lemma_ids)})"
        parameters = list(lemma_ids)
        if sense_ids is not None:
            sql += f" AND sense_id IN ({placeholders(sense_ids)})"
            parameters += sense_ids
        return [CellAddress(*row) for row in self.rows(f"{sql} ORDER BY segment_id, list_number", parameters)]

    def cell_sizes(self, cells: Sequence[CellAddress]) -> list[int]:
        """How many occurrences each of these cells was written with."""
        sql = "SELECT size FROM cell WHERE segment_id = ? AND list_number = ?"
        return [int(self.rows(sql, cell)[0][0]) for cell in cells]

    def dead_ranges(self) -> list[tuple[int, int]]:
        return self.rows("SELECT first_occurrence, end_occurrence FROM dead_occurrences ORDER BY 1")

    def set_dead_ranges(self, ranges: Sequence[tuple[int, int]]) -> None:
        self.connection.execute("DELETE FROM dead_occurrences")
        self.connection.executemany("INSERT INTO dead_occurrences VALUES (?, ?)", ranges)

    # -- occurrences --------------------------------------------------------------------------------------------

    def occurrence_ids(self, lemma_ids: Sequence[int], sense_ids: Sequence[int] | None = None) -> IntArray:
        """Ids of all occurrences of these lemmas (in these senses), ascending."""
        sql = f"SELECT id FROM occurrence WHERE lemma_id IN ({placeholders(lemma_ids)})"
        parameters = list(lemma_ids)
        if sense_ids is not None:
            sql += f" AND sense_id IN ({placeholders(sense_ids)})"
            parameters += sense_ids
        return np.sort(np.array([row[0] for row in self.rows(sql, parameters)], dtype=np.int64))

    def senses_of_occurrences(self, lemma_id: int) -> tuple[IntArray, IntArray]:
        """Ids and sense ids (0 for none) of all occurrences of a lemma, ascending by id."""
        rows = self.rows("SELECT id, coalesce(sense_id, 0) FROM occurrence WHERE lemma_id = ? ORDER BY id", (lemma_id,))
        table = np.array(rows, dtype=np.int64).reshape(-1, 2)
        return table[:, 0], table[:, 1]

    # -- metadata -----------------------------------------------------------------------------------------------

    def metadata_columns(self) -> tuple[str, ...]:
        return tuple(row[1] for row in self.rows("PRAGMA table_info(metadata)") if row[1] != "document_id")

    def metadata_of(self, document_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
        """The metadata of these documents, without empty values."""
        columns = self.metadata_columns()
        found: dict[int, dict[str, Any]] = {document_id: {} for document_id in document_ids}
        for chunk in chunks(list(found)):
            names = ", ".join(["document_id", *(quoted(column) for column in columns)])
            for row in self.rows(f"SELECT {names} FROM metadata WHERE document_id IN ({placeholders(chunk)})", chunk):
                found[row[0]] = {name: value for name, value in zip(columns, row[1:], strict=True) if value is not None}
        return found

    def add_metadata_columns(self, metadata: Mapping[str, Any], known: dict[str, str]) -> None:
        """Make a column for every new key that has a value; `known` maps a key in lower case to its column.

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
                    self.connection.execute(f"ALTER TABLE metadata ADD COLUMN {quoted(column)} {kind}")
                except sqlite3.OperationalError as error:
                    raise StoreError(f"the metadata key {key!r} cannot become a column: {error}") from None
                known[key.lower()] = column
                taken.add(column.lower())


def _address(path: Path) -> str:
    """The address of a database for SQLite, which needs no log on a read-only disk, unless a writer left one there."""
    log = path.with_name(f"{path.name}-wal")
    read_only = hasattr(os, "statvfs") and bool(os.statvfs(path.parent).f_flag & os.ST_RDONLY)
    settled = read_only and not (log.exists() and log.stat().st_size)
    return path.absolute().as_uri() + ("?mode=ro&immutable=1" if settled else "")


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def placeholders(values: Sequence[Any]) -> str:
    return ", ".join("?" * len(values))


def chunks(values: Sequence[Any], size: int = 500) -> Iterator[list[Any]]:
    """Lists of at most `size` values: SQLite bounds the parameters of a statement."""
    for start in range(0, len(values), size):
        yield list(values[start : start + size])
