"""How like an example other occurrences of its word are.

The cosine of two sense vectors of one word says more of the word than of its senses: all occurrences of *bank* share a
direction, and where most are money, this direction is money. So most of the mean of the word's vectors is taken off
first. Then the example is moved towards its nearest neighbours, as one sentence is a poor witness of a sense: average
query expansion (Chum et al. 2007), weighted by similarity as in Radenovic, Tolias & Chum (2019).

On development data (CoarseWSD-20, SemEval-2010 task 14, SemCor) both help every set at 10 to 1,000 occurrences a word,
rare senses most.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from senseindex.arrays import FloatArray, drawn

__all__ = ["QUICK", "WordLikeness", "distinctive", "likeness", "smoothed", "unit"]


COMMON_SHARE: Final = 0.8
"""How much of the mean of the word's vectors is taken off. All of it would leave noise where one sense rules."""

NEIGHBOURS: Final = 20
EXAMPLE_WEIGHT: Final = 3.0
"""How many neighbours the example itself counts for: what is nearest to it should come early."""

SMOOTHING_NEIGHBOURS: Final = 5

QUICK: Final = 4000
"""Occurrences to look for neighbours among where somebody waits for the answer."""

_BLOCK = 1024


def distinctive(vectors: FloatArray, mean: FloatArray) -> FloatArray:
    """Vectors `(n, d)` of unit norm, without what the word's occurrences (of this mean `(d,)`) have in common."""
    return unit(unit(vectors) - COMMON_SHARE * mean)


class WordLikeness:
    """Scores the occurrences of one word `(n, d)` by how like an example they are, for one example after another.

    `mean` `(d,)` is that of all occurrences of the word; None where `vectors` are all.
    """

    def __init__(self, vectors: FloatArray, mean: FloatArray | None = None) -> None:
        self._vectors = vectors
        # The distinctive vectors themselves are never made, only their products: that would be most of the work.
        self._scales = 1.0 / np.maximum(np.sqrt(np.einsum("nd,nd->n", vectors, vectors)), 1e-12)
        if mean is None:
            mean = np.einsum("n,nd->d", self._scales, vectors) / max(len(vectors), 1)
        self._mean = mean
        self._common = COMMON_SHARE * self._mean
        projected = np.einsum("nd,d->n", vectors, self._common) * self._scales
        self._norms = np.sqrt(np.maximum(1.0 - 2.0 * projected + self._common @ self._common, 1e-12))

    def scores(self, examples: FloatArray) -> FloatArray:
        """Scores `(m, n)` from -1 to 1 for examples `(m, d)`."""
        own = distinctive(examples, self._mean)
        cosines = self._products(own)
        count = min(NEIGHBOURS, cosines.shape[1])
        moved = np.empty_like(own)
        for place, row in enumerate(cosines):
            nearest = np.argpartition(-row, count)[:count] if len(row) > count else np.arange(count)
            # An example that is one of the occurrences is its own nearest neighbour.
            known = row.max(initial=0.0) > 1.0 - 1e-5
            neighbours = distinctive(self._vectors[nearest], self._mean)
            moved[place] = (EXAMPLE_WEIGHT - known) * own[place] + np.maximum(row[nearest], 0.0) @ neighbours
        return self._products(unit(moved))

    def _products(self, directions: FloatArray) -> FloatArray:
        """Cosines `(m, n)` of the distinctive vectors with directions `(m, d)`."""
        products: FloatArray
        if len(directions) == 1:
            # Not BLAS: one product is no work for threads, which wait for each other on a busy machine.
            products = np.einsum("nd,d->n", self._vectors, directions[0])[None]
        else:
            products = directions @ self._vectors.T
        products *= self._scales
        products -= (directions @ self._common)[:, None]
        products /= self._norms
        return products


def likeness(example: FloatArray, vectors: FloatArray, mean: FloatArray | None = None) -> FloatArray:
    """Scores `(n,)` of the occurrences of a word `(n, d)` for one example `(d,)`; see `WordLikeness`."""
    scores: FloatArray = WordLikeness(vectors, mean).scores(example[None])[0]
    return scores


def smoothed(vectors: FloatArray, most: int | None = None) -> FloatArray:
    """Unit vectors `(n, d)`, each the mean of those of the occurrence and of its nearest neighbours of the same word.

    What an occurrence's sentence leaves open its like in other sentences say: senses stand further apart. With more
    than `most` occurrences, neighbours are looked for among so many of them, drawn at random.
    """
    vectors = unit(vectors)
    others = distinctive(vectors, vectors.mean(axis=0))
    among = drawn(len(vectors), len(vectors) if most is None else most, 0)
    known = others[among]
    count = min(SMOOTHING_NEIGHBOURS, len(among))
    blocks = []
    for start in range(0, len(vectors), _BLOCK):
        own = np.arange(start, min(start + _BLOCK, len(vectors)))
        cosines = others[own] @ known.T
        nearest = np.argpartition(-cosines, count - 1, axis=1)[:, :count]
        weights = np.maximum(np.take_along_axis(cosines, nearest, axis=1), 0.0)
        near = among[nearest]
        if len(among) < len(vectors):  # an occurrence that was not drawn takes the place of its farthest neighbour
            last, alone = weights.argmin(axis=1), ~(near == own[:, None]).any(axis=1)
            near[alone, last[alone]], weights[alone, last[alone]] = own[alone], 1.0
        blocks.append(np.einsum("nk,nkd->nd", weights, vectors[near]))
    return unit(np.concatenate(blocks)) if blocks else vectors


def unit(vectors: FloatArray) -> FloatArray:
    """Rows `(n, d)` of unit norm; a row of zeros stays."""
    scaled: FloatArray = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return scaled
