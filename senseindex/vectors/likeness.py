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
import numpy.typing as npt

__all__ = ["distinctive", "likeness", "smoothed"]

FloatArray = npt.NDArray[np.float32]

COMMON_SHARE: Final = 0.8
"""How much of the mean of the word's vectors is taken off. All of it would leave noise where one sense rules."""

NEIGHBOURS: Final = 20
OWN_WEIGHT: Final = 3.0
"""How many neighbours the example itself counts for: what is nearest to it should come early."""

SMOOTHING_NEIGHBOURS: Final = 5
_BLOCK = 1024


def distinctive(vectors: FloatArray, mean: FloatArray) -> FloatArray:
    """Vectors `(n, d)` of unit norm, without what the word's occurrences (of this mean `(d,)`) have in common."""
    return _unit(_unit(vectors) - COMMON_SHARE * mean)


def likeness(example: FloatArray, vectors: FloatArray, mean: FloatArray | None = None) -> FloatArray:
    """Scores `(n,)` from -1 to 1: how like the example `(d,)` each of the occurrences of its word `(n, d)` is.

    `mean` `(d,)` is that of all occurrences of the word; None where `vectors` are all.
    """
    # The distinctive vectors themselves are never made, only their products: that would be most of the work.
    scales = 1.0 / np.maximum(np.sqrt(np.einsum("nd,nd->n", vectors, vectors)), 1e-12)
    if mean is None:
        mean = (scales @ vectors) / max(len(vectors), 1)
    common = COMMON_SHARE * mean
    own = distinctive(example[None], mean)[0]
    products = (vectors @ np.stack([common, own], axis=1)) * scales[:, None]
    norms = np.sqrt(np.maximum(1.0 - 2.0 * products[:, 0] + common @ common, 1e-12))
    cosines = (products[:, 1] - common @ own) / norms
    if len(cosines) > NEIGHBOURS:
        nearest = np.argpartition(-cosines, NEIGHBOURS)[:NEIGHBOURS]
    else:
        nearest = np.arange(len(cosines))
    # An example that is one of the occurrences is its own nearest neighbour.
    known = cosines.max(initial=0.0) > 1.0 - 1e-5
    neighbours = distinctive(vectors[nearest], mean)
    moved = _unit(((OWN_WEIGHT - known) * own + np.maximum(cosines[nearest], 0.0) @ neighbours)[None])[0]
    scores: FloatArray = ((vectors @ moved) * scales - common @ moved) / norms
    return scores


def smoothed(vectors: FloatArray) -> FloatArray:
    """Unit vectors `(n, d)`, each the mean of those of the occurrence and of its nearest neighbours of the same word.

    What an occurrence's sentence leaves open its like in other sentences say: senses stand further apart.
    """
    vectors = _unit(vectors)
    others = distinctive(vectors, vectors.mean(axis=0))
    count = min(SMOOTHING_NEIGHBOURS, len(vectors))
    blocks = []
    for start in range(0, len(vectors), _BLOCK):
        cosines = others[start : start + _BLOCK] @ others.T
        nearest = np.argpartition(-cosines, count - 1, axis=1)[:, :count]
        weights = np.maximum(np.take_along_axis(cosines, nearest, axis=1), 0.0)
        blocks.append(np.einsum("nk,nkd->nd", weights, vectors[nearest]))
    return _unit(np.concatenate(blocks)) if blocks else vectors


def _unit(vectors: FloatArray) -> FloatArray:
    scaled: FloatArray = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return scaled
