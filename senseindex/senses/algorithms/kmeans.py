"""Spherical k-means, the number of senses chosen by the silhouette (Rousseeuw 1987), one sense allowed."""

from __future__ import annotations

import numpy as np

from senseindex.arrays import FloatArray, IntArray
from senseindex.senses.algorithms.occurrences import LemmaOccurrences
from senseindex.store.cells.faiss.kmeans import spherical_kmeans

LARGEST_COUNT = 8
SMALLEST_CLUSTER = 5
SMALLEST_SILHOUETTE = 0.06


def spherical_kmeans_silhouette(
    occurrences: LemmaOccurrences,
    seed: int,
    *,
    largest_count: int = LARGEST_COUNT,
    smallest_cluster: int = SMALLEST_CLUSTER,
    smallest_silhouette: float = SMALLEST_SILHOUETTE,
) -> IntArray:
    """Cluster numbers `(n,)` for k from 2 to `largest_count`; all 0 when no k separates the vectors.

    No cluster has less than `smallest_cluster` members, and the mean silhouette is above `smallest_silhouette`.
    """
    vectors = occurrences.vectors
    best_labels = np.zeros(len(vectors), dtype=np.int64)
    best_silhouette = smallest_silhouette
    distances = 1.0 - vectors @ vectors.T
    for count in range(2, min(largest_count, len(vectors) // max(smallest_cluster, 1)) + 1):
        labels = spherical_kmeans(vectors, count, seed)
        sizes = np.bincount(labels, minlength=count)
        if sizes.min() < smallest_cluster:
            continue
        silhouette = mean_silhouette(distances, labels, sizes)
        if silhouette > best_silhouette:
            best_silhouette, best_labels = silhouette, labels
    return best_labels


def mean_silhouette(distances: FloatArray, labels: IntArray, sizes: IntArray) -> float:
    """Mean silhouette of a clustering, from the distance matrix `(n, n)`."""
    members = np.eye(len(sizes), dtype=np.float32)[labels]
    sums = distances @ members
    own = np.arange(len(labels)), labels
    within = sums[own] / np.maximum(sizes[labels] - 1, 1)
    means = sums / sizes
    means[own] = np.inf
    between = means.min(axis=1)
    return float(np.mean((between - within) / np.maximum(np.maximum(between, within), 1e-12)))
