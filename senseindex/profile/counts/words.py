"""How often given words occur in a subcorpus, and how many of their tokens have vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from senseindex.arrays import BoolArray, IntArray
from senseindex.profile.subject import Subcorpus
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.lemmas import is_content

Word: TypeAlias = tuple[str, str]
"""A lemma and its part of speech (UPOS, "" where unknown)."""


@dataclass(frozen=True, eq=False)
class WordCounts:
    """Words in a subcorpus of `size` tokens.

    `table` `(words, 3)`: tokens in the subcorpus, and tokens and vectors in the whole corpus. Words that do not occur
    may be asked for; they have none.
    """

    size: int
    words: tuple[Word, ...]
    table: IntArray

    def __add__(self, other: WordCounts) -> WordCounts:
        """The counts of two parts of a corpus together."""
        places = {word: place for place, word in enumerate(dict.fromkeys([*self.words, *other.words]))}
        table = np.zeros((len(places), 3), dtype=np.int64)
        for counts in (self, other):
            table[[places[word] for word in counts.words]] += counts.table
        return WordCounts(self.size + other.size, tuple(places), table)

    def of(self, words: Sequence[Word]) -> tuple[IntArray, BoolArray]:
        """Tokens in the subcorpus of these words `(n,)`, and which of them are content words."""
        places = {word: place for place, word in enumerate(self.words)}
        table = self.table[[places[word] for word in words]]
        return table[:, 0], is_content(table[:, 1], table[:, 2])


def count_words(catalog: Catalog, subcorpus: Subcorpus, words: Sequence[Word]) -> WordCounts:
    """What there is of these words."""
    rows = catalog.lemmas.of_words(words)
    found = [(row.id, row.frequency, row.occurrences) if (row := rows.get(word)) else (0, 0, 0) for word in words]
    lemma_ids, frequencies, occurrences = np.array(found, dtype=np.int64).reshape(-1, 3).T
    tokens = frequencies
    if subcorpus.where is not None:
        known, counts = catalog.sentences.lemma_counts(subcorpus.documents.tolist())
        tokens, there = np.zeros_like(frequencies), np.isin(lemma_ids, known)
        tokens[there] = counts[np.searchsorted(known, lemma_ids[there])]
    return WordCounts(subcorpus.size, tuple(words), np.column_stack([tokens, frequencies, occurrences]))
