"""Concordance lines for people: keyword in context, aligned on the node.

The left context ends where the node begins and the right context begins where the longest node ends, so that both
sides can be read down the page. In a terminal the contexts are shortened at their far ends to fit its width, and the
document's name is shown only where 60 columns remain for the line itself; in a pipe every line is whole.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text

from senseindex.answers.concordance import Concordance, Hit
from senseindex.answers.forms import plural
from senseindex.output.render.layout import (
    FAINT,
    GAP,
    HEADER,
    NAME,
    NODE,
    clean,
    cut_end,
    cut_start,
    pad_end,
    pad_start,
)

ENOUGH_FOR_CONTEXT = 60
NARROWEST_SIDE = 8
WIDEST_NODE = 24
WIDEST_DOCUMENT = 18
NARROWEST_DOCUMENT = 8


def concordance_lines(concordance: Concordance, width: int | None = None) -> list[Text]:
    """A caption, a header and one line a hit."""
    shown = f", {len(concordance.hits):,} shown" if len(concordance.hits) != concordance.total else ""
    caption = Text.assemble(
        (clean(concordance.lemma) or "all words", HEADER), f": {plural(concordance.total, 'hit')}{shown}"
    )
    if not concordance.hits:
        return [caption]
    return [caption, Text(), *hit_lines(concordance.hits, width)]


def hit_lines(hits: Sequence[Hit], width: int | None = None, *, details: bool = True, indent: int = 0) -> list[Text]:
    """One aligned line a hit; with `details`, a header and the columns id, sense, score and document."""
    before = _detail_columns(hits) if details else []
    left = [clean(hit.left) for hit in hits]
    nodes = [clean(hit.node) for hit in hits]
    right = [clean(hit.right) for hit in hits]
    documents = [clean(hit.document) for hit in hits] if details else []

    node_width = max((cell_len(node) for node in nodes), default=0)
    left_width = max((cell_len(text) for text in left), default=0)
    right_width = max((cell_len(text) for text in right), default=0)
    document_width = max((cell_len(text) for text in documents), default=0)
    if width is not None:
        room = width - indent - sum(column_width + len(GAP) for _, _, column_width, _ in before)
        if details:
            spare = room - ENOUGH_FOR_CONTEXT - len(GAP)
            document_width = min(document_width, WIDEST_DOCUMENT, spare)
            if document_width < NARROWEST_DOCUMENT and document_width < max(map(cell_len, documents)):
                document_width = 0
            room -= document_width + len(GAP) if document_width else 0
        node_width = min(node_width, WIDEST_NODE)
        left_width, right_width = _share(room - node_width - 2 * len(GAP), left_width, right_width)

    lines = []
    if details:
        header = " " * indent + "".join(
            (pad_start if is_right else pad_end)(name, column_width) + GAP for name, is_right, column_width, _ in before
        )
        header += pad_start("left", left_width) + GAP + pad_end("node", node_width) + GAP
        header += pad_end("right", right_width) + GAP + "document" if document_width else "right"
        lines.append(Text(header, HEADER))
    for row in range(len(hits)):
        line = Text(" " * indent)
        for name, is_right, column_width, cells in before:
            cell = (pad_start if is_right else pad_end)(cells[row], column_width)
            line.append(cell + GAP, NAME if name == "sense" else FAINT)
        line.append(pad_start(cut_start(left[row], left_width), left_width) + GAP)
        line.append(cut_end(nodes[row], node_width), NODE)
        line.append(" " * max(0, node_width - cell_len(nodes[row])) + GAP)
        shown_right = cut_end(right[row], right_width)
        if document_width:
            line.append(pad_end(shown_right, right_width) + GAP)
            line.append(cut_end(documents[row], document_width), FAINT)
        else:
            line.append(shown_right)
        line.rstrip()
        lines.append(line)
    return lines


def _detail_columns(hits: Sequence[Hit]) -> list[tuple[str, bool, int, list[str]]]:
    """Header, alignment to the right, width and cells of what stands before the line; what nobody fills is left out.

    In a terminal numbers stand to the right; `str()` of a concordance has all but the left context to the left.
    """
    shown = []
    for column in itertools.takewhile(lambda each: each.of != "left", Concordance.columns):
        cells = [clean(column.text(column.value(hit))) for hit in hits]
        if any(cells):
            header = column.title(None)
            shown.append((header, bool(column.form), max(map(cell_len, (header, *cells))), cells))
    return shown


def _share(room: int, left_width: int, right_width: int) -> tuple[int, int]:
    """Divide `room` between the sides: evenly, but what one side does not need goes to the other."""
    room = max(room, 2 * NARROWEST_SIDE)
    half = room // 2
    if left_width <= half:
        return left_width, min(right_width, room - left_width)
    if right_width <= room - half:
        return min(left_width, room - right_width), right_width
    return half, room - half
