"""The tables of `catalog.db`, and the steps that bring them from one version to the next.

Everything a person may want to ask is plain SQL: `document`, `metadata` (one column a metadata key), `sentence`,
`lemma`, `occurrence`, `sense`, `sense_history`, `labelled`, `edit`. Two blobs per sentence hold what would otherwise be
one row a token: see `tokens`. Ids only grow and are never reused (`counter`). The occurrences of a
document, and those of a sentence, have consecutive ids, so a set of documents is a set of id ranges.

This module is imported where an index is made or migrated, and nowhere else: sqlite-utils imports pandas where that is
installed, which takes a second.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from uuid import uuid4

from sqlite_utils import Database, Migrations

from senseindex.errors import SchemaVersionError
from senseindex.files import reached
from senseindex.store.catalog.checksums import forget_unless_damaged

APPLICATION_ID = 0x73656E73
"""`sens`: what tells a catalog from other databases of SQLite."""

MIGRATIONS = Migrations("senseindex")
"""A step for every version, the first one from an empty file; the version of a catalog is how many it has had."""


def create_tables(connection: sqlite3.Connection) -> None:
    """Make an empty file a catalog of the newest version, with a write-ahead log."""
    connection.execute("PRAGMA page_size = 8192")
    connection.execute("PRAGMA journal_mode = wal")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    _apply(connection)


def upgrade(connection: sqlite3.Connection, catalog: Path) -> None:
    """Bring a catalog of an earlier version to the newest, in one transaction. Raises StoreError where that fails."""
    try:
        forget_unless_damaged(catalog)
        _apply(connection)
    except (OSError, sqlite3.OperationalError) as error:
        raise SchemaVersionError(
            f"{catalog} is of an older senseindex and cannot be upgraded ({error}); nothing was changed; "
            "make the folder writable and free some space, or open it with the older version"
        ) from None


def _apply(connection: sqlite3.Connection) -> None:
    database = Database(connection, execute_plugins=False)
    connection.execute("BEGIN IMMEDIATE")  # who comes second finds nothing to do
    try:
        MIGRATIONS.apply(database)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS.applied(database))}")
        reached("schema ready")
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise
    reached("schema committed")


@MIGRATIONS()
def first_release(database: Database) -> None:
    database.table("setting").create({"key": str, "value": str}, pk="key")
    database.table("setting").insert({"key": "index_id", "value": json.dumps(uuid4().hex)})
    database.table("counter").create({"name": str, "next_id": int}, pk="name")
    database.table("subcorpus").create({"name": str, "condition": str}, pk="name", not_null={"condition"})
    database.table("document").create(
        {
            "id": int,
            "name": str,
            "content_hash": str,
            "file": str,
            "characters": int,
            "sentences": int,
            "tokens": int,
            "first_occurrence": int,
            "end_occurrence": int,
        },
        pk="id",
        not_null={"name", "content_hash", "file", "first_occurrence", "end_occurrence"},
    )
    database.table("document").create_index(["name"], unique=True)
    database.table("metadata").create(
        {"document_id": int}, pk="document_id", foreign_keys=[("document_id", "document", "id")]
    )
    database.table("sentence").create(
        {"id": int, "document_id": int, "start": int, "text": str, "token_offsets": bytes, "lemma_ids": bytes},
        pk="id",
        not_null={"document_id", "start", "text", "token_offsets", "lemma_ids"},
        foreign_keys=[("document_id", "document", "id")],
    )
    database.table("sentence").create_index(["document_id"])
    # frequency counts tokens, occurrences those that have a vector; moved counts occurrences whose sense
    # is not the sense of the cell that holds their vector; separability says how clearly its senses lie apart.
    database.table("lemma").create(
        {
            "id": int,
            "lemma": str,
            "pos": str,
            "frequency": int,
            "occurrences": int,
            "moved": int,
            "separability": float,
        },
        pk="id",
        not_null={"lemma", "pos"},
        defaults={"frequency": 0, "occurrences": 0, "moved": 0},
    )
    database.table("lemma").create_index(["lemma", "pos"], unique=True)
    database.execute("CREATE INDEX idx_lemma_nocase ON lemma (lemma COLLATE NOCASE)")
    # named: the label is a person's; locked: an induction leaves the sense and its occurrences alone.
    database.table("sense").create(
        {
            "id": int,
            "name": str,
            "lemma_id": int,
            "number": int,
            "label": str,
            "context_words": str,
            "similar_words": str,
            "size": int,
            "confidence": float,
            "centroid": bytes,
            "retired": int,
            "definition": str,
            "named": int,
            "locked": int,
            "discriminant": bytes,
        },
        pk="id",
        not_null={"name", "lemma_id", "number", "label", "size", "retired", "definition", "named", "locked"},
        defaults={"size": 0, "retired": 0, "definition": "", "named": 0, "locked": 0},
        foreign_keys=[("lemma_id", "lemma", "id")],
    )
    database.table("sense").create_index(["name"], unique=True)
    database.table("sense").create_index(["lemma_id"])
    database.table("sense_history").create(
        {"id": int, "sense_id": int, "time": str, "action": str, "detail": str},
        pk="id",
        not_null={"sense_id", "time", "action"},
        foreign_keys=[("sense_id", "sense", "id")],
    )
    database.table("sense_history").create_index(["sense_id"])
    # confidence is in percent, to keep the row small. A foreign key on the sentence would want an index of its own,
    # to delete sentences by; `doctor` checks the sentences instead.
    database.table("occurrence").create(
        {"id": int, "sentence_id": int, "position": int, "lemma_id": int, "sense_id": int, "confidence": int},
        pk="id",
        not_null={"sentence_id", "position", "lemma_id"},
        foreign_keys=[("lemma_id", "lemma", "id"), ("sense_id", "sense", "id")],
    )
    database.table("occurrence").create_index(["lemma_id"])
    # The occurrences whose sense a person has said; ticked: also that they are good examples of it.
    database.execute(
        "CREATE TABLE labelled (occurrence_id INTEGER PRIMARY KEY REFERENCES occurrence (id) ON DELETE CASCADE, "
        "sense_id INTEGER NOT NULL REFERENCES sense (id), author TEXT NOT NULL, time TEXT NOT NULL, "
        "ticked INTEGER NOT NULL DEFAULT 0)"
    )
    database.execute("CREATE INDEX idx_labelled_sense_id ON labelled (sense_id)")
    # What people did; images holds what undoes and redoes it: see `senseindex.store.catalog.edits`.
    database.table("edit").create(
        {
            "id": int,
            "time": str,
            "author": str,
            "action": str,
            "lemma_id": int,
            "summary": str,
            "undone": int,
            "images": bytes,
        },
        pk="id",
        not_null={"time", "author", "action", "lemma_id", "summary", "undone", "images"},
        foreign_keys=[("lemma_id", "lemma", "id")],
    )
    database.table("edit").create_index(["lemma_id"])
    # sha256 is that of the segment's checksums file.
    database.table("segment").create(
        {"id": int, "folder": str, "occurrences": int, "bytes": int, "sha256": str, "created": str},
        pk="id",
        not_null={"folder", "occurrences"},
    )
    database.table("cell").create(
        {"segment_id": int, "list_number": int, "lemma_id": int, "sense_id": int, "size": int},
        pk=("segment_id", "list_number"),
        not_null={"lemma_id", "size"},
        foreign_keys=[
            ("segment_id", "segment", "id"),
            ("lemma_id", "lemma", "id"),
            ("sense_id", "sense", "id"),
        ],
    )
    database.table("cell").create_index(["lemma_id", "sense_id"])
    # Vectors of deleted occurrences stay in their segment until the next compaction.
    database.table("dead_occurrences").create(
        {"first_occurrence": int, "end_occurrence": int}, pk="first_occurrence", not_null={"end_occurrence"}
    )
