"""Put occurrences into senses that somebody has labelled examples of.

With enough labels this is linear discriminant analysis (Fisher 1936) on sense vectors: distances count in the
directions in which senses differ more than usages within a sense do. The scatter within senses is shrunk towards a
sphere (Ledoit & Wolf 2004), as there are more dimensions than labels. From a handful of labels the scatter cannot be
known, and what is left is the nearest centre. One label a sense is enough.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
import numpy.typing as npt

from senseindex.errors import UsageError
from senseindex.senses.assign import centres_of, nearest_centre
from senseindex.store.vector_store import FloatArray, IntArray

ENOUGH_LABELS = 15
"""Labels a sense, in the mean, from which the scatter within senses is worth knowing."""

_Doubles = npt.NDArray[np.float64]


class SenseClassifier:
    """Learns from labelled sense vectors; `senses` are the labels it knows, in the order of its columns."""

    def __init__(self, vectors: FloatArray, labels: Sequence[Hashable]) -> None:
        """`vectors` `(n, d)` of unit norm and the label of each. Raises UsageError without any."""
        if not len(labels):
            raise UsageError("there are no labelled occurrences to learn from; label at least one a sense")
        order = {label: number for number, label in enumerate(dict.fromkeys(labels))}
        self.senses: tuple[Hashable, ...] = tuple(order)
        numbers = np.array([order[label] for label in labels], dtype=np.int64)
        self._centres = centres_of(vectors, numbers, len(order))
        self._weights: _Doubles | None = None
        self._offsets = np.zeros(len(order))
        if len(labels) >= ENOUGH_LABELS * len(order) and len(order) > 1:
            self._fit_discriminants(vectors.astype(np.float64), numbers)

    def _fit_discriminants(self, vectors: _Doubles, numbers: IntArray) -> None:
        from sklearn.covariance import ledoit_wolf

        shares = np.bincount(numbers) / len(numbers)
        means = np.stack([vectors[numbers == number].mean(axis=0) for number in range(len(self.senses))])
        scatter, _ = ledoit_wolf(vectors - means[numbers], assume_centered=True)
        self._weights = np.linalg.solve(scatter, means.T)
        self._offsets = np.log(shares) - 0.5 * np.einsum("kd,dk->k", means, self._weights)

    def predict(self, vectors: FloatArray) -> tuple[IntArray, npt.NDArray[np.float32]]:
        """The sense (its place in `senses`) and the confidence in 0..1 of each of `(n, d)` unit vectors."""
        if self._weights is None:
            return nearest_centre(vectors, self._centres)
        scores = vectors.astype(np.float64) @ self._weights + self._offsets
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        return scores.argmax(axis=1).astype(np.int64), (1.0 / odds.sum(axis=1)).astype(np.float32)
