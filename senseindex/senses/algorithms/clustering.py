"""From the occurrences of a lemma to the clusters that become its senses: group, sample, cluster, assign, sharpen.

This is the whole of an induction that needs no catalog, so that an evaluation measures what an index gets.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from senseindex.arrays import FloatArray, IntArray, drawn
from senseindex.senses.algorithms.assign import TRUST, assign, centres_of
from senseindex.senses.algorithms.discriminants import Discriminator
from senseindex.senses.algorithms.induction import Induction
from senseindex.senses.algorithms.occurrences import LemmaOccurrences

SAMPLE = 2000
ROUNDS = 2
"""How often senses are told apart anew by what they hold."""


@dataclass(frozen=True)
class SenseClusters:
    """`labels` `(n,)` cluster numbers from 0, largest cluster first, -1 for unclear; `confidences` `(n,)` in 0..1;
    `centres` `(k, d)` of unit norm, of what was assigned; `discriminants` `(k, d)` what later text is assigned by."""

    labels: IntArray
    confidences: FloatArray
    centres: FloatArray
    discriminants: FloatArray


def cluster_occurrences(
    occurrences: LemmaOccurrences, starts: IntArray, induction: Induction, number: int = 0
) -> SenseClusters:
    """Cluster all occurrences `(n,)` of a lemma by what the induction's algorithm makes of a sample of their groups.

    `starts` `(groups,)` says where groups of occurrences begin that must not look like clusters of their own, as they
    stand close together in one text: a group is clustered as its mean. Of more than `SAMPLE` groups, as many are drawn
    by the induction's seed and `number` (any number that the lemma keeps).
    """
    vectors, seed = occurrences.vectors, induction.seed
    groups = np.add.reduceat(vectors, starts, axis=0)
    groups /= np.maximum(np.linalg.norm(groups, axis=1, keepdims=True), 1e-12)
    chosen = drawn(len(groups), SAMPLE, [seed, number])
    groups, starts = groups[chosen], starts[chosen]
    clusters = induction.cluster(occurrences.at(starts, np.ascontiguousarray(groups)))
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
        directions = centres_of(vectors, np.zeros(len(vectors), dtype=np.int64), 1)
        labels, confidences = assign(vectors, directions)
    # Largest first; the centres are those of all that was assigned.
    by_size = np.argsort(-np.bincount(labels[labels >= 0], minlength=len(directions)), kind="stable")
    rank = np.empty(len(directions) + 1, dtype=np.int64)
    rank[by_size], rank[-1] = np.arange(len(directions)), -1
    labels = rank[labels]
    kept = int(labels.max()) + 1
    return SenseClusters(labels, TRUST * confidences, centres_of(vectors, labels, kept), directions[by_size][:kept])
