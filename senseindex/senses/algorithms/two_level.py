"""Two-level induction: fine clusters, merged while keeping them apart explains little; one sense allowed.

1. Fine clusters: Ward's tree (Ward 1963) over the leading principal components of the lemma's vectors, cut into at
   most `FINE_CLUSTERS` and polished by k-means. It starts from no random point, so the order of the occurrences and
   the seed do not matter.
2. Merging, in all dimensions: two clusters are as far apart as their members are closer to their own than to each
   other. The gap between a and b is 3/4 of the lower and 1/4 of the higher of the two mean cosines within a and
   within b, less the mean cosine between them: a tight handful in front of loose usages is no sense for its tightness
   alone. Pairs of one occurrence with itself are left out, so that small clusters do not look tight. The gain of
   keeping them apart is gap * sqrt(2 |a| |b| / ((|a| + |b|) n)), between Ward's measure, which has no root and loses
   rare senses, and the bare gap, which takes every outlier for a sense. The pair of least gain is merged until every
   gain is at least `LEAST_GAIN`. A boundary through n occurrences without any clusters, put where they happen to be
   thinnest, gains about `NOISE_GAIN` * dispersion / n more than through very many (measured on Gaussian samples with
   the covariances of real lemmas, n from 15 to 1,000), and this is taken off: else a rare lemma is split more readily
   than a common one.
3. One sense or several: any word is used in several topics, and its vectors fall into them. What tells an ambiguous
   word is that its usages are also spread widely. A lemma is split only if gain * dispersion ** 2 of its last
   boundary is at least `LEAST_EVIDENCE`; the dispersion is the mean cosine distance of two of its occurrences.
4. A tree. What was merged last is what lies apart most clearly: a gain g is the probability g / (g + `LEAST_GAIN`) of
   two senses, so that those which are merged at a half are main senses. Inside of a sense there must be evidence too,
   as there would have to be if it were a lemma of its own; a boundary of at least `LEAST_PROBABILITY` there parts
   subsenses.

Gains and dispersions are in units of cosine, so the constants hold for any lemma of one vector space; they were
chosen on the sense vectors of the default recipe.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.linalg import eigh

from senseindex.arrays import DoubleArray, FloatArray, IntArray, numbered
from senseindex.senses.algorithms.assign import centres_of
from senseindex.senses.algorithms.occurrences import LemmaOccurrences
from senseindex.senses.algorithms.sense_tree import MAIN_THRESHOLD, SenseTree

COMPONENTS: Final = 10
FINE_CLUSTERS: Final = 16
MEAN_FINE_SIZE: Final = 5
POLISHING_ROUNDS: Final = 10

LOOSE_WEIGHT: Final = 0.75
NOISE_GAIN: Final = 0.55
LEAST_GAIN: Final = 0.03
LEAST_EVIDENCE: Final = 0.007
LEAST_PROBABILITY: Final = 0.45

SMALLEST_SENSE: Final = 5
SMALLEST_SHARE: Final = 0.02


def two_level(
    occurrences: LemmaOccurrences,
    seed: int,
    *,
    fine_clusters: int = FINE_CLUSTERS,
    least_gain: float = LEAST_GAIN,
    least_evidence: float = LEAST_EVIDENCE,
    smallest_sense: int = SMALLEST_SENSE,
    smallest_share: float = SMALLEST_SHARE,
) -> SenseTree:
    """The tree of senses of `(n,)` occurrences; one leaf where nothing is told apart.

    The parameters are the constants above: a higher `least_gain` finds fewer senses, a higher `least_evidence` fewer
    lemmas with several; no sense has less than `smallest_sense` occurrences or `smallest_share` of them. Fewer than
    two senses' worth of occurrences are one sense. The seed is not used: nothing is random.
    """
    vectors = occurrences.vectors
    count = len(vectors)
    whole = SenseTree.flat(np.zeros(count, dtype=np.int64))
    if count < 2 * max(smallest_sense, 1):
        return whole
    dispersion = mean_distance(vectors)
    if dispersion**2 < least_evidence:
        return whole
    fine = ward_clusters(leading_components(vectors, COMPONENTS), min(fine_clusters, count // MEAN_FINE_SIZE))
    merges, gains, dispersions, sizes = merge_all(vectors, fine)
    if not len(merges):
        return whole
    # Inside of a sense a boundary has the gain that it would have if there were nothing but the sense.
    own_gains = np.maximum(gains * np.sqrt(count / sizes) - NOISE_GAIN * dispersions / sizes, 0.0)
    evidence = own_gains * dispersions**2
    gains = np.maximum.accumulate(np.maximum(gains - NOISE_GAIN * dispersion / count, 0.0))
    probabilities = _probability(gains, least_gain)
    inside = probabilities < MAIN_THRESHOLD
    doubtful = np.minimum(_probability(own_gains, least_gain), _probability(evidence, least_evidence))
    probabilities[inside] = np.minimum(probabilities, doubtful)[inside]
    if evidence[-1] < least_evidence:
        probabilities = np.minimum(probabilities, _probability(evidence[-1], least_evidence))
    else:
        probabilities[-1] = max(probabilities[-1], MAIN_THRESHOLD)
    probabilities = np.maximum.accumulate(probabilities)
    smallest = max(smallest_sense, smallest_share * count)
    return _without_small(vectors, SenseTree(fine, merges, probabilities), smallest)


def _without_small(vectors: FloatArray, tree: SenseTree, smallest: float) -> SenseTree:
    """The tree of what is likely enough and large enough: main senses first, then the subsenses of each."""
    main_of, leaf_of = tree.mains(), tree.mains(LEAST_PROBABILITY)
    mains, leaves = absorb_small(vectors, main_of[tree.labels], smallest), leaf_of[tree.labels]
    labels = np.zeros(len(vectors), dtype=np.int64)
    kept: list[int] = []
    for main in np.unique(mains).tolist():
        inside = np.flatnonzero(mains == main)
        own = np.unique(leaf_of[main_of == main])
        # What was absorbed belongs to a leaf of another main sense: it counts for none of these.
        numbers = np.where(np.isin(leaves[inside], own), np.searchsorted(own, leaves[inside]), -1)
        found = own[absorb_small(vectors[inside], numbers, smallest)]
        for leaf in np.unique(found).tolist():
            labels[inside[found == leaf]] = len(kept)
            kept.append(int(np.flatnonzero(leaf_of == leaf)[0]))
    return replace(tree.among(kept), labels=labels)


def mean_distance(vectors: FloatArray) -> float:
    """Mean cosine distance of two different ones of `(n, d)` unit vectors, n > 1."""
    count = len(vectors)
    total = vectors.sum(axis=0, dtype=np.float64)
    return 1.0 - (float(total @ total) - count) / (count * (count - 1))


def leading_components(vectors: FloatArray, count: int) -> DoubleArray:
    """The coordinates `(n, count)` of the vectors on their leading principal components."""
    centred = (vectors - vectors.mean(axis=0)).astype(np.float64)
    if len(centred) < centred.shape[1]:
        values, sides = _leading_eigenvectors(centred @ centred.T, count)
        scores: DoubleArray = sides * np.sqrt(np.maximum(values, 0.0))
        return scores
    directions = _leading_eigenvectors(centred.T @ centred, count)[1]
    projected: DoubleArray = centred @ directions
    return projected


def _leading_eigenvectors(matrix: DoubleArray, count: int) -> tuple[DoubleArray, DoubleArray]:
    """The largest eigenvalues `(count,)` of a symmetric matrix `(n, n)` and their vectors `(n, count)`."""
    size = len(matrix)
    least = max(size - count, 0)
    values, vectors = eigh(matrix, subset_by_index=[least, size - 1], check_finite=False, overwrite_a=True)
    return values[::-1], vectors[:, ::-1]


def ward_clusters(points: DoubleArray, count: int) -> IntArray:
    """Numbers 0 .. of at most `count` clusters of `(n, r)` points: a cut of Ward's tree, polished by k-means."""
    labels = numbered(fcluster(linkage(points, "ward"), max(count, 1), "maxclust"))
    for _ in range(POLISHING_ROUNDS):
        sizes = np.bincount(labels)
        members = np.eye(len(sizes))[labels]
        means = (members.T @ points) / sizes[:, None]
        nearest = numbered(((means**2).sum(axis=1) - 2.0 * points @ means.T).argmin(axis=1))
        if np.array_equal(nearest, labels):
            break
        labels = nearest
    return labels


def _probability(values: DoubleArray, least: float) -> DoubleArray:
    """A half for just the least value that tells two senses apart."""
    return np.asarray(values / (values + least) if least > 0 else np.ones_like(values))


def merge_all(vectors: FloatArray, labels: IntArray) -> tuple[IntArray, DoubleArray, DoubleArray, DoubleArray]:
    """Merge the clusters 0 .. k-1 of unit vectors, each time those whose boundary gains least, until one is left.

    Returns the merges `(k - 1, 2)`, numbered as in a linkage; and `(k - 1,)` the gain of each boundary, the mean cosine
    distance of two vectors of both sides, and how many they have.
    """
    sizes = np.bincount(labels).astype(np.float64)
    sums = np.eye(len(sizes))[labels].T @ vectors.astype(np.float64)
    products = sums @ sums.T
    alive = np.arange(len(sizes))
    nodes = np.arange(len(sizes))
    merges: list[tuple[int, int]] = []
    boundaries: list[tuple[float, float, float]] = []
    while len(alive) > 1:
        gains = _gains(products[np.ix_(alive, alive)], sizes[alive], len(vectors))
        first, second = sorted(np.unravel_index(gains.argmin(), gains.shape))
        gain = float(gains[first, second])
        kept, gone = alive[first], alive[second]
        merges.append((int(nodes[kept]), int(nodes[gone])))
        nodes[kept] = len(sizes) + len(merges) - 1
        products[kept] += products[gone]
        products[:, kept] += products[:, gone]
        sizes[kept] += sizes[gone]
        alive = np.delete(alive, second)
        size = sizes[kept]
        boundaries.append((gain, 1.0 - (products[kept, kept] - size) / (size * (size - 1.0)), size))
    columns = np.array(boundaries, dtype=np.float64).reshape(-1, 3).T
    return np.array(merges, dtype=np.int64).reshape(-1, 2), columns[0], columns[1], columns[2]


def _gains(products: DoubleArray, sizes: DoubleArray, count: int) -> DoubleArray:
    """The gain of the boundary of every two clusters `(k, k)`, from the products of their sums; inf on the diagonal."""
    between = products / np.outer(sizes, sizes)
    own = (np.diag(products) - sizes) / np.maximum(sizes * (sizes - 1.0), 1.0)
    # A cluster of one has no pairs: let it be as tight as it is near to another, so that it is merged early.
    apart = np.where(np.eye(len(sizes), dtype=np.bool_), -1.0, between)
    own = np.where(sizes < 2, apart.max(axis=1), own)
    loose, tight = np.minimum(own[:, None], own), np.maximum(own[:, None], own)
    gap = LOOSE_WEIGHT * loose + (1.0 - LOOSE_WEIGHT) * tight - between
    gains: DoubleArray = gap * np.sqrt(2.0 * np.outer(sizes, sizes) / (sizes[:, None] + sizes) / count)
    np.fill_diagonal(gains, np.inf)
    return gains


def absorb_small(vectors: FloatArray, labels: IntArray, smallest: float) -> IntArray:
    """Every vector with the nearest centre of the clusters 0 .. that have at least `smallest` members.

    Labels of -1 are in none so far. Where all are smaller, the largest ones stay.
    """
    sizes = np.bincount(labels[labels >= 0])
    kept = np.flatnonzero(sizes >= max(min(smallest, sizes.max()), 1))
    centres = centres_of(vectors, labels, len(sizes))[kept]
    return np.asarray(kept[(vectors @ centres.T).argmax(axis=1)], dtype=np.int64)
