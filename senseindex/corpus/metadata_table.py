"""Metadata of files in a table of its own: a CSV or TSV file with a row a file, joined on the file's name.

One column holds the names: the one that fits the most files. A name may be a path inside the source or the file's own
name, with or without its ending, in capitals or not. All columns but that one become metadata of the file's documents.
The table is small beside the corpus: it is held in memory.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from senseindex.corpus.collection import CorpusFile
from senseindex.corpus.content import DiskFile
from senseindex.corpus.delimited import DelimitedReader, table_rows
from senseindex.corpus.documents import MetadataValue, metadata_value
from senseindex.corpus.read_options import ReadOptions, Reporting
from senseindex.corpus.registry import readers_by_name, without_packing
from senseindex.corpus.source_file import SourceFile
from senseindex.errors import CorpusError

_LARGEST_TABLE = 1 << 28
"""Bytes up to which a table beside other files is looked at."""
_SHOWN = 3


MetadataTable = Mapping[str, Mapping[str, MetadataValue]]
"""What a table says of each file, by the name that the file has in the source; one without a row is not in it."""


def named_table(path: Path, files: Sequence[CorpusFile], options: ReadOptions, reporting: Reporting) -> MetadataTable:
    """The table that the user names. Raises CorpusError where it cannot be read or no column holds the names."""
    if not path.is_file():
        raise CorpusError("no such file: --metadata names a CSV or TSV table", path=path)
    joined = _joined(CorpusFile(DiskFile(path), path.name), files, options, reporting)
    if not joined.matches:
        raise CorpusError(
            f"no column holds the names of the files, such as {files[0].name!r} (columns: {', '.join(joined.columns)})",
            path=str(path),
        )
    return joined.table(reporting)


def found_table(
    files: Sequence[CorpusFile], options: ReadOptions, reporting: Reporting
) -> tuple[MetadataTable, CorpusFile] | None:
    """The table beside the files of a folder that describes them, and its file; None where there is none.

    A table fits where a column names half of the other files, or half of its rows name one. Raises CorpusError where
    several fit.
    """
    tables = [file for file in files if _is_table(file) and "/" not in file.name and file.content.size < _LARGEST_TABLE]
    named = options.format is not None
    others = [file for file in files if not _is_table(file) and (named or readers_by_name(file.name))]
    if not others:
        return None
    fitting = []
    for file in tables:
        try:
            joined = _joined(file, others, options, reporting)
        except CorpusError:
            continue  # what cannot be read describes nothing; it is reported when it is read as a corpus
        if 2 * len(joined.matches) >= min(len(others), joined.rows) > 0:
            fitting.append((joined, file))
    if len(fitting) > 1:
        names = " and ".join(file.name for _, file in fitting)
        raise CorpusError(f"{names} both describe the files beside them: name one with --metadata")
    if not fitting:
        return None
    joined, file = fitting[0]
    reporting.note(f"metadata comes from {file.name}, column {joined.key!r}")
    return joined.table(reporting), file


def _joined(file: CorpusFile, files: Sequence[CorpusFile], options: ReadOptions, reporting: Reporting) -> _Joined:
    """A table joined with files; it may be in another encoding than they, and in theirs if its own is not clear."""
    encodings = [None] if options.encoding is None else [None, options.encoding]
    for encoding in encodings:
        damage: list[CorpusError] = []
        own = Reporting(on_error=damage.append, on_note=reporting.on_note)
        joined = _Joined(SourceFile(file.content, file.name, ReadOptions(encoding=encoding), own), files, damage)
        if not damage:
            break
    return joined


def _is_table(file: CorpusFile) -> bool:
    return without_packing(file.name).endswith(DelimitedReader.suffixes)


class _Joined:
    """A table joined with files on the column that fits the most of them."""

    def __init__(self, source: SourceFile, files: Sequence[CorpusFile], damage: list[CorpusError]) -> None:
        self.source = source
        self._damage = damage
        self._files = files
        rows = list(table_rows(source))
        self.columns = rows[0].cells if rows else []
        self._body = rows[1:]
        self.rows = len(self._body)
        self._place = 0
        self.matches: dict[str, int] = {}  # file name -> place of its row
        self._twice = ""
        for place in range(len(self.columns)):
            matches, twice = self._matched(place)
            if len(matches) > len(self.matches):
                self._place, self.matches, self._twice = place, matches, twice

    @property
    def key(self) -> str:
        return self.columns[self._place]

    def table(self, reporting: Reporting) -> MetadataTable:
        """The rows by file; reports damaged rows, and says which rows and which files have no other half."""
        for error in self._damage:
            reporting.damage(error)
        if self._twice:
            raise self.source.error(f"two rows of the column {self.key!r} name the file {self._twice}: remove one")
        matched = set(self.matches.values())
        rowless = [file.name for file in self._files if file.name not in self.matches]
        fileless = [row.cells[self._place] for place, row in enumerate(self._body) if place not in matched]
        name = self.source.name
        if rowless:
            reporting.note(f"{_counted(len(rowless), 'file')} without a row in {name}: {_listed(rowless)}")
        if fileless:
            reporting.note(f"{_counted(len(fileless), 'row')} of {name} without a file: {_listed(fileless)}")
        return {name: self._metadata(place) for name, place in self.matches.items()}

    def _matched(self, place: int) -> tuple[dict[str, int], str]:
        rows: dict[str, list[int]] = {}
        for number, row in enumerate(self._body):
            if name := row.cells[place].strip().lower():
                rows.setdefault(name, []).append(number)
        matches = {}
        for file in self._files:
            found = next((rows[name] for name in _possible_names(file.name) if name in rows), None)
            if found is not None:
                matches[file.name] = found
        doubtful = next((name for name, numbers in matches.items() if len(numbers) > 1), "")
        return {name: numbers[0] for name, numbers in matches.items()}, doubtful

    def _metadata(self, place: int) -> dict[str, MetadataValue]:
        cells = enumerate(zip(self.columns, self._body[place].cells, strict=True))
        return {column: metadata_value(cell) for at, (column, cell) in cells if at != self._place}


def _possible_names(name: str) -> list[str]:
    """What a row may call a file, the most exact first."""
    name = name.lower().replace("\\", "/")
    bare = without_packing(name)
    names = [name, bare, str(PurePosixPath(bare).with_suffix(""))]
    return names + [each.rpartition("/")[2] for each in names]


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + ("s" if count != 1 else "")


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (", ..." if len(names) > _SHOWN else "")
