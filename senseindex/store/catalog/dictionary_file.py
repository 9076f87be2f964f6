"""A dictionary that is kept with an index: a small SQLite file beside the catalog, made once; vectors are added later.

A row is a sense: the word it belongs to in small letters, what the dictionary says as text that only the reader
understands, and the sense's vector where it is known, empty for a sense that can have none. It is no part of the
inventory: nothing in the catalog refers to it, and it may be removed.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from senseindex.errors import StoreError
from senseindex.files import whole_file
from senseindex.store.catalog.connection import placeholders

APPLICATION_ID = 0x73646963
"""`sdic`: what tells such a file from other databases of SQLite."""
VERSION = 1

_PREFIX, _SUFFIX = "dictionary-", ".db"
_ASKED = 500
_TABLES = """
CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE dictionary_sense (id INTEGER PRIMARY KEY, word TEXT NOT NULL, said TEXT NOT NULL, vector BLOB) STRICT;
"""

SenseOfFile = tuple[str, str, bytes | None]
"""Word, what is said of the sense, vector."""

KeptSense = tuple[int, str, bytes | None]
"""Id in the file, what is said of the sense, vector."""


def dictionary_files(directory: Path) -> dict[str, Path]:
    """The dictionaries that are kept with an index, by their names."""
    return {
        path.name.removeprefix(_PREFIX).removesuffix(_SUFFIX): path
        for path in sorted(directory.glob(f"{_PREFIX}*{_SUFFIX}"))
    }


def write_dictionary(directory: Path, name: str, settings: dict[str, Any], senses: Iterable[SenseOfFile]) -> Path:
    """Write a dictionary, in the place of one of the same name, whole or not at all. Raises OSError."""
    path = directory / f"{_PREFIX}{name}{_SUFFIX}"
    with whole_file(path) as draft, closing(sqlite3.connect(draft, isolation_level=None)) as file:
        file.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; "
            f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {VERSION}; BEGIN; {_TABLES}"
        )
        file.executemany("INSERT INTO setting VALUES (?, ?)", [(k, json.dumps(v)) for k, v in settings.items()])
        file.executemany("INSERT INTO dictionary_sense (word, said, vector) VALUES (?, ?, ?)", senses)
        file.execute("CREATE INDEX senses_of_a_word ON dictionary_sense (word)")
        file.execute("COMMIT")
    return path


def read_settings(path: Path) -> dict[str, Any]:
    """What was said of a dictionary as a whole. Raises StoreError."""
    return {key: json.loads(value) for key, value in _rows(path, "SELECT key, value FROM setting")}


def read_senses(path: Path, words: Sequence[str] | None) -> Iterator[KeptSense]:
    """The senses of some words (in small letters), or of all, in the order of the dictionary. Raises StoreError."""
    if words is None:
        yield from _rows(path, "SELECT id, said, vector FROM dictionary_sense ORDER BY id")
        return
    found: list[KeptSense] = []
    for start in range(0, len(words), _ASKED):
        some = words[start : start + _ASKED]
        sql = f"SELECT id, said, vector FROM dictionary_sense WHERE word IN ({placeholders(some)})"
        found += _rows(path, sql, some)
    yield from sorted(found, key=lambda sense: sense[0])


def add_vectors(path: Path, vectors: Mapping[int, bytes]) -> None:
    """Keep the vectors of senses, by their ids in the file, all or none of them. Raises StoreError."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)) as file, file:
            file.executemany(
                "UPDATE dictionary_sense SET vector = ? WHERE id = ?", [(each, id) for id, each in vectors.items()]
            )
    except sqlite3.Error as error:
        raise StoreError(f"{path} cannot be written ({error})") from None


def _rows(path: Path, sql: str, values: Sequence[Any] = ()) -> list[Any]:
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as file:
            file.execute("PRAGMA trusted_schema = OFF")
            (application,), (version,) = (
                file.execute(f"PRAGMA {name}").fetchone() for name in ("application_id", "user_version")
            )
            if (application, version) != (APPLICATION_ID, VERSION):
                raise StoreError(f"{path} is no dictionary that this senseindex knows; remove it and import it again")
            return file.execute(sql, values).fetchall()
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        raise StoreError(f"{path} is damaged ({error}); remove it and import the dictionary again") from None
