"""Columns of text for people: aligned by display width, fitted to a terminal, never cut in a pipe.

Everything here takes and gives strings or `rich.text.Text`; nothing prints. A `width` of None means there is no
terminal to fit, so nothing is shortened or wrapped. Text that comes from a corpus passes through `clean` before it
is laid out: a control character in a document must not reach the terminal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import accumulate

from rich.cells import cell_len
from rich.text import Text

HEADER = "bold"
NODE = "bold red"
NAME = "green"
FAINT = "dim"
GAP = "  "
ELLIPSIS = "…"

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]+|\s+")


def clean(text: str) -> str:
    """`text` on one line: runs of white space, control and direction-changing characters become one space."""
    return _UNPRINTABLE.sub(" ", text).strip() if text else ""


def around_node(sentence: str, node: str) -> tuple[str, str, str]:
    """What stands before, in and after the node of a sentence: where it is marked as [node], else its first place.

    The parts are clean and, put together, the sentence without the brackets; an absent node gives an empty one.
    """
    text, word = clean(sentence), clean(node)
    for shown in (f"[{word}]", word):
        at = text.find(shown) if word else -1
        if at >= 0:
            return text[:at], word, text[at + len(shown) :]
    return text, "", ""


def cut_end(text: str, width: int) -> str:
    """The beginning of `text` that fits `width` terminal cells, an ellipsis where something was left out."""
    if cell_len(text) <= width:
        return text
    return text[: _fitting(text, width - 1)].rstrip() + ELLIPSIS if width > 0 else ""


def cut_start(text: str, width: int) -> str:
    """The end of `text` that fits `width` terminal cells, an ellipsis where something was left out."""
    if cell_len(text) <= width:
        return text
    return ELLIPSIS + text[len(text) - _fitting(text[::-1], width - 1) :].lstrip() if width > 0 else ""


def _fitting(text: str, room: int) -> int:
    """How many characters at the beginning fit so many cells."""
    return sum(taken <= room for taken in accumulate(map(cell_len, text)))


def pad_end(text: str, width: int) -> str:
    """`text` followed by spaces up to `width` cells."""
    return text + " " * max(0, width - cell_len(text))


def pad_start(text: str, width: int) -> str:
    """`text` after spaces up to `width` cells."""
    return " " * max(0, width - cell_len(text)) + text


def wrap(text: str, width: int) -> list[str]:
    """`text` broken at spaces into lines of at most `width` cells; a longer word is cut."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        word = cut_end(word, width)
        if line and cell_len(line) + 1 + cell_len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line]


def columns(
    headers: Sequence[str],
    rows: Sequence[Sequence[str]],
    right: Iterable[int] = (),
    *,
    styles: Sequence[str] = (),
    width: int | None = None,
) -> list[Text]:
    """Lines of a table with one header line, none where all headers are empty.

    `right` are the numbers of the right-aligned columns, `styles` the rich style of each column. Where the table is
    wider than `width`, the last column is wrapped under itself.
    """
    right = frozenset(right)
    table = [list(headers), *[[clean(cell) for cell in row] for row in rows]]
    last = len(headers) - 1
    widths = [max(cell_len(row[column]) for row in table) for column in range(len(headers))]
    before_last = sum(widths[:last]) + len(GAP) * last
    room = None if width is None or last in right else max(20, width - before_last)
    lines: list[Text] = []
    for number, row in enumerate(table):
        pieces = [row[last]] if room is None else wrap(row[last], room)
        line = Text()
        for column, cell in enumerate([*row[:last], pieces[0]]):
            aligned = pad_start(cell, widths[column]) if column in right else pad_end(cell, widths[column])
            if column == last:
                aligned = aligned.rstrip()
            style = HEADER if number == 0 else (styles[column] if column < len(styles) else "")
            line.append((GAP if column else "") + aligned, style)
        lines.append(line)
        lines.extend(
            Text(" " * before_last + piece, styles[last] if last < len(styles) else "") for piece in pieces[1:]
        )
    for line in lines:
        line.rstrip()
    return lines if any(headers) else lines[1:]
