"""The tables of `catalog.db`, and the steps that bring them from one version to the next.

Everything a person may want to ask is plain SQL: `document`, `metadata` (one column a metadata key), `sentence`,
`lemma`, `occurrence`, `sense`, `sense_history`, `labelled`, `edit`. Two blobs per sentence hold what
would otherwise be one row a token: see `tokens`. Ids only grow and are never reused (`counter`). The occurrences of a
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
    for statement in _FIRST_RELEASE.split(";\n"):
        database.execute(statement)
    database.table("setting").insert({"key": "index_id", "value": json.dumps(uuid4().hex)})


@MIGRATIONS()
def subsenses(database: Database) -> None:
    for statement in _SUBSENSES.split(";\n"):
        database.execute(statement)


# `parent_id` of a subsense is its main sense, `leaf` what a sense is of the tree of its lemma (of several the largest),
# `tree` how the leaves were merged, and how likely they differ, as JSON. `granularity` is that of a word that has not
# that of the index.
_SUBSENSES = """
ALTER TABLE sense ADD COLUMN parent_id INTEGER REFERENCES sense (id);
ALTER TABLE sense ADD COLUMN leaf INTEGER;
ALTER TABLE lemma ADD COLUMN tree TEXT;
ALTER TABLE lemma ADD COLUMN granularity REAL
"""

# A foreign key of an occurrence on its sentence would want an index of its own, to delete sentences by; `doctor` checks
# the sentences instead.
_FIRST_RELEASE = """
CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT);
CREATE TABLE counter (name TEXT PRIMARY KEY, next_id INTEGER);
CREATE TABLE subcorpus (name TEXT PRIMARY KEY, condition TEXT NOT NULL);
CREATE TABLE document (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    content_hash TEXT NOT NULL,
    file TEXT NOT NULL,
    characters INTEGER,
    sentences INTEGER,
    tokens INTEGER,
    first_occurrence INTEGER NOT NULL,
    end_occurrence INTEGER NOT NULL
);
CREATE TABLE metadata (document_id INTEGER PRIMARY KEY REFERENCES document (id));
CREATE TABLE sentence (
    id INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES document (id),
    start INTEGER NOT NULL,
    text TEXT NOT NULL,
    token_offsets BLOB NOT NULL,
    lemma_ids BLOB NOT NULL
);
CREATE INDEX sentences_of_a_document ON sentence (document_id);
CREATE TABLE lemma (
    id INTEGER PRIMARY KEY,
    lemma TEXT NOT NULL,
    pos TEXT NOT NULL,
    frequency INTEGER DEFAULT 0, -- tokens
    occurrences INTEGER DEFAULT 0, -- those that have a vector
    moved INTEGER DEFAULT 0, -- those whose sense is not the sense of the cell that holds their vector
    separability REAL, -- how clearly its senses lie apart
    UNIQUE (lemma, pos)
);
CREATE INDEX lemmas_in_any_case ON lemma (lemma COLLATE NOCASE);
CREATE TABLE sense (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    lemma_id INTEGER NOT NULL REFERENCES lemma (id),
    number INTEGER NOT NULL, -- 0: unclear
    label TEXT NOT NULL,
    context_words TEXT,
    similar_words TEXT,
    size INTEGER NOT NULL DEFAULT 0,
    confidence REAL,
    centroid BLOB,
    retired INTEGER NOT NULL DEFAULT 0,
    definition TEXT NOT NULL DEFAULT '',
    named INTEGER NOT NULL DEFAULT 0, -- the label is a person's
    locked INTEGER NOT NULL DEFAULT 0, -- an induction leaves the sense and its occurrences alone
    discriminant BLOB
);
CREATE INDEX senses_of_a_lemma ON sense (lemma_id);
CREATE TABLE sense_history (
    id INTEGER PRIMARY KEY,
    sense_id INTEGER NOT NULL REFERENCES sense (id),
    time TEXT NOT NULL,
    action TEXT NOT NULL,
    detail TEXT
);
CREATE INDEX history_of_a_sense ON sense_history (sense_id);
CREATE TABLE occurrence (
    id INTEGER PRIMARY KEY,
    sentence_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    lemma_id INTEGER NOT NULL REFERENCES lemma (id),
    sense_id INTEGER REFERENCES sense (id),
    confidence INTEGER -- in percent, to keep the row small
);
CREATE INDEX occurrences_of_a_lemma ON occurrence (lemma_id);
CREATE TABLE labelled ( -- the occurrences whose sense a person has said
    occurrence_id INTEGER PRIMARY KEY REFERENCES occurrence (id) ON DELETE CASCADE,
    sense_id INTEGER NOT NULL REFERENCES sense (id),
    author TEXT NOT NULL,
    time TEXT NOT NULL,
    ticked INTEGER NOT NULL DEFAULT 0 -- also that they are good examples of it
);
CREATE INDEX labels_of_a_sense ON labelled (sense_id);
CREATE TABLE edit ( -- what people did
    id INTEGER PRIMARY KEY,
    time TEXT NOT NULL,
    author TEXT NOT NULL,
    action TEXT NOT NULL,
    lemma_id INTEGER NOT NULL REFERENCES lemma (id),
    summary TEXT NOT NULL,
    undone INTEGER NOT NULL,
    images BLOB NOT NULL -- what undoes and redoes it
);
CREATE INDEX edits_of_a_lemma ON edit (lemma_id);
CREATE TABLE segment (
    id INTEGER PRIMARY KEY,
    folder TEXT NOT NULL,
    occurrences INTEGER NOT NULL,
    bytes INTEGER,
    sha256 TEXT, -- of its checksums file
    created TEXT
);
CREATE TABLE cell (
    segment_id INTEGER REFERENCES segment (id),
    list_number INTEGER,
    lemma_id INTEGER NOT NULL REFERENCES lemma (id),
    sense_id INTEGER REFERENCES sense (id),
    size INTEGER NOT NULL,
    PRIMARY KEY (segment_id, list_number)
);
CREATE INDEX cells_of_a_lemma ON cell (lemma_id, sense_id);
CREATE TABLE dead_occurrences ( -- their vectors stay in a segment until the next compaction
    first_occurrence INTEGER PRIMARY KEY,
    end_occurrence INTEGER NOT NULL
);
"""
