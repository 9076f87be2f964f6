"""Divide the occurrences of a sense into parts, by themselves."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from senseindex.arrays import IntArray, drawn
from senseindex.errors import UsageError
from senseindex.senses.algorithms.assign import centres_of, nearest_centre
from senseindex.senses.algorithms.induction import Induction
from senseindex.senses.algorithms.occurrences import LemmaOccurrences
from senseindex.store.cells.faiss.kmeans import spherical_kmeans

MOST_PARTS: Final = 20
SAMPLE: Final = 2000

_Confidences = npt.NDArray[np.float32]


def divide(occurrences: LemmaOccurrences, count: int | None, induction: Induction) -> tuple[IntArray, _Confidences]:
    """Parts `(n,)` of the occurrences `(n,)`, largest first, and how sure each is.

    Into `count` parts by spherical k-means; with None into those that the induction's algorithm finds, 2 by k-means
    where it finds one. Learns from a sample of many. Raises UsageError for a count that cannot be.
    """
    vectors = occurrences.vectors
    if count is not None and not 2 <= count <= min(MOST_PARTS, len(vectors)):
        raise UsageError(f"split into 2 to {min(MOST_PARTS, len(vectors))} parts, not {count}")
    sample = drawn(len(vectors), SAMPLE, induction.seed)
    learnt = vectors[sample]
    labels = np.zeros(len(learnt), dtype=np.int64)
    with threadpool_limits(1):  # these matrices are small
        if count is None:
            labels = induction.cluster(occurrences.at(sample, learnt))
        if labels.max() < 1:
            labels = spherical_kmeans(learnt, count or 2, induction.seed)
    used = np.unique(labels[labels >= 0])
    numbers = np.where(labels >= 0, np.searchsorted(used, labels), -1)
    labels, confidences = nearest_centre(vectors, centres_of(learnt, numbers, len(used)))
    used, labels = np.unique(labels, return_inverse=True)
    if len(used) < (count or 2):
        raise UsageError(f"these occurrences are too much alike for {count or 2} parts")
    rank = np.argsort(np.argsort(-np.bincount(labels), kind="stable"), kind="stable")
    return rank[labels].astype(np.int64), confidences
