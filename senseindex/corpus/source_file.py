"""One file of a corpus, as bytes, as lines or as a whole text.

What every reader needs and no format should do again: gzip (told by its first bytes, not by the name), encodings,
byte order marks, and errors that name the file, the line and what to do. Text comes out as it stands in the file,
line ends included; only the byte order mark is taken off.
"""

from __future__ import annotations

import codecs
import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from senseindex.corpus.meter import Meter, open_metered
from senseindex.errors import CorpusError, UsageError

HEAD_BYTES = 65536

_GZIP = b"\x1f\x8b"
_BINARY_STARTS = (
    b"%PDF",
    b"PK\x03\x04",
    b"BZh",
    b"\xfd7zXZ",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x28\xb5\x2f\xfd",
)
_BYTE_ORDER_MARKS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNSTORABLE = {0: "\ufffd", **dict.fromkeys(range(0xD800, 0xE000), "\ufffd")}


def check_encoding(encoding: str | None) -> None:
    """Raise UsageError where Python knows no text encoding of this name."""
    if encoding is None:
        return
    try:
        b"a".decode(encoding, "replace")
    except (LookupError, UnicodeError, ValueError):
        raise UsageError(
            f"unknown encoding {encoding!r}: give a name such as utf-8, latin-1, windows-1252 or utf-16"
        ) from None


def storable(text: str) -> str:
    """The text with NUL and lone surrogates, which no database or tokenizer takes, replaced one for one by U+FFFD."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.translate(_UNSTORABLE)
    return text.replace("\0", "\ufffd") if "\0" in text else text


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read.

    `name` is the path relative to the source that the user gave (the file's own name for a single file); document
    ids are made of it. `encoding` is None for UTF-8. A byte order mark is believed before either.
    """

    path: Path
    name: str
    encoding: str | None = None
    meter: Meter | None = None

    def error(self, message: str, line: int = 0) -> CorpusError:
        return CorpusError(message, path=str(self.path), line=line)

    @contextmanager
    def open(self, meter: Meter | None = None) -> Iterator[IO[bytes]]:
        """The bytes, unpacked where the file is gzip. What goes wrong inside the block becomes a CorpusError.

        `meter` counts the packed bytes.
        """
        try:
            with open_metered(self.path, meter) as packed:
                start = packed.peek(2)[:2]  # type: ignore[attr-defined]  # every buffered reader has it
                if start != _GZIP:
                    yield packed
                    return
                with gzip.GzipFile(fileobj=packed) as unpacked:
                    yield unpacked  # type: ignore[misc]  # a GzipFile reads like any binary file
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise self.error(f"damaged gzip file ({error}): fetch or pack it again") from error
        except OSError as error:
            raise self.error(f"cannot be read ({error.strerror or error})") from error

    def head(self) -> bytes:
        """The first bytes (at most 64 KiB). Raises CorpusError where they are those of a binary file."""
        with self.open() as stream:
            head = stream.read(HEAD_BYTES)
        if head.startswith(_BINARY_STARTS):
            raise self.error("is a binary file: convert it to text first")
        encoding, _ = self._decoding(head)
        if b"\0" in head and _is_byte_per_newline(encoding):
            raise self._binary(head.index(b"\0"))
        return head

    def head_text(self) -> str:
        """The head, decoded as well as may be: for guessing a format, not for reading."""
        head = self.head()
        encoding, skip = self._decoding(head)
        return head[skip:].decode(encoding, "replace")

    def text(self) -> str:
        """The whole text, unchanged.

        Raises CorpusError for a binary file, a damaged gzip file and bytes that are not in the encoding.
        """
        head = self.head()
        encoding, skip = self._decoding(head)
        with self.open(self.meter) as stream:
            content = stream.read()[skip:]
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise self._undecodable(error, encoding, skip + error.start, line) from error
        if "\0" in text:
            raise self._binary(skip + len(text[: text.index("\0")].encode(encoding)))
        return text

    def lines(self) -> Iterator[tuple[int, str]]:
        """The lines with their numbers (from 1), without their line ends, read one by one.

        Raises CorpusError as `text` does, naming the line.
        """
        encoding, skip = self._decoding(self.head())
        with self.open(self.meter) as stream:
            stream.read(skip)
            if _is_byte_per_newline(encoding):
                numbered = self._decoded_lines(stream, encoding, skip)
            else:
                numbered = enumerate(self._incrementally_decoded_lines(stream, encoding, skip), 1)
            for number, line in numbered:
                if "\0" in line:
                    raise self.error("is a binary file (NUL character): convert it to text first", number)
                yield number, line.rstrip("\r\n")

    def _decoding(self, head: bytes) -> tuple[str, int]:
        """The encoding, and how many bytes of byte order mark to skip."""
        for mark, encoding in _BYTE_ORDER_MARKS:
            if head.startswith(mark):
                return encoding, len(mark)
        return self.encoding or "utf-8", 0

    def _decoded_lines(self, stream: IO[bytes], encoding: str, position: int) -> Iterator[tuple[int, str]]:
        for number, line in enumerate(stream, 1):
            try:
                yield number, line.decode(encoding)
            except UnicodeDecodeError as error:
                raise self._undecodable(error, encoding, position + error.start, number) from error
            position += len(line)

    def _incrementally_decoded_lines(self, stream: IO[bytes], encoding: str, position: int) -> Iterator[str]:
        """Lines of an encoding whose newline is not the byte 0x0A, such as UTF-16."""
        decoder = codecs.getincrementaldecoder(encoding)()
        rest = ""
        line = 0
        while True:
            chunk = stream.read(HEAD_BYTES)
            pending = len(decoder.getstate()[0])
            try:
                rest += decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                raise self._undecodable(error, encoding, position - pending + error.start, 0) from error
            position += len(chunk)
            *complete, rest = rest.split("\n")
            line += len(complete)
            yield from complete
            if not chunk:
                if rest:
                    yield rest
                return

    def _undecodable(self, error: UnicodeDecodeError, encoding: str, position: int, line: int) -> CorpusError:
        return self.error(
            f"is not {encoding} at byte {position} (0x{error.object[error.start]:02X}): "
            "name its encoding with --encoding, for example windows-1252",
            line,
        )

    def _binary(self, position: int) -> CorpusError:
        return self.error(
            f"is a binary file (NUL at byte {position}): convert it to text first, "
            "or name its encoding with --encoding if it is UTF-16"
        )


def _is_byte_per_newline(encoding: str) -> bool:
    """Whether bytes can be split at 0x0A before they are decoded: so in UTF-8 and all that extend ASCII."""
    return "a\n".encode(encoding) == b"a\n"
