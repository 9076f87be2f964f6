"""From the occurrences of a lemma to the clusters that become its senses: group, sample, cluster, assign, sharpen.

This is the whole of an induction that needs no catalog, so that an evaluation measures what an index gets.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from senseindex.arrays import FloatArray, IntArray, drawn
from senseindex.senses.algorithms.assign import assign, centres_of, nearest_centre
from senseindex.senses.algorithms.discriminants import Discriminator
from senseindex.senses.algorithms.induction import Induction
from senseindex.senses.algorithms.occurrences import LemmaOccurrences
from senseindex.senses.algorithms.sense_tree import MAIN_THRESHOLD, SenseTree

SAMPLE = 2000
ROUNDS = 2
"""How often senses are told apart anew by what they hold."""


@dataclass(frozen=True)
class SenseClusters:
    """`labels` `(n,)` main senses from 0, largest first, -1 for unclear; `confidences` `(n,)` in 0..1;
    `centres` `(k, d)` of unit norm, of what was assigned; `discriminants` `(k, d)` what later text is assigned by.

    `tree` has the leaf of each occurrence, -1 for unclear; leaves are numbered main sense by main sense, largest first.
    `mains` `(leaves,)` says of which main sense each is, and `leaf_centres` `(leaves, d)` where it lies.
    """

    labels: IntArray
    confidences: FloatArray
    centres: FloatArray
    discriminants: FloatArray
    tree: SenseTree
    mains: IntArray
    leaf_centres: FloatArray


def cluster_occurrences(
    occurrences: LemmaOccurrences,
    starts: IntArray,
    induction: Induction,
    number: int = 0,
    threshold: float = MAIN_THRESHOLD,
) -> SenseClusters:
    """Cluster all occurrences `(n,)` of a lemma by what the induction's algorithm makes of a sample of their groups.

    `starts` `(groups,)` says where groups of occurrences begin that must not look like clusters of their own, as they
    stand close together in one text: a group is clustered as its mean. Of more than `SAMPLE` groups, as many are drawn
    by the induction's seed and `number` (any number that the lemma keeps). What is less likely than `threshold` to be
    two senses is one main sense.
    """
    vectors, seed = occurrences.vectors, induction.seed
    groups = np.add.reduceat(vectors, starts, axis=0)
    groups /= np.maximum(np.linalg.norm(groups, axis=1, keepdims=True), 1e-12)
    chosen = drawn(len(groups), SAMPLE, [seed, number])
    groups, starts = groups[chosen], starts[chosen]
    found = induction.tree(occurrences.at(starts, np.ascontiguousarray(groups)))
    mains = found.mains(threshold)
    clusters = np.append(mains, -1)[found.labels]
    directions = centres_of(groups, clusters, int(clusters.max()) + 1)
    labels, confidences = assign(vectors, directions)
    if len(directions) > 1 and len(np.unique(labels[labels >= 0])) == len(directions):
        discriminator = Discriminator(vectors, seed)
        for _ in range(ROUNDS):
            sharper = discriminator.directions(labels, centres_of(vectors, labels, len(directions)))
            again, surer = assign(vectors, sharper)
            if len(np.unique(again[again >= 0])) < len(directions):  # no sense may be lost
                break
            labels, confidences, directions = again, surer, sharper
    if not (labels >= 0).any():  # nothing is told apart, so it is one sense
        found = SenseTree.flat(np.zeros(len(groups), dtype=np.int64))
        mains = np.zeros(1, dtype=np.int64)
        directions = centres_of(vectors, np.zeros(len(vectors), dtype=np.int64), 1)
        labels, confidences = assign(vectors, directions)
    leaves = _leaves(vectors, labels, centres_of(groups, found.labels, found.leaves), mains)
    # Largest first; the centres are those of all that was assigned.
    by_size = np.argsort(-np.bincount(labels[labels >= 0], minlength=len(directions)), kind="stable")
    rank = np.empty(len(directions) + 1, dtype=np.int64)
    rank[by_size], rank[-1] = np.arange(len(directions)), -1
    labels = rank[labels]
    kept = int(labels.max()) + 1
    sizes = np.bincount(leaves[leaves >= 0], minlength=found.leaves)
    order = np.lexsort((-sizes, rank[mains]))
    order = order[sizes[order] > 0]
    numbers = np.full(found.leaves + 1, -1, dtype=np.int64)
    numbers[order] = np.arange(len(order))
    leaves = numbers[leaves]
    return SenseClusters(
        labels,
        confidences,
        centres_of(vectors, labels, kept),
        directions[by_size][:kept],
        replace(found.among(order.tolist()), labels=leaves),
        rank[mains[order]],
        centres_of(vectors, leaves, len(order)),
    )


def _leaves(vectors: FloatArray, labels: IntArray, centres: FloatArray, mains: IntArray) -> IntArray:
    """The leaf `(n,)` of each vector: the nearest of its main sense, -1 for none; then again by what they hold.

    `labels` `(n,)` are main senses, `mains` `(leaves,)` says to which each leaf belongs, with `centres` `(leaves, d)`.
    """
    leaves = np.full(len(vectors), -1, dtype=np.int64)
    for main in np.unique(labels[labels >= 0]).tolist():
        inside, own = np.flatnonzero(labels == main), np.flatnonzero(mains == main)
        nearest = np.zeros(len(inside), dtype=np.int64)
        if len(own) > 1:
            nearest = nearest_centre(vectors[inside], centres[own])[0]
            used = np.unique(nearest)
            own, nearest = own[used], np.searchsorted(used, nearest)
            nearest = nearest_centre(vectors[inside], centres_of(vectors[inside], nearest, len(own)))[0]
        leaves[inside] = own[nearest]
    return leaves
