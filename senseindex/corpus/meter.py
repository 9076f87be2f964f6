"""How far the reading of files has come, in bytes as they lie on the disk: packed bytes of a packed file."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any


@dataclass(slots=True)
class Meter:
    """`total` is the size of all files of the sources, 0 where it is not known; `done` is what has been read of it.

    One meter may serve several sources: each adds its files to `total` as soon as it is opened.
    """

    total: int = 0
    done: int = 0


class MeteredFile(io.RawIOBase):
    """A file on the disk whose bytes are counted as they are read."""

    def __init__(self, path: Path, meter: Meter) -> None:
        super().__init__()
        self._file = path.open("rb", buffering=0)
        self._meter = meter

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        count = self._file.readinto(buffer) or 0
        self._meter.done += count
        return count

    def close(self) -> None:
        self._file.close()
        super().close()


def open_metered(path: Path, meter: Meter | None) -> IO[bytes]:
    """A buffered binary file; nothing is counted without a meter."""
    return path.open("rb") if meter is None else io.BufferedReader(MeteredFile(path, meter), 1 << 17)
