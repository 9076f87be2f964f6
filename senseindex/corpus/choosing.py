"""Which files of a folder are read, each in which format, and which are left out and why.

A folder may hold files of many formats: each is read in its own. Left out are files of no known format, readmes and
licences beside other files, tables without the column of the text beside files that have a text, and a second copy of
a document: a file that has the name of another one but for its ending, in a poorer format.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from senseindex.corpus.collection import Collection, CorpusFile
from senseindex.corpus.delimited import DelimitedReader, header_of
from senseindex.corpus.jsonl import JsonlReader
from senseindex.corpus.other_formats import unread_format
from senseindex.corpus.read_options import ReadOptions, Reporting
from senseindex.corpus.registry import (
    Reader,
    known_suffixes,
    reader_by_content,
    readers_by_name,
    structured_readers,
    without_packing,
)
from senseindex.corpus.source_file import SourceFile
from senseindex.errors import CorpusError

Chosen = tuple[CorpusFile, "Reader | None"]

_ABOUT_OTHERS = re.compile(
    r"(?:read[-_ ]?me|licen[cs]e|copying|copyright|notice|authors?|contributors?|contributing|changes|changelog|"
    r"citation|sources?|about|terms|stats|version)(?:[-_. ].*)?",
    re.IGNORECASE,
)
_RICHEST_FIRST = ("conllu", "vertical", "tei", "text", "html", "epub", "docx", "pdf")
"""Formats of which one file may be a copy of the same document in another, the one to read first."""
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that is not read."""

    name: str
    reason: str


def chosen_files(
    files: Collection, reader: Reader | None, options: ReadOptions, reporting: Reporting
) -> list[tuple[CorpusFile, Reader | None]]:
    """The files to read, each with its reader; what is left out is noted. Raises CorpusError where nothing is left."""
    if reader is not None:
        return _in_one_format(files, reader, reporting)
    known: list[tuple[CorpusFile, Reader]] = []
    left_out: list[LeftOut] = []
    for file in files.files:
        try:
            named = readers_by_name(file.name)
            source = SourceFile(file.content, file.name, options, reporting)
            found = reader_by_content(source, named) if named else _by_content_alone(source)
        except CorpusError as error:
            reporting.damage(error)
            continue
        if found is None:
            unread = unread_format(file.name)
            left_out.append(LeftOut(file.name, f"{unread[0]}; {unread[1]}" if unread else "of no known format"))
        else:
            known.append((file, found))
    if not known:
        unread = next(filter(None, (unread_format(file.name) for file in files.files)), None)
        told = f"; it holds {unread[0]}: {unread[1]}" if unread else ""
        raise CorpusError(
            f"the {files.what} holds no file of a known name ({known_suffixes()}, each also packed): "
            f"name the format of its files{told}",
            path=files.place,
        )
    kept = _without_papers(known, left_out)
    kept = _without_copies(kept, left_out)
    kept = _without_tables(kept, options, left_out)
    _tell(left_out, reporting)
    return list(kept)


def _by_content_alone(source: SourceFile) -> Reader | None:
    """The reader of a file whose name has no ending, where its first lines plainly are in a format; text is not."""
    if PurePosixPath(source.name).suffix:
        return None
    try:
        return reader_by_content(source, structured_readers())
    except CorpusError:
        return None  # it is no text


def _in_one_format(files: Collection, reader: Reader, reporting: Reporting) -> list[tuple[CorpusFile, Reader | None]]:
    """The files that may be in this format by their names, or all where none is called so."""
    if not files.files:
        raise CorpusError(f"the {files.what} holds no file", path=files.place)
    fitting = [file for file in files.files if reader in readers_by_name(file.name)]
    if fitting:
        others = [file for file in files.files if file not in fitting]
        _tell([LeftOut(file.name, f"not {reader.name} by the name") for file in others], reporting)
    return [(file, reader) for file in fitting or files.files]


def _without_papers(known: list[tuple[CorpusFile, Reader]], left_out: list[LeftOut]) -> list[tuple[CorpusFile, Reader]]:
    """Without readmes and licences, where there is anything else."""
    papers = [file for file, reader in known if reader.name in _RICHEST_FIRST[3:] and _is_paper(file.name)]
    if len(papers) == len(known):
        return known
    left_out += [LeftOut(file.name, "a readme, licence or the like") for file in papers]
    return [(file, reader) for file, reader in known if file not in papers]


def _is_paper(name: str) -> bool:
    return _ABOUT_OTHERS.fullmatch(PurePosixPath(without_packing(name)).stem) is not None


def _without_copies(known: list[tuple[CorpusFile, Reader]], left_out: list[LeftOut]) -> list[tuple[CorpusFile, Reader]]:
    """Of files of one name but for their endings the one in the richest format."""
    best: dict[str, tuple[int, str]] = {}
    for file, reader in known:
        if reader.name in _RICHEST_FIRST:
            rank = (_RICHEST_FIRST.index(reader.name), file.name)
            best[_bare(file.name)] = min(best.get(_bare(file.name), rank), rank)
    kept = []
    for file, reader in known:
        richest, other = best.get(_bare(file.name), (0, file.name))
        if reader.name in _RICHEST_FIRST and _RICHEST_FIRST.index(reader.name) > richest:
            left_out.append(LeftOut(file.name, f"a copy of {other}, as the names say"))
        else:
            kept.append((file, reader))
    return kept


def _bare(name: str) -> str:
    return str(PurePosixPath(without_packing(name)).with_suffix(""))


def _without_tables(
    known: list[tuple[CorpusFile, Reader]], options: ReadOptions, left_out: list[LeftOut]
) -> list[tuple[CorpusFile, Reader]]:
    """Without tables and records that hold no text, where other files do."""
    empty = [file for file, reader in known if _has_no_text(file, reader, options)]
    if len(empty) == len(known):
        return known
    left_out += [LeftOut(file.name, f"a table without a column {options.text!r}") for file in empty]
    return [(file, reader) for file, reader in known if file not in empty]


def _has_no_text(file: CorpusFile, reader: Reader, options: ReadOptions) -> bool:
    if not isinstance(reader, DelimitedReader | JsonlReader):
        return False
    try:
        head = SourceFile(file.content, file.name, options).head_text()
    except CorpusError:
        return False  # it is told when the file is read
    if isinstance(reader, DelimitedReader):
        return options.text not in header_of(head, file.name)
    first = head.lstrip().split("\n", 1)[0]
    try:
        record = json.loads(first)
    except (ValueError, RecursionError):
        return f'"{options.text}"' not in head
    return not isinstance(record, dict) or options.text not in record


def _tell(left_out: Iterable[LeftOut], reporting: Reporting) -> None:
    """A note for each reason, with the names."""
    by_reason: dict[str, list[str]] = {}
    for each in left_out:
        by_reason.setdefault(each.reason, []).append(each.name)
    for reason, names in by_reason.items():
        more = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
        reporting.note(f"Left out, {reason}: {', '.join(names[:_SHOWN])}{more}")
