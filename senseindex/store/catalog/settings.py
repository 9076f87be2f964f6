"""Settings of an index, and the counters that give out ids: tables `setting` and `counter`."""

from __future__ import annotations

import json
from typing import Any

from senseindex.errors import RESTORE, StoreError
from senseindex.store.catalog.connection import Connection


class Settings:
    """Values by name, which JSON can hold."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, key: str, default: Any = None) -> Any:
        """A setting, or the default where there is none. Raises StoreError for one that is damaged."""
        rows = self._connection.rows("SELECT value FROM setting WHERE key = ?", (key,))
        try:
            return json.loads(rows[0][0]) if rows else default
        except (ValueError, TypeError):
            path = self._connection.path
            raise StoreError(f"{path} is damaged: it has no readable setting {key!r}; {RESTORE}") from None

    def set(self, key: str, value: Any) -> None:
        self._connection.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (key, json.dumps(value)))

    @property
    def index_id(self) -> str:
        """What tells this index from every other, whatever its name and place; a copy of it has the same."""
        return str(self.get("index_id", ""))

    def next_id(self, name: str) -> int:
        """The first id of this kind that was never given out."""
        rows = self._connection.rows("SELECT next_id FROM counter WHERE name = ?", (name,))
        return int(rows[0][0]) if rows else 1

    def set_next_id(self, name: str, next_id: int) -> None:
        self._connection.execute("INSERT OR REPLACE INTO counter VALUES (?, ?)", (name, next_id))

    def take_id(self, name: str) -> int:
        """An id of this kind, which nothing else will get."""
        taken = self.next_id(name)
        self.set_next_id(name, taken + 1)
        return taken
