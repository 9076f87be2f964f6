"""Hugging Face data sets: a folder that `save_to_disk` wrote, or `hf:NAME[@CONFIGURATION][:SPLIT]`.

A row is a document: `text` (`ReadOptions.text_column` names another) its text, `id` its id, every other plain value
metadata; lists and the like become JSON text. Without a split all are read, one after the other. Needs the package
`datasets`, which is imported only here. No code of a data set is ever run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from senseindex.corpus.documents import RawDocument
from senseindex.corpus.jsonl import json_metadata_value
from senseindex.corpus.read_options import ReadOptions, Reporting
from senseindex.corpus.source_file import storable
from senseindex.errors import CorpusError, UsageError

PREFIX = "hf:"
_SOURCE = re.compile(r"hf:(?P<name>[\w./-]+)(?:@(?P<configuration>[\w./-]+))?(?::(?P<split>[\w.\[\]%:+-]+))?")
_SAVED = ("dataset_dict.json", "state.json")


def is_dataset(source: str | Path) -> bool:
    """Whether a source is a data set: by its `hf:`, or a folder that `save_to_disk` wrote."""
    if str(source).startswith(PREFIX):
        return True
    path = Path(source)
    return path.is_dir() and any((path / name).is_file() for name in _SAVED)


def dataset_documents(source: str | Path, options: ReadOptions, reporting: Reporting) -> Iterator[RawDocument]:
    """The rows of all splits of a data set. Raises CorpusError at once where it cannot be loaded."""
    try:
        import datasets
    except ImportError as error:
        raise CorpusError(
            "Hugging Face data sets need another package: pip install 'senseindex[datasets]'", path=str(source)
        ) from error
    name = str(source)
    match = _SOURCE.fullmatch(name)
    if match is None and name.startswith(PREFIX):
        raise UsageError(f"{name!r} is no data set: write hf:NAME, hf:NAME:SPLIT or hf:NAME@CONFIGURATION:SPLIT")
    if match is not None:
        split = match["split"]
        loaded = _loaded(
            lambda: datasets.load_dataset(match["name"], match["configuration"], split=split, streaming=True), name
        )
        name = match["name"]
    else:
        split = None
        loaded = _loaded(lambda: datasets.load_from_disk(name), name)
        name = storable(Path(name).name)
    splits: Mapping[str, Any] = loaded if isinstance(loaded, dict) else {split or "": loaded}
    for rows in splits.values():
        columns = rows.column_names
        if columns is not None and options.text not in columns:
            raise CorpusError(options.no_text(columns), path=source)
    return _documents(splits, name, options.text, str(source), reporting)


def _loaded(load: Callable[[], Any], source: str) -> Any:
    try:
        return load()
    except Exception as error:  # of this library, of Arrow, of the network: whatever it is, the set cannot be read
        message = " ".join(str(error).split())
        raise CorpusError(f"the data set cannot be loaded ({message or type(error).__name__})", path=source) from error


def _documents(
    splits: Mapping[str, Any], name: str, wanted: str, source: str, reporting: Reporting
) -> Iterator[RawDocument]:
    for split, rows in splits.items():
        place = f"{name}:{split}" if split else name
        for number, row in enumerate(rows, 1):
            text = row.pop(wanted)
            if not isinstance(text, str):
                reporting.damage(CorpusError(f"row {number}: {wanted!r} must be text, not {text!r:.40}", path=source))
                continue
            given = row.pop("id", None)
            yield RawDocument(
                id=storable("" if given is None else str(given)) or f"{place}:{number}",
                text=storable(text),
                metadata={storable(key): json_metadata_value(_plain(value)) for key, value in row.items()},
                location=f"{place}, row {number}",
            )


def _plain(value: Any) -> Any:
    """The value as JSON knows it; times and bytes as text."""
    return json.loads(json.dumps(value, default=str))
