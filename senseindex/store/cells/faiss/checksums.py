"""The checksums of a segment, so that a damaged one is found before it gives a wrong answer.

`segments/<name>/checksums` is a small file: how long cells.faiss is, how much of it is the head (everything before the
vectors), the CRC-32 of the head and of every list (its codes, its ids, its fine codes where it has some), and which
lists make up a cell. The catalog keeps the SHA-256 of that file. Opening a segment checks the file's length and head; a
list is checked when it is first read; `doctor` checks all.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from senseindex.errors import RESTORE, StoreError

CHECKSUMS_FILE = "checksums"
_MAGIC = b"senseindex segment checksums 1\n"
_NUMBERS = struct.Struct("<QQQI")
_BLOCK = 1 << 20


@dataclass(frozen=True, eq=False)
class Checksums:
    """What a sound segment looks like; `lists` `(lists,) uint32`.

    Cell n has the lists `starts[n]` to `starts[n + 1]`, `starts` `(cells + 1,)`.
    """

    file_bytes: int
    head_bytes: int
    head: int
    lists: npt.NDArray[np.uint32]
    starts: npt.NDArray[np.int64]

    def pack(self) -> bytes:
        numbers = _NUMBERS.pack(len(self.lists), self.file_bytes, self.head_bytes, self.head)
        return _MAGIC + numbers + self.lists.astype("<u4").tobytes() + self.starts.astype("<u4").tobytes()

    @classmethod
    def read(cls, path: Path, sha256: str) -> Checksums:
        """Read a checksums file. Raises StoreError where it is missing or is not the one that the catalog lists."""
        try:
            data = path.read_bytes()
        except OSError:
            raise StoreError(f"{path} is missing; {RESTORE}") from None
        if hashlib.sha256(data).hexdigest() != sha256:
            raise StoreError(f"{path} is damaged or of another index; {RESTORE}")
        if not data.startswith(_MAGIC):
            raise StoreError(f"{path} was made by another version; {RESTORE}")
        count, file_bytes, head_bytes, head = _NUMBERS.unpack_from(data, len(_MAGIC))
        rest = np.frombuffer(data, dtype="<u4", offset=len(_MAGIC) + _NUMBERS.size)
        return cls(file_bytes, head_bytes, head, rest[:count].astype(np.uint32), rest[count:].astype(np.int64))

    def check_head(self, path: Path) -> None:
        """Check the length and the head of a segment's file. Raises StoreError where they are not as written."""
        try:
            size = path.stat().st_size
            sound = size == self.file_bytes and head_checksum(path, self.head_bytes) == self.head
        except OSError as error:
            raise StoreError(f"{path} is missing or cannot be read ({error.strerror}); {RESTORE}") from None
        if size != self.file_bytes:
            raise StoreError(f"{path} is damaged: {size:,} bytes where {self.file_bytes:,} were written; {RESTORE}")
        if not sound:
            raise StoreError(f"{path} is damaged and cannot be read; {RESTORE}")


def list_checksum(codes: Any, ids: Any, fine: Any = b"") -> int:
    """CRC-32 of a list: its codes, then its ids, as they lie in the file, then its fine codes."""
    return zlib.crc32(fine, zlib.crc32(ids, zlib.crc32(codes)))


def head_checksum(path: Path, size: int) -> int:
    """CRC-32 of the first `size` bytes of a file. Raises OSError."""
    checksum = 0
    with path.open("rb") as file:
        while size > 0:
            block = file.read(min(size, _BLOCK))
            if not block:
                break
            checksum = zlib.crc32(block, checksum)
            size -= len(block)
    return checksum


def checksums_of(
    path: Path, list_checksums: Sequence[int], payload_bytes: int, starts: npt.NDArray[np.int64]
) -> Checksums:
    """The checksums of a segment's file whose last `payload_bytes` are its lists. Raises OSError."""
    size = path.stat().st_size
    head = size - payload_bytes
    return Checksums(size, head, head_checksum(path, head), np.array(list_checksums, dtype=np.uint32), starts)
