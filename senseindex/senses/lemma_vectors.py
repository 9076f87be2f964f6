"""The sense vectors of all living occurrences of a lemma, ready to compute with."""

from __future__ import annotations

import numpy as np

from senseindex.arrays import FloatArray, IntArray
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.cells.selection import Selection
from senseindex.store.cells.vector_store import VectorStore


def lemma_vectors(
    catalog: Catalog, store: VectorStore, lemma_id: int, dead: Selection | None = None
) -> tuple[IntArray, FloatArray]:
    """Occurrence ids `(n,)`, ascending, and their vectors `(n, d)` of unit norm; `dead` are those that are deleted."""
    ids, vectors = store.read(catalog.segments.cells([lemma_id]))
    kept = np.flatnonzero(~(catalog.segments.dead() if dead is None else dead).contains(ids))
    kept = kept[np.argsort(ids[kept])]
    ids, vectors = ids[kept], vectors[kept]
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return ids, vectors
