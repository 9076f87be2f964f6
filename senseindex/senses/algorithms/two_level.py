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

Gains and dispersions are in units of cosine, so the constants hold for any lemma of one vector space; they were
chosen on the sense vectors of the default recipe.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.linalg import eigh

from senseindex.arrays import DoubleArray, FloatArray, IntArray, numbered
from senseindex.senses.algorithms.assign import centres_of
from senseindex.senses.algorithms.occurrences import LemmaOccurrences

COMPONENTS: Final = 10
FINE_CLUSTERS: Final = 16
MEAN_FINE_SIZE: Final = 5
POLISHING_ROUNDS: Final = 10

LOOSE_WEIGHT: Final = 0.75
NOISE_GAIN: Final = 0.55
LEAST_GAIN: Final = 0.03
LEAST_EVIDENCE: Final = 0.007

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
) -> IntArray:
    """Cluster numbers `(n,)` from 0; all 0 where the lemma has one sense.

    The parameters are the constants above: a higher `least_gain` finds fewer senses, a higher `least_evidence` fewer
    lemmas with several; no sense has less than `smallest_sense` occurrences or `smallest_share` of them. Fewer than
    two senses' worth of occurrences are one sense. The seed is not used: nothing is random.
    """
    vectors = occurrences.vectors
    count = len(vectors)
    whole = np.zeros(count, dtype=np.int64)
    if count < 2 * max(smallest_sense, 1):
        return whole
    dispersion = mean_distance(vectors)
    if dispersion**2 < least_evidence:
        return whole
    fine = ward_clusters(leading_components(vectors, COMPONENTS), min(fine_clusters, count // MEAN_FINE_SIZE))
    noise = NOISE_GAIN * dispersion / count
    merged, last_gain = merge_clusters(vectors, fine, least_gain + noise)
    if (last_gain - noise) * dispersion**2 < least_evidence:
        return whole
    return absorb_small(vectors, merged, max(smallest_sense, smallest_share * count))


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


def merge_clusters(vectors: FloatArray, labels: IntArray, least_gain: float) -> tuple[IntArray, float]:
    """Merge the clusters 0 .. of unit vectors until each boundary gains `least_gain`, or two clusters are left.

    Returns the cluster numbers, from 0, and the gain of the boundary between the last two (0 for a lone cluster).
    """
    labels = labels.copy()
    sizes = np.bincount(labels).astype(np.float64)
    sums = np.eye(len(sizes))[labels].T @ vectors.astype(np.float64)
    products = sums @ sums.T
    alive = np.arange(len(sizes))
    last_gain = 0.0
    stopped = False
    result = labels
    while len(alive) > 1:
        gains = _gains(products[np.ix_(alive, alive)], sizes[alive], len(vectors))
        first, second = sorted(np.unravel_index(gains.argmin(), gains.shape))
        last_gain = float(gains[first, second])
        stopped = stopped or last_gain >= least_gain or len(alive) == 2
        if stopped and result is labels:
            result = labels.copy()
        kept, gone = alive[first], alive[second]
        products[kept] += products[gone]
        products[:, kept] += products[:, gone]
        sizes[kept] += sizes[gone]
        labels[labels == gone] = kept
        alive = np.delete(alive, second)
    return numbered(result), last_gain


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
    """Every vector with the nearest centre of the clusters that have at least `smallest` members."""
    sizes = np.bincount(labels)
    kept = np.flatnonzero(sizes >= min(smallest, sizes.max()))
    centres = centres_of(vectors, labels, len(sizes))[kept]
    return numbered((vectors @ centres.T).argmax(axis=1))
