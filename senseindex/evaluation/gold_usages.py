"""Usages of words in whole texts, each labelled with a sense: a folder that anybody can make.

    gold/KIND/*.jsonl   a labelled usage a line: lemma, document, start, end, sense; or
    gold/KIND/*.tsv     what `export --format uses` writes, with a column `label`; a row without a label is left out
    KIND, KIND.*        the texts of the kind: a folder or a file that can be ingested, or a tar archive of such files

`start` and `end` are characters of the document's text. `text` is a stretch of it around the usage, and `text_start`
and `text_end` say where the usage stands in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from senseindex.errors import CorpusError
from senseindex.evaluation.cases import existing, located, read_lines

LAYOUT = "a folder with gold/KIND/*.jsonl and the texts of each kind in KIND or KIND.*"
USE_COLUMNS = ("lemma", "identifier", "context", "indexes_target_token", "label")
SENSE_LIST = ".senses.tsv"
"""How files end that say what the labels mean; nothing is read from them."""


@dataclass(frozen=True, slots=True)
class LabelledUsage:
    """Characters `start` to `end` of a document, a usage of `lemma` in `sense`; `path` and `line` say who says so.

    They are `text[text_start:text_end]` of a stretch of the document; `text` is empty where none is given.
    """

    lemma: str
    document: str
    start: int
    end: int
    sense: str
    text: str
    text_start: int
    text_end: int
    path: Path
    line: int

    @property
    def form(self) -> str:
        """The word as the stretch has it, "" without a stretch."""
        return self.text[self.text_start : self.text_end]

    def error(self, problem: str) -> CorpusError:
        """A CorpusError about this line."""
        return CorpusError(problem, path=self.path, line=self.line)


Gold = dict[str, dict[str, list[LabelledUsage]]]
"""Kind -> lemma -> its labelled usages, kinds and lemmas by name."""


def read_gold(folder: Path) -> Gold:
    """All labelled usages of a folder. Raises CorpusError."""
    existing(folder, LAYOUT, folder=True)
    place = existing(folder / "gold", LAYOUT, folder=True)
    gold: Gold = {}
    for kind in sorted(each for each in place.iterdir() if each.is_dir() and not each.name.startswith(".")):
        lemmas: dict[str, list[LabelledUsage]] = {}
        taken: dict[tuple[str, str, int], LabelledUsage] = {}
        for usage in _usages(kind):
            key = usage.lemma, usage.document, usage.start
            if key in taken:
                other = taken[key]
                raise usage.error(f"the usage is labelled already, in line {other.line} of {other.path.name}")
            taken[key] = usage
            lemmas.setdefault(usage.lemma, []).append(usage)
        if not lemmas:
            raise CorpusError("there are no labelled usages in it; give files *.jsonl or *.tsv", path=kind)
        gold[kind.name] = dict(sorted(lemmas.items()))
    if not gold:
        raise CorpusError(f"there is no folder in it; give {LAYOUT}", path=place)
    return gold


def _usages(kind: Path) -> Iterator[LabelledUsage]:
    for path in sorted(kind.iterdir()):
        if path.suffix == ".jsonl":
            yield from _of_json_lines(path)
        elif path.suffix in (".tsv", ".csv") and not path.name.endswith(SENSE_LIST):
            yield from _of_uses(path)


def _of_json_lines(path: Path) -> Iterator[LabelledUsage]:
    for number, line in enumerate(read_lines(path), 1):
        with located(path, number):
            try:
                record = json.loads(line)
            except ValueError:
                raise ValueError("the line is no JSON") from None
            if not isinstance(record, dict):
                raise ValueError('the line is no object such as {"lemma": "bank", ...}')
            lemma, document, sense = (_text(record, name) for name in ("lemma", "document", "sense"))
            start, end = _stretch(record, "start", "end")
            text, text_start, text_end = "", 0, 0
            if record.get("text"):
                text = _text(record, "text")
                text_start, text_end = _stretch(record, "text_start", "text_end", len(text))
            usage = LabelledUsage(lemma, document, start, end, sense, text, text_start, text_end, path, number)
        yield usage


def _text(record: dict[str, Any], name: str) -> str:
    value = record.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)  # documents may be numbered
    if not isinstance(value, str) or not value:
        raise ValueError(f"the line has no {name!r}, or it is no text")
    return value


def _stretch(record: dict[str, Any], first: str, last: str, most: int | None = None) -> tuple[int, int]:
    start, end = record.get(first), record.get(last)
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end:
        raise ValueError(f"{first!r} and {last!r} must be whole numbers: its first character, and the end")
    if most is not None and end > most:
        raise ValueError(f"{last!r} is {end}, and the line's text ends at {most}")
    return start, end


def _of_uses(path: Path) -> Iterator[LabelledUsage]:
    """Tab-separated and unquoted, as the tools of word usage graphs want it, or saved by a spreadsheet."""
    lines = read_lines(path)
    names = lines[0].split("\t") if lines else []
    missing = [name for name in USE_COLUMNS if name not in names]
    if missing:
        problem = (
            f"it has no column {missing[0]!r}; give what `export --format uses` writes, with tabs and a column `label`"
        )
        raise CorpusError(problem, path=path, line=1)
    for number, line in enumerate(lines[1:], 2):
        with located(path, number):
            fields = [_unquoted(field) for field in line.split("\t")]
            if len(fields) != len(names):
                raise ValueError(f"the row has {len(fields)} fields, and the first line has {len(names)}")
            row = dict(zip(names, fields, strict=True))
            if not row["label"].strip():
                continue
            document, _, place = row["identifier"].rpartition(":")
            start, end = _range(place, "-", "identifier")
            text_start, text_end = _range(row["indexes_target_token"], ":", "indexes_target_token")
            if not row["lemma"] or not document or text_end > len(row["context"]):
                raise ValueError("it must have a lemma, a document in `identifier`, and the usage within `context`")
            given = row["label"].strip(), row["context"], text_start, text_end
            usage = LabelledUsage(row["lemma"], document, start, end, *given, path, number)
        yield usage


def _unquoted(field: str) -> str:
    """Without what a spreadsheet adds to a field that has quotation marks: it doubles them, and sets all in others."""
    inner = field[1:-1]
    if field[:1] == field[-1:] == '"' and '"' in inner and '"' not in inner.replace('""', ""):
        return inner.replace('""', '"')
    return field


def _range(text: str, between: str, name: str) -> tuple[int, int]:
    start, _, end = text.partition(between)
    if not (start.isdecimal() and end.isdecimal() and int(start) < int(end)):
        raise ValueError(f"`{name}` must end with two numbers such as 10{between}14")
    return int(start), int(end)
