"""The hits of a question as arrays, before they become lines: occurrences, or spans that a pattern fits."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from senseindex.arrays import BoolArray, FloatArray, IntArray
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.occurrences import OccurrenceTable

_NO_OCCURRENCE = np.array([0, 0, 0, -1], dtype=np.int64)


@dataclass(frozen=True)
class Hits:
    """Hits `(n,)`, in their order: sentence and document ids, positions of the first and the last token.

    `occurrences` `(n, 4)`: id, lemma id, sense id (0 for none), percent (-1 for none) of the occurrence that each hit
    is. Of a match of a pattern that is the first one in it, id 0 where none is; None until `read` looks it up.
    `scores` is None where hits have none.
    """

    sentences: IntArray
    documents: IntArray
    first: IntArray
    last: IntArray
    occurrences: IntArray | None = None
    scores: FloatArray | None = None
    of_pattern: bool = False

    @classmethod
    def of_occurrences(cls, catalog: Catalog, ids: IntArray, scores: FloatArray | None = None) -> Hits:
        """Occurrences `(n,)` as hits, in their order."""
        return cls.of_table(catalog.occurrences.of_ids(ids), scores)

    @classmethod
    def of_table(cls, table: OccurrenceTable, scores: FloatArray | None = None) -> Hits:
        columns = np.column_stack([table.ids, table.lemmas, table.senses, table.percents])
        return cls(table.sentences, table.documents, table.positions, table.positions, columns, scores)

    def __len__(self) -> int:
        return len(self.sentences)

    @property
    def ids(self) -> IntArray:
        """The ids of the occurrences, 0 for none."""
        return self._column(0)

    @property
    def lemma_ids(self) -> IntArray:
        """The lemmas of the occurrences; where there is none, of the first token."""
        return self._column(1)

    @property
    def sense_ids(self) -> IntArray:
        """The senses of the occurrences, 0 for none."""
        return self._column(2)

    @property
    def percents(self) -> IntArray:
        """How sure the senses are, -1 for none."""
        return self._column(3)

    def _column(self, number: int) -> IntArray:
        if self.occurrences is None:
            raise ValueError("the occurrences of these hits have not been read")
        return self.occurrences[:, number]

    def take(self, chosen: IntArray | BoolArray | slice) -> Hits:
        """Some of the hits, or all in another order."""
        return Hits(
            self.sentences[chosen],
            self.documents[chosen],
            self.first[chosen],
            self.last[chosen],
            None if self.occurrences is None else self.occurrences[chosen],
            None if self.scores is None else self.scores[chosen],
            self.of_pattern,
        )

    def sampled(self, count: int, seed: int, offset: int = 0) -> Hits:
        """`count` of the hits in corpus order, chosen by id and seed alone, so that they survive compaction.

        `offset` gives the next ones of the same seed.
        """
        keys = self.sentences * 65536 + self.first if self.of_pattern else self.ids
        return self.take(drawn(keys, count, seed, offset))

    def read(self, catalog: Catalog) -> Hits:
        """The hits with their occurrences known."""
        return replace(self, occurrences=self._first_occurrences(catalog)) if self.occurrences is None else self

    def _first_occurrences(self, catalog: Catalog) -> IntArray:
        found = np.tile(_NO_OCCURRENCE, (len(self), 1))
        sentences, places = np.unique(self.sentences, return_index=True)
        rows = catalog.occurrences.in_sentences(sentences, self.documents[places])
        if len(rows):
            rows = rows[np.lexsort((rows[:, 1], rows[:, 0]))]
            size = int(max(rows[:, 1].max(), self.last.max())) + 1
            keys, wanted = rows[:, 0] * size + rows[:, 1], self.sentences * size
            nearest = np.minimum(np.searchsorted(keys, wanted + self.first), len(keys) - 1)
            inside = (keys[nearest] >= wanted + self.first) & (keys[nearest] <= wanted + self.last)
            found[inside] = rows[nearest[inside]][:, 2:]
        bare = found[:, 0] == 0
        if bare.any():
            tokens = catalog.sentences.tokens(np.unique(self.sentences[bare]))
            found[bare, 1] = tokens.lemmas[tokens.places(self.sentences[bare], self.first[bare])]
        return found

    def sense_names(self, catalog: Catalog) -> list[str | None]:
        """The names of the main senses, None for none."""
        senses = self.read(catalog).sense_ids
        known: dict[int, str] = catalog.senses.main_names(np.unique(senses).tolist())
        return [known.get(sense_id) for sense_id in senses.tolist()]


def drawn(keys: IntArray, count: int, seed: int, offset: int = 0) -> IntArray:
    """The places of `count` of the keys `(n,)`, in the order of the keys, chosen by key and seed alone."""
    chosen = np.argsort(_mixed(keys, seed), kind="stable")[offset : offset + count]
    return chosen[np.argsort(keys[chosen])]


def _mixed(keys: IntArray, seed: int) -> npt.NDArray[np.uint64]:
    """A number for each key that looks random and depends on key and seed alone."""
    mixed = keys.astype(np.uint64) + np.uint64((seed * 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF)
    # The finalizer of splitmix64 (Steele, Lea & Flood 2014).
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
