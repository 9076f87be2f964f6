"""How clearly the senses of a lemma lie apart, in one number."""

from __future__ import annotations

import numpy as np

from senseindex.arrays import FloatArray, IntArray


def separability(vectors: FloatArray, labels: IntArray, centres: FloatArray) -> float | None:
    """The simplified silhouette (Hruschka et al. 2004) by cosine distance, averaged first within each sense.

    `vectors` `(n, d)` of unit norm, `labels` `(n,)` the place of each one's sense in `centres` `(k, d)`, others -1.
    Senses count alike whatever their size. 1 is far apart, 0 is one cloud that was cut; None with less than two senses
    that have occurrences.
    """
    inside = labels >= 0
    present = np.unique(labels[inside])
    if len(present) < 2:
        return None
    distances = 1.0 - vectors[inside] @ centres[present].T
    own_place = np.searchsorted(present, labels[inside])
    rows = np.arange(len(own_place))
    own = distances[rows, own_place]
    distances[rows, own_place] = np.inf
    other = distances.min(axis=1)
    silhouettes = (other - own) / np.maximum(np.maximum(own, other), 1e-6)
    sums = np.bincount(own_place, weights=silhouettes, minlength=len(present))
    return float((sums / np.bincount(own_place, minlength=len(present))).mean())
