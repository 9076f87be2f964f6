"""The bytes of a file of vectors, plain or gzip, read in one pass with a position for error messages.

Nothing here keeps more than a block of the file in memory. Every failure of the file itself (missing, cut
off, not gzip after all) becomes a StaticVectorError that names the file.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from senseindex.errors import StaticVectorError

BLOCK = 1 << 20
_LONGEST_LINE = 1 << 26
_GZIP = b"\x1f\x8b"
_OTHER_PACKERS = {b"PK\x03\x04": "zip", b"BZh": "bzip2", b"\xfd7zXZ\x00": "xz", b"7z\xbc\xaf": "7z"}


class ByteStream:
    """Reads forward through an unpacked file: exact counts, up to a separator, or line by line."""

    def __init__(self, file: IO[bytes], name: str) -> None:
        self._file = file
        self._buffer = b""
        self._place = 0
        self.name = name

    def _more(self) -> bool:
        try:
            block = self._file.read(BLOCK)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise StaticVectorError(f"{self.name}: the gzip data is damaged or cut off; copy the file again") from error
        except OSError as error:
            raise StaticVectorError(f"{self.name}: cannot be read ({error.strerror or error})") from error
        if not block:
            return False
        self._buffer = self._buffer[self._place :] + block
        self._place = 0
        return True

    def peek(self, size: int) -> bytes:
        """The next `size` bytes without passing them, fewer at the end of the file."""
        while len(self._buffer) - self._place < size and self._more():
            pass
        return self._buffer[self._place : self._place + size]

    def read(self, size: int) -> bytes:
        """The next `size` bytes, fewer at the end of the file."""
        data = self.peek(size)
        self._place += len(data)
        return data

    def read_until(self, separator: bytes, limit: int) -> bytes | None:
        """The bytes before the next `separator`, which is passed; None if it is not among the next `limit`."""
        start = self._place
        while True:
            found = self._buffer.find(separator, start, self._place + limit + 1)
            if found >= 0:
                data = self._buffer[self._place : found]
                self._place = found + len(separator)
                return data
            unread = len(self._buffer) - self._place
            if unread > limit or not self._more():
                return None
            start = self._place + unread

    def lines(self) -> Iterator[bytes]:
        r"""The rest of the file by lines, without `\n`."""
        while True:
            end = self._buffer.find(b"\n", self._place)
            if end >= 0:
                line = self._buffer[self._place : end]
                self._place = end + 1
                yield line
                continue
            if len(self._buffer) - self._place > _LONGEST_LINE:
                raise StaticVectorError(
                    f"{self.name}: no end of line in {_LONGEST_LINE >> 20} MiB; this is no text file"
                )
            if not self._more():
                break
        rest = self.read(len(self._buffer))
        if rest:
            yield rest


@contextmanager
def open_stream(path: Path) -> Iterator[ByteStream]:
    """The unpacked bytes of `path`; gzip is known by its first bytes, not by the name of the file."""
    if not path.exists():
        raise StaticVectorError(f"{path}: no such file of vectors")
    if path.is_dir():
        raise StaticVectorError(f"{path}: is a folder; name the file of vectors in it")
    try:
        with path.open("rb") as file:
            head = file.read(8)
    except OSError as error:
        raise StaticVectorError(f"{path}: cannot be read ({error.strerror})") from error
    for magic, packer in _OTHER_PACKERS.items():
        if head.startswith(magic):
            raise StaticVectorError(f"{path}: is packed with {packer}; unpack it first (only gzip is read as it is)")
    with gzip.open(path, "rb") if head.startswith(_GZIP) else path.open("rb") as unpacked:
        stream = ByteStream(cast(IO[bytes], unpacked), str(path))
        if not stream.peek(1):
            raise StaticVectorError(f"{path}: the file is empty; a file of vectors has a word and its numbers a line")
        yield stream
