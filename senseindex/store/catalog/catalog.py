"""The catalog: the SQLite side of an index, and its only commit point.

A `Catalog` that was opened for reading holds one read transaction, so everything it answers comes from one
snapshot. Writing goes through `writing()`, which ends the snapshot, opens one transaction, commits it when the block
ends well and rolls it back otherwise. Each table belongs to one repository, which gives rows as small records and
arrays; nothing above sees SQL.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

from senseindex.errors import SchemaVersionError, StoreError
from senseindex.files import reached
from senseindex.store.catalog.connection import BUSY_SECONDS, Connection
from senseindex.store.catalog.documents import Documents
from senseindex.store.catalog.edits import Edits
from senseindex.store.catalog.labels import Labels
from senseindex.store.catalog.lemmas import Lemmas
from senseindex.store.catalog.occurrences import Occurrences
from senseindex.store.catalog.segments import Segments
from senseindex.store.catalog.senses import Senses
from senseindex.store.catalog.sentences import Sentences
from senseindex.store.catalog.settings import Settings
from senseindex.store.catalog.subcorpora import Subcorpora

CATALOG_FILE = "catalog.db"
SCHEMA_VERSION = 2
"""Raise it together with a step in `senseindex.store.catalog.schema`."""


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
            with ExitStack() as undo:
                connection = self.connection = Connection(self.path)
                undo.callback(connection.close)
                if create:
                    from senseindex.store.catalog.schema import create_tables

                    create_tables(connection.database)
                self._check_version(connection.database)
                # A planted file may hold anything: run no function from its schema.
                connection.execute("PRAGMA trusted_schema = OFF")
                connection.execute("PRAGMA foreign_keys = ON")
                connection.execute("PRAGMA synchronous = FULL")
                connection.execute("PRAGMA cache_size = -65536")
                connection.execute("PRAGMA mmap_size = 1073741824")
                self.begin_snapshot()
                undo.pop_all()
        except sqlite3.OperationalError as error:
            raise StoreError(
                f"{self.path} cannot be opened ({error}); SQLite keeps a log beside it, also to read: make the "
                "folder writable and free some space, or copy the index to where it is"
            ) from None
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:  # SQLite quotes what it cannot read
            raise StoreError(f"{self.path} is damaged or no catalog ({error}); restore it from a backup") from None
        self.settings = Settings(connection)
        self.documents = Documents(connection)
        self.lemmas = Lemmas(connection)
        self.sentences = Sentences(connection, self.lemmas)
        self.occurrences = Occurrences(connection)
        self.senses = Senses(connection, self.settings)
        self.labels = Labels(connection)
        self.segments = Segments(connection, self.settings)
        self.subcorpora = Subcorpora(connection)
        self.edits = Edits(
            connection, self.settings, self.lemmas, self.senses, self.occurrences, self.labels, self.segments
        )

    def _check_version(self, connection: sqlite3.Connection) -> None:
        ((version,), (application,)) = (
            connection.execute(f"PRAGMA {name}").fetchone() for name in ("user_version", "application_id")
        )
        if version and not application:
            raise SchemaVersionError(f"{self.path} was made by an unreleased version of senseindex; ingest again")
        if version > SCHEMA_VERSION:
            raise SchemaVersionError(
                f"{self.path} was made by a newer senseindex (schema {version}, this one knows {SCHEMA_VERSION}); "
                "upgrade senseindex to open it"
            )
        if version < 1:
            raise StoreError(f"{self.path} is not the catalog of an index (schema {version})")
        if version < SCHEMA_VERSION:
            from senseindex.store.catalog.schema import upgrade

            upgrade(connection, self.path)

    # -- transactions ------------------------------------------------------------------------------------

    def begin_snapshot(self) -> None:
        """Start answering from the newest committed state, and stay there."""
        self.end_snapshot()
        self.connection.execute("BEGIN")
        self.connection.execute("SELECT 1 FROM setting LIMIT 1").fetchone()

    def end_snapshot(self) -> None:
        self.connection.kept.clear()
        if self.connection.database.in_transaction:
            self.connection.database.rollback()

    @contextmanager
    def writing(self, *, references: bool = True) -> Iterator[None]:
        """One write transaction; afterwards a new snapshot. Raises StoreError when the disk is full.

        Without `references` SQLite does not check them: to delete a sense it would read all occurrences, so whoever
        does that makes sure that nothing refers to it.
        """
        if self.connection.is_writing:
            raise RuntimeError("a transaction is open already; it would be rolled back by this one")
        self.end_snapshot()
        self.connection.execute(f"PRAGMA foreign_keys = {int(references)}")
        self.connection.is_writing = True
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
        self.connection.is_writing = False
        self.connection.execute("PRAGMA foreign_keys = ON")
        self.begin_snapshot()

    def _rollback(self) -> None:
        self.connection.is_writing = False
        if self.connection.database.in_transaction:
            self.connection.database.rollback()
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

    def copy_to(self, path: Path) -> None:
        """Write the snapshot to a new file. Raises OSError."""
        try:
            with closing(sqlite3.connect(path)) as target:
                self.connection.database.backup(target)  # one step, inside the open snapshot
                target.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except sqlite3.Error as error:
            raise OSError(str(error)) from None

    def close(self) -> None:
        self.end_snapshot()
        self.connection.close()
