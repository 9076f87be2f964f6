"""A dictionary as JSON (a list of objects) or TSV: lemma, pos, id, definition, examples.

In TSV the examples of a sense are set apart by ` | `. `pos`, `definition` and `examples` may be missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from senseindex.edit.dictionaries.entries import DictionarySense, upos
from senseindex.edit.table_files import read_json, read_tsv
from senseindex.errors import CorpusError


def read_table(path: Path) -> Iterator[DictionarySense]:
    """The senses in a list of objects (`.json`), or in the rows of a table. Raises CorpusError."""
    if path.suffix.lower() != ".json":
        for number, row in read_tsv(path, "lemma", "id"):
            row["examples"] = [each.strip() for each in str(row.get("examples", "")).split(" | ") if each.strip()]
            yield _sense(row, path, "the row", number)
        return
    data = read_json(path)
    if not isinstance(data, list):
        raise CorpusError(
            "a dictionary in JSON is a list of senses: lemma, pos, id, definition, examples", path=str(path)
        )
    for number, row in enumerate(data, start=1):
        if not isinstance(row, dict):
            raise CorpusError(f"sense {number} is no object", path=str(path))
        yield _sense(row, path, f"sense {number}", 0)


def _sense(row: dict[str, Any], path: Path, what: str, line: int) -> DictionarySense:
    examples = row.get("examples") or []
    texts = [row.get("lemma"), row.get("id"), row.get("pos") or "", row.get("definition") or "", *examples]
    if not isinstance(examples, list) or not all(isinstance(text, str) for text in texts):
        raise CorpusError(
            f"{what} needs texts in lemma, pos, id, definition, and a list of them in examples",
            path=str(path),
            line=line,
        )
    lemma, name, pos, definition, *sentences = (text.strip() for text in texts)
    if not lemma or not name:
        raise CorpusError(f"{what} has no lemma or no id", path=str(path), line=line)
    return DictionarySense(lemma, upos(pos), name, definition, tuple(sentences))
