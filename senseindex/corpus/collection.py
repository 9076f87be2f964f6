"""What a source consists of: one file, the files of a folder or a zip archive, or standard input."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from senseindex.corpus.content import ZIPPED_DOCUMENTS, Content, DiskFile, Stream, ZipMember, is_zip, zip_members
from senseindex.corpus.read_options import Reporting
from senseindex.corpus.source_file import storable
from senseindex.errors import CorpusError

STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A file of a source, and its path relative to the source (its own name where it is the source)."""

    content: Content
    name: str


@dataclass(frozen=True, slots=True)
class Collection:
    """The files of a source. `single` is a source that is one file: what it holds must be readable.

    `what` is the kind of source, for messages.
    """

    place: str
    files: list[CorpusFile]
    single: bool = False
    what: str = "folder"


def collection(source: str | Path, reporting: Reporting) -> Collection:
    """The files of `source`, those of a folder with the folders and zip archives below it, in the order of names.

    Hidden files are left out, damaged archives in a folder reported. Raises CorpusError for a source that is missing or
    no file.
    """
    path = Path(source)
    if str(source) == STANDARD_INPUT:
        return Collection(
            "standard input", [CorpusFile(Stream(sys.stdin.buffer, "standard input", owned=False), "stdin")], True
        )
    if path.is_dir():
        return Collection(str(path), list(_folder_files(path, reporting)))
    if not path.exists():
        raise CorpusError("no such file or folder", path=path)
    if path.is_fifo():
        return Collection(
            str(path), [CorpusFile(Stream(path.open("rb"), str(path), owned=True), _readable(path.name))], True
        )
    if not path.is_file():
        raise CorpusError("is neither a file nor a folder", path=path)
    try:
        archive = is_zip(path) and not path.name.lower().endswith(ZIPPED_DOCUMENTS)
    except OSError as error:
        raise CorpusError(f"cannot be read ({error.strerror or error})", path=path) from error
    if archive:
        return Collection(str(path), list(_members(path, "")), what="archive")
    return Collection(str(path), [CorpusFile(DiskFile(path), _readable(path.name))], True)


def _folder_files(folder: Path, reporting: Reporting) -> Iterator[CorpusFile]:
    def refuse(error: OSError) -> None:
        raise CorpusError(f"cannot be read ({error.strerror or error})", path=str(error.filename)) from error

    for here, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(here) / name
            if name.startswith(".") or not path.is_file():
                continue
            relative = _readable(path.relative_to(folder).as_posix())
            if name.lower().endswith(".zip") and is_zip(path):
                try:
                    yield from _members(path, f"{relative}/")
                except CorpusError as error:
                    reporting.damage(error)
            else:
                yield CorpusFile(DiskFile(path), relative)


def _members(path: Path, prefix: str) -> Iterator[CorpusFile]:
    for member in zip_members(path):
        yield CorpusFile(member, storable(f"{prefix}{member.info.filename}"))


def full_path(content: Content) -> str:
    """The path of a file by which it is known again, "" for a stream."""
    if isinstance(content, ZipMember):
        return storable(f"{content.path.resolve()}/{content.info.filename}")
    return storable(str(content.path.resolve())) if isinstance(content, DiskFile) else ""


def _readable(name: str) -> str:
    """A file name as text; bytes that are not UTF-8 become U+FFFD."""
    return storable(os.fsencode(name).decode("utf-8", "replace"))
