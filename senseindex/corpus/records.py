"""Documents from Python values: dicts, frames of pandas and polars, tables of Arrow, data sets, documents, texts.

A dict is a document: `text` (`ReadOptions.text_column` names another key) its text, `id` its id, every other key
metadata; so is a row of a frame. What has no id gets one made of its content, so that the same document is known again
whatever comes before it. No package of these is imported: they are known by what they can do.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from math import isnan
from typing import Any

from senseindex.corpus.documents import Document, MetadataValue, RawDocument
from senseindex.corpus.german_spelling import respelt
from senseindex.corpus.jsonl import json_metadata_value
from senseindex.corpus.read_options import ReadOptions, Reporting
from senseindex.corpus.source_file import storable
from senseindex.errors import CorpusError, UsageError

DocumentLike = Mapping[str, Any] | RawDocument | Document
"""One document as a Python value."""

_ID_LETTERS = 10


def records_of(source: Any, options: ReadOptions) -> Iterator[DocumentLike]:
    """The records of a frame, a data set or any iterable. Raises UsageError for what has none, or has no text."""
    if isinstance(source, RawDocument | Document):
        return iter([source])
    if isinstance(source, Mapping):
        if options.text in source:
            return iter([source])
        parts = [records_of(part, options) for part in source.values() if not isinstance(part, str)]
        if not parts:
            raise UsageError(f"a record {options.no_text(list(map(str, source)))}")
        return (record for part in parts for record in part)  # the splits of a data set
    if hasattr(source, "collect") and hasattr(source, "lazy"):
        raise UsageError("a lazy frame has no rows yet: give what its collect() returns")
    if hasattr(source, "columns") and (hasattr(source, "itertuples") or hasattr(source, "iter_rows")):
        names = [str(name) for name in source.columns]
        if options.text not in names:
            raise UsageError(f"the frame {options.no_text(names)}")
        rows = source.iter_rows() if hasattr(source, "iter_rows") else source.itertuples(index=False, name=None)
        return (dict(zip(names, row, strict=True)) for row in rows)
    if hasattr(source, "to_batches"):
        return (row for batch in source.to_batches() for row in batch.to_pylist())
    if not isinstance(source, Iterable):
        raise UsageError(f"cannot read documents from {type(source).__name__}: give paths, dicts, documents or a frame")
    return iter(source)


def record_documents(
    records: Iterable[DocumentLike], options: ReadOptions, reporting: Reporting
) -> Iterator[RawDocument]:
    """The documents of these records; one that is none is damaged."""
    for number, record in enumerate(records, 1):
        try:
            yield respelt(_document(record, number, options), options)
        except CorpusError as error:
            reporting.damage(error)


def text_records(texts: Iterable[str] | Mapping[str, str]) -> Iterator[DocumentLike]:
    """Texts, by name or without one, as records. Raises UsageError for a single string, and for what is no text."""
    if isinstance(texts, str):
        raise UsageError("texts are a list of strings; write [text] for one")
    named = texts.items() if isinstance(texts, Mapping) else ((None, text) for text in texts)
    for name, text in named:
        if not isinstance(text, str):
            raise UsageError(f"a text is a string, not {type(text).__name__}")
        yield RawDocument(storable(name) if name is not None else _made_id(text, {}), storable(text))


def _document(record: DocumentLike, number: int, options: ReadOptions) -> RawDocument:
    if isinstance(record, RawDocument):
        return record
    if isinstance(record, Document):
        return RawDocument(record.id, record.text, record.metadata, record.sentences)
    place = f"record {number}"
    if not isinstance(record, Mapping):
        what = "a text" if isinstance(record, str) else type(record).__name__
        raise CorpusError(f"{place} is {what}, not a dict or a document: strings of text are given as texts=[...]")
    values = {str(key): value for key, value in record.items()}
    if options.text not in values:
        raise CorpusError(f"{place} has no {options.text!r} (it has {', '.join(map(repr, values))}): name text_column")
    text = values.pop(options.text)
    if not isinstance(text, str):
        raise CorpusError(f"{place}: {options.text!r} must be text, not {text!r:.40}")
    given = _plain(values.pop("id", None))
    metadata = {storable(key): _metadata(value) for key, value in values.items()}
    identifier = "" if given is None else storable(str(given))
    return RawDocument(identifier or _made_id(text, metadata), storable(text), metadata, location=place)


def _made_id(text: str, metadata: Mapping[str, MetadataValue]) -> str:
    content = json.dumps([text, dict(metadata)], sort_keys=True)
    return f"text-{hashlib.sha256(content.encode()).hexdigest()[:_ID_LETTERS]}"


def _metadata(value: Any) -> MetadataValue:
    value = _plain(value)
    if isinstance(value, Mapping | list | tuple):
        value = json.loads(json.dumps(value, default=str))
    elif value is not None and not isinstance(value, str | int | float):
        value = str(value)
    return json_metadata_value(value)


def _plain(value: Any) -> Any:
    """A cell as Python has it: numbers of numpy as its own, what is missing as None, a date as text in ISO 8601."""
    if hasattr(value, "tolist") and not isinstance(value, str):
        value = value.tolist()
    if value is None or type(value).__name__ in ("NaTType", "NAType"):
        return None
    if isinstance(value, float) and isnan(value):
        return None
    if isinstance(value, datetime):
        midnight = value.time() == time() and value.tzinfo is None
        return value.date().isoformat() if midnight else value.isoformat()
    return value.isoformat() if isinstance(value, date | time) else value
