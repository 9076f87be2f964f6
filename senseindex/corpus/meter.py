"""How far the reading of files has come, in bytes as they lie on the disk: packed bytes of a packed file."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import IO, Any


@dataclass(slots=True)
class Meter:
    """`total` is the size of all files of the sources, 0 where it is not known; `done` is what has been read of it.

    One meter may serve several sources: each adds its files to `total` as soon as it is opened.
    """

    total: int = 0
    done: int = 0

    def share(self) -> float:
        """What has been read, from 0 to 1; 0 where the total is not known."""
        return min(self.done / self.total, 1.0) if self.total else 0.0


class MeteredStream(io.RawIOBase):
    """A stream whose bytes are counted as they are read; each counts as `share` bytes of the file on the disk."""

    def __init__(self, stream: IO[bytes], meter: Meter, share: float = 1.0) -> None:
        super().__init__()
        self._stream = stream
        self._meter = meter
        self._share = share
        self._read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        block = self._stream.read(len(buffer))
        buffer[: len(block)] = block
        before = int(self._read * self._share)
        self._read += len(block)
        self._meter.done += int(self._read * self._share) - before
        return len(block)

    def close(self) -> None:
        self._stream.close()
        super().close()
