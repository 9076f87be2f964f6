"""The sense inventory as a file that people edit: JSON, or TSV for a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final

from senseindex.errors import CorpusError, UsageError
from senseindex.store.catalog import Catalog, placeholders

FORMAT: Final = "senseindex senses 1"


@dataclass(frozen=True, slots=True)
class ExchangedSense:
    """A sense in such a file. Of these, label, definition and locked can be changed; None leaves them as they are."""

    id: str
    lemma: str = ""
    pos: str = ""
    label: str | None = None
    definition: str | None = None
    locked: bool | None = None
    size: int = 0
    context_words: tuple[str, ...] = ()


def exchanged(catalog: Catalog, lemma_ids: Sequence[int] | None = None) -> list[ExchangedSense]:
    """The living senses of these lemmas, or of all, without `unclear`, by lemma and number."""
    where = "" if lemma_ids is None else f"AND lemma_id IN ({placeholders(lemma_ids)})"
    rows = catalog.rows(
        "SELECT name, lemma, pos, label, definition, locked, size, context_words FROM sense "
        f"JOIN lemma ON lemma.id = lemma_id WHERE retired = 0 AND number > 0 {where} ORDER BY lemma, pos, number",
        lemma_ids or [],
    )
    return [
        ExchangedSense(name, lemma, pos, label, definition, bool(locked), size, tuple(json.loads(words or "[]")))
        for name, lemma, pos, label, definition, locked, size, words in rows
    ]


def is_tsv(path: Path) -> bool:
    """Whether a file is TSV or JSON, by its name. Raises UsageError for any other."""
    if path.suffix.lower() not in (".json", ".tsv"):
        raise UsageError(f"{path}: name the file .json or .tsv, so that its format is known")
    return path.suffix.lower() == ".tsv"


def write_senses(senses: Iterable[ExchangedSense], *, tsv: bool) -> str:
    """The senses as JSON or TSV. TSV has no quoting: tabs and line ends inside a value become blanks."""
    if not tsv:
        data = {"format": FORMAT, "senses": [asdict(each) for each in senses]}
        return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None)
    writer.writerow([field.name for field in fields(ExchangedSense)])
    for each in senses:
        cells = [", ".join(value) if isinstance(value, tuple) else value for value in asdict(each).values()]
        writer.writerow([" ".join(str(_plain(cell)).split()) for cell in cells])
    return stream.getvalue()


def read_senses(path: Path) -> list[ExchangedSense]:
    """The senses in a file. Raises CorpusError, with the line, where it is no such file."""
    tsv = is_tsv(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"cannot be read: {error}", path=str(path)) from None
    if not tsv:
        try:
            data = json.loads(text)
        except json.JSONDecodeError as error:
            raise CorpusError(f"broken JSON: {error.msg}", path=str(path), line=error.lineno) from None
        rows = data.get("senses") if isinstance(data, dict) else data
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise CorpusError("this is no list of senses; `senses --export` writes one", path=str(path))
        return [_sense(row, path, 0) for row in rows]
    lines = csv.reader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE)
    header = next(lines, [])
    if "id" not in header:
        raise CorpusError("the first line must name the columns, among them `id`", path=str(path), line=1)
    return [
        _sense({name: cell for name, cell in zip(header, cells, strict=False) if cell}, path, number)
        for number, cells in enumerate(lines, start=2)
        if any(cells)
    ]


def _sense(row: dict[str, Any], path: Path, line: int) -> ExchangedSense:
    if not isinstance(row.get("id"), str) or not row["id"]:
        raise CorpusError(f"a sense without an id: {json.dumps(row)[:80]}", path=str(path), line=line)
    for name in ("label", "definition"):
        if row.get(name) is not None and not isinstance(row[name], str):
            raise CorpusError(f"the {name} of {row['id']} is no text", path=str(path), line=line)
    locked = {None: None, "yes": True, "no": False, True: True, False: False}.get(row.get("locked"), ...)
    if locked is ...:
        raise CorpusError(f"`locked` of {row['id']} is neither yes nor no", path=str(path), line=line)
    assert locked is None or isinstance(locked, bool)
    return ExchangedSense(row["id"], label=row.get("label"), definition=row.get("definition"), locked=locked)


def _plain(value: Any) -> Any:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else "" if value is None else value
