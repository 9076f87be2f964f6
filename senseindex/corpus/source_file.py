"""One file of a corpus, as bytes, as lines or as a whole text.

What every reader needs and no format should do again: packed files, encodings, byte order marks, damaged lines, and
errors that name the file, the line and what to do. Text comes out as it stands in the file, line ends included; only
the byte order mark is taken off.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from typing import IO

from senseindex.corpus.content import UNPACKING_ERRORS, ZIP_START, Content, unpacked
from senseindex.corpus.documents import MetadataValue, RawDocument
from senseindex.corpus.encodings import (
    SAMPLE_BYTES,
    byte_order_mark,
    declared_encoding,
    is_byte_per_newline,
    sniff,
    unmarked_utf16,
)
from senseindex.corpus.read_options import ReadOptions, Reporting
from senseindex.errors import CorpusError

HEAD_BYTES = 65536

_BINARY_STARTS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
_UNSTORABLE = {0: "\ufffd", **dict.fromkeys(range(0xD800, 0xE000), "\ufffd")}


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
    ids are made of it.
    """

    content: Content
    name: str
    options: ReadOptions = field(default_factory=ReadOptions)
    reporting: Reporting = field(default_factory=Reporting)

    def error(self, message: str, line: int = 0) -> CorpusError:
        return CorpusError(message, path=self.content.place, line=line)

    def document(
        self, text: str, line: int, metadata: Mapping[str, MetadataValue], identifier: str = ""
    ) -> RawDocument:
        """The document of running text that begins in this line, with an id made of the line if it brings none."""
        identifier = storable(identifier) or f"{self.name}:{line}"
        return RawDocument(identifier, storable(text), metadata, location=f"{self.name}, line {line}")

    def damage(self, error: CorpusError) -> None:
        """Report a damaged document, which the reader then leaves out; raises the error where damage stops reading."""
        self.reporting.damage(error)

    def note_encoding(self, encoding: str) -> None:
        """Tell which encoding was found out."""
        self.reporting.note(
            f"{self.name} is read as {encoding}, by its bytes; --encoding names another", about=f"encoding {encoding}"
        )

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """The bytes, unpacked. What goes wrong inside the block becomes a CorpusError."""
        with self._errors_named(), self.content.open(self.reporting.meter) as packed, unpacked(packed) as stream:
            yield stream

    def head(self) -> bytes:
        """The first bytes (at most 64 KiB). Raises CorpusError where they are those of a binary file."""
        with self._errors_named(), self.content.peek() as packed, unpacked(packed) as stream:
            head = stream.read(HEAD_BYTES)
        if head.startswith(ZIP_START):
            raise self.error("is a zip archive inside another file, or in a stream: unpack it first")
        if head.startswith(_BINARY_STARTS):
            raise self.error("is a binary file: convert it to text first")
        encoding, _ = self._decoding(head)
        if b"\0" in head and is_byte_per_newline(encoding):
            raise self._binary(head.index(b"\0"))
        return head

    def head_text(self) -> str:
        """The head, decoded as well as may be: for guessing a format, not for reading."""
        head = self.head()
        encoding, skip = self._decoding(head)
        return head[skip:].decode(encoding, "replace")

    def text(self) -> str:
        """The whole text, unchanged.

        Raises CorpusError for a binary file, a damaged packed file and bytes that are not in the encoding.
        """
        encoding, skip = self._decoding(self.head())
        with self.open() as stream:
            content = stream.read()[skip:]
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            found = sniff(content) if self._may_sniff(skip) else ()
            if len(found) != 1:
                raise self._undecodable(error, encoding, skip + error.start, line, found) from error
            encoding = found[0]
            self.note_encoding(encoding)
            text = content.decode(encoding, "replace")  # the few bytes that it leaves open become U+FFFD
        if "\0" in text:
            raise self._binary(skip + len(text[: text.index("\0")].encode(encoding)))
        return text

    def lines(self) -> Iterator[tuple[int, str]]:
        """The lines with their numbers (from 1), without their line ends, read one by one.

        A line that cannot be decoded is reported as a damaged document and left out. Raises CorpusError as `text` does.
        """
        for number, line in self.lines_or_errors():
            if isinstance(line, CorpusError):
                self.damage(line)
            else:
                yield number, line.rstrip("\r\n")

    def lines_or_errors(self) -> Iterator[tuple[int, str | CorpusError]]:
        """The lines with their line ends; in place of a line that cannot be decoded, the error that says so.

        For formats whose documents have several lines.
        """
        encoding, skip = self._decoding(self.head())
        with self.open() as stream:
            stream.read(skip)
            if is_byte_per_newline(encoding):
                numbered = self._decoded_lines(stream, encoding, skip, self._may_sniff(skip))
            else:
                numbered = enumerate(self._incrementally_decoded_lines(stream, encoding, skip), 1)
            for number, line in numbered:
                if isinstance(line, str) and "\0" in line:
                    raise self.error("is a binary file (NUL character): convert it to text first", number)
                yield number, line

    @contextmanager
    def _errors_named(self) -> Iterator[None]:
        try:
            yield
        except UNPACKING_ERRORS as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise self.error(f"cannot be read ({error.strerror or error})") from error
            raise self.error(f"damaged packed file ({error}): fetch or pack it again") from error

    def _decoding(self, head: bytes) -> tuple[str, int]:
        """The encoding, and how many bytes of byte order mark to skip."""
        marked = byte_order_mark(head)
        if marked is not None:
            return marked
        if self.options.encoding is not None:
            return self.options.encoding, 0
        declared = declared_encoding(head)
        if declared is not None:
            return declared, 0
        found = unmarked_utf16(head)
        if found is None:
            return "utf-8", 0
        self.note_encoding(found)
        return found, 0

    def _may_sniff(self, mark: int) -> bool:
        return self.options.encoding is None and not mark

    def _decoded_lines(
        self, stream: IO[bytes], encoding: str, position: int, may_sniff: bool
    ) -> Iterator[tuple[int, str | CorpusError]]:
        """Lines, each decoded by itself. While all was ASCII, the first that is not UTF-8 may settle the encoding.

        The few bytes that an encoding found so leaves open become U+FFFD.
        """
        lines: Iterator[bytes] = stream
        errors = "strict"
        number = 0
        while line := next(lines, b""):
            number += 1
            try:
                text: str | CorpusError = line.decode(encoding, errors)
            except UnicodeDecodeError as error:
                found: tuple[str, ...] = ()
                if may_sniff:
                    sample = stream.readlines(SAMPLE_BYTES)
                    lines = chain(sample, stream)
                    found = sniff(b"".join([line, *sample]))
                if len(found) == 1:
                    self.note_encoding(found[0])
                    encoding, errors = found[0], "replace"
                    text = line.decode(encoding, errors)
                else:
                    text = self._undecodable(error, encoding, position + error.start, number, found)
            may_sniff = may_sniff and line.isascii()
            yield number, text
            position += len(line)

    def _incrementally_decoded_lines(self, stream: IO[bytes], encoding: str, position: int) -> Iterator[str]:
        """Lines of an encoding whose newline is not the byte 0x0A, such as UTF-16."""
        decoder = codecs.getincrementaldecoder(encoding)()
        rest = ""
        while True:
            chunk = stream.read(HEAD_BYTES)
            pending = len(decoder.getstate()[0])
            try:
                rest += decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                raise self._undecodable(error, encoding, position - pending + error.start, 0) from error
            position += len(chunk)
            *complete, rest = rest.split("\n")
            yield from (text + "\n" for text in complete)
            if not chunk:
                if rest:
                    yield rest
                return

    def _undecodable(
        self, error: UnicodeDecodeError, encoding: str, position: int, line: int, candidates: tuple[str, ...] = ()
    ) -> CorpusError:
        likely = " or ".join(candidates) or "windows-1252"
        return self.error(
            f"is not {encoding} at byte {position} (0x{error.object[error.start]:02X}): "
            f"name its encoding with --encoding, for example {likely}",
            line,
        )

    def _binary(self, position: int) -> CorpusError:
        return self.error(
            f"is a binary file (NUL at byte {position}): convert it to text first, "
            "or name its encoding with --encoding if it is UTF-16"
        )
