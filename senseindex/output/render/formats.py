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
from typing import Any

from rich.text import Text

from senseindex.answers.tables import Record
from senseindex.errors import UsageError
from senseindex.output.render import FORMATS
from senseindex.output.render.layout import clean
from senseindex.output.render.tables import table


def render(result: Record, format: str = "table", *, width: int | None = None) -> Text:
    """`result` in one of `FORMATS`; `width` is that of the terminal and matters to `table` alone.

    Raises:
        UsageError: `format` is not one of `FORMATS`.
    """
    if format == "table":
        return table(result, width)
    if format == "json":
        return Text(json.dumps(json_value(result.as_json()), ensure_ascii=False, indent=2, allow_nan=False))
    if format == "jsonl":
        rows = (json.dumps(json_value(row), ensure_ascii=False, allow_nan=False) for row in result.records())
        return Text("\n".join(rows))
    if format in ("csv", "tsv"):
        return Text(_delimited(result, "," if format == "csv" else "\t"))
    raise UsageError(f"unknown format '{format}': use one of {', '.join(FORMATS)}")


def json_value(value: Any) -> Any:
    """`value` as JSON knows it: numbers of numpy become Python's, those that are not finite become None."""
    if isinstance(value, Mapping):
        return {str(key): json_value(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [json_value(part) for part in value]
    if hasattr(value, "tolist"):
        return json_value(value.tolist())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if value is None or isinstance(value, str | int | float) else str(value)


def cell_text(value: Any) -> str:
    """A value as CSV and TSV have it: whole, numbers as in JSON, nothing for None."""
    value = json_value(value)
    if value is None:
        return ""
    if isinstance(value, list):
        return " | ".join(map(cell_text, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value)


def _delimited(result: Record, delimiter: str) -> str:
    records = result.flat_records()
    names = list(dict.fromkeys([*result.names(), *(name for record in records for name in record)]))
    lines = [names, *([cell_text(record.get(name)) for name in names] for record in records)]
    if delimiter == "\t":
        return "\n".join("\t".join(map(clean, line)) for line in lines)
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(lines)
    return stream.getvalue().removesuffix("\n")
