"""The formats: which there are, and which one a file is in.

A format is one module with one `Reader`. It is told by the file's name, and where a name says too little (`.xml`) or
nothing, by the first lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from senseindex.corpus.conllu import ConlluReader
from senseindex.corpus.content import PACKED_SUFFIXES
from senseindex.corpus.delimited import DelimitedReader
from senseindex.corpus.documents import RawDocument
from senseindex.corpus.docx import DocxReader
from senseindex.corpus.epub import EpubReader
from senseindex.corpus.html_pages import HtmlReader
from senseindex.corpus.jsonl import JsonlReader
from senseindex.corpus.other_formats import unread_format
from senseindex.corpus.pdf import PdfReader
from senseindex.corpus.plain_text import PlainTextReader
from senseindex.corpus.sgml import SgmlReader
from senseindex.corpus.source_file import SourceFile
from senseindex.corpus.tei import TeiReader
from senseindex.corpus.vertical import VerticalReader
from senseindex.errors import UsageError


class Reader(Protocol):
    """One corpus format."""

    @property
    def name(self) -> str:
        """What a user calls the format, such as "jsonl"."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Endings of file names, in lower case, without a `.gz` behind them."""

    def recognises(self, head: str) -> bool:
        """Whether a file that starts with `head` (up to 64 KiB of text) looks like this format."""

    def read(self, source: SourceFile) -> Iterator[RawDocument]:
        """The documents of one file, one by one; none where it is empty.

        A document that is damaged is given to `source.damage` and left out, never yielded in part. Raises CorpusError
        where nothing after the damage can be read.
        """


PLAIN_TEXT = PlainTextReader()
_READERS: dict[str, Reader] = {}


def register_reader(reader: Reader) -> None:
    """Make a format known under `reader.name`; a reader of the same name is replaced."""
    _READERS[reader.name] = reader


for _reader in (
    ConlluReader(),
    JsonlReader(),
    TeiReader(),
    HtmlReader(),
    SgmlReader(),
    VerticalReader(),
    DelimitedReader(),
    EpubReader(),
    DocxReader(),
    PdfReader(),
    PLAIN_TEXT,
):
    register_reader(_reader)


def reader_names() -> tuple[str, ...]:
    """The formats that can be named, in alphabetical order."""
    return tuple(sorted(_READERS))


def reader_named(name: str) -> Reader:
    if name not in _READERS:
        raise UsageError(f"unknown format {name!r}: known are {', '.join(reader_names())}")
    return _READERS[name]


def known_suffixes() -> str:
    """All endings, for messages."""
    return ", ".join(dict.fromkeys(suffix for reader in _READERS.values() for suffix in reader.suffixes))


def without_packing(name: str) -> str:
    """A file name in lower case, without the `.gz` or the like at its end."""
    name = name.lower()
    for suffix in PACKED_SUFFIXES:
        name = name.removesuffix(suffix)
    return name


def readers_by_name(name: str) -> list[Reader]:
    """The readers that a file's name allows."""
    name = without_packing(name)
    return [reader for reader in _READERS.values() if name.endswith(reader.suffixes)]


def structured_readers() -> list[Reader]:
    """All readers but that of plain text."""
    return [reader for reader in _READERS.values() if reader is not PLAIN_TEXT]


def reader_by_content(source: SourceFile, readers: list[Reader]) -> Reader | None:
    """The one of these readers that a file's first lines fit; the only one is believed unseen."""
    if len(readers) == 1:
        return readers[0]
    head = source.head_text() if readers else ""
    return next((reader for reader in readers if reader.recognises(head)), None)


def guess(source: SourceFile) -> Reader:
    """The reader by the file's name, else by its first lines, plain text last. Raises CorpusError where none fits."""
    named = readers_by_name(source.name)
    unread = None if named else unread_format(source.name)
    if unread is not None:
        raise source.error(f"is {unread[0]}: {unread[1]}")
    reader = reader_by_content(source, named) or reader_by_content(source, [*structured_readers(), PLAIN_TEXT])
    if reader is None:
        raise source.error(f"is in no known format: name the one to read it as ({', '.join(reader_names())})")
    return reader
