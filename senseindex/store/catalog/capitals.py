"""How often each lemma is written with a capital where its place does not ask for one: what tells names from words."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from senseindex.arrays import IntArray
from senseindex.store.catalog.connection import Connection
from senseindex.store.catalog.tokens import unpack_many_lemma_ids, unpack_many_offsets

MOST_SENTENCES: Final = 200_000
"""Of a corpus with more sentences, every second, third ... one is read."""

_AT_ONCE: Final = 20_000
_WORD, _CAPITAL, _OPEN = 1, 2, 4
"""Of a character: it belongs to words; it is a capital; what follows it goes on with a sentence (letter, comma)."""


def capital_counts(
    connection: Connection, size: int, sentence_ids: IntArray | None = None
) -> tuple[IntArray, IntArray]:
    """How many tokens of each lemma `(size,)` stand inside a sentence, and how many of them begin with a capital.

    Inside means: not first, and behind a word or a comma, so that neither a quotation nor what follows a colon counts.
    Of these sentences, or of at most `MOST_SENTENCES` of the corpus.
    """
    inside, capitals = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    columns = "SELECT text, token_offsets, lemma_ids FROM sentence WHERE"
    if sentence_ids is None:
        newest = connection.number("SELECT coalesce(max(id), 0) FROM sentence")
        step = 1 + newest // MOST_SENTENCES
        for first in range(0, newest + 1, _AT_ONCE * step):
            rows = connection.rows(
                f"{columns} id >= ? AND id < ? AND id % ? = 0", (first, first + _AT_ONCE * step, step)
            )
            _count(rows, inside, capitals)
    else:
        _count(list(connection.rows_among(f"{columns} id IN ({{}})", sentence_ids.tolist())), inside, capitals)
    return inside, capitals


def _count(rows: list[tuple[str, bytes, bytes]], inside: IntArray, capitals: IntArray) -> None:
    if not rows:
        return
    counts, starts, _ = unpack_many_offsets([row[1] for row in rows])
    lemmas = unpack_many_lemma_ids([row[2] for row in rows], counts).astype(np.int64)
    lengths = np.array([len(row[0]) for row in rows], dtype=np.int64)
    places = starts + np.repeat(lengths.cumsum() - lengths, counts)
    kinds = _kinds("".join(row[0] for row in rows))
    first = np.zeros(len(places), dtype=np.bool_)
    first[(counts.cumsum() - counts)[counts > 0]] = True
    before = np.where(kinds[np.maximum(places - 1, 0)] == 0, places - 2, places - 1)
    open_ = ~first & (kinds[np.maximum(before, 0)] & _OPEN > 0) & (kinds[places] & _WORD > 0) & (lemmas < len(inside))
    np.add.at(inside, lemmas[open_], 1)
    np.add.at(capitals, lemmas[open_ & (kinds[places] & _CAPITAL > 0)], 1)


def _kinds(text: str) -> npt.NDArray[np.uint8]:
    """What each character of a text is `(characters,)`; 0 for blanks."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    known = np.flatnonzero(np.bincount(codes))
    table = np.zeros(int(known.max(initial=0)) + 1, dtype=np.uint8)
    table[known] = [_kind(chr(code)) for code in known.tolist()]
    kinds: npt.NDArray[np.uint8] = table[codes]
    return kinds


def _kind(character: str) -> int:
    if character.isspace():
        return 0
    if character.isalpha():
        return _WORD | _OPEN | (_CAPITAL if character.isupper() else 0)
    return _OPEN if character.isdigit() or character in ",;" else 8
