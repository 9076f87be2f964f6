"""Plain-text and HTML tables for printing results in a terminal or a notebook.

Only strings come in and go out; the command line's coloured tables live in `report`.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

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
