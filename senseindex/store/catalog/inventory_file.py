"""The sense inventory in a file of its own: senses, their history, labels and the log of edits, without a corpus.

It is a small SQLite file. Nothing in it is known by the number of a row of an index: a lemma is its spelling and part
of speech, a sense its name, an occurrence the document and the offset of its first character there. So many indexes can
share one inventory. What an index has of a sense (its size, who belongs to it) stays with the index; whoever reads an
inventory assigns its occurrences anew, but for those that people have labelled. Centres mean something only in the
space that they were computed in: an index reads inventories of its own recipe and projection.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from senseindex.errors import StoreError, UsageError
from senseindex.files import whole_file
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.connection import placeholders
from senseindex.store.catalog.edits import unpack_images
from senseindex.store.catalog.travelling_edits import Known, Place, abroad, home, occurrences_of

APPLICATION_ID = 0x73696E76
"""`sinv`: what tells an inventory from other databases of SQLite."""
VERSION = 2
SPACE = ("recipe", "projection_sha256")
"""The settings that say in which space centres are."""

_TABLES = """
CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE lemma (lemma TEXT NOT NULL, pos TEXT NOT NULL, next_number INTEGER NOT NULL, tree TEXT,
    granularity REAL,
    PRIMARY KEY (lemma, pos)) STRICT;
CREATE TABLE sense (name TEXT PRIMARY KEY, lemma TEXT NOT NULL, pos TEXT NOT NULL, number INTEGER NOT NULL,
    label TEXT NOT NULL, context_words TEXT, similar_words TEXT, centroid BLOB, retired INTEGER NOT NULL,
    definition TEXT NOT NULL, named INTEGER NOT NULL, locked INTEGER NOT NULL, discriminant BLOB, leaf INTEGER,
    parent TEXT) STRICT;
CREATE TABLE sense_history (id INTEGER PRIMARY KEY, sense TEXT NOT NULL, time TEXT NOT NULL, action TEXT NOT NULL,
    detail TEXT) STRICT;
CREATE TABLE labelled (document TEXT NOT NULL, start INTEGER NOT NULL, sense TEXT NOT NULL, author TEXT NOT NULL,
    time TEXT NOT NULL, ticked INTEGER NOT NULL, PRIMARY KEY (document, start, sense)) STRICT;
CREATE TABLE edit (id INTEGER PRIMARY KEY, time TEXT NOT NULL, author TEXT NOT NULL, action TEXT NOT NULL,
    lemma TEXT NOT NULL, pos TEXT NOT NULL, summary TEXT NOT NULL, undone INTEGER NOT NULL, images TEXT) STRICT;
"""
_OWN = "number, label, context_words, similar_words, centroid, retired, definition, named, locked, discriminant, leaf"


@dataclass(frozen=True, slots=True)
class InventoryReport:
    """What was read; `left_out` counts the labels of occurrences that this index does not have."""

    senses: int
    labels: int
    left_out: int
    edits: int


def write_inventory(catalog: Catalog, path: Path) -> None:
    """Write the inventory of an index, whole or not at all. Raises UsageError or OSError for a bad path."""
    rows = catalog.connection.rows
    senses = rows(f"SELECT sense.id, lemma_id, name, {_OWN}, parent_id FROM sense ORDER BY sense.id")
    edits = rows("SELECT id, time, author, action, lemma_id, summary, undone, images FROM edit ORDER BY id")
    labels = rows("SELECT occurrence_id, sense_id, author, time, ticked FROM labelled ORDER BY 1")
    lemmas = catalog.lemmas.by_id({row[1] for row in senses} | {row[4] for row in edits})
    logs = {edit[0]: unpack_images(edit[7]) for edit in edits if edit[7]}
    names = {sense[0]: sense[2] for sense in senses}
    for log in logs.values():  # of senses that an edit made or took away too
        rows_of = log.rows["sense"].items()
        names |= {int(key): row["name"] for key, pair in rows_of for row in pair if row is not None and "name" in row}
    senses_of, trees = catalog.senses, catalog.lemmas
    places = _places(catalog, {row[0] for row in labels}.union(*map(occurrences_of, logs.values())))
    with whole_file(path) as draft, closing(sqlite3.connect(draft, isolation_level=None)) as file:
        file.executescript(
            f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {VERSION}; BEGIN; {_TABLES}"
        )
        _insert(file, "setting", ((key, json.dumps(catalog.settings.get(key))) for key in ("index_id", *SPACE)))
        _insert(
            file,
            "lemma",
            (
                (row.lemma, row.pos, senses_of.next_number(row.id), trees.tree(row.id), trees.granularity(row.id))
                for row in lemmas.values()
            ),
        )
        keys = {lemma_id: (row.lemma, row.pos) for lemma_id, row in lemmas.items()}
        _insert(
            file, "sense", ((name, *keys[lemma_id], *own, names.get(main)) for _, lemma_id, name, *own, main in senses)
        )
        history = rows("SELECT id, sense_id, time, action, detail FROM sense_history ORDER BY id")
        _insert(file, "sense_history", ((each, names[sense_id], *rest) for each, sense_id, *rest in history))
        _insert(file, "labelled", ((*places[each], names[sense_id], *rest) for each, sense_id, *rest in labels))
        _insert(
            file,
            "edit",
            (
                (*edit[:4], *keys[edit[4]], *edit[5:7], abroad(logs[edit[0]], names, places) if edit[7] else None)
                for edit in edits
            ),
        )
        file.execute("COMMIT")


def read_inventory(catalog: Catalog, path: Path) -> InventoryReport:
    """Take the inventory of a file into an index that has none, inside the caller's transaction.

    Lemmas that the index does not know come with it. Labelled occurrences get their senses; the others keep none.
    Raises UsageError where the index has senses already or another space, StoreError where the file is no inventory.
    """
    if catalog.senses.lemmas_with_any():
        raise UsageError(f"{catalog.path} has senses already; an inventory is read into an index that has none")
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as file:
            file.execute("PRAGMA trusted_schema = OFF")
            return _Reader(catalog, file, path).read()
    except (sqlite3.DatabaseError, UnicodeDecodeError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{path} cannot be read or is no sense inventory ({error})") from None


class _Reader:
    def __init__(self, catalog: Catalog, file: sqlite3.Connection, path: Path) -> None:
        self._catalog = catalog
        self._file = file
        self._path = path
        self._lemma_ids: dict[tuple[str, str], int] = {}
        self._sense_ids: dict[str, int] = {}

    def read(self) -> InventoryReport:
        catalog = self._catalog
        (application,), (version,) = (
            self._file.execute(f"PRAGMA {name}").fetchone() for name in ("application_id", "user_version")
        )
        if application != APPLICATION_ID or version != VERSION:
            raise StoreError(f"{self._path} is no sense inventory that this senseindex knows")
        settings = dict(self._rows("SELECT key, value FROM setting"))
        if any(json.loads(settings[key]) != catalog.settings.get(key) for key in SPACE):
            raise UsageError(f"{self._path} is of another recipe or projection: its centres mean nothing in this index")
        self._read_lemmas()
        senses = self._rows(f"SELECT name, lemma, pos, {_OWN}, parent FROM sense ORDER BY parent IS NOT NULL, rowid")
        columns = [*_OWN.split(", "), "parent_id"]
        for name, lemma, pos, *own, parent in senses:
            values = [*own, self._sense_ids.get(parent)]
            self._sense_ids[name] = catalog.senses.restore(name, self._lemma_ids[lemma, pos], columns, values)
        for sense, time, action, detail in self._rows(
            "SELECT sense, time, action, detail FROM sense_history ORDER BY id"
        ):
            catalog.senses.record(self._sense_ids[sense], time, action, json.loads(detail or "{}"))
        labels = self._read_labels()
        edits = self._read_edits()
        return InventoryReport(len(senses), *labels, edits)

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self._file.execute(sql).fetchall()

    def _read_lemmas(self) -> None:
        catalog = self._catalog
        known = {name: lemma_id for lemma_id, name in catalog.lemmas.names().items()}
        for lemma, pos, next_number, tree, granularity in self._rows(
            "SELECT lemma, pos, next_number, tree, granularity FROM lemma ORDER BY rowid"
        ):
            if (lemma, pos) not in known:
                known[lemma, pos] = catalog.settings.take_id("lemma")
                catalog.lemmas.add([(known[lemma, pos], lemma, pos)])
            self._lemma_ids[lemma, pos] = known[lemma, pos]
            catalog.senses.set_next_number(known[lemma, pos], next_number)
            if tree is not None:
                catalog.lemmas.set_tree(known[lemma, pos], tree)
            catalog.lemmas.set_granularity(known[lemma, pos], granularity)

    def _read_labels(self) -> tuple[int, int]:
        """How many labels were read, and how many are of occurrences that are not there."""
        catalog = self._catalog
        labels = self._rows("SELECT document, start, sense, author, time, ticked FROM labelled ORDER BY time, rowid")
        senses = self._rows("SELECT name, lemma, pos FROM sense")
        lemma_ids = {name: self._lemma_ids[lemma, pos] for name, lemma, pos in senses}
        known = _occurrences_at(catalog, {row[0] for row in labels})
        moved: dict[int, list[tuple[int, int]]] = {}
        for document, start, sense, author, time, ticked in labels:
            occurrence_id = known.get((document, start, lemma_ids[sense]))
            if occurrence_id is not None:
                sense_id = self._sense_ids[sense]
                catalog.labels.restore(occurrence_id, sense_id, author, time, bool(ticked))
                moved.setdefault(lemma_ids[sense], []).append((occurrence_id, sense_id))
        for lemma_id, pairs in moved.items():
            table = np.array([(*pair, 100) for pair in pairs], dtype=np.int64)
            catalog.occurrences.assign(table)
            catalog.lemmas.move(lemma_id, len(pairs))
            found, counts = np.unique(table[:, 1], return_counts=True)
            catalog.senses.add_to_sizes(dict(zip(found.tolist(), counts.tolist(), strict=True)))
        read = sum(map(len, moved.values()))
        return read, len(labels) - read

    def _read_edits(self) -> int:
        catalog = self._catalog
        edits = self._rows("SELECT id, time, author, action, lemma, pos, summary, undone, images FROM edit ORDER BY id")
        logs = {edit[0]: json.loads(edit[8]) for edit in edits if edit[8]}
        documents = {row[0] for log in logs.values() for row in (*log["labelled"], *log["moves"])}
        known = _occurrences_at(catalog, documents)
        for edit_id, time, author, action, lemma, pos, summary, undone, _ in edits:
            lemma_id = self._lemma_ids[lemma, pos]
            images = home(logs[edit_id], lemma_id, self._sense_id, known) if edit_id in logs else b""
            catalog.edits.restore((edit_id, time, author, action, lemma_id, summary, undone, images))
        return len(edits)

    def _sense_id(self, name: str) -> int:
        """The id of a sense, also of one that an edit made and its undoing removed."""
        if name not in self._sense_ids:
            self._sense_ids[name] = self._catalog.settings.take_id("sense")
        return self._sense_ids[name]


def _places(catalog: Catalog, occurrence_ids: set[int]) -> dict[int, Place]:
    """Where these occurrences stand; those that are not there any more are left out."""
    table, names = catalog.documents.table(), catalog.documents.names()
    asked = np.array(sorted(occurrence_ids), dtype=np.int64)
    numbers = np.searchsorted(table.end, asked, side="right")
    own = {names[table.ids[number]] for number in np.unique(numbers[numbers < len(table.ids)]).tolist()}
    starts = catalog.occurrences.starts_in(own)
    return {each: (document, start) for document, start, _, each in starts if each in occurrence_ids}


def _occurrences_at(catalog: Catalog, documents: Iterable[str]) -> Known:
    """The occurrences of these documents by document, offset and lemma id."""
    return {
        (document, start, lemma_id): each
        for document, start, lemma_id, each in catalog.occurrences.starts_in(documents)
    }


def _insert(file: sqlite3.Connection, table: str, rows: Iterable[Sequence[Any]]) -> None:
    for row in rows:
        file.execute(f"INSERT INTO {table} VALUES ({placeholders(row)})", row)
