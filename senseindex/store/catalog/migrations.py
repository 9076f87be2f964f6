"""Bring the catalog of an older senseindex to today's schema, a numbered step at a time.

Before the first step the catalog is copied to `catalog.db.schema<version>`. Every step is one transaction that ends by
raising the version, so a crash leaves a whole schema, the old one or the next.

    2   segments carry checksums, and the projection has one (`senseindex.store.checksums`)
    3   smaller: places of tokens take a byte each, occurrences have one index
    4   people edit senses: definitions, locks, labelled occurrences, a log of edits (`senseindex.store.catalog.edits`)
    5   labelled occurrences can be ticked as examples; senses have a discriminant beside their centre
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path

from senseindex.errors import SchemaVersionError, StoreError
from senseindex.files import reached, replace_file, sync
from senseindex.index.lock import writer_lock
from senseindex.store.catalog.checksums import forget_unless_damaged
from senseindex.store.catalog.schema import SCHEMA_VERSION
from senseindex.store.catalog.tokens import pack_offsets, unpack_offsets
from senseindex.store.checksums import CHECKSUMS_FILE, RESTORE

Migration = Callable[[sqlite3.Connection, Path], None]


def upgrade(connection: sqlite3.Connection, catalog: Path) -> None:
    """Bring an older catalog to `SCHEMA_VERSION`. Raises StoreError where that cannot be done; nothing is lost then."""
    try:
        with writer_lock(catalog.parent):
            version = _version(connection)  # asked again, as another process may have been faster
            if version < SCHEMA_VERSION:
                forget_unless_damaged(catalog)
                _keep_backup(connection, catalog, version)
            for number in range(version + 1, SCHEMA_VERSION + 1):
                connection.execute("BEGIN IMMEDIATE")
                try:
                    MIGRATIONS[number](connection, catalog.parent)
                    connection.execute(f"PRAGMA user_version = {number}")
                    reached(f"schema {number} ready")
                    connection.execute("COMMIT")
                except BaseException:
                    connection.rollback()
                    raise
                reached(f"schema {number} committed")
    except (OSError, sqlite3.OperationalError) as error:
        raise SchemaVersionError(
            f"{catalog} is of an older senseindex and cannot be upgraded ({error}); nothing was changed; "
            "make the folder writable and free some space, or open it with the older version"
        ) from None


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _keep_backup(connection: sqlite3.Connection, catalog: Path, version: int) -> None:
    backup = catalog.with_name(f"{catalog.name}.schema{version}")
    draft = backup.with_name(f"{backup.name}.draft")
    draft.unlink(missing_ok=True)
    connection.execute("VACUUM INTO ?", (str(draft),))
    sync(draft)
    draft.replace(backup)
    sync(catalog.parent)
    reached("old catalog kept")


def _add_checksums(connection: sqlite3.Connection, directory: Path) -> None:
    """Schema 1 kept the SHA-256 of cells.faiss: check it for the last time, and seal what it vouches for."""
    from senseindex.store.cells.faiss.segment_builder import CELLS_FILE, measure
    from senseindex.store.cells.faiss.store import segment_folder

    for segment_id, name, expected in connection.execute("SELECT id, folder, sha256 FROM segment").fetchall():
        path = segment_folder(directory / "segments", name) / CELLS_FILE
        if not path.is_file():
            raise StoreError(f"{path} is missing; {RESTORE}")
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != expected:
                raise StoreError(f"{path} is damaged; {RESTORE}")
        data = measure(path).pack()
        replace_file(path.with_name(CHECKSUMS_FILE), data)
        connection.execute(
            "UPDATE segment SET bytes = ?, sha256 = ? WHERE id = ?",
            (path.stat().st_size + len(data), hashlib.sha256(data).hexdigest(), segment_id),
        )
    projection = directory / "projection.safetensors"
    if projection.is_file():
        digest = hashlib.sha256(projection.read_bytes()).hexdigest()
        connection.execute("INSERT OR REPLACE INTO setting VALUES ('projection_sha256', ?)", (json.dumps(digest),))


def _slim(connection: sqlite3.Connection, directory: Path) -> None:
    """Schema 2 had two bytes a token, and two more columns in the indexes of occurrences than were asked for."""
    last = 0
    while rows := connection.execute(
        "SELECT id, token_offsets FROM sentence WHERE id > ? ORDER BY id LIMIT 10000", (last,)
    ).fetchall():
        last = rows[-1][0]
        packed = [(pack_offsets(*unpack_offsets(blob), 0), sentence_id) for sentence_id, blob in rows]
        connection.executemany("UPDATE sentence SET token_offsets = ? WHERE id = ?", packed)
    columns = "id, sentence_id, position, lemma_id, sense_id, confidence"
    connection.execute(
        "CREATE TABLE slim_occurrence (id INTEGER PRIMARY KEY, sentence_id INTEGER NOT NULL, "
        "position INTEGER NOT NULL, lemma_id INTEGER NOT NULL REFERENCES lemma(id), "
        "sense_id INTEGER REFERENCES sense(id), confidence INTEGER)"
    )
    connection.execute(f"INSERT INTO slim_occurrence SELECT {columns} FROM occurrence ORDER BY id")
    connection.execute("DROP TABLE occurrence")
    connection.execute("ALTER TABLE slim_occurrence RENAME TO occurrence")
    connection.execute("CREATE INDEX idx_occurrence_lemma_id ON occurrence (lemma_id)")


def _add_edits(connection: sqlite3.Connection, directory: Path) -> None:
    for statement in (
        "ALTER TABLE lemma ADD COLUMN separability REAL",
        "ALTER TABLE sense ADD COLUMN definition TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE sense ADD COLUMN named INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE sense ADD COLUMN locked INTEGER NOT NULL DEFAULT 0",
        "CREATE TABLE labelled (occurrence_id INTEGER PRIMARY KEY REFERENCES occurrence (id) ON DELETE CASCADE, "
        "sense_id INTEGER NOT NULL REFERENCES sense (id), author TEXT NOT NULL, time TEXT NOT NULL)",
        "CREATE INDEX idx_labelled_sense_id ON labelled (sense_id)",
        "CREATE TABLE edit (id INTEGER PRIMARY KEY, time TEXT NOT NULL, author TEXT NOT NULL, action TEXT NOT NULL, "
        "lemma_id INTEGER NOT NULL REFERENCES lemma (id), summary TEXT NOT NULL, undone INTEGER NOT NULL, "
        "images BLOB NOT NULL)",
        "CREATE INDEX idx_edit_lemma_id ON edit (lemma_id)",
    ):
        connection.execute(statement)


def _add_ticks_and_discriminants(connection: sqlite3.Connection, directory: Path) -> None:
    connection.execute("ALTER TABLE labelled ADD COLUMN ticked INTEGER NOT NULL DEFAULT 0")
    connection.execute("ALTER TABLE sense ADD COLUMN discriminant BLOB")


MIGRATIONS: Mapping[int, Migration] = {2: _add_checksums, 3: _slim, 4: _add_edits, 5: _add_ticks_and_discriminants}
"""The step to each version from the one before it."""
