"""All hits of a query as a file, streamed: CSV, TSV, XLSX, JSONL.

The first lines (in XLSX a second sheet) say which command writes the same file again.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from senseindex.answers.concordance import HIT_FIELDS, Hit
from senseindex.output.files.tables import write_xlsx

BEFORE_METADATA = HIT_FIELDS[: HIT_FIELDS.index("metadata")]
AFTER_METADATA = HIT_FIELDS[HIT_FIELDS.index("metadata") + 1 :]
_LINE_PART = re.compile(r"[\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")


@dataclass(frozen=True)
class HitFile:
    """What is written: the metadata columns, how many hits there are, and what was asked, as header."""

    columns: tuple[str, ...]
    total: int
    header: Mapping[str, Any]


def write_hits(path: Path, format: str, about: HitFile, hits: Iterable[Hit]) -> None:
    """Write the hits in `csv`, `tsv`, `xlsx` or `jsonl`. Raises UsageError where a sheet has no room for them."""
    if format == "xlsx":
        write_xlsx(path, column_names(about), _rows(about, hits), about.header, about.total, "hits")
    elif format == "jsonl":
        with path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write(_json({"senseindex": about.header}))
            file.writelines(_json(hit.as_dict()) for hit in hits)
    else:
        with path.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            _write_delimited(file, "\t" if format == "tsv" else ",", about, hits)


def column_names(about: HitFile) -> list[str]:
    """The columns of a table of hits; metadata columns are `metadata.KEY`."""
    return [*BEFORE_METADATA, *(f"metadata.{column}" for column in about.columns), *AFTER_METADATA]


def _rows(about: HitFile, hits: Iterable[Hit]) -> Iterator[list[Any]]:
    for hit in hits:
        before = (getattr(hit, name) for name in BEFORE_METADATA)
        after = (getattr(hit, name) for name in AFTER_METADATA)
        yield [*before, *map(hit.metadata.get, about.columns), *after]


def _write_delimited(file: IO[str], delimiter: str, about: HitFile, hits: Iterable[Hit]) -> None:
    for name, value in about.header.items():
        file.write(f"# {name}: {one_line(value)}\n")
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
