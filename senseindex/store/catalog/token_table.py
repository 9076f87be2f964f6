"""Sentences side by side as one long array of lemma ids, so that a question to every token is a few array operations.

A corpus of 3 M tokens is read in a tenth of a second. Forms are cut from the text where they are asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from senseindex.arrays import BoolArray, IntArray
from senseindex.store.catalog.connection import Connection
from senseindex.store.catalog.sentence_occurrences import occurrences_in
from senseindex.store.catalog.tokens import token_count, unpack_many_lemma_ids, unpack_many_offsets

_EVERY_SENTENCE = 0.3
"""Where more than this part of all sentences is asked for, reading all of them is quicker than naming them."""


class TokenTable:
    """The tokens of some sentences.

    `sentences` `(s,)` ascending ids, `documents` `(s,)`; `starts` `(s + 1,)` says where the tokens of each begin in
    `lemmas` `(tokens,)`, the lemma id of every token.
    """

    def __init__(
        self, connection: Connection, sentences: IntArray, documents: IntArray, pieces: list[tuple[int, bytes]]
    ):
        self._connection = connection
        self.sentences = sentences
        self.documents = documents
        counts = np.array([count for count, _ in pieces], dtype=np.int64)
        self.starts: IntArray = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts)])
        self.lemmas = unpack_many_lemma_ids([blob for _, blob in pieces], counts)

    @classmethod
    def read(cls, connection: Connection, sentence_ids: IntArray | None = None) -> TokenTable:
        """The tokens of these sentences, or of all."""
        rows = _rows(connection, "document_id, token_offsets, lemma_ids", sentence_ids)
        return cls(
            connection,
            np.array([row[0] for row in rows], dtype=np.int64),
            np.array([row[1] for row in rows], dtype=np.int64),
            [(token_count(offsets), lemma_ids) for _, _, offsets, lemma_ids in rows],
        )

    def __len__(self) -> int:
        return len(self.lemmas)

    def rows_of(self, places: IntArray) -> IntArray:
        """In which sentence, by its number here, each of these places `(n,)` of the array lies."""
        return np.searchsorted(self.starts, places, side="right") - 1

    def places(self, sentence_ids: IntArray, positions: IntArray) -> IntArray:
        """The places in the array of tokens given by sentence and position, which must be here."""
        found: IntArray = self.starts[np.searchsorted(self.sentences, sentence_ids)] + positions
        return found

    def forms(self, places: IntArray) -> list[str]:
        """The forms of the tokens at these ascending places."""
        numbers, row_of_place = np.unique(self.rows_of(places), return_inverse=True)
        stored = _rows(self._connection, "text, token_offsets", self.sentences[numbers])
        counts, starts, ends = unpack_many_offsets([row[2] for row in stored])
        characters = np.array([len(row[1]) for row in stored], dtype=np.int64)
        shift = (characters.cumsum() - characters)[row_of_place]
        own = places - self.starts[numbers][row_of_place] + (counts.cumsum() - counts)[row_of_place]
        text = "".join(row[1] for row in stored)
        cuts = zip((starts[own] + shift).tolist(), (ends[own] + shift).tolist(), strict=True)
        return [text[start:end] for start, end in cuts]

    def unmarked_with(self, words: Sequence[str], marked: BoolArray) -> IntArray:
        """Places, not `marked` `(tokens,)`, in sentences whose text holds one of the case-folded words."""
        rows = _rows(self._connection, "text", self.sentences)
        held = [any(word in text.casefold() for word in words) for _, text in rows]
        found: IntArray = np.flatnonzero(np.repeat(np.array(held, dtype=np.bool_), np.diff(self.starts)) & ~marked)
        return found

    def marked_by_lemma(self, wanted: BoolArray) -> BoolArray:
        """`(tokens,)`: whether `wanted[lemma id]`."""
        found: BoolArray = wanted[self.lemmas]
        return found

    def senses(self) -> npt.NDArray[np.int32]:
        """`(tokens,)` the sense id of every token, 0 for none."""
        senses = np.zeros(len(self), dtype=np.int32)
        rows = occurrences_in(self._connection, self.sentences, self.documents)
        senses[self.places(rows[:, 0], rows[:, 1])] = rows[:, 4]
        return senses


def _rows(connection: Connection, columns: str, ids: IntArray | None) -> list[tuple[Any, ...]]:
    """Rows of sentences by ascending id, which comes first; only those of `ids` `(n,)` ascending, None for all."""
    sql = f"SELECT id, {columns} FROM sentence"
    if ids is None:
        return connection.rows(f"{sql} ORDER BY id")
    if len(ids) > _EVERY_SENTENCE * connection.number("SELECT count(*) FROM sentence"):
        wanted = set(ids.tolist())
        return [row for row in connection.rows(f"{sql} ORDER BY id") if row[0] in wanted]
    return list(connection.rows_among(f"{sql} WHERE id IN ({{}}) ORDER BY id", ids.tolist()))
