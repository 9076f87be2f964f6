"""Rows as the log of edits keeps them: what JSON can hold, column by column, without the key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from senseindex.store.catalog.connection import Connection, placeholders

Row = dict[str, Any]


class RowImages:
    """The rows of one table whose key is a number; of all its columns, or of those that are named."""

    def __init__(self, connection: Connection, table: str, key: str, columns: Sequence[str] = ()) -> None:
        self._connection = connection
        self._table = table
        self._key = key
        self._columns = columns

    def read(self, keys: Iterable[int]) -> dict[str, Row]:
        """The rows that there are, by key as JSON has it."""
        info = self._connection.rows(f"PRAGMA table_info({self._table})")
        columns = [row[1] for row in info if row[1] != self._key and (row[1] in self._columns or not self._columns)]
        sql = f"SELECT {', '.join([self._key, *columns])} FROM {self._table} WHERE {self._key} IN ({{}})"
        return {
            str(key): {name: _to_json(value) for name, value in zip(columns, values, strict=True)}
            for key, *values in self._connection.rows_among(sql, keys)
        }

    def write(self, key: int, row: Row, *, new: bool) -> None:
        """Put a row in, or change the columns that are given of the one that is there."""
        values = [_from_json(value) for value in row.values()]
        if new:
            columns = [self._key, *row]
            self._connection.execute(
                f"INSERT INTO {self._table} ({', '.join(columns)}) VALUES ({placeholders(columns)})", [key, *values]
            )
        elif row:
            sets = ", ".join(f"{name} = ?" for name in row)
            self._connection.execute(f"UPDATE {self._table} SET {sets} WHERE {self._key} = ?", [*values, key])


def _to_json(value: Any) -> Any:
    return {"hex": value.hex()} if isinstance(value, bytes) else value


def _from_json(value: Any) -> Any:
    return bytes.fromhex(value["hex"]) if isinstance(value, dict) else value
