"""The order of concordance lines: every hit takes part, not only the page.

Keys are read from a list such as `R1,L1,-date`; `-` turns one round. `L1`, `R2`: the n-th word left or right; `left`,
`right`: the nearest words together; `L1.lemma`, `node.pos`: an attribute of what stands there, as `positions` has it;
`node`; `sense`; `score` (best first); `document`: corpus order; else a metadata column, hits without a value last.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from senseindex.arrays import IntArray
from senseindex.errors import UsageError
from senseindex.search.hits import Hits
from senseindex.search.kwic import Line, lines
from senseindex.search.positions import FARTHEST, position, values_at
from senseindex.store.catalog.catalog import Catalog

FIXED_KEYS = ("score", "sense", "document", "node", "left", "right", "L1", "R1")
NEAREST = 5
_WORD = re.compile(r"\w+")
_PLACE = re.compile(r"([LR])([1-9][0-9]?)", re.IGNORECASE)


def sort_keys(catalog: Catalog, sort: str) -> list[str]:
    """The keys of a list, checked. Raises UsageError for one that is neither fixed nor a metadata column."""
    keys = [key.strip() for key in sort.split(",")]
    columns = catalog.documents.metadata_columns()
    known = {key.lower() for key in (*FIXED_KEYS, *columns)}
    for key in keys:
        name = key.removeprefix("-")
        place = _PLACE.fullmatch(name)
        if "." in name and position(name) is not None:
            continue
        if name.lower() not in known and (place is None or int(place[2]) > FARTHEST):
            there = ", ".join([*FIXED_KEYS, "L2", "R2", "...", "L1.lemma", "node.pos", "...", *columns])
            raise UsageError(f"cannot sort by {name!r}: it is no metadata column of this index; there are {there}")
    return keys


def ordered(catalog: Catalog, hits: Hits, keys: Sequence[str]) -> Hits:
    """The hits sorted by the keys, the first one first; equal ones stay as they are."""
    cut = _LinesToSort(catalog, hits, keys)
    order = np.arange(len(hits))
    ranks = [_ranks(_values(catalog, hits, cut, key), key.startswith("-")) for key in keys]
    if len(hits):
        order = np.lexsort(ranks[::-1])
    return hits.take(order)


class _LinesToSort:
    """The lines of all hits, made when a key needs them, with no more context than the keys ask for."""

    def __init__(self, catalog: Catalog, hits: Hits, keys: Sequence[str]) -> None:
        names = [key.removeprefix("-") for key in keys]
        distances = [int(place[2]) for name in names if (place := _PLACE.fullmatch(name))]
        distances += [NEAREST for name in names if name.lower() in ("left", "right")]
        # Punctuation is context too, so that the n-th word may be further than n tokens away.
        self._window = 2 * max(distances, default=0)
        self._catalog, self._hits = catalog, hits
        self._lines: list[Line] | None = None

    def all(self) -> list[Line]:
        if self._lines is None:
            self._lines = lines(self._catalog, self._hits, self._window, text_only=True)
        return self._lines


def _values(catalog: Catalog, hits: Hits, cut: _LinesToSort, key: str) -> list[Any]:
    name = key.removeprefix("-").lower()
    at = position(name) if "." in name else None
    if at is not None and name not in map(str.lower, catalog.documents.metadata_columns()):
        return [value or None for value in values_at(catalog, hits, at, ignore_case=True)]
    place = _PLACE.fullmatch(name)
    of_line: Callable[[Line], Any] | None = None
    if place:
        side, number = place[1].lower(), int(place[2]) - 1
        of_line = (lambda line: _nth(_left(line), number)) if side == "l" else (lambda line: _nth(_right(line), number))
    elif name == "left":
        of_line = lambda line: tuple(_left(line)[:NEAREST])  # noqa: E731
    elif name == "right":
        of_line = lambda line: tuple(_right(line)[:NEAREST])  # noqa: E731
    elif name == "node":
        of_line = lambda line: line.node.lower()  # noqa: E731
    if of_line is not None:
        return [of_line(line) for line in cut.all()]
    if name == "sense":
        return [None if sense is None else _sense_key(sense) for sense in hits.sense_names(catalog)]
    if name == "score":
        if hits.scores is None:
            raise UsageError("nothing to score by: --sort score needs a context, a sense or an occurrence")
        return list((-hits.scores).tolist())
    if name == "document":
        return list(zip(hits.documents.tolist(), hits.sentences.tolist(), hits.first.tolist(), strict=True))
    return metadata_values(catalog, hits, name)


def metadata_values(catalog: Catalog, hits: Hits, name: str) -> list[Any]:
    """The value of a metadata column for every hit: None, or a key that puts numbers before text."""
    column = next(column for column in catalog.documents.metadata_columns() if column.lower() == name.lower())
    documents = np.unique(hits.documents).tolist()
    metadata = catalog.documents.metadata_of(documents)
    keys = {}
    for document in documents:
        value = metadata[document].get(column)
        number = isinstance(value, int | float)
        keys[document] = None if value is None else (not number, value if number else 0, "" if number else str(value))
    return [keys[document] for document in hits.documents.tolist()]


def _ranks(values: list[Any], reverse: bool) -> IntArray:
    """A number for each value, in order; None comes last in either direction."""
    known = sorted({value for value in values if value is not None})
    if reverse:
        known.reverse()
    rank = {value: number for number, value in enumerate(known)}
    return np.array([len(rank) if value is None else rank[value] for value in values], dtype=np.int64)


def _left(line: Line) -> list[str]:
    return _WORD.findall(line.left.lower())[::-1]


def _right(line: Line) -> list[str]:
    return _WORD.findall(line.right.lower())


def _nth(words: Sequence[str], number: int) -> str:
    return words[number] if number < len(words) else ""


def _sense_key(sense: str) -> tuple[str, tuple[int, ...], str]:
    """`bank%2` before `bank%10`, and ids of another make by their letters."""
    lemma, _, number = sense.rpartition("%")
    numbers = number.split(".")
    if all(map(str.isdecimal, numbers)):
        return lemma, tuple(map(int, numbers)), ""
    return lemma, (), number
