"""Every answer of senseindex as text for people, one function a kind of answer.

`table(result, width)` returns lines of `rich.text.Text`: coloured when a terminal prints them, plain otherwise. The
width is that of the terminal, None in a pipe.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from rich.cells import cell_len
from rich.text import Text

from senseindex.answers.concordance import Concordance
from senseindex.answers.reports import IndexInfo, InduceReport, IngestReport
from senseindex.answers.senses import SenseList
from senseindex.answers.tables import TICK
from senseindex.answers.words import Comparison, LayerCosines, NeighborList
from senseindex.output.render.concordance import concordance_lines, hit_lines
from senseindex.output.render.layout import (
    FAINT,
    GAP,
    HEADER,
    NAME,
    NODE,
    around_node,
    clean,
    columns,
    cut_end,
    pad_end,
    pad_start,
    wrap,
)
from senseindex.output.render.palette import colour, ink

ENOUGH_FOR_SPEED = 5_000
"""Tokens below which a speed would say more about loading the model than about reading."""

LEAST_TIME = 0.1
"""Seconds below which a stage is not worth a word."""

Matrix: TypeAlias = Sequence[Sequence[float]]


@dataclass(frozen=True)
class Record:
    """A small answer: names and values, shown as a table of one row."""

    fields: Mapping[str, str | int | float]

    def as_dict(self) -> dict[str, Any]:
        return dict(self.fields)


class Tabular(Protocol):
    """Any other answer that says its own caption, table and plain data, such as an evaluation."""

    @property
    def right(self) -> tuple[int, ...]: ...
    def caption(self) -> str: ...
    def table(self) -> tuple[list[str], list[list[str]]]: ...
    def as_dict(self) -> dict[str, Any]: ...


Result: TypeAlias = (
    Concordance | SenseList | NeighborList | Comparison | IndexInfo | IngestReport | InduceReport | Record | Tabular
)


def table(result: Result, width: int | None = None) -> Text:
    """`result` as text for people, fitted to `width` terminal cells; None leaves every line whole."""
    return Text("\n").join(_lines(result, width))


def _lines(result: Result, width: int | None) -> list[Text]:
    if isinstance(result, Concordance):
        return concordance_lines(result, width)
    if isinstance(result, SenseList):
        return _sense_lines(result, width)
    if isinstance(result, NeighborList):
        return _neighbor_lines(result, width)
    if isinstance(result, Comparison):
        return _comparison_lines(result, width)
    if isinstance(result, IndexInfo):
        return _info_lines(result, width)
    if isinstance(result, IngestReport):
        return _ingest_lines(result, width)
    if isinstance(result, InduceReport):
        return _sentence_lines(_induce_sentence(result), width)
    if isinstance(result, Record):
        return _record_lines(result, width)
    return _tabular_lines(result, width)


def _tabular_lines(result: Tabular, width: int | None) -> list[Text]:
    headers, rows = result.table()
    return [Text(result.caption(), HEADER), Text(), *columns(headers, rows, right=result.right, width=width)]


def _sentence_lines(sentence: str, width: int | None) -> list[Text]:
    return [Text(line) for line in ([sentence] if width is None else wrap(sentence, width))]


def _sense_lines(senses: SenseList, width: int | None) -> list[Text]:
    unclear = sum(sense.size for sense in senses if sense.id.endswith("%0"))
    count = _plural(sum(not sense.id.endswith("%0") for sense in senses), "sense")
    size = f"{_plural(sum(sense.size for sense in senses), 'occurrence')}{f', {unclear:,} unclear' if unclear else ''}"
    apart = "" if senses.separability is None else f", separability {senses.separability:.2f}"
    lines = [Text.assemble((clean(senses.lemma), HEADER), f": {count}, {size}{apart}"), Text()]
    headers, rows = senses.table()
    lines += columns(headers, rows, right=senses.right, styles=[NAME], width=width)
    for sense in senses:
        if sense.examples:
            lines += [Text(), Text.assemble((sense.id, NAME))]
            shown = hit_lines(sense.examples, width, details=False, indent=2)
            for place in range(min(sense.ticked, len(shown))):
                shown[place] = Text.assemble((TICK, NODE), shown[place][1:])
            lines += shown
    return lines


def _neighbor_lines(neighbors: NeighborList, width: int | None) -> list[Text]:
    headers, rows = neighbors.table()
    return [Text(clean(neighbors.query), HEADER), Text(), *columns(headers, rows, right=neighbors.right, width=width)]


def _record_lines(record: Record, width: int | None) -> list[Text]:
    values = [f"{value:.4f}" if isinstance(value, float) else str(value) for value in record.fields.values()]
    return columns(list(record.fields), [values], width=width)


def _info_lines(info: IndexInfo, width: int | None) -> list[Text]:
    rows: list[list[str]] = []
    for name, value in info.as_dict().items():
        if isinstance(value, Mapping):
            rows += [[f"{name}.{key}", _value_text(part)] for key, part in value.items()] or [[name, "none"]]
        else:
            shown = human_bytes(value) if name == "bytes" else _value_text(value)
            rows.append([name.replace("_", " "), shown])
    return columns(["", ""], rows, styles=[NAME], width=width)[1:]


def _value_text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if value is None or value == "":
        return "none"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "none"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, Mapping) else str(value)


def human_bytes(size: int) -> str:
    """`size` in bytes with the unit that keeps it short: 123 B, 12.1 MB (powers of 1000)."""
    if size < 1000:
        return f"{size:,} B"
    units = ("kB", "MB", "GB", "TB")
    power = min(len(units), int(math.log10(size)) // 3)
    return f"{size / 1000**power:,.1f} {units[power - 1]}"


def human_seconds(seconds: float) -> str:
    """`seconds` as people say it: 0.8 s, 12 s, 3 min 20 s, 1 h 4 min."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def _plural(count: int, noun: str) -> str:
    return f"{count:,} {noun if count == 1 else noun + 's'}"


def _ingest_lines(report: IngestReport, width: int | None) -> list[Text]:
    """What was added, then where the time went and what lies on the disk, the largest first."""
    lines = _sentence_lines(_ingest_sentence(report), width)
    times = sorted(report.seconds_by_stage.items(), key=lambda stage: -stage[1])
    sizes = sorted(report.bytes_by_part.items(), key=lambda part: -part[1])
    if report.documents or report.replaced:
        spent = [f"{stage} {human_seconds(seconds)}" for stage, seconds in times if seconds >= LEAST_TIME]
        taken = [f"{part} {human_bytes(size)}" for part, size in sizes if size]
        for title, parts in (("time", spent), ("on disk", taken)):
            if parts:
                lines += _sentence_lines(f"{title}: {', '.join(parts)}", width)
    return lines


def _ingest_sentence(report: IngestReport) -> str:
    known = f", {report.replaced:,} replaced" if report.replaced else ""
    known += f", {report.skipped:,} skipped as unchanged" if report.skipped else ""
    known += f", {report.damaged:,} damaged and left out" if report.damaged else ""
    types = f" (the index has {_plural(report.types, 'type')})" if report.types else ""
    fast = report.tokens >= ENOUGH_FOR_SPEED and report.seconds > 0
    speed = f", {report.tokens / report.seconds:,.0f} tokens/s" if fast else ""
    return (
        f"{_plural(report.documents, 'document')} added{known}: {_plural(report.sentences, 'sentence')}, "
        f"{_plural(report.tokens, 'token')}{types}, {_plural(report.occurrences, 'occurrence')} with a vector, "
        f"in {human_seconds(report.seconds)}{speed}"
    )


def _induce_sentence(report: InduceReport) -> str:
    share = f" ({report.unclear / report.occurrences:.0%})" if report.occurrences else ""
    locked = f"; {_plural(report.locked, 'word')} left alone as locked" if report.locked else ""
    return (
        f"{_plural(report.senses, 'sense')} of {_plural(report.lemmas, 'word')}, {report.ambiguous:,} with more than "
        f"one; {_plural(report.occurrences, 'occurrence')}, {report.unclear:,} unclear{share}{locked}, "
        f"in {human_seconds(report.seconds)}"
    )


def _comparison_lines(comparison: Comparison, width: int | None) -> list[Text]:
    count = len(comparison.sentences)
    lines = [
        Text.assemble((clean(comparison.word), HEADER), f" in {_plural(count, 'sentence')} ({comparison.model})"),
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
        for layer, name in zip(by_layer, names, strict=True):
            lines += [*([Text()] if lines else []), *_matrix_lines(_layer_title(name), layer.cosines)]
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


def _layer_title(name: str) -> str:
    return f"layer {name}" if name.lstrip("-").isdigit() else name
