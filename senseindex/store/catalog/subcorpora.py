"""Parts of the corpus that a person has given a name, each a condition on metadata: table `subcorpus`."""

from __future__ import annotations

from senseindex.store.catalog.connection import Connection


class Subcorpora:
    """Conditions by name."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> dict[str, str]:
        """Name and condition of every subcorpus, in the order of the alphabet."""
        return dict(self._connection.rows("SELECT name, condition FROM subcorpus ORDER BY name"))

    # -- writing, inside the caller's transaction ------------------------------------------------------------------

    def define(self, name: str, condition: str) -> None:
        """Give a condition a name, which may have stood for another one."""
        self._connection.execute("INSERT OR REPLACE INTO subcorpus VALUES (?, ?)", (name, condition))

    def forget(self, name: str) -> None:
        self._connection.execute("DELETE FROM subcorpus WHERE name = ?", (name,))
