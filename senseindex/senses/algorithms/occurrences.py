"""What an induction algorithm is given: the occurrences of one lemma."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from senseindex.arrays import FloatArray, IntArray
from senseindex.errors import UsageError


@dataclass(frozen=True, slots=True)
class Context:
    """The sentence of an occurrence: its tokens as the text spells them, and the place of the occurrence in it."""

    tokens: tuple[str, ...]
    position: int


@dataclass(frozen=True, eq=False, slots=True)
class LemmaOccurrences:
    """Occurrences of one lemma, or groups of them that stand close together in one text.

    `vectors` `(n, d)` are of unit norm: sense vectors, of a group their normalised mean. `lemma` is the lemma with its
    part of speech (`bank-n`), empty where it has none to tell. `read_contexts` reads the contexts of the occurrences in
    given places `(m,)`, counted from 0.
    """

    vectors: FloatArray
    lemma: str = ""
    read_contexts: Callable[[IntArray], Sequence[Context]] | None = None

    def __len__(self) -> int:
        return len(self.vectors)

    def contexts(self) -> Sequence[Context]:
        """The context of each of the n, of a group that of its first occurrence; read from the corpus at each call.

        Raises UsageError where there are only vectors, as in an evaluation.
        """
        return self._contexts_at(np.arange(len(self), dtype=np.int64))

    def at(self, places: IntArray, vectors: FloatArray | None = None) -> LemmaOccurrences:
        """Those in these places `(m,)`, or `vectors` `(m, d)` that stand for them."""
        return LemmaOccurrences(
            self.vectors[places] if vectors is None else vectors,
            self.lemma,
            lambda chosen: self._contexts_at(places[chosen]),
        )

    def _contexts_at(self, places: IntArray) -> Sequence[Context]:
        if self.read_contexts is None:
            raise UsageError("this induction algorithm asks for contexts, and there are only vectors here")
        return self.read_contexts(places)
