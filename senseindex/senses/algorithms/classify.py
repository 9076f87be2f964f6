"""Put occurrences into senses that somebody has labelled examples of.

Linear discriminant analysis (Fisher 1936) on sense vectors: distances count in the directions in which senses differ
more than usages within a sense do. There are more dimensions than labels, so the scatter within senses is shrunk
towards a sphere; how far is chosen by cross-validation on the labels themselves, by the likelihood of the right sense,
which makes the confidences honest too. One label a sense is enough: then it is the nearest example.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Final

import numpy as np
from scipy.special import log_softmax

from senseindex.arrays import DoubleArray, FloatArray, IntArray
from senseindex.errors import UsageError
from senseindex.senses.algorithms.assign import SHARPNESS, centres_of

SHRINKAGES: Final = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97, 1.0)
UNTRIED_SHRINKAGE: Final = 0.9
"""Where a sense has a single label, nothing can be held out to choose by."""

FOLDS: Final = 5


class SenseClassifier:
    """Learns from labelled sense vectors; `senses` are the labels it knows, in the order of their first occurrence.

    `shrinkage` (0..1) is how far the scatter was shrunk, None where there is none to know.
    """

    def __init__(self, vectors: FloatArray, labels: Sequence[Hashable]) -> None:
        """`vectors` `(n, d)` of unit norm and the label of each. Raises UsageError without any."""
        if not len(labels):
            raise UsageError("there are no labelled occurrences to learn from; label at least one a sense")
        places = {label: place for place, label in enumerate(dict.fromkeys(labels))}
        self.senses: tuple[Hashable, ...] = tuple(places)
        numbers = np.array([places[label] for label in labels], dtype=np.int64)
        self._centres = centres_of(vectors, numbers, len(places))
        self.shrinkage: float | None = None
        if len(places) > 1:
            # Fewer labels than dimensions: all that counts happens in the space that they span.
            basis = np.linalg.qr(vectors.T.astype(np.float64))[0] if len(labels) < vectors.shape[1] else None
            spanned = vectors.astype(np.float64) if basis is None else vectors @ basis
            learnt = _Discriminants(spanned, numbers, len(places), vectors.shape[1])
            if learnt.scatter > 0:
                self.shrinkage = _best_shrinkage(spanned, numbers, len(places), vectors.shape[1])
                weights, self._offsets = learnt.functions(self.shrinkage)
                self._weights = weights if basis is None else basis @ weights

    def predict(self, vectors: FloatArray) -> tuple[IntArray, FloatArray]:
        """The sense (its place in `senses`) and the confidence in 0..1 of each of `(n, d)` unit vectors."""
        shares = self.log_shares(vectors)
        return shares.argmax(axis=1), np.exp(shares.max(axis=1)).astype(np.float32)

    def log_shares(self, vectors: FloatArray) -> DoubleArray:
        """The log probability `(n, k)` of every sense for each of `(n, d)` unit vectors."""
        if self.shrinkage is None:
            scores = SHARPNESS * (vectors @ self._centres.T).astype(np.float64)
        else:
            scores = vectors.astype(np.float64) @ self._weights + self._offsets
        shares: DoubleArray = log_softmax(scores, axis=1)
        return shares


class _Discriminants:
    """Means, shares and pooled scatter of labelled vectors `(n, r)`, which lie in a space of `dimension` >= r."""

    def __init__(self, vectors: DoubleArray, numbers: IntArray, count: int, dimension: int) -> None:
        sizes = np.bincount(numbers, minlength=count)
        members = np.eye(count)[numbers]
        means = (members.T @ vectors) / np.maximum(sizes, 1)[:, None]
        apart = vectors - means[numbers]
        self._values, self._directions = np.linalg.eigh(apart.T @ apart / len(vectors))
        self._means = means @ self._directions
        self._log_shares = np.log(np.maximum(sizes, 1e-9) / len(vectors))
        self.scatter = float(np.maximum(self._values, 0.0).sum()) / dimension
        if self.scatter < 1e-12:
            self.scatter = 0.0

    def functions(self, shrinkage: float) -> tuple[DoubleArray, DoubleArray]:
        """Weights `(d, k)` and offsets `(k,)`: the linear score of a sense is its log probability, up to a sum."""
        scaled = self._means / ((1.0 - shrinkage) * self._values + shrinkage * self.scatter)
        return self._directions @ scaled.T, self._log_shares - 0.5 * (self._means * scaled).sum(axis=1)


def _best_shrinkage(vectors: DoubleArray, numbers: IntArray, count: int, dimension: int) -> float:
    """The one that makes held-out labels likeliest, every sense with the same weight."""
    sizes = np.bincount(numbers, minlength=count)
    folds = min(FOLDS, int(sizes.min()))
    if folds < 2:
        return UNTRIED_SHRINKAGE
    fold = dealt_out(numbers, folds)
    likelihoods = np.zeros(len(SHRINKAGES))
    for number in range(folds):
        held = fold == number
        learnt = _Discriminants(vectors[~held], numbers[~held], count, dimension)
        if not learnt.scatter:
            return UNTRIED_SHRINKAGE
        for place, shrinkage in enumerate(SHRINKAGES):
            weights, offsets = learnt.functions(shrinkage)
            right = log_softmax(vectors[held] @ weights + offsets, axis=1)[np.arange(held.sum()), numbers[held]]
            likelihoods[place] += (right / sizes[numbers[held]]).sum()
    return SHRINKAGES[int(likelihoods.argmax())]


def dealt_out(labels: IntArray, folds: int) -> IntArray:
    """A fold `(n,)` for each: those of a label are dealt out in turn, in an order that does not depend on labels."""
    order = np.random.default_rng(0).permutation(len(labels))
    fold = np.empty(len(labels), dtype=np.int64)
    for label in np.unique(labels):
        own = order[labels[order] == label]
        fold[own] = np.arange(len(own)) % folds
    return fold
