"""The sense vectors of all living occurrences of a lemma, ready to compute with."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from senseindex.arrays import FloatArray, IntArray
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.occurrence_ranges import alive
from senseindex.store.cells.vector_store import VectorStore


def lemma_vectors(
    catalog: Catalog, store: VectorStore, lemma_id: int, dead: Sequence[tuple[int, int]] | None = None
) -> tuple[IntArray, FloatArray]:
    """Occurrence ids `(n,)`, ascending, and their vectors `(n, d)` of unit norm; `dead` are the dead ranges."""
    ids, vectors = store.read(catalog.segments.cells([lemma_id]))
    kept = np.flatnonzero(alive(ids, catalog.segments.dead_ranges() if dead is None else dead))
    kept = kept[np.argsort(ids[kept])]
    ids, vectors = ids[kept], vectors[kept]
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return ids, vectors
