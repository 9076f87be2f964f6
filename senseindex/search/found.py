"""The hits of a question as arrays, before they become lines: occurrences, or spans that a pattern fits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from senseindex.arrays import BoolArray, FloatArray, IntArray
from senseindex.search.kwic import Line, concordance_lines, span_lines
from senseindex.search.pattern import Matches
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.connection import chunks, placeholders

LINES_AT_ONCE = 2_000


@dataclass(frozen=True)
class Found:
    """Hits `(n,)`: sentence and document ids, positions of the first and the last token.

    `occurrences` are ids, None where a pattern was asked for; `scores` None where hits have none.
    """

    sentences: IntArray
    documents: IntArray
    first: IntArray
    last: IntArray
    occurrences: IntArray | None = None
    scores: FloatArray | None = None

    def __len__(self) -> int:
        return len(self.sentences)

    def take(self, chosen: IntArray | BoolArray | slice) -> Found:
        """Some of the hits, or all in another order."""
        return Found(
            self.sentences[chosen],
            self.documents[chosen],
            self.first[chosen],
            self.last[chosen],
            None if self.occurrences is None else self.occurrences[chosen],
            None if self.scores is None else self.scores[chosen],
        )

    @classmethod
    def of_occurrences(cls, catalog: Catalog, ids: IntArray, scores: FloatArray | None = None) -> Found:
        """These occurrences, in their order."""
        ascending = np.sort(ids)
        rows: list[tuple[int, int, int]] = []
        for chunk in chunks(ascending.tolist()):
            sql = f"SELECT id, sentence_id, position FROM occurrence WHERE id IN ({placeholders(chunk)})"
            rows += catalog.rows(sql, chunk)
        table = np.array(rows, dtype=np.int64).reshape(-1, 3)
        table = table[np.argsort(table[:, 0])][np.searchsorted(ascending, ids)]
        ranges = catalog.rows("SELECT first_occurrence, id FROM document ORDER BY first_occurrence, id")
        documents = np.array(ranges, dtype=np.int64).reshape(-1, 2)
        # A document without occurrences shares its start with the next one, which sorts after it.
        owners = documents[np.searchsorted(documents[:, 0], ids, side="right") - 1, 1] if len(ids) else ids
        return cls(table[:, 1], owners, table[:, 2], table[:, 2], ids, scores)

    @classmethod
    def of_matches(cls, matches: Matches) -> Found:
        return cls(matches.sentences, matches.documents, matches.first, matches.last)

    def lines(self, catalog: Catalog, window: int, *, text_only: bool = False) -> list[Line]:
        """The hits as concordance lines, in their order; `text_only` as in `span_lines`."""
        if self.occurrences is not None:
            return concordance_lines(catalog, self.occurrences.tolist(), window)
        return span_lines(
            catalog, self.sentences.tolist(), self.first.tolist(), self.last.tolist(), window, text_only=text_only
        )

    def line_batches(self, catalog: Catalog, window: int) -> Iterator[tuple[Found, list[Line]]]:
        """All lines, some thousand at a time, each with its hits."""
        for start in range(0, len(self), LINES_AT_ONCE):
            part = self.take(slice(start, start + LINES_AT_ONCE))
            yield part, part.lines(catalog, window)

    def sampled(self, count: int, seed: int, offset: int = 0) -> Found:
        """`count` of the hits in corpus order, chosen by id and seed alone, so that they survive compaction.

        `offset` gives the next ones of the same seed.
        """
        keys = self.occurrences if self.occurrences is not None else self.sentences * 65536 + self.first
        chosen = np.argsort(mixed(keys, seed), kind="stable")[offset : offset + count]
        return self.take(chosen[np.argsort(keys[chosen])])


def mixed(ids: IntArray, seed: int) -> npt.NDArray[np.uint64]:
    """A number for each id that looks random and depends on id and seed alone."""
    keys = ids.astype(np.uint64) + np.uint64((seed * 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF)
    # The finalizer of splitmix64 (Steele, Lea & Flood 2014).
    keys = (keys ^ (keys >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    keys = (keys ^ (keys >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return keys ^ (keys >> np.uint64(31))
