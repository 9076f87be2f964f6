"""Where the bytes of a corpus file lie: on the disk, in a zip archive, or in a stream such as standard input.

A file may be packed, alone or inside an archive; that is told by its first bytes, never by its name. Everything is
unpacked while it is read.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol

from backports.zstd import ZstdError, ZstdFile

from senseindex.corpus.meter import Meter, MeteredStream
from senseindex.errors import CorpusError

ZIP_START = b"PK\x03\x04"
PACKED_SUFFIXES = (".gz", ".xz", ".zst", ".bz2")

_BUFFER = 1 << 17
_PEEKED = 1 << 20  # more than the largest block of any packer, so that it always unpacks to something
_OFFICE_MEMBERS = ("[Content_Types].xml", "mimetype")
ZIPPED_DOCUMENTS = (".docx", ".epub")
"""Endings of files that are zip archives and documents."""

UNPACKING_ERRORS = (OSError, EOFError, NotImplementedError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, ZstdError)
"""What a damaged packed file raises while it is read; an OSError without a number is a packer's own."""


class Content(Protocol):
    """The packed bytes of one file."""

    @property
    def place(self) -> str:
        """The path, for messages."""

    @property
    def size(self) -> int:
        """Bytes on the disk, 0 where that is not known."""

    def peek(self) -> IO[bytes]:
        """The file's beginning, at least; may be asked for again and again."""

    def open(self, meter: Meter) -> IO[bytes]:
        """All bytes, counted by `meter`."""


@dataclass(frozen=True, slots=True)
class DiskFile:
    path: Path

    @property
    def place(self) -> str:
        return str(self.path)

    @property
    def size(self) -> int:
        return self.path.stat().st_size

    def peek(self) -> IO[bytes]:
        return self.path.open("rb")

    def open(self, meter: Meter) -> IO[bytes]:
        return io.BufferedReader(MeteredStream(self.path.open("rb", buffering=0), meter), _BUFFER)


@dataclass(frozen=True, slots=True)
class ZipMember:
    archive: zipfile.ZipFile
    path: Path
    info: zipfile.ZipInfo

    @property
    def place(self) -> str:
        return f"{self.path}/{self.info.filename}"

    @property
    def size(self) -> int:
        return self.info.compress_size

    def peek(self) -> IO[bytes]:
        if self.info.flag_bits & 1:
            raise CorpusError("is encrypted: unpack the archive with its password first", path=self.place)
        return io.BufferedReader(self.archive.open(self.info), _BUFFER)  # type: ignore[type-var]

    def open(self, meter: Meter) -> IO[bytes]:
        share = self.info.compress_size / max(self.info.file_size, 1)
        return io.BufferedReader(MeteredStream(self.peek(), meter, share), _BUFFER)


@dataclass(slots=True)
class Stream:
    """Bytes that come once, such as standard input; their beginning is kept so that it can be looked at.

    The stream is buffered: `read` gives less than it is asked for at the end only. `owned` says whether it is to be
    closed there.
    """

    stream: IO[bytes]
    place: str
    owned: bool
    size: int = 0
    _start: bytes | None = field(default=None, repr=False)

    def peek(self) -> IO[bytes]:
        if self._start is None:
            self._start = self.stream.read(_PEEKED)
        return io.BufferedReader(io.BytesIO(self._start))

    def open(self, meter: Meter) -> IO[bytes]:
        self.peek()
        return io.BufferedReader(_Replayed(self._start or b"", self.stream, self.owned), _BUFFER)


class _Replayed(io.RawIOBase):
    """The start of a stream that has been read already, then the rest of it."""

    def __init__(self, start: bytes, rest: IO[bytes], owned: bool) -> None:
        super().__init__()
        self._owned = owned
        self._start = io.BytesIO(start)
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        block = self._start.read(len(buffer)) or self._rest.read(len(buffer))
        buffer[: len(block)] = block
        return len(block)

    def close(self) -> None:
        if self._owned:
            self._rest.close()
        super().close()


def unpacked(stream: IO[bytes]) -> IO[bytes]:
    """The stream, unpacked if its first bytes are those of a packer. EOFError where it breaks off."""
    start = stream.peek(6)[:6]  # type: ignore[attr-defined]  # all streams here are buffered
    if start.startswith(b"\x1f\x8b"):
        return gzip.GzipFile(fileobj=stream)  # type: ignore[return-value]
    if start.startswith(b"\xfd7zXZ\x00"):
        return lzma.LZMAFile(stream)
    if start.startswith(b"BZh"):
        return bz2.BZ2File(stream)
    if start.startswith(b"\x28\xb5\x2f\xfd"):
        return ZstdFile(stream)  # type: ignore[return-value]
    return stream


def is_zip(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(4) == ZIP_START


def zip_members(path: Path) -> Iterator[ZipMember]:
    """The files in a zip archive, in the order of their names. Raises CorpusError for what is no archive of texts."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise CorpusError(f"damaged zip archive ({error}): fetch or pack it again", path=path) from error
    except OSError as error:
        raise CorpusError(f"cannot be read ({error.strerror or error})", path=path) from error
    names = archive.namelist()
    if any(member in names for member in _OFFICE_MEMBERS):
        raise CorpusError(
            "is an office document or an e-book: name it .docx or .epub if it is one, else convert it to text first",
            path=path,
        )
    for info in sorted(archive.infolist(), key=lambda info: info.filename.split("/")):
        parts = info.filename.split("/")
        hidden = any(part.startswith(".") for part in parts) or parts[0] == "__MACOSX"
        if not info.is_dir() and not hidden:
            yield ZipMember(archive, path, info)
