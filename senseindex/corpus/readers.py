"""From a file or a folder to documents, whatever the format.

A format is one module with one `Reader`, registered here by name. The reader of a file is told by `format`, else
by the file's name, else by its first lines. Everything streams: one document at a time is in memory.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from senseindex.corpus.conllu import ConlluReader
from senseindex.corpus.jsonl import JsonlReader
from senseindex.corpus.meter import Meter
from senseindex.corpus.plain_text import PlainTextReader
from senseindex.corpus.source_file import SourceFile, check_encoding, storable
from senseindex.errors import CorpusError, UsageError
from senseindex.records import RawDocument

__all__ = ["Meter", "Reader", "SourceFile", "read_documents", "reader_names", "register_reader"]


class Reader(Protocol):
    """One corpus format."""

    @property
    def name(self) -> str:
        """What a user calls the format, such as "jsonl"."""
        ...

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Endings of file names, in lower case, without a `.gz` behind them."""
        ...

    def recognises(self, head: str) -> bool:
        """Whether a file that starts with `head` (up to 64 KiB of text) looks like this format."""
        ...

    def read(self, source: SourceFile) -> Iterator[RawDocument]:
        """The documents of one file, one by one; none where it is empty. Raises CorpusError."""
        ...


_PLAIN_TEXT = PlainTextReader()
_READERS: dict[str, Reader] = {}


def register_reader(reader: Reader) -> None:
    """Make a format known under `reader.name`; a reader of the same name is replaced."""
    _READERS[reader.name] = reader


register_reader(ConlluReader())
register_reader(JsonlReader())
register_reader(_PLAIN_TEXT)


def reader_names() -> tuple[str, ...]:
    """The formats that can be named, in alphabetical order."""
    return tuple(sorted(_READERS))


def read_documents(
    source: str | Path, *, format: str | None = None, encoding: str | None = None, meter: Meter | None = None
) -> Iterator[RawDocument]:
    """Read every document of `source`, a file or a folder.

    A folder is read with the folders below it, in the order of names; hidden files are left out. Files are
    taken by their names. Where a folder holds annotated files or records, the plain-text files beside them are
    left out, for they are its readme and licence; `format="text"` reads them. Where `format` is named and no file
    is called so, every file is read in that format. `encoding` is for files without a byte order mark, UTF-8
    if not given. `meter.total` grows by the bytes of the source's files at once, `meter.done` as they are read.

    Raises UsageError at once for an unknown format or encoding, CorpusError at once for a source that is missing
    or has no readable file, and CorpusError while reading for a file that is broken, binary or empty.
    """
    if format is not None and format not in _READERS:
        raise UsageError(f"unknown format {format!r}: known are {', '.join(reader_names())}")
    check_encoding(encoding)
    path = Path(source)
    reader = None if format is None else _READERS[format]
    if path.is_dir():
        return _folder_documents(path, _chosen_by_name(path, reader), encoding, meter)
    if not path.exists():
        raise CorpusError("no such file or folder", path=str(path))
    if not path.is_file():
        raise CorpusError("is neither a file nor a folder", path=str(path))
    if meter is not None:
        meter.total += path.stat().st_size
    return _file_documents(SourceFile(path, storable(_readable_name(path.name)), encoding, meter), reader)


def _file_documents(source: SourceFile, reader: Reader | None) -> Iterator[RawDocument]:
    empty = True
    for document in (reader or _guess(source)).read(source):
        empty = False
        yield _with_file(document, source)
    if empty:
        raise source.error("holds no text")


def _with_file(document: RawDocument, source: SourceFile) -> RawDocument:
    """Name the file where the document's id is made of its name."""
    if document.id == source.name or document.id.startswith(f"{source.name}:"):
        return replace(document, file=storable(str(source.path.resolve())))
    return document


def _folder_documents(
    folder: Path, choose: Callable[[str], Reader | None], encoding: str | None, meter: Meter | None
) -> Iterator[RawDocument]:
    files = [(path, reader) for path in _files(folder) if (reader := choose(path.name)) is not None]
    if meter is not None:
        meter.total += sum(path.stat().st_size for path, _ in files)
    return _documents_of(folder, files, encoding, meter)


def _documents_of(
    folder: Path, files: list[tuple[Path, Reader]], encoding: str | None, meter: Meter | None
) -> Iterator[RawDocument]:
    empty = True
    for path, chosen in files:
        source = SourceFile(path, storable(_readable_name(path.relative_to(folder).as_posix())), encoding, meter)
        for document in chosen.read(source):
            empty = False
            yield _with_file(document, source)
    if empty:
        raise CorpusError("the files of this folder hold no text", path=str(folder))


def _chosen_by_name(folder: Path, reader: Reader | None) -> Callable[[str], Reader | None]:
    """Which reader takes a file of this folder, by the file's name; None leaves the file out."""
    found: set[str] = set()
    anything = False
    for path in _files(folder):
        anything = True
        named = _reader_by_name(path.name)
        if named is not None:
            found.add(named.name)
    if reader is not None:
        if not anything:
            raise CorpusError("the folder holds no file", path=str(folder))
        if reader.name in found:
            return lambda name: reader if _reader_by_name(name) is reader else None
        return lambda name: reader
    if not found:
        suffixes = ", ".join(suffix for known in _READERS.values() for suffix in known.suffixes)
        raise CorpusError(
            f"the folder holds no file of a known name ({suffixes}, each also with .gz): name the format of its files",
            path=str(folder),
        )
    if found == {_PLAIN_TEXT.name}:
        return _reader_by_name
    return lambda name: None if (named := _reader_by_name(name)) is _PLAIN_TEXT else named


def _files(folder: Path) -> Iterator[Path]:
    """The files below a folder that are not hidden, folder by folder in the order of names."""

    def refuse(error: OSError) -> None:
        raise CorpusError(f"cannot be read ({error.strerror or error})", path=str(error.filename)) from error

    for here, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(here) / name
            if not name.startswith(".") and path.is_file():
                yield path


def _reader_by_name(name: str) -> Reader | None:
    name = name.lower().removesuffix(".gz")
    for reader in _READERS.values():
        if name.endswith(reader.suffixes):
            return reader
    return None


def _guess(source: SourceFile) -> Reader:
    """The reader by the file's name, else by its first lines, plain text last."""
    named = _reader_by_name(source.path.name)
    if named is not None:
        return named
    head = source.head_text()
    for reader in (*(known for known in _READERS.values() if known is not _PLAIN_TEXT), _PLAIN_TEXT):
        if reader.recognises(head):
            return reader
    raise source.error(f"is in no known format: name the one to read it as ({', '.join(reader_names())})")


def _readable_name(name: str) -> str:
    """A file name as text; bytes that are not UTF-8 become U+FFFD."""
    return os.fsencode(name).decode("utf-8", "replace")
