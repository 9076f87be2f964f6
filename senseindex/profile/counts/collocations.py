"""Which words stand near the hits of a lemma."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from senseindex.arrays import BoolArray, IntArray
from senseindex.profile.counts.words import Word
from senseindex.profile.subject import Subject
from senseindex.search.context_filters import around
from senseindex.search.hits import Hits
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.lemmas import LemmaRow


@dataclass(frozen=True, eq=False)
class CollocationCounts:
    """The words within `window` tokens on a `side` (both, left, right) of `freq` hits, where `inside` tokens stand.

    `table` `(words, 3)` says of each word how many of its tokens stand there, and to the left and to the right of a
    hit. A token that is near several hits counts once; the lemma itself, and what has no letter or digit, is no word.
    """

    window: int
    side: str
    freq: int
    inside: int
    words: tuple[Word, ...]
    table: IntArray

    def __add__(self, other: CollocationCounts) -> CollocationCounts:
        """The counts of two parts of a corpus together. Raises ValueError for those of another window."""
        if (self.window, self.side) != (other.window, other.side):
            raise ValueError("only counts of the same window add up")
        places = {word: place for place, word in enumerate(dict.fromkeys([*self.words, *other.words]))}
        table = np.zeros((len(places), 3), dtype=np.int64)
        for counts in (self, other):
            table[[places[word] for word in counts.words]] += counts.table
        freq, inside = self.freq + other.freq, self.inside + other.inside
        return CollocationCounts(self.window, self.side, freq, inside, tuple(places), table)

    def frequent(self, minimum: int) -> CollocationCounts:
        """Without the words that stand there less often."""
        kept = np.flatnonzero(self.table[:, 0] >= minimum)
        words = tuple(self.words[place] for place in kept.tolist())
        return CollocationCounts(self.window, self.side, self.freq, self.inside, words, self.table[kept])


class CollocationCounter:
    """Counts around the hits of one lemma; asked for several of its senses, it reads their sentences once."""

    def __init__(self, catalog: Catalog, subject: Subject, window: int, side: str = "both") -> None:
        self._catalog = catalog
        self._window, self._side = window, side
        self._left_out = subject.lemma_ids
        self._tokens = catalog.sentences.tokens(np.unique(subject.hits.sentences))
        self._known: dict[int, LemmaRow] = {}

    def count(self, hits: Hits) -> CollocationCounts:
        """What stands near these hits of the lemma."""
        lemmas, left, right = self._near(hits)
        chosen = {"both": left | right, "left": left, "right": right}[self._side]
        lemma_ids, place = np.unique(lemmas, return_inverse=True)
        masks = (chosen, chosen & left, chosen & right)
        table = np.column_stack([np.bincount(place[mask], minlength=len(lemma_ids)) for mask in masks])
        rows = self._rows(lemma_ids[table[:, 0] > 0])
        are_words = [any(map(str.isalnum, row.lemma)) and row.id not in self._left_out for row in rows]
        words = tuple((row.lemma, row.pos) for row, is_word in zip(rows, are_words, strict=True) if is_word)
        kept = table[table[:, 0] > 0][np.array(are_words, dtype=np.bool_)].astype(np.int64)
        return CollocationCounts(self._window, self._side, len(hits), int(chosen.sum()), words, kept)

    def _near(self, hits: Hits) -> tuple[IntArray, BoolArray, BoolArray]:
        """The lemmas of the tokens near hits `(tokens,)`, each once, and whether it is to the left and to the right.

        A token between two hits may be to the left of one and to the right of the other. The hits are left out.
        """
        before, first, last, after = around(self._tokens, hits, self._window)
        left, right = self._within(before, first), self._within(last, after)
        left[first] = right[first] = False
        near = np.flatnonzero(left | right)
        return self._tokens.lemmas[near].astype(np.int64), left[near], right[near]

    def _within(self, starts: IntArray, ends: IntArray) -> BoolArray:
        """`(tokens,)`: whether the token is in one of the ranges."""
        size = len(self._tokens) + 1
        changes = np.bincount(starts, minlength=size) - np.bincount(ends, minlength=size)
        inside: BoolArray = np.cumsum(changes)[:-1] > 0
        return inside

    def _rows(self, lemma_ids: IntArray) -> list[LemmaRow]:
        unknown = [lemma_id for lemma_id in lemma_ids.tolist() if lemma_id not in self._known]
        self._known |= self._catalog.lemmas.by_id(unknown)
        return [self._known[lemma_id] for lemma_id in lemma_ids.tolist()]
