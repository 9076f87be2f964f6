"""Spherical k-means, as FAISS does it."""

from __future__ import annotations

from typing import Any

import faiss

from senseindex.arrays import FloatArray, IntArray


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
