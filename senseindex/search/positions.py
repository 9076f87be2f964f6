"""What stands at a position of a hit: the node, or the n-th word to its left or right, by any attribute of a token.

A position is written `node`, `L1`, `R2`, ..., an attribute behind a dot: `node.word`, `L1.lemma`, `R1.pos`; an
attribute alone is that of the node. `L1` is the nearest word of the sentence to the left: what has no letter or digit
is no word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from senseindex.answers.lists import ATTRIBUTES
from senseindex.arrays import BoolArray, IntArray
from senseindex.search.context_filters import around
from senseindex.search.hits import Hits
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.token_table import TokenTable

FARTHEST = 50
_POSITION = re.compile(r"(?:(node)|([LR])([1-9][0-9]?))(?:\.(\w+))?", re.IGNORECASE)


@dataclass(frozen=True)
class Position:
    """Where to look, -n words to the left to n words to the right of the node (0), and at which attribute."""

    place: int
    attribute: str

    @property
    def name(self) -> str:
        """As it is written."""
        side = "node" if not self.place else f"{'L' if self.place < 0 else 'R'}{abs(self.place)}"
        return f"{side}.{self.attribute}"


def position(key: str) -> Position | None:
    """The position that a key names, None for what is none."""
    if key.lower() in ATTRIBUTES:
        return Position(0, key.lower())
    found = _POSITION.fullmatch(key)
    if found is None:
        return None
    node, side, number, attribute = found.groups()
    place = 0 if node else int(number) * (-1 if side.upper() == "L" else 1)
    attribute = (attribute or "word").lower()
    return Position(place, attribute) if attribute in ATTRIBUTES and abs(place) <= FARTHEST else None


def values_at(catalog: Catalog, hits: Hits, asked: Position, *, ignore_case: bool = False) -> list[str]:
    """What each hit `(n,)` has at a position: "" where its sentence has ended.

    A node of several tokens has their values apart by blanks.
    """
    table = catalog.sentences.tokens(np.unique(hits.sentences))
    begin, first, last, end = around(table, hits, len(table))
    if asked.place:
        places = _nth_word(catalog, table, (begin, first, last, end), asked.place)
        found = _values(catalog, table, places, asked.attribute)
    else:
        lengths = last - first
        before = np.repeat(lengths.cumsum() - lengths, lengths)
        places = np.repeat(first, lengths) + np.arange(lengths.sum()) - before
        values = _values(catalog, table, places, asked.attribute)
        if (lengths == 1).all():
            found = values
        else:
            bounds = zip((lengths.cumsum() - lengths).tolist(), lengths.cumsum().tolist(), strict=True)
            found = [" ".join(filter(None, values[start:stop])) for start, stop in bounds]
    return [value.casefold() for value in found] if ignore_case else found


def _nth_word(
    catalog: Catalog, table: TokenTable, edges: tuple[IntArray, IntArray, IntArray, IntArray], place: int
) -> IntArray:
    """The place in the table of the n-th word beside each hit, -1 where its sentence has no more."""
    begin, first, last, end = edges
    written = np.zeros(int(table.lemmas.max(initial=0)) + 1, dtype=np.bool_)
    known = [lemma for lemma in catalog.lemmas.written() if lemma < len(written)]
    written[known] = True
    words = np.flatnonzero(written[table.lemmas])
    if place < 0:
        number = np.searchsorted(words, first) + place
        inside: BoolArray = number >= 0
    else:
        number = np.searchsorted(words, last) + place - 1
        inside = number < len(words)
    found = np.full(len(first), -1, dtype=np.int64)
    found[inside] = words[number[inside]]
    found[(found < begin) | (found >= end)] = -1
    return found


def _values(catalog: Catalog, table: TokenTable, places: IntArray, attribute: str) -> list[str]:
    """The attribute of the tokens at these places `(n,)`; "" for -1."""
    there, number = np.unique(places, return_inverse=True)
    kept = there[there >= 0]
    if attribute == "word":
        values = table.forms(kept) if len(kept) else []
    elif attribute == "sense":
        senses = table.senses()[kept].tolist()
        names = catalog.senses.main_names(dict.fromkeys(senses))
        values = [names.get(sense, "") for sense in senses]
    else:
        lemmas = table.lemmas[kept].tolist()
        rows = catalog.lemmas.by_id(dict.fromkeys(lemmas))
        values = [getattr(rows[lemma], attribute) for lemma in lemmas]
    values = [""] * (len(there) - len(kept)) + values
    return [values[each] for each in number.tolist()]
