"""A table of any length as a file, row by row: CSV, TSV, JSONL, XLSX.

Numbers are written in full, nothing for a value that there is none of. CSV and TSV have one line of names, JSONL an
object a line; a workbook says on a second sheet what was asked.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

from senseindex.answers.tables import Rows, plain
from senseindex.errors import UsageError
from senseindex.output.render.formats import cell_text, json_value
from senseindex.output.render.layout import clean

MOST_XLSX_ROWS = 1_048_576
FIRST_XLSX_YEAR = 1900
_LEAST_WIDTH, _WIDEST = 12, 60
"""Characters that a column of a sheet is wide."""
_LOOKED_AT = 200
"""Rows that say how wide the columns of a sheet are."""
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def lines_of(table: Rows[Any], format: str) -> Iterator[str]:
    """A table as the lines of a text file, each with its end: `csv`, `tsv` or `jsonl`."""
    records: Iterable[dict[str, Any]] = map(plain, table)
    if format == "jsonl":
        for record in records:
            yield json.dumps(json_value(record), ensure_ascii=False, allow_nan=False) + "\n"
        return
    names = table.names()
    rows = ([cell_text(record[name]) for name in names] for record in records)
    if format == "tsv":
        yield "\t".join(names) + "\n"
        for row in rows:
            yield "\t".join(map(clean, row)) + "\n"
        return
    line = _Line()
    writer = csv.writer(line, lineterminator="\n")
    for row in chain([names], rows):
        writer.writerow(row)
        yield line.text


class _Line:
    """What a writer of CSV takes for a file: it keeps the last line."""

    text = ""

    def write(self, text: str) -> None:
        self.text = text


def write_table(path: Path, format: str, table: Rows[Any]) -> int:
    """Write a table; gives the number of its rows. Raises UsageError where a sheet has no room for them."""
    if format == "xlsx":
        about = {"table": table.caption() or type(table).__name__}
        write_xlsx(path, table.names(), (list(plain(row).values()) for row in table), about, len(table))
    else:
        with path.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            file.writelines(lines_of(table, format))
    return len(table)


def write_xlsx(
    path: Path,
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
    about: Mapping[str, Any],
    total: int,
    title: str = "rows",
    widths: Mapping[str, float] = MappingProxyType({}),
) -> None:
    """Write a workbook: the rows under a frozen line of names with filters, and a sheet that says what was asked.

    Columns without one of the `widths`, in characters, are as wide as the first rows ask for. Raises UsageError where a
    sheet has no room for `total` rows.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    if total >= MOST_XLSX_ROWS:
        raise UsageError(f"a sheet has room for {MOST_XLSX_ROWS - 1:,} rows, not {total:,}; write csv, or fewer")
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"

    def cells(row: Sequence[Any]) -> list[Any]:
        return [text_cell(value) if str(value)[:1] in ("=", "#") else xlsx_value(value) for value in row]

    def text_cell(value: Any) -> Any:
        cell = WriteOnlyCell(sheet, value=xlsx_value(value))
        cell.data_type = "s"  # a text that begins like a formula or an error is none
        return cell

    def bold_cell(value: str) -> Any:
        cell = text_cell(value)
        cell.font = Font(bold=True)
        return cell

    rows = iter(rows)
    first = list(islice(rows, _LOOKED_AT))
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(names))}{total + 1}"
    for place, name in enumerate(names):
        widest = max((len(_shown(row[place])) for row in first), default=0)
        fitting = min(max(widest + 2, len(name) + 2, _LEAST_WIDTH), _WIDEST)
        sheet.column_dimensions[get_column_letter(place + 1)].width = widths.get(name, fitting)
    sheet.append([bold_cell(name) for name in names])
    for row in chain(first, rows):
        sheet.append(cells(row))
    query = book.create_sheet("query")
    query.column_dimensions["A"].width, query.column_dimensions["B"].width = _LEAST_WIDTH, 100
    for name, value in about.items():
        query.append(cells([name, value if isinstance(value, int | float) else str(value)]))
    book.save(path)


def _shown(value: Any) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def xlsx_value(value: Any) -> Any:
    """A value as a cell can hold it: ISO dates as dates, no control characters, nothing for what is not finite."""
    if isinstance(value, float):
        return json_value(value)
    if not isinstance(value, str):
        return value
    if _DATE.fullmatch(value) and int(value[:4]) >= FIRST_XLSX_YEAR:
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return _CONTROL.sub(" ", value)
