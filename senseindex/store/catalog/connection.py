"""The connection to `catalog.db`, as the repositories use it, and what SQL needs around names and values."""

from __future__ import annotations

import os
import sqlite3
import threading
import weakref
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from senseindex.errors import StoreError

BUSY_SECONDS = 30

Value = TypeVar("Value")

CatalogFault = sqlite3.Error
"""What may come out of a catalog beside StoreError: SQLite's own word for a fault while it is used."""


def is_damage(fault: CatalogFault) -> bool:
    """Whether the file itself is broken; a full disk or a lock is an OperationalError."""
    return type(fault) is sqlite3.DatabaseError


class Connection:
    """An open catalog file, used by one thread at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._leave = weakref.finalize(self, _FILES.leave, _FILES.enter(path))
        self.database = sqlite3.connect(
            address(path), uri=True, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False
        )
        self.is_writing = False
        self.kept: dict[str, Any] = {}
        """What repositories have read of the snapshot and ask for again and again; empty while something is written."""
        self.execute = self.database.execute
        self.executemany = self.database.executemany

    def close(self) -> None:
        self.database.close()
        self._leave()

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of one statement. Raises StoreError where the file is damaged."""
        try:
            return self.execute(sql, parameters).fetchall()
        except sqlite3.ProgrammingError as error:
            if "closed" not in str(error):
                raise
            raise StoreError(f"the index of {self.path} is closed; open it again") from None
        except OverflowError:
            return []  # a number too large for SQLite is no id of ours
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            raise StoreError(f"{self.path} cannot be read or is damaged ({error}); restore it from a backup") from None

    def once(self, name: str, read: Callable[[], Value]) -> Value:
        """What `read` gives, read once in a snapshot. In a transaction that writes it is read each time."""
        if name not in self.kept:
            value = read()
            if self.is_writing:
                return value
            self.kept[name] = value
        found: Value = self.kept[name]
        return found

    def rows_among(self, sql: str, values: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
        """The rows of a statement whose `{}` stands for any number of values, as in `id IN ({})`."""
        for chunk in chunks(list(values)):
            yield from self.rows(sql.format(placeholders(chunk)), chunk)

    def number(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """The one whole number that a statement gives."""
        return int(self.rows(sql, parameters)[0][0])


class _Files:
    """Catalog files that this process reads beside SQLite.

    Where a process closes a file, POSIX drops all locks that it has on it, SQLite's too; another process would then
    think that nobody reads, and change the file under the readers' feet. So a file that was opened here stays open as
    long as this process has a connection to it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reading = threading.Lock()
        self._connections: Counter[Path] = Counter()
        self._open: dict[Path, BinaryIO] = {}

    def enter(self, path: Path) -> Path:
        """Count a connection more; by the path that this gives it is to `leave`."""
        path = path.resolve()
        with self._lock:
            self._connections[path] += 1
        return path

    def leave(self, path: Path) -> None:
        with self._lock:
            self._connections[path] -= 1
            self._close_unused(path)

    def blocks(self, path: Path, size: int) -> Iterator[bytes]:
        """The bytes of a file, so many at a time. Raises OSError."""
        path = path.resolve()
        with self._reading:
            with self._lock:
                file = self._open[path] if path in self._open else self._open.setdefault(path, path.open("rb"))
            try:
                file.seek(0)
                while block := file.read(size):
                    yield block
            finally:
                with self._lock:
                    self._close_unused(path)

    def _close_unused(self, path: Path) -> None:
        if self._connections[path] <= 0:
            del self._connections[path]
            if path in self._open:
                self._open.pop(path).close()


_FILES = _Files()
blocks_of = _FILES.blocks
"""The bytes of a catalog file, so many at a time; no lock on it is lost."""


def address(path: Path) -> str:
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
