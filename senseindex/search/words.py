"""`index.words`: words as such, by their static vectors, in example sentences, and how ambiguous they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from senseindex.answers.senses import AmbiguousWords
    from senseindex.answers.words import Comparison, NeighborList
    from senseindex.index.open_index import OpenIndex


class Words:
    """Asks for words. Static questions raise StaticVectorError where the index has no static vectors."""

    def __init__(self, index: OpenIndex) -> None:
        self._index = index

    def neighbors(self, word: str, n: int = 10) -> NeighborList:
        """The `n` nearest words of the static space."""
        return self._index.models.need_static().neighbors(self._index.models.static_word(word), n)

    def similarity(self, a: str, b: str) -> float:
        """The static cosine of two words."""
        index = self._index
        return index.models.need_static().similarity(index.models.static_word(a), index.models.static_word(b))

    def analogy(self, a: str, b: str, c: str, *, n: int = 10, method: str = "3cosadd") -> NeighborList:
        """What is to `c` as `b` is to `a`: 3CosAdd (Mikolov et al. 2013) or 3CosMul (Levy & Goldberg 2014)."""
        first, second, third = (self._index.models.static_word(word) for word in (a, b, c))
        return self._index.models.need_static().analogy([second, third], [first], n, method)

    def odd_one_out(self, words: Sequence[str]) -> str:
        """The word farthest from the mean of all, statically."""
        known = [self._index.models.static_word(word) for word in words]
        return words[known.index(self._index.models.need_static().odd_one_out(known))]

    def compare(self, word: str, sentences: Sequence[str], *, layers: str | None = None) -> Comparison:
        """One word in several sentences: static cosines, cosines in context, and by layer if `layers` says which."""
        from senseindex.search.compare import compare_word

        index = self._index
        wanted = [word, index.models.lemmatizer.lemma(word)]
        targets = [index.models.target(text, wanted) for text in sentences]
        return compare_word(word, targets, index.models.text_encoder, index.models.static_vector(word), layers)

    def ambiguous(self, n: int = 20, *, min_frequency: int = 50, min_share: float = 0.05) -> AmbiguousWords:
        """The `n` most clearly ambiguous words that occur `min_frequency` times, by `separability`.

        A word counts where two of its senses or more have `min_share` of its occurrences.
        """
        from senseindex.answers.senses import AmbiguousWord, AmbiguousWords

        catalog = self._index.catalog
        rows = catalog.senses.most_separable(n, min_occurrences=min_frequency, min_share=min_share)
        lemmas = catalog.lemmas.by_id([row[0] for row in rows])
        labels: dict[int, list[str]] = {}
        for sense in catalog.senses.of(list(lemmas)):
            if sense.number:
                labels.setdefault(sense.lemma_id, []).append(sense.label)
        return AmbiguousWords(
            tuple(
                AmbiguousWord(lemmas[lemma_id].lempos, apart, senses, occurrences, tuple(labels[lemma_id]))
                for lemma_id, apart, senses, occurrences in rows
            )
        )
