"""The sense inventory as a file that people edit: JSON, or TSV for a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final

from senseindex.edit.table_files import read_json, read_tsv
from senseindex.errors import CorpusError, UsageError
from senseindex.index.words import named_occurrence
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.lemmas import lempos_of
from senseindex.store.catalog.occurrences import Occurrence
from senseindex.store.catalog.senses import SenseRow

FORMAT: Final = "senseindex senses 1"


@dataclass(frozen=True, slots=True)
class FiledSense:
    """A sense in such a file. Of these, label, definition and locked can be changed; None leaves them as they are.

    A sense that the index does not have is made of its `examples` (the word marked in brackets) or `occurrences`, of
    its `lemma`; those that are written are what people have ticked.
    """

    id: str
    lemma: str = ""
    pos: str = ""
    label: str | None = None
    definition: str | None = None
    locked: bool | None = None
    size: int = 0
    context_words: tuple[str, ...] = ()
    occurrences: tuple[Occurrence, ...] = ()
    examples: tuple[str, ...] = ()

    @property
    def lempos(self) -> str:
        """Of its lemma and part of speech, else what its id says."""
        return lempos_of(self.lemma, self.pos) if self.lemma else self.id.rpartition("%")[0]


def filed_senses(catalog: Catalog, lemma_ids: Sequence[int] | None = None) -> list[FiledSense]:
    """The living senses of these lemmas, or of all, without `unclear`, by lemma and number, subsenses too."""
    rows = catalog.senses.all(depth=2) if lemma_ids is None else catalog.senses.of(lemma_ids, depth=2)
    names = catalog.lemmas.names()
    numbers = {row.id: row.number for row in rows}

    def order(row: SenseRow) -> tuple[str, str, int, int]:
        return (*names[row.lemma_id], numbers.get(row.parent, row.number), row.number if row.parent else 0)

    rows = sorted((row for row in rows if row.number), key=order)
    ticks = catalog.labels.ticked([row.id for row in rows])
    nodes = catalog.sentences.nodes([occurrence for ticked in ticks.values() for occurrence in ticked])
    senses = []
    for row in rows:
        ticked = tuple(ticks.get(row.id, ()))
        examples = tuple(_marked(*nodes[occurrence]) for occurrence in ticked)
        lemma, pos = names[row.lemma_id]
        said = row.label, row.definition, row.locked, row.size, row.context_words
        senses.append(FiledSense(row.name, lemma, pos, *said, ticked, examples))
    return senses


def _marked(text: str, start: int, end: int) -> str:
    """A sentence with the word in brackets."""
    return " ".join(f"{text[:start]}[{text[start:end]}]{text[end:]}".split())


def is_tsv(path: Path) -> bool:
    """Whether a file is TSV or JSON, by its name. Raises UsageError for any other."""
    if path.suffix.lower() not in (".json", ".tsv"):
        raise UsageError(f"{path}: name the file .json or .tsv, so that its format is known")
    return path.suffix.lower() == ".tsv"


def write_senses(senses: Iterable[FiledSense], *, tsv: bool) -> str:
    """The senses as JSON or TSV. TSV has no quoting: tabs and line ends inside a value become blanks."""
    if not tsv:
        data = {"format": FORMAT, "senses": [asdict(sense) for sense in senses]}
        return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None)
    writer.writerow([field.name for field in fields(FiledSense)])
    for sense in senses:
        writer.writerow([" ".join(_cell(name, value).split()) for name, value in asdict(sense).items()])
    return stream.getvalue()


def _cell(name: str, value: Any) -> str:
    if isinstance(value, tuple):
        return (" | " if name == "examples" else ", ").join(map(str, value))
    return {True: "yes", False: "no", None: ""}[value] if value is None or isinstance(value, bool) else str(value)


def read_senses(path: Path) -> list[FiledSense]:
    """The senses in a file. Raises CorpusError, with the line, where it is no such file."""
    if is_tsv(path):
        lines = read_tsv(path, "id")
        return [_sense({name: cell for name, cell in row.items() if cell}, path, number) for number, row in lines]
    data = read_json(path)
    rows = data.get("senses") if isinstance(data, dict) else data
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise CorpusError("this is no list of senses; `senses --export` writes one", path=str(path))
    return [_sense(row, path, 0) for row in rows]


def _sense(row: dict[str, Any], path: Path, line: int) -> FiledSense:
    name = row.get("id") or row.get("lemma")
    if not isinstance(name, str) or not isinstance(row.get("id", ""), str):
        raise CorpusError(f"a sense without an id and a lemma: {json.dumps(row)[:80]}", path=str(path), line=line)
    for field in ("label", "definition", "lemma", "pos"):
        if row.get(field) is not None and not isinstance(row[field], str):
            raise CorpusError(f"the {field} of {name} is no text", path=str(path), line=line)
    locked = row.get("locked")
    if isinstance(locked, str):
        locked = {"yes": True, "no": False}.get(locked, locked)
    if not (locked is None or isinstance(locked, bool)):
        raise CorpusError(f"`locked` of {name} is neither yes nor no", path=str(path), line=line)
    examples, occurrences = row.get("examples") or [], row.get("occurrences") or []
    if isinstance(examples, str):
        examples = [text.strip() for text in examples.split("|") if text.strip()]
    if isinstance(occurrences, str):
        occurrences = occurrences.split(",")
    if isinstance(occurrences, list):
        occurrences = [named_occurrence(name) if isinstance(name, str) else name for name in occurrences]
    for field, values, kind in (("examples", examples, str), ("occurrences", occurrences, int | tuple)):
        if not isinstance(values, list) or not all(isinstance(value, kind) for value in values):
            raise CorpusError(f"the {field} of {name} are no list of them", path=str(path), line=line)
    key = row.get("id") or "", row.get("lemma") or "", row.get("pos") or ""
    said = row.get("label"), row.get("definition"), locked
    return FiledSense(*key, *said, occurrences=tuple(occurrences), examples=tuple(examples))
