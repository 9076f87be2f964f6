"""A comparison for people: the sentences, and the cosines of the word as coloured matrices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from rich.cells import cell_len
from rich.text import Text

from senseindex.answers.forms import plural
from senseindex.answers.words import Comparison, LayerCosines
from senseindex.output.render.layout import (
    FAINT,
    GAP,
    HEADER,
    NODE,
    around_node,
    clean,
    cut_end,
    pad_end,
    pad_start,
    wrap,
)
from senseindex.output.render.palette import colour, ink

Matrix: TypeAlias = Sequence[Sequence[float]]


def comparison_lines(comparison: Comparison, width: int | None) -> list[Text]:
    count = len(comparison.sentences)
    lines = [
        Text.assemble((clean(comparison.word), HEADER), f" in {plural(count, 'sentence')} ({comparison.model})"),
        Text(),
    ]
    for number, (sentence, node) in enumerate(zip(comparison.sentences, comparison.nodes, strict=True), 1):
        lines += _numbered_sentence(number, sentence, node, len(str(count)), width)
    lines.append(Text())

    contextual = _matrix_lines("in context: the sense vectors", comparison.contextual)
    if comparison.static is None:
        lines += [Text(f"static word vectors: none of “{clean(comparison.word)}” here"), Text(), *contextual]
    else:
        static = _matrix_lines("static: one vector a word", comparison.static)
        lines += _beside(static, contextual, width)
    if comparison.by_layer:
        lines += [Text(), *_layer_lines(comparison.by_layer, count, width)]
    return lines


def _numbered_sentence(number: int, sentence: str, node: str, digits: int, width: int | None) -> list[Text]:
    """A sentence after its number: the node in brackets in a pipe, in colour and wrapped on a terminal."""
    left, word, right = around_node(sentence, node)
    if width is None:
        pieces = [f"{left}[{word}]{right}" if word else left]
        start = len(left)
    else:
        pieces = wrap(left + word + right, max(20, width - digits - len(GAP)))
        start = len(clean(left + word)) - len(word)
    lines = []
    for piece_number, piece in enumerate(pieces):
        label = f"{number:>{digits}}" if piece_number == 0 else " " * digits
        body = Text(piece)
        shown = word if width is not None else f"[{word}]"
        if word and piece[start : start + len(shown)] == shown:
            body.stylize(NODE, start, start + len(shown))
        start -= len(piece) + 1
        if start < 0:
            word = ""
        lines.append(Text.assemble((label, HEADER), GAP, body))
    return lines


def _matrix_lines(title: str, matrix: Matrix) -> list[Text]:
    digits = len(str(len(matrix)))
    head = " " * digits + "".join(f"{number:>6}" for number in range(1, len(matrix) + 1))
    lines = [Text(title, HEADER), Text(head, FAINT)]
    for number, row in enumerate(matrix, 1):
        line = Text.assemble((f"{number:>{digits}}", FAINT), " ")
        for value in row:
            line.append_text(_cosine(value))
        lines.append(line)
    return lines


def _cosine(value: float, width: int = 6) -> Text:
    background = colour(value)
    return Text(f"{value:>{width - 1}.2f} ", f"{ink(background)} on {background}")


def _beside(left: list[Text], right: list[Text], width: int | None) -> list[Text]:
    """Two blocks side by side where they fit, else one under the other."""
    left_width = max(line.cell_len for line in left)
    together = left_width + 4 + max(line.cell_len for line in right)
    if together > (100 if width is None else width):
        return [*left, Text(), *right]
    lines = []
    for first, second in zip(left, right, strict=True):
        line = first.copy()
        line.append(" " * (left_width - first.cell_len + 4))
        line.append_text(second)
        lines.append(line)
    return lines


def _layer_lines(by_layer: Sequence[LayerCosines], count: int, width: int | None) -> list[Text]:
    """One row a layer and one column a pair of sentences; a matrix a layer where the pairs do not fit."""
    pairs = [(first, second) for first in range(count) for second in range(first + 1, count)]
    names = [clean(layer.layer) for layer in by_layer]
    name_width = max(len("layer"), *map(cell_len, names))
    cell_width = max(6, 2 * len(str(count)) + 2)
    if not pairs or name_width + 1 + cell_width * len(pairs) > (100 if width is None else width):
        lines: list[Text] = []
        for layer in by_layer:
            lines += [*([Text()] if lines else []), *_matrix_lines(clean(layer.title), layer.cosines)]
        return lines
    title = "layer by layer: cosine of the word's own vector, for each pair of sentences"
    lines = [Text(title if width is None else cut_end(title, width), HEADER)]
    head = "".join(f"{f'{first + 1}-{second + 1}':>{cell_width - 1}} " for first, second in pairs)
    lines.append(Text(f"{pad_end('layer', name_width)} {head}".rstrip(), FAINT))
    for layer, name in zip(by_layer, names, strict=True):
        aligned = pad_start(name, name_width) if name.isdigit() else pad_end(name, name_width)
        line = Text.assemble((aligned, FAINT), " ")
        for first, second in pairs:
            line.append_text(_cosine(layer.cosines[first][second], cell_width))
        lines.append(line)
    return lines
