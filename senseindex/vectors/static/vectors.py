"""Static vectors: one vector a word, whatever the context. Opened by memory map and asked.

Neither gensim nor torch is imported here.

A word is looked up as it is written, then in lower case. FastText vectors answer for any word: one out of
vocabulary gets the mean of its character n-grams, as it is written. All scores are cosines of the raw vectors,
except that of the 3CosMul analogy. The definitions are gensim's (`KeyedVectors.most_similar`,
`most_similar_cosmul`, `doesnt_match`), and the tests compare with it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from senseindex.answers.words import Neighbor, NeighborList
from senseindex.errors import OutOfVocabularyError, UsageError
from senseindex.vectors.static.storage import (
    SUBWORDS,
    Matrix,
    StaticFolder,
    normalize,
    open_folder,
    stored_word,
)
from senseindex.vectors.static.subwords import SubwordVectors

ANALOGY_METHODS = ("3cosadd", "3cosmul")

_EPSILON = 1e-6
_BLOCK = 1 << 16
_SPELLING_CANDIDATES = 200_000


class StaticVectors:
    """The static vectors of a folder, read-only; see the head of this module.

    `words` are in the order of the rows, the most frequent first where frequencies are known; `vocabulary` maps a
    word to its row; `counts` `(n,) int64` are None for vectors that came without; `info` says where they are from.

    >>> vectors = StaticVectors.open("indexes/pm/static")                       # doctest: +SKIP
    >>> vectors.neighbors("bank", n=3)                                          # doctest: +SKIP
    >>> vectors.complete_analogy("man", "king", "woman")                        # doctest: +SKIP
    """

    def __init__(self, folder: StaticFolder) -> None:
        self.info = folder.info
        self.words = folder.words
        self.counts = folder.counts
        self.vocabulary: Mapping[str, int] = MappingProxyType({word: row for row, word in enumerate(folder.words)})
        self._raw = folder.raw
        self._rows = folder.rows
        self._index = folder.index
        self._subwords: SubwordVectors | None = None
        if folder.info.subwords is not None:
            self._subwords = SubwordVectors.open(folder.path / SUBWORDS, folder.info.subwords, folder.info.dimension)

    @classmethod
    def open(cls, folder: Path | str) -> StaticVectors:
        """Open a folder that training or an import has written.

        Raises StaticVectorError where there are no static vectors or they are damaged.
        """
        return cls(open_folder(Path(folder)))

    def __repr__(self) -> str:
        info = self.info
        return f"StaticVectors({info.method}, {info.words:,} words, {info.dimension} dimensions)"

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word: str) -> bool:
        """Whether `vector(word)` gives a vector: with FastText also for words out of vocabulary."""
        if self.position(word) is not None:
            return True
        return self._subwords is not None and self._subwords.vector(stored_word(word)) is not None

    def describe(self) -> dict[str, Any]:
        """Method, unit, size, source and training settings as plain data."""
        return self.info.as_dict()

    @property
    def dimension(self) -> int:
        """The number of dimensions of a vector."""
        return self.info.dimension

    @property
    def normalized(self) -> Matrix:
        """All vectors scaled to length one, `(n, d) float32`, in the order of `words`: a read-only view of the index.

        The rows may be unaligned in memory, so numpy copies what it multiplies: take slices.
        """
        return np.asarray(_IndexRows(self._index))

    def position(self, word: str) -> int | None:
        """The row of a word in the vocabulary (as written, else in lower case), None for one that is not in it."""
        name = stored_word(word)
        found = self.vocabulary.get(name)
        return self.vocabulary.get(name.lower()) if found is None else found

    def vector(self, word: str) -> npt.NDArray[np.float32]:
        """The raw vector of a word, `(d,) float32`.

        Raises OutOfVocabularyError, with near spellings, for a word that has none.
        """
        position = self.position(word)
        if position is not None:
            return self._raw_vector(position)
        vector = None if self._subwords is None else self._subwords.vector(stored_word(word))
        if vector is None:
            raise self._out_of_vocabulary(word)
        return vector

    def similarity(self, first: str, second: str) -> float:
        """The cosine of two words, -1 to 1."""
        vectors = np.stack([self.vector(first), self.vector(second)]).astype(np.float64)
        lengths = np.linalg.norm(vectors, axis=1)
        if not lengths.all():
            return 0.0
        return float(np.clip(vectors[0] @ vectors[1] / (lengths[0] * lengths[1]), -1.0, 1.0))

    def neighbors(self, word: str, n: int = 10) -> NeighborList:
        """The `n` nearest words by cosine, the word itself left out.

        Raises OutOfVocabularyError for a word without a vector and UsageError for `n` below 1.
        """
        position = self.position(word)
        exclude = set() if position is None else {position}
        return self._nearest(self._unit(word), n, exclude, word)

    def neighbors_of_vector(
        self, vector: npt.ArrayLike, n: int = 10, exclude: Collection[str] = (), *, query: str = "vector"
    ) -> NeighborList:
        """The `n` words nearest to a vector `(d,)` of any length, without the words of `exclude`.

        `query` is the title of the answer. Raises UsageError for another shape.
        """
        point = np.asarray(vector, dtype=np.float32)
        if point.shape != (self.dimension,):
            raise UsageError(f"a vector of shape {point.shape} cannot be compared with {self.dimension} dimensions")
        return self.neighbors_of_vectors(point[None], n, [exclude], queries=[query])[0]

    def neighbors_of_vectors(
        self,
        vectors: npt.NDArray[np.float32],
        n: int,
        excludes: Sequence[Collection[str]],
        *,
        queries: Sequence[str] | None = None,
    ) -> list[NeighborList]:
        """The `n` words nearest to each row of `(q, d)`, without the words of its `excludes`, all at once."""
        _check_number(n)
        if not len(vectors):
            return []
        positions = [{self.position(word) for word in exclude} - {None} for exclude in excludes]
        scores, found = self.nearest_positions(normalize(vectors), n + max(map(len, positions)))
        return [
            self._neighbor_list(found[row], scores[row], n, positions[row], queries[row] if queries else "vector")
            for row in range(len(vectors))
        ]

    def analogy(
        self, positive: Sequence[str], negative: Sequence[str], n: int = 10, method: str = "3cosadd"
    ) -> NeighborList:
        """The words that are like all of `positive` and unlike all of `negative`; the query's words are left out.

        "3cosadd" ranks by the cosine with the sum of the normalised vectors, the negative ones subtracted
        (Mikolov et al. 2013). "3cosmul" ranks by the product of the cosines with the positive words over the
        product of those with the negative words, cosines shifted to (1 + cos) / 2 and 1e-6 added to the
        denominator (Levy and Goldberg 2014, equation 4).

        Raises OutOfVocabularyError for a word without a vector, UsageError for a request that has no answer.
        """
        if isinstance(positive, str) or isinstance(negative, str):
            raise UsageError("an analogy takes lists of words, such as analogy(['king', 'woman'], ['man'])")
        if not positive:
            raise UsageError("an analogy needs at least one positive word")
        if method not in ANALOGY_METHODS:
            raise UsageError(f"no analogy method {method!r}; choose {' or '.join(ANALOGY_METHODS)}")
        terms = np.stack([self._unit(word) for word in (*positive, *negative)])
        exclude = {self.position(word) for word in (*positive, *negative)} - {None}
        title = " - ".join([" + ".join(positive), *negative])
        if method == "3cosadd":
            signs = np.array([1.0] * len(positive) + [-1.0] * len(negative), dtype=np.float32)
            return self._nearest(normalize((signs @ terms)[None])[0], n, exclude, title)
        _check_number(n)
        shifted = (1 + self._cosines(terms)) / 2
        scores = shifted[:, : len(positive)].prod(axis=1) / (shifted[:, len(positive) :].prod(axis=1) + _EPSILON)
        wanted = min(n + len(exclude), len(scores))
        best = np.argpartition(-scores, wanted - 1)[:wanted]
        best = best[np.argsort(-scores[best], kind="stable")]
        return self._neighbor_list(best, scores[best], n, exclude, title)

    def complete_analogy(self, a: str, b: str, c: str, n: int = 10, method: str = "3cosadd") -> NeighborList:
        """`a` is to `b` as `c` is to ?: complete_analogy("man", "king", "woman") looks for *queen*."""
        found = self.analogy([b, c], [a], n, method)
        return NeighborList(f"{a} : {b} = {c} : ?", found.items)

    def odd_one_out(self, words: Sequence[str]) -> str:
        """The word that is least like the others: the lowest cosine with the mean of the normalised vectors.

        Raises OutOfVocabularyError if a word has no vector, UsageError for fewer than three words.
        """
        if isinstance(words, str) or len(words) < 3:
            raise UsageError("the odd one out needs a list of three words or more")
        vectors = np.stack([self._unit(word) for word in words])
        cosines = vectors @ normalize(vectors.mean(axis=0)[None])[0]
        return min(zip(cosines.tolist(), words, strict=True))[1]

    def nearest_positions(
        self, queries: npt.NDArray[np.float32], n: int
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
        """The `n` best rows for each query `(q, d)`: inner products and positions, both `(q, n)`, best first.

        Give queries of length one to get cosines. `n` is cut to the size of the vocabulary.
        """
        found: tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]] = self._index.search(
            np.ascontiguousarray(queries, dtype=np.float32), min(n, len(self.words))
        )
        return found

    def _raw_vector(self, position: int) -> npt.NDArray[np.float32]:
        start = int(self._rows[position])
        data = self._raw[start : start + 4 * self.dimension].tobytes()
        return np.frombuffer(data, dtype="<f4").astype(np.float32, copy=False)

    def _unit(self, word: str) -> npt.NDArray[np.float32]:
        unit: npt.NDArray[np.float32] = normalize(self.vector(word)[None])[0]
        return unit

    def _cosines(self, terms: Matrix) -> Matrix:
        """Cosines of every word with every row of `terms`, `(n, terms)`."""
        matrix = self.normalized
        blocks = [matrix[start : start + _BLOCK] @ terms.T for start in range(0, len(matrix), _BLOCK)]
        return np.concatenate(blocks)

    def _nearest(self, unit: npt.NDArray[np.float32], n: int, exclude: Collection[Any], title: str) -> NeighborList:
        _check_number(n)
        scores, positions = self.nearest_positions(unit[None], n + len(exclude))
        return self._neighbor_list(positions[0], scores[0], n, exclude, title)

    def _neighbor_list(
        self,
        positions: npt.NDArray[np.int64],
        scores: npt.NDArray[np.float32],
        n: int,
        exclude: Collection[Any],
        title: str,
    ) -> NeighborList:
        rows = [
            Neighbor(self.words[position], score)
            for position, score in zip(positions.tolist(), scores.tolist(), strict=True)
            if position not in exclude
        ]
        return NeighborList(title, tuple(rows[:n]))

    def _out_of_vocabulary(self, word: str) -> OutOfVocabularyError:
        if self._subwords is not None:
            return OutOfVocabularyError(f"{word!r} has no static vector: it is too short to have character n-grams")
        # The most frequent words come first, so a bounded look finds the spellings that people mean.
        near = [
            candidate
            for candidate in self.words[:_SPELLING_CANDIDATES]
            if abs(len(candidate) - len(word)) <= 2 and (not word or candidate[:1].lower() == word[:1].lower())
        ]
        close = get_close_matches(word.lower(), near, n=3, cutoff=0.7)
        hint = f" Did you mean {', '.join(close)}?" if close else " Only the words of its vocabulary have one."
        return OutOfVocabularyError(
            f"{word!r} has no static vector ({self.info.method}, {len(self.words):,} words).{hint}"
        )


class _IndexRows:
    """The rows of a flat FAISS index for numpy; the array keeps this object, and with it the mapped index, alive."""

    def __init__(self, index: Any) -> None:
        self.index = index
        self.__array_interface__ = {
            "version": 3,
            "typestr": "<f4",
            "shape": (index.ntotal, index.d),
            "data": (int(index.get_xb()), True),
        }


def _check_number(n: int) -> None:
    if n < 1:
        raise UsageError(f"the number of words must be at least 1, not {n}")
