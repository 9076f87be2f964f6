"""Divide the occurrences of a sense into parts, by themselves."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from senseindex.arrays import FloatArray, IntArray
from senseindex.errors import UsageError
from senseindex.senses.algorithms.assign import centres_of, nearest_centre

MOST_PARTS: Final = 20
SAMPLE: Final = 2000

_Confidences = npt.NDArray[np.float32]


def divide(vectors: FloatArray, count: int | None, seed: int = 0) -> tuple[IntArray, _Confidences]:
    """Parts `(n,)` of unit vectors `(n, d)`, largest first, and how sure each is.

    Into `count` parts by spherical k-means; with None into those that an induction finds, 2 where it finds one. Learns
    from a sample of many. Raises UsageError for a count that cannot be.
    """
    if count is not None and not 2 <= count <= min(MOST_PARTS, len(vectors)):
        raise UsageError(f"split into 2 to {min(MOST_PARTS, len(vectors))} parts, not {count}")
    learnt = vectors
    if len(vectors) > SAMPLE:
        learnt = vectors[np.sort(np.random.default_rng(seed).choice(len(vectors), SAMPLE, replace=False))]
    labels = np.zeros(len(learnt), dtype=np.int64)
    with threadpool_limits(1):  # these matrices are small
        if count is None:
            from senseindex.senses.algorithms.registry import DEFAULT_ALGORITHM, induction_algorithm

            labels = induction_algorithm(DEFAULT_ALGORITHM)(learnt, seed)
        if not labels.any():
            from senseindex.senses.algorithms.kmeans import spherical_kmeans

            labels = spherical_kmeans(learnt, count or 2, seed)
    used = np.unique(labels)
    labels, confidences = nearest_centre(vectors, centres_of(learnt, np.searchsorted(used, labels), len(used)))
    used, labels = np.unique(labels, return_inverse=True)
    if len(used) < (count or 2):
        raise UsageError(f"these occurrences are too much alike for {count or 2} parts")
    rank = np.argsort(np.argsort(-np.bincount(labels), kind="stable"), kind="stable")
    return rank[labels].astype(np.int64), confidences
