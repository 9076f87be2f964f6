"""The hits that a profile is made of: occurrences of a lemma, by sense and document, inside a subcorpus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from senseindex.answers.senses import NO_SENSE
from senseindex.arrays import BoolArray, IntArray
from senseindex.errors import UsageError
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.connection import placeholders
from senseindex.store.catalog.lemmas import LemmaRow
from senseindex.store.catalog.senses import SenseRow


@dataclass(frozen=True)
class Subcorpus:
    """The documents that a filter leaves `(documents,)`, in the order of their occurrences.

    `documents` are ids, `tokens` their sizes, `starts` and `ends` the ranges of their occurrence ids.
    """

    where: str | None
    documents: IntArray
    tokens: IntArray
    starts: IntArray
    ends: IntArray

    @property
    def size(self) -> int:
        """Tokens of all its documents."""
        return int(self.tokens.sum())

    @classmethod
    def of(cls, catalog: Catalog, where: str | None, parameters: Sequence[Any] = ()) -> Subcorpus:
        """The documents that fulfil `where`, all if None. Raises FilterError for a bad filter, UsageError for none."""
        rows = catalog.rows(
            "SELECT id, coalesce(tokens, 0), first_occurrence, end_occurrence FROM document ORDER BY 3, 4"
        )
        table = np.array(rows, dtype=np.int64).reshape(-1, 4)
        if where is not None:
            table = table[np.isin(table[:, 0], catalog.documents.filtered(where, parameters))]
            if not table[:, 1].sum():
                raise UsageError(f"no document fulfils {where!r}; `senseindex info` lists the metadata columns")
        return cls(where, *table.T)

    def places_of(self, occurrence_ids: IntArray) -> IntArray:
        """The place of each occurrence's document, -1 where it is none of these."""
        if not len(self.documents):
            return np.full(len(occurrence_ids), -1, dtype=np.int64)
        place = np.searchsorted(self.starts, occurrence_ids, side="right") - 1
        return np.where((place >= 0) & (occurrence_ids < self.ends[place]), place, -1)


@dataclass(frozen=True)
class LemmaHits:
    """Occurrences `(n,)` by id: sense ids (0 for none), confidences (percent, -1 for none), places among the documents.

    `documents[i]` is a place in `subcorpus.documents`. `word` is what was asked for, `senses` are all of the lemmas.
    """

    word: str
    lemmas: tuple[LemmaRow, ...]
    senses: tuple[SenseRow, ...]
    subcorpus: Subcorpus
    ids: IntArray
    sense_ids: IntArray
    confidences: IntArray
    documents: IntArray
    sentence_ids: IntArray
    positions: IntArray

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def lemma_ids(self) -> list[int]:
        return [lemma.id for lemma in self.lemmas]

    def where(self, chosen: BoolArray) -> LemmaHits:
        """Only the hits that `chosen` `(n,)` marks."""
        columns = (self.ids, self.sense_ids, self.confidences, self.documents, self.sentence_ids, self.positions)
        return LemmaHits(self.word, self.lemmas, self.senses, self.subcorpus, *(column[chosen] for column in columns))

    def of(self, senses: Sequence[SenseRow] | None) -> LemmaHits:
        """Only the hits that have one of these senses; all if None."""
        if senses is None:
            return self
        return self.where(np.isin(self.sense_ids, [sense.id for sense in senses]))

    def by_document(self) -> IntArray:
        """How many hits each document of the subcorpus has `(documents,)`."""
        return np.bincount(self.documents, minlength=len(self.subcorpus.documents)).astype(np.int64)

    def series(self) -> list[tuple[str, str, BoolArray]]:
        """Name, label and mask of every part that the hits fall into: senses, unclear, no sense; empty ones left out.

        The masks add up to all hits.
        """
        found = [(sense.name, sense.label, self.sense_ids == sense.id) for sense in self.senses]
        if (self.sense_ids == 0).any():
            found.append((NO_SENSE, "", self.sense_ids == 0))
        return [part for part in found if part[2].any()]


_HITS = """
SELECT occurrence.id, sentence_id, position, coalesce(sense_id, 0), coalesce(confidence, -1)
FROM occurrence WHERE lemma_id IN ({}) ORDER BY occurrence.id
"""


def find_hits(catalog: Catalog, word: str, lemmas: Sequence[LemmaRow], subcorpus: Subcorpus) -> LemmaHits:
    """All occurrences of these lemmas in the subcorpus."""
    lemma_ids = [lemma.id for lemma in lemmas]
    table = np.array(catalog.rows(_HITS.format(placeholders(lemma_ids)), lemma_ids), dtype=np.int64).reshape(-1, 5)
    places = subcorpus.places_of(table[:, 0])
    table, places = table[places >= 0], places[places >= 0]
    ids, sentences, positions, senses, confidences = table.T
    known = tuple(catalog.senses.of(lemma_ids))
    return LemmaHits(word, tuple(lemmas), known, subcorpus, ids, senses, confidences, places, sentences, positions)
