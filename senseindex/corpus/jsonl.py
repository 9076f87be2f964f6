"""JSON lines: one object a line, its `text` the document, every other key metadata.

`ReadOptions.text_column` names another key than `text`. The key `id` gives the document's id, else it is "<file
name>:<line>". Empty lines are skipped. Metadata values are strings, integers, floats or None; true and false become 1
and 0, lists and objects become JSON text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from math import isfinite
from typing import Any, NoReturn

from senseindex.corpus.documents import MetadataValue, RawDocument
from senseindex.corpus.source_file import SourceFile, storable
from senseindex.errors import CorpusError

_LARGEST_INTEGER = 2**63 - 1  # of SQLite


class JsonlReader:
    """Reads `.jsonl`, `.ndjson` and `.json` files that hold one object a line."""

    name = "jsonl"
    suffixes = (".jsonl", ".ndjson", ".jsonlines", ".json")

    def recognises(self, head: str) -> bool:
        first, *more = head.lstrip().split("\n", 1)
        if not first.startswith("{"):
            return False
        try:
            return isinstance(json.loads(first), dict)
        except (ValueError, RecursionError):
            return not more and '"text"' in first  # a first line longer than the head

    def read(self, source: SourceFile) -> Iterator[RawDocument]:
        """The documents, line by line; a line that is none is damaged."""
        for number, line in source.lines():
            if line and not line.isspace():
                try:
                    document = _document(source, number, line)
                except CorpusError as error:
                    source.damage(error)
                else:
                    yield document


def _document(source: SourceFile, number: int, line: str) -> RawDocument:
    try:
        record = json.loads(line, parse_constant=_not_json)
    except json.JSONDecodeError as error:
        raise source.error(f"broken JSON ({error.msg}, column {error.colno})", number) from error
    except (ValueError, RecursionError) as error:
        raise source.error(f"broken JSON ({error})", number) from error
    if not isinstance(record, dict):
        kind = "a list" if isinstance(record, list) else "a bare value"
        raise source.error(f'is {kind}: a line must be one object such as {{"text": "..."}}', number)
    wanted = source.options.text
    if wanted not in record:
        keys = ", ".join(map(repr, list(record)[:8])) or "no key at all"
        raise source.error(
            f"the object has no {wanted!r} (it has {keys}): name the key of the text with --text-column", number
        )
    text = record.pop(wanted)
    if not isinstance(text, str):
        raise source.error(f"{wanted!r} must be a string, not {_json_type(text)}", number)
    given = record.pop("id", None)
    if given is not None and (isinstance(given, bool) or not isinstance(given, str | int | float)):
        raise source.error(f"'id' must be a string or a number, not {_json_type(given)}", number)
    metadata = {storable(key): json_metadata_value(value) for key, value in record.items()}
    return source.document(text, number, metadata, "" if given is None else str(given))


def _not_json(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def json_metadata_value(value: Any) -> MetadataValue:
    """A JSON value as metadata."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int):
        return value if -_LARGEST_INTEGER <= value <= _LARGEST_INTEGER else str(value)
    if isinstance(value, float):
        return value if isfinite(value) else str(value)
    return None if value is None else storable(json.dumps(value, ensure_ascii=False))


def _json_type(value: Any) -> str:
    if value is None:
        return "null"
    return {bool: "a truth value", int: "a number", float: "a number", list: "a list", dict: "an object"}[type(value)]
