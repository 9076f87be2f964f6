"""Put occurrences into known senses: nearest centre, with a confidence, or `unclear`; and how far the senses lie apart.

The confidence of an occurrence is the softmax of its cosines to the centres of the lemma's senses, at a fixed
sharpness. The sharpness was chosen so that confidences agree with how often the nearest centre of hand-labelled
senses is right on labelled text that the centres were not made of, for words with coarse and with fine senses. Below
`UNCLEAR_BELOW` no sense claims the occurrence: about one in twenty-five where a lemma has several senses.
"""

from __future__ import annotations

import numpy as np

from senseindex.arrays import FloatArray, IntArray

SHARPNESS = 20.0
UNCLEAR_BELOW = 0.58

TRUST = 0.88
"""How much of a confidence is left where the sense itself may be none. Of usages in an induced sense 0.71 (novels),
0.89 (an encyclopaedia), 0.97 (news) have the sense that most of them have, and they do not tell which it will be."""


def assign(vectors: FloatArray, centres: FloatArray) -> tuple[IntArray, FloatArray]:
    """The nearest centre (0 .. k-1, or -1 for unclear) and the confidence of each vector.

    `vectors` `(n, d)` and `centres` `(k, d)` are of unit norm; confidences are in 0..1. With one centre nothing is
    unclear.
    """
    nearest, confidence = nearest_centre(vectors, centres)
    return np.where(confidence < UNCLEAR_BELOW, -1, nearest), confidence


def memberships(vectors: FloatArray, centres: FloatArray) -> FloatArray:
    """How surely each of `(n, d)` vectors belongs to each centre `(k, d)`: `(n, k)`, rows add up to 1."""
    cosines = vectors @ centres.T
    odds = np.exp(SHARPNESS * (cosines - cosines.max(axis=1, keepdims=True)))
    shares: FloatArray = odds / odds.sum(axis=1, keepdims=True)
    return shares


def best_of(shares: FloatArray, most: int = 3, least: float = 0.05) -> list[list[tuple[int, float]]]:
    """Of each row of shares `(n, k)` the columns with the most, best first, and what they have; at least one."""
    order = np.argsort(-shares, axis=1, kind="stable")[:, :most]
    found = np.take_along_axis(shares, order, axis=1)
    return [
        [(place, share) for rank, (place, share) in enumerate(zip(*row, strict=True)) if not rank or share >= least]
        for row in zip(order.tolist(), found.tolist(), strict=True)
    ]


def nearest_centre(vectors: FloatArray, centres: FloatArray) -> tuple[IntArray, FloatArray]:
    """As `assign`, but the nearest centre (0 .. k-1) whatever the confidence."""
    cosines = vectors @ centres.T
    odds = np.exp(SHARPNESS * (cosines - cosines.max(axis=1, keepdims=True)))
    return cosines.argmax(axis=1).astype(np.int64), (1.0 / odds.sum(axis=1)).astype(np.float32)


def centres_of(vectors: FloatArray, labels: IntArray, count: int) -> FloatArray:
    """Normalised means `(count, d)` of the vectors of each label 0 .. count-1; other labels are left out."""
    members = np.zeros((len(labels), count), dtype=np.float32)
    inside = np.flatnonzero(labels >= 0)
    members[inside, labels[inside]] = 1.0
    sums = members.T @ vectors
    norms = np.linalg.norm(sums, axis=1, keepdims=True)
    centres: FloatArray = sums / np.maximum(norms, 1e-12)
    return centres


def own_confidences(vectors: FloatArray, labels: IntArray) -> FloatArray:
    """How surely each of `(n, d)` vectors has its own label 0 .., by the centres of the labels; 0 without one.

    At least `UNCLEAR_BELOW`, as somebody has decided that it has this one.
    """
    shares = memberships(vectors, centres_of(vectors, labels, int(labels.max()) + 1))
    own = shares[np.arange(len(labels)), np.maximum(labels, 0)]
    return np.where(labels >= 0, np.maximum(own, UNCLEAR_BELOW), 0.0).astype(np.float32)


def leaf_confidences(vectors: FloatArray, leaves: IntArray, centres: FloatArray, mains: IntArray) -> FloatArray:
    """How surely each of `(n, d)` vectors has its own leaf 0 .. among those of its main sense; 0 without one.

    `centres` `(leaves, d)` and `mains` `(leaves,)` say where the leaves lie and of which main sense they are.
    """
    confidences = np.zeros(len(vectors), dtype=np.float32)
    for main in np.unique(mains).tolist():
        own = np.flatnonzero(mains == main)
        inside = np.flatnonzero(np.isin(leaves, own))
        places = np.searchsorted(own, leaves[inside])
        confidences[inside] = memberships(vectors[inside], centres[own])[np.arange(len(inside)), places]
    return confidences


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
