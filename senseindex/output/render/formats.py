"""The answers of senseindex in the formats of `--format`: table, json, jsonl, csv, tsv.

`render` gives the whole answer as `rich.text.Text` without a line end after its last line. JSON is the answer's own
shape (`as_dict`, or a list of them); the other machine formats are flat rows, one a line: hits, senses, words, pairs
of sentences. Metadata becomes columns named `metadata.KEY`. Values are never shortened; JSON writes a number that is
not finite as null; TSV has no quoting, so tabs and line ends inside a value become spaces.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Mapping
from typing import Any, Protocol, runtime_checkable

from rich.text import Text

from senseindex.answers.concordance import Concordance, Hit
from senseindex.answers.reports import IndexInfo
from senseindex.answers.senses import SenseList
from senseindex.answers.words import Comparison, NeighborList
from senseindex.errors import UsageError
from senseindex.output.render import FORMATS
from senseindex.output.render.layout import clean
from senseindex.output.render.tables import Result, table


@runtime_checkable
class Listed(Protocol):
    """An answer that gives its rows as plain records, and their names also where there is none."""

    def records(self) -> list[dict[str, Any]]: ...
    def columns(self) -> list[str]: ...


def render(result: Result, format: str = "table", *, width: int | None = None) -> Text:
    """`result` in one of `FORMATS`; `width` is that of the terminal and matters to `table` alone.

    Raises:
        UsageError: `format` is not one of `FORMATS`.
    """
    if format == "table":
        return table(result, width)
    if format == "json":
        return Text(json.dumps(plain(document(result)), ensure_ascii=False, indent=2, allow_nan=False))
    if format == "jsonl":
        return Text("\n".join(json.dumps(plain(row), ensure_ascii=False, allow_nan=False) for row in rows(result)))
    if format == "csv":
        return Text(_delimited(result, ","))
    if format == "tsv":
        return Text(_delimited(result, "\t"))
    raise UsageError(f"unknown format '{format}': use one of {', '.join(FORMATS)}")


def document(result: Result) -> Any:
    """The answer in the shape of its JSON output: a list for senses and words, an object for everything else."""
    if isinstance(result, SenseList):
        return [sense.as_dict() for sense in result]
    if isinstance(result, NeighborList):
        return [{"word": neighbor.word, "score": neighbor.score} for neighbor in result]
    return result.as_dict()


def rows(result: Result) -> list[dict[str, Any]]:
    """The rows of the JSONL output: a hit, a sense, a word, or the cosine of a pair of sentences each."""
    if isinstance(result, Concordance):
        return [hit.as_dict() for hit in result.hits]
    if isinstance(result, SenseList | NeighborList):
        return list(document(result))
    if isinstance(result, Comparison):
        return _pairs(result)
    if isinstance(result, Listed):
        return result.records()
    return [result.as_dict()]


def flat_rows(result: Result) -> tuple[list[str], list[list[str]]]:
    """Column names and cells of the CSV and TSV output; an empty cell stands for nothing."""
    if isinstance(result, IndexInfo):
        flat = _flatten(result.as_dict())
        return ["name", "value"], [[name, _cell(value)] for name, value in flat.items()]
    if isinstance(result, SenseList):
        records = [{**sense.as_dict(), "examples": [str(hit) for hit in sense.examples]} for sense in result]
    else:
        records = [_flatten(row) for row in rows(result)]
    names = list(dict.fromkeys(name for record in records for name in record)) or _names_of_nothing(result)
    return names, [[_cell(record.get(name)) for name in names] for record in records]


def plain(value: Any) -> Any:
    """`value` as JSON knows it: numbers of numpy become Python's, those that are not finite become None."""
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if value is None or isinstance(value, str | int | float) else str(value)


def _pairs(comparison: Comparison) -> list[dict[str, Any]]:
    matrices = [("contextual", comparison.contextual)]
    if comparison.static is not None:
        matrices.insert(0, ("static", comparison.static))
    matrices += [(layer.layer, layer.cosines) for layer in comparison.by_layer]
    return [
        {"vectors": name, "first": first + 1, "second": second + 1, "cosine": matrix[first][second]}
        for name, matrix in matrices
        for first in range(len(matrix))
        for second in range(first + 1, len(matrix))
    ]


def _flatten(record: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in record.items():
        if isinstance(value, Mapping):
            flat.update(_flatten(value, f"{prefix}{name}."))
        else:
            flat[f"{prefix}{name}"] = value
    return flat


def _names_of_nothing(result: Result) -> list[str]:
    """The header of an answer without rows, so that a file of nothing still names its columns."""
    if isinstance(result, Concordance):
        empty = Hit(0, "", None, None, "", "", "", "", {}, 0, 0)
        return [name for name in empty.as_dict() if name != "metadata"]
    if isinstance(result, NeighborList):
        return ["word", "score"]
    if isinstance(result, Comparison):
        return ["vectors", "first", "second", "cosine"]
    return result.columns() if isinstance(result, Listed) else []


def _cell(value: Any) -> str:
    value = plain(value)
    if value is None:
        return ""
    if isinstance(value, list):
        return " | ".join(map(_cell, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value)


def _delimited(result: Result, delimiter: str) -> str:
    names, cells = flat_rows(result)
    if delimiter == "\t":
        return "\n".join("\t".join(map(clean, line)) for line in [names, *cells])
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows([names, *cells])
    return stream.getvalue().removesuffix("\n")
