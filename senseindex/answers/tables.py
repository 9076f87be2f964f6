"""Plain-text and HTML tables for printing results in a terminal or a notebook, and the lists that print as such.

The command line's coloured tables live in `report`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields
from html import escape
from typing import Any, ClassVar, Generic, TypeVar, overload

Row = TypeVar("Row")

TICK = "✓"
"""Stands before an example that a person has ticked."""


def text_table(headers: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> str:
    """Align `rows` under `headers`; columns whose number is in `right` are right-aligned."""
    table = [list(headers), *[list(row) for row in rows]]
    widths = [max(len(row[column]) for row in table) for column in range(len(headers))]
    lines = []
    for row in table:
        cells = [
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def html_table(
    headers: Sequence[str], rows: Sequence[Sequence[str]], *, caption: str = "", right: Sequence[int] = ()
) -> str:
    """The same table as HTML, every cell escaped."""
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    head = "".join(f'<th scope="col">{escape(header)}</th>' for header in headers)

    def cell(column: int, value: str) -> str:
        style = ' style="text-align:right"' if column in right else ' style="text-align:left"'
        return f"<td{style}>{escape(value)}</td>"

    body = "".join("<tr>" + "".join(cell(column, value) for column, value in enumerate(row)) + "</tr>" for row in rows)
    return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


class Rows(Sequence[Row], Generic[Row]):
    """A read-only sequence of records that prints as a table, in a terminal and in a notebook.

    A subclass is a frozen dataclass whose field `items` holds the records, and says its `table`.
    """

    items: tuple[Row, ...]
    right: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.items)

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | Sequence[Row]:
        return self.items[place]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.items)

    def table(self) -> tuple[list[str], list[list[str]]]:
        """Headers and rows, as strings."""
        raise TypeError(f"{type(self).__name__} does not say its table")

    def caption(self) -> str:
        """A line above the table, "" for none."""
        return ""

    def __str__(self) -> str:
        headers, rows = self.table()
        table = text_table(headers, rows, right=self.right)
        return f"{self.caption()}\n{table}" if self.caption() else table

    def _repr_html_(self) -> str:
        headers, rows = self.table()
        return html_table(headers, rows, caption=self.caption(), right=self.right)


class Listing(Rows[Row]):
    """Rows that are also plain data, for CSV and JSONL; a subclass names their dataclass as `record`."""

    record: ClassVar[type[Any]]

    def records(self) -> list[dict[str, Any]]:
        """One plain record a row."""
        return [asdict(row) for row in self.items]  # type: ignore[call-overload]

    def columns(self) -> list[str]:
        """The names in a record, also where there is none."""
        return [field.name for field in fields(self.record)]
