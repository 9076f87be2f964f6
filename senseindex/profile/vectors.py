"""The sense vectors of hits, and the middle of them."""

from __future__ import annotations

import numpy as np

from senseindex.arrays import FloatArray
from senseindex.profile.subject import Subject
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.cells.vector_store import VectorStore


def hit_vectors(catalog: Catalog, store: VectorStore, subject: Subject) -> FloatArray:
    """The stored vectors `(n, d)` of the hits, in their order."""
    ids, vectors = store.read(catalog.segments.cells(subject.lemma_ids))
    order = np.argsort(ids, kind="stable")
    found: FloatArray = vectors[order[np.searchsorted(ids[order], subject.hits.ids)]]
    return found


def centre_of(vectors: FloatArray) -> FloatArray:
    """The mean `(d,)` of unit vectors, of unit norm."""
    mean = vectors.mean(axis=0)
    centre: FloatArray = (mean / max(float(np.linalg.norm(mean)), 1e-12)).astype(np.float32)
    return centre
