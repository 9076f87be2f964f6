"""CSV and TSV: a header, then one document a row.

The column `text` (`ReadOptions.text_column` names another) is the document, `id` its id (else "<file>:<line>"), every
other column metadata; see `values` for what is a number. The delimiter is the one of comma, tab, semicolon and bar
that cuts the first rows into the most cells of equal number. Cells may be quoted and then hold newlines, also in TSV
where the first rows read well so. A row with too few or too many cells is damaged.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from senseindex.corpus.documents import RawDocument, metadata_value
from senseindex.corpus.read_options import DEFAULT_TEXT_COLUMN
from senseindex.corpus.source_file import SourceFile, storable
from senseindex.errors import CorpusError

_DELIMITERS = ",\t;|"
_LARGEST_CELL = 1 << 28
"""Characters; what is larger comes of a quote that is not closed."""
_ROWS_LOOKED_AT = 50


class DelimitedReader:
    """Reads `.csv` and `.tsv` files."""

    name = "csv"
    suffixes = (".csv", ".tsv", ".tab")

    def recognises(self, head: str) -> bool:
        header = header_of(head, "")
        return len(header) > 1 and DEFAULT_TEXT_COLUMN in header

    def read(self, source: SourceFile) -> Iterator[RawDocument]:
        """The documents, row by row. Raises CorpusError for a file without the text column."""
        rows = table_rows(source)
        header = next(rows, None)
        if header is None:
            return
        columns = header.cells
        wanted = source.options.text
        if wanted not in columns:
            raise source.error(source.options.no_text(columns[:12]), header.line)
        text_place = columns.index(wanted)
        id_place = columns.index("id") if "id" in columns and wanted != "id" else None
        for row in rows:
            identifier = "" if id_place is None else row.cells[id_place].strip()
            metadata = {
                column: metadata_value(cell)
                for place, (column, cell) in enumerate(zip(columns, row.cells, strict=True))
                if place not in (text_place, id_place)
            }
            yield source.document(row.cells[text_place], row.line, metadata, identifier)


def header_of(head: str, name: str) -> list[str]:
    """The names of the columns of a table that begins with `head`; empty where it is none."""
    try:
        return list(map(_column_name, next(csv.reader(head.splitlines(), **_dialect(head, name)), [])))
    except csv.Error:
        return []


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row and the line where it begins."""

    line: int
    cells: list[str]


def table_rows(source: SourceFile) -> Iterator[Row]:
    """The header and the rows of a table, all of one length; empty rows are passed over, damaged ones reported."""
    csv.field_size_limit(max(csv.field_size_limit(), _LARGEST_CELL))
    lines = _Lines(source)
    reader = csv.reader(lines, strict=True, **_dialect(source.head_text(), source.name))
    width = 0
    while True:
        first = lines.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except CorpusError as error:
            source.damage(error)
            continue
        except csv.Error as error:
            source.damage(source.error(f"broken row ({error})", first))
            continue
        if not any(map(str.strip, cells)):
            continue
        if not width:
            cells = [_column_name(cell) or f"column_{place}" for place, cell in enumerate(cells, 1)]
            twice = [name for name, count in Counter(name.lower() for name in cells).items() if count > 1]
            if twice:
                raise source.error(f"two columns are called {twice[0]!r}: rename one of them", first)
            width = len(cells)
        elif len(cells) != width:
            source.damage(source.error(f"the row has {len(cells)} cells, the header {width}", first))
            continue
        yield Row(first, cells)


class _Lines:
    """Lines with their ends for the csv module, which can go on behind an error."""

    def __init__(self, source: SourceFile) -> None:
        self._lines = source.lines_or_errors()
        self.number = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        self.number, line = next(self._lines)
        if isinstance(line, CorpusError):
            raise line
        return line


def _column_name(cell: str) -> str:
    return storable(cell.strip())


def _dialect(head: str, name: str) -> dict[str, Any]:
    """Delimiter and quoting that cut the first rows into the most cells of equal number."""
    lines = head.splitlines(keepends=True)
    if len(lines) > 1 and not head.endswith("\n"):
        lines.pop()
    best: tuple[float, int, int] = (-1.0, 0, 0)
    chosen: dict[str, Any] = {"delimiter": "\t" if ".tsv" in name.lower() else ","}
    for place, delimiter in enumerate(_DELIMITERS):
        for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE) if delimiter == "\t" else (csv.QUOTE_MINIMAL,):
            rows = _first_rows(lines, delimiter, quoting)
            width = len(rows[0]) if rows else 0
            if width > 1:
                score = (sum(len(row) == width for row in rows) / len(rows), width, -place)
                if score > best:
                    best = score
                    chosen = {"delimiter": delimiter, "quoting": quoting}
    return chosen


def _first_rows(lines: list[str], delimiter: str, quoting: Any) -> list[list[str]]:
    rows: list[list[str]] = []
    reader = csv.reader(lines, delimiter=delimiter, quoting=quoting, strict=True)
    while len(rows) < _ROWS_LOOKED_AT:
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error:
            row = [""]
        if row:
            rows.append(row)
    return rows
