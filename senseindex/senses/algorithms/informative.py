"""Which line to label next: one that the labels so far leave open, and that is unlike those labelled or seen already.

Uncertainty sampling (Lewis & Gale 1994) alone asks for many lines of one kind; distance alone (farthest first, as in
Sener & Savarese 2018) asks for outliers. The line of the largest product of both is taken.
"""

from __future__ import annotations

import numpy as np

from senseindex.arrays import BoolArray, FloatArray, IntArray
from senseindex.senses.algorithms.classify import SenseClassifier
from senseindex.vectors.likeness import distinctive

FLOOR = 0.05
"""What a sure line still counts: a new kind of usage looks sure until there is a label of its sense."""


def most_informative(vectors: FloatArray, labels: IntArray, seen: BoolArray, confidences: FloatArray) -> int:
    """The place of the line to label next among the lemma's smoothed vectors `(n, d)`, -1 when all have been seen.

    `labels` `(n,)` are sense ids, 0 where there is none; `seen` `(n,)` says which lines are not to be shown again;
    `confidences` `(n,)` are those of the assignment so far, used until there are labels of two senses.
    """
    if seen.all():
        return -1
    known = labels > 0
    if len(np.unique(labels[known])) > 1:
        _, confidences = SenseClassifier(vectors[known], labels[known].tolist()).predict(vectors)
    uncertainty = FLOOR + 1.0 - confidences
    own = distinctive(vectors, vectors.mean(axis=0))
    if seen.any():
        distance = 1.0 - np.max(own @ own[seen].T, axis=1)
    else:  # a usage in the midst of the others
        distance = own @ own.mean(axis=0)
        uncertainty = np.ones_like(uncertainty)
    scores = np.where(seen, -np.inf, uncertainty * np.maximum(distance, 1e-6))
    return int(scores.argmax())
