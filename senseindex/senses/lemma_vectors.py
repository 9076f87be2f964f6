"""The living occurrences of a lemma, ready to compute with: their sense vectors, and their contexts when asked for."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from senseindex.arrays import FloatArray, IntArray
from senseindex.senses.algorithms.occurrences import Context, LemmaOccurrences
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.lemmas import LemmaRow
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


def lemma_occurrences(catalog: Catalog, lemma: LemmaRow, ids: IntArray, vectors: FloatArray) -> LemmaOccurrences:
    """What an induction algorithm gets of these occurrences `(n,)` of a lemma: contexts are read when it asks."""
    return LemmaOccurrences(vectors, lemma.lempos, lambda places: contexts_of(catalog, ids[places]))


def contexts_of(catalog: Catalog, ids: IntArray) -> list[Context]:
    """The sentence of each of these occurrences."""
    place_of = catalog.occurrences.places_of(ids.tolist())
    table = catalog.sentences.tokens(np.unique(np.array([place[0] for place in place_of.values()], dtype=np.int64)))
    forms = table.forms(np.arange(len(table), dtype=np.int64))
    tokens_of = {
        sentence: tuple(forms[start:end])
        for sentence, (start, end) in zip(table.sentences.tolist(), pairwise(table.starts.tolist()), strict=True)
    }
    return [Context(tokens_of[sentence], position) for sentence, position in map(place_of.__getitem__, ids.tolist())]
