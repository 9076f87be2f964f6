"""Surface tokens: the words of a multiword token such as German *zum* have one place in the text together."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from senseindex.arrays import BoolArray, IntArray
from senseindex.store.catalog.tagged_corpus import TaggedSentences


class Surfaces:
    """The surface tokens `(n,)` of some sentences.

    `first` is the place of each one's first word in the arrays of tokens; `alone` says that it is its only word,
    `joined` that the next surface token of its sentence follows without a space. `of_tokens` `(tokens,)` is the surface
    token of every word.
    """

    def __init__(self, tagged: TaggedSentences) -> None:
        tokens = len(tagged.lemmas)
        sentence = np.repeat(np.arange(len(tagged.texts)), np.diff(tagged.first))
        begins: BoolArray = np.ones(tokens, dtype=np.bool_)
        begins[1:] = (np.diff(tagged.starts) != 0) | (np.diff(tagged.ends) != 0) | (np.diff(sentence) != 0)
        self.first: IntArray = np.flatnonzero(begins)
        self.of_tokens: IntArray = begins.cumsum() - 1
        self._ends = np.append(self.first, tokens)[1:]
        self.alone: BoolArray = self._ends - self.first == 1
        self.joined: BoolArray = np.zeros(len(self.first), dtype=np.bool_)
        before, after = self.first[:-1], self.first[1:]
        self.joined[:-1] = (tagged.starts[after] == tagged.ends[before]) & (sentence[after] == sentence[before])

    @cached_property
    def multiword(self) -> list[tuple[int, int, bool]]:
        """First and last word of every surface token of several words, and whether the next one is joined."""
        several = np.flatnonzero(~self.alone)
        return list(
            zip(
                self.first[several].tolist(),
                (self._ends[several] - 1).tolist(),
                self.joined[several].tolist(),
                strict=True,
            )
        )
