"""Spherical k-means, the number of senses chosen by the silhouette (Rousseeuw 1987), one sense allowed."""

from __future__ import annotations

from typing import Any

import faiss
import numpy as np

from senseindex.arrays import FloatArray, IntArray

LARGEST_COUNT = 8
SMALLEST_CLUSTER = 5
SMALLEST_SILHOUETTE = 0.06


def spherical_kmeans_silhouette(vectors: FloatArray, seed: int) -> IntArray:
    """Cluster `(n, d)` unit vectors with k from 2 to 8; one cluster when no k separates them."""
    best_labels = np.zeros(len(vectors), dtype=np.int64)
    best_silhouette = SMALLEST_SILHOUETTE
    distances = 1.0 - vectors @ vectors.T
    for count in range(2, min(LARGEST_COUNT, len(vectors) // SMALLEST_CLUSTER) + 1):
        labels = spherical_kmeans(vectors, count, seed)
        sizes = np.bincount(labels, minlength=count)
        if sizes.min() < SMALLEST_CLUSTER:
            continue
        silhouette = mean_silhouette(distances, labels, sizes)
        if silhouette > best_silhouette:
            best_silhouette, best_labels = silhouette, labels
    return best_labels


def spherical_kmeans(vectors: FloatArray, count: int, seed: int) -> IntArray:
    """Cluster numbers `(n,)` of the best of several runs of spherical k-means."""
    kmeans: Any = faiss.Kmeans(
        vectors.shape[1],
        count,
        niter=20,
        nredo=5,
        spherical=True,
        seed=seed,
        min_points_per_centroid=1,
        max_points_per_centroid=len(vectors),
    )
    kmeans.train(vectors)
    labels: IntArray = (vectors @ kmeans.centroids.T).argmax(axis=1)
    return labels


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
