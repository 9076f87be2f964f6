"""Files of senses that people write: a list of objects in JSON, or TSV for a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from senseindex.errors import CorpusError


def read_json(path: Path) -> Any:
    """What a JSON file holds. Raises CorpusError, with the line, where it cannot be read."""
    try:
        return json.loads(_text(path))
    except json.JSONDecodeError as error:
        raise CorpusError(f"broken JSON: {error.msg}", path=str(path), line=error.lineno) from None


def read_tsv(path: Path, *needed: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Line number and cells by column of each row that is not empty. TSV has no quoting.

    Raises CorpusError where the file cannot be read or lacks the columns that are `needed`.
    """
    lines = csv.reader(io.StringIO(_text(path)), delimiter="\t", quoting=csv.QUOTE_NONE)
    header = next(lines, [])
    if not set(needed) <= set(header):
        names = " and ".join(f"`{name}`" for name in needed)
        raise CorpusError(f"the first line must name the columns, among them {names}", path=str(path), line=1)
    for number, cells in enumerate(lines, start=2):
        if any(cells):
            yield number, dict(zip(header, cells, strict=False))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"cannot be read: {error}", path=str(path)) from None
