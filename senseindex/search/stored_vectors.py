"""The sense vectors of occurrences, as the cells hold them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from senseindex.arrays import FloatArray, IntArray
from senseindex.errors import NotFoundError
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.lemmas import LemmaRow
from senseindex.store.catalog.occurrences import Occurrence
from senseindex.store.cells.selection import Selection
from senseindex.store.cells.vector_store import CellAddress, VectorStore

if TYPE_CHECKING:
    from senseindex.index.open_index import OpenIndex


def vector_of(catalog: Catalog, store: VectorStore, occurrence: Occurrence) -> tuple[LemmaRow, FloatArray]:
    """The lemma and the stored vector `(d,)` of an occurrence. Raises NotFoundError for one that is not there."""
    lemmas, vectors = vectors_of(catalog, store, [occurrence])
    return lemmas[0], vectors[0]


def vectors_of(
    catalog: Catalog, store: VectorStore, occurrences: Sequence[Occurrence]
) -> tuple[list[LemmaRow], FloatArray]:
    """The lemmas and the stored vectors `(n, d)` of occurrences. Raises NotFoundError for one that is not there."""
    asked = catalog.occurrences.find(occurrences)
    lemma_of = catalog.occurrences.lemmas_of(dict.fromkeys(asked))
    found: dict[int, FloatArray] = {}
    for lemma_id in dict.fromkeys(lemma_of[each] for each in asked):
        wanted = np.array([each for each in lemma_of if lemma_of[each] == lemma_id], dtype=np.int64)
        for cell in catalog.segments.cells([lemma_id]):
            ids = store.ids([cell])
            places = np.flatnonzero(np.isin(ids, wanted))
            if len(places):
                found |= zip(ids[places].tolist(), store.read([cell])[1][places], strict=True)
    for each in asked:
        if each not in found:
            raise NotFoundError(f"occurrence {each} has no vector; run `senseindex info` to check the index")
    rows = catalog.lemmas.by_id(sorted(set(lemma_of.values())))
    vectors = np.stack([found[each] for each in asked]) if asked else store.read([])[1]
    return [rows[lemma_of[each]] for each in asked], vectors


class OccurrenceVectors(NamedTuple):
    """The occurrences of a word or a sense: their ids `(n,)` int64, ascending, and their vectors `(n, d)` float32."""

    ids: IntArray
    vectors: FloatArray


def word_vectors(index: OpenIndex, of: str) -> OccurrenceVectors:
    """All living occurrences of a lemma (`bank`, `bank-n`) or a sense (`bank%1`). Raises NotFoundError."""
    catalog = index.catalog
    name = of.strip()
    lemma, percent, _ = name.rpartition("%")
    rows = index.lemmas(lemma if percent else name)
    ids, vectors = living_vectors(catalog, index.store, [row.id for row in rows])
    if percent:
        members = [member for sense in index.sense_rows(name, rows) for member in sense.members]
        inside = np.isin(ids, catalog.occurrences.ids([row.id for row in rows], members))
        ids, vectors = ids[inside], vectors[inside]
    order = np.argsort(ids, kind="stable")
    return OccurrenceVectors(ids[order], vectors[order])


def living_vectors(catalog: Catalog, store: VectorStore, lemma_ids: Sequence[int]) -> tuple[IntArray, FloatArray]:
    """Ids and vectors of all occurrences of these lemmas that are not deleted."""
    return selected_vectors(store, catalog.segments.cells(lemma_ids), catalog.segments.living())


def selected_vectors(
    store: VectorStore, cells: Sequence[CellAddress], chosen: Selection | None
) -> tuple[IntArray, FloatArray]:
    """Ids and vectors of the chosen occurrences in these cells, or of all."""
    ids, vectors = store.read(cells)
    if chosen is not None:
        inside = chosen.contains(ids)
        ids, vectors = ids[inside], vectors[inside]
    return ids, vectors
