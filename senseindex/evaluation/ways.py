"""Ways to put lines of a word into senses by other lines of it whose senses are known."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from senseindex.arrays import FloatArray, IntArray
from senseindex.senses.algorithms.classify import SenseClassifier
from senseindex.senses.algorithms.few_labels import FewLabels, groups_of
from senseindex.senses.algorithms.induction import Induction
from senseindex.senses.algorithms.occurrences import LemmaOccurrences
from senseindex.vectors.likeness import smoothed

Way = Callable[[IntArray, IntArray, IntArray], tuple[IntArray, FloatArray]]
"""How lines of a word are assigned: from the places of `(m,)` lines, their senses `(m,)` and the places of others, the
sense of each of the others and how sure it is."""


def by_few_labels(occurrences: LemmaOccurrences, induction: Induction, most: int | None = None) -> Way:
    """By labels of some of a word's occurrences, as an index does it; `most` as in `smoothed`."""
    close = smoothed(occurrences.vectors, most)
    groups = groups_of(occurrences, close, induction)

    def way(known: IntArray, senses: IntArray, others: IntArray) -> tuple[IntArray, FloatArray]:
        learnt = FewLabels(close[known], senses, groups[known])
        shares = learnt.log_shares(close[others], groups[others])
        return learnt.senses[shares.argmax(axis=1)], np.exp(shares.max(axis=1)).astype(np.float32)

    return way


def by_labels(vectors: FloatArray) -> Way:
    """The same for a baseline: a linear discriminant analysis of the labels."""

    def way(known: IntArray, senses: IntArray, others: IntArray) -> tuple[IntArray, FloatArray]:
        classifier = SenseClassifier(vectors[known], senses.tolist())
        places, sure = classifier.predict(vectors[others])
        return np.array(classifier.senses, dtype=np.int64)[places], sure

    return way


def most_frequent(known: IntArray, senses: IntArray, others: IntArray) -> tuple[IntArray, FloatArray]:
    """The most frequent sense of the lines that are known, for all others."""
    values, counts = np.unique(senses, return_counts=True)
    share = counts.max() / len(senses)
    return np.full(len(others), values[counts.argmax()]), np.full(len(others), share, dtype=np.float32)
