"""One writer, many readers: who may change an index directory, and when old files may go.

The writer holds an exclusive lock on `writer.lock` and leaves its process id and host in `writer.json`. Every open
index holds a shared lock on `readers.lock`; files that a reader may still map are removed only by someone who gets
that lock alone. The operating system drops both when a process dies, so the lock of a dead process is free: the next
writer takes it and writes its own name over the one that was left.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from senseindex.errors import LockedError

HOLDER_FILE = "writer.json"

WAIT_SECONDS = 1.0
"""A writer waits so long, because a reader that removes leftovers holds the lock for a moment."""

try:
    import fcntl
except ImportError:  # Windows: mapped files cannot be removed there anyway
    fcntl = None  # type: ignore[assignment]


@contextmanager
def writer_lock(directory: Path, wait: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold the index for writing. Raises LockedError, naming the holder, when another process does for `wait` s."""
    lock = FileLock(directory / "writer.lock", timeout=wait)
    holder = directory / HOLDER_FILE
    try:
        lock.acquire()
    except Timeout:
        raise LockedError(
            f"{directory} is being written by {_describe(holder)}; wait until it is done, or stop it"
        ) from None
    try:
        with suppress(OSError):  # it only tells others who writes; on a full disk one may want to delete something
            holder.write_text(json.dumps({"process": os.getpid(), "host": socket.gethostname()}), encoding="utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _describe(holder: Path) -> str:
    try:
        data = json.loads(holder.read_text(encoding="utf-8"))
        return f"process {data['process']} on {data['host']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"


class ReaderLock:
    """The shared lock of one open index; `alone()` tells whether nobody else has the index open."""

    def __init__(self, directory: Path) -> None:
        self._path = directory / "readers.lock"
        self._descriptor: int | None = None
        # Held also where others may write and this process may not. No index, no lock.
        if fcntl is None or not (directory / "catalog.db").is_file():
            return
        for flags in (os.O_RDWR | os.O_CREAT, os.O_RDONLY):
            with suppress(OSError):
                self._descriptor = os.open(self._path, flags, 0o644)
                break
        else:
            return
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def release(self) -> None:
        """Let go of the shared lock; does nothing when it is not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """True inside the block when no other process reads the index; nobody can start to until it ends."""
        if fcntl is None or self._descriptor is None:
            yield False
            return
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            exclusive = True
        except OSError:
            exclusive = False
        try:
            yield exclusive
        finally:
            fcntl.flock(self._descriptor, fcntl.LOCK_SH)
