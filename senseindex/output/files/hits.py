"""All hits of a query as a file, streamed: CSV, TSV, XLSX, JSONL.

A file holds the header and the hits, nothing else; all rows have the same columns. What was asked stands in a second
sheet of XLSX, and for the others in a file beside them or in a last column where that is wanted.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from senseindex.answers.concordance import HIT_FIELDS, Hit, flat_hit_fields
from senseindex.output.files.tables import write_xlsx

BEFORE_METADATA = HIT_FIELDS[: HIT_FIELDS.index("metadata")]
AFTER_METADATA = HIT_FIELDS[HIT_FIELDS.index("metadata") + 1 :]
COMMAND = "command"
"""The last column, which says how to ask again."""

_WIDTHS = {"left": 60, "right": 60, "node": 16, "document": 30, "sense_label": 30, COMMAND: 60}
"""Widths of columns in characters."""
_LINE_PART = re.compile(r"[\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")


@dataclass(frozen=True)
class HitFile:
    """What is written: the metadata columns, how many hits there are, and what was asked.

    `command` is what stands in a last column of CSV, TSV and XLSX and under a last key of JSONL, "" for none.
    """

    columns: tuple[str, ...]
    total: int
    header: Mapping[str, Any]
    command: str = ""


def write_hits(path: Path, format: str, about: HitFile, hits: Iterable[Hit]) -> None:
    """Write the hits in `csv`, `tsv`, `xlsx` or `jsonl`. Raises UsageError where a sheet has no room for them."""
    if format == "xlsx":
        write_xlsx(path, column_names(about), _rows(about, hits), about.header, about.total, "hits", _WIDTHS)
    elif format == "jsonl":
        with path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.writelines(_json(record) for record in _records(about, hits))
    else:
        with path.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            _write_delimited(file, "\t" if format == "tsv" else ",", about, hits)


def write_provenance(path: Path, about: HitFile) -> None:
    """What was asked, as JSON."""
    path.write_text(json.dumps(dict(about.header), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def column_names(about: HitFile) -> list[str]:
    """The columns of a table of hits; metadata columns are `metadata.KEY`."""
    return [*flat_hit_fields(about.columns), *([COMMAND] if about.command else [])]


def _rows(about: HitFile, hits: Iterable[Hit]) -> Iterator[list[Any]]:
    last = [about.command] if about.command else []
    for hit in hits:
        before = (getattr(hit, name) for name in BEFORE_METADATA)
        after = (getattr(hit, name) for name in AFTER_METADATA)
        yield [*before, *map(hit.metadata.get, about.columns), *after, *last]


def _records(about: HitFile, hits: Iterable[Hit]) -> Iterator[dict[str, Any]]:
    """Hits with the same keys in the same order, whatever is known of each."""
    last = {COMMAND: about.command} if about.command else {}
    for hit in hits:
        yield hit.as_dict() | {"metadata": {name: hit.metadata.get(name) for name in about.columns}} | last


def _write_delimited(file: IO[str], delimiter: str, about: HitFile, hits: Iterable[Hit]) -> None:
    rows = _rows(about, hits)
    if delimiter == "\t":
        file.write("\t".join(map(one_line, column_names(about))) + "\n")
        file.writelines("\t".join("" if cell is None else one_line(cell) for cell in row) + "\n" for row in rows)
        return
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(column_names(about))
    writer.writerows(rows)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"


def one_line(value: Any) -> str:
    return _LINE_PART.sub(" ", str(value))
