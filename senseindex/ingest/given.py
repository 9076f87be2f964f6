"""What an ingest is given: files and folders, Python values, texts; one stream of documents of them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

from senseindex.corpus.documents import RawDocument
from senseindex.corpus.meter import Meter
from senseindex.corpus.read_options import ReadOptions, Reporting
from senseindex.corpus.readers import read_documents
from senseindex.corpus.records import DocumentLike, record_documents, records_of, text_records
from senseindex.errors import CorpusError, UsageError


@dataclass(frozen=True, slots=True)
class Given:
    """Paths and records, and how to read them."""

    paths: tuple[str | Path, ...]
    records: Iterator[DocumentLike]
    options: ReadOptions

    @classmethod
    def of(cls, source: Any, texts: Iterable[str] | Mapping[str, str], options: ReadOptions) -> Given:
        """What `SenseIndex.ingest` was given. Raises UsageError for what holds no documents."""
        paths: tuple[str | Path, ...] = ()
        records: Iterator[DocumentLike] = iter(())
        if isinstance(source, str | Path):
            paths = (source,)
        elif isinstance(source, Sequence) and all(isinstance(each, str | Path) for each in source):
            paths = tuple(source)
        else:
            records = records_of(source, options)
        for path in paths:
            _refuse_text(path)
        return cls(paths, chain(records, text_records(texts)), options)

    def documents(
        self,
        *,
        meter: Meter,
        on_error: Callable[[CorpusError], None] | None,
        on_note: Callable[[str], None] | None,
    ) -> Iterator[RawDocument]:
        """All documents. Raises at once what `read_documents` raises at once."""
        opened = [
            read_documents(each, self.options, meter=meter, on_error=on_error, on_note=on_note) for each in self.paths
        ]
        recorded = record_documents(self.records, self.options, Reporting(on_error, on_note, meter))
        return chain(*opened, recorded)


def reading(options: ReadOptions | None, **given: Any) -> ReadOptions:
    """The options, with what is given beside them."""
    values = {name: value for name, value in given.items() if value is not None}
    if values.get("columns") is not None:
        values["columns"] = tuple(values["columns"])
    if values.get("metadata") is not None:
        values["metadata"] = Path(values["metadata"])
    return replace(options or ReadOptions(), **values)


def _refuse_text(path: str | Path) -> None:
    """A string of several words that is no path is most likely meant as a text."""
    if isinstance(path, str) and len(path.split()) > 3:
        try:
            there = Path(path).exists()
        except OSError:
            there = False
        if not there:
            raise UsageError(f"{path[:40]!r}... is no file or folder; texts are given as texts=[...]")
