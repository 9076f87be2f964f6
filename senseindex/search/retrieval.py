"""Retrieve occurrences: by lemma, sense, example, likeness, over all words, under a metadata filter.

A query becomes a set of cells and, where cells do not say enough (a filter, deleted documents, senses that moved since
the cells were laid out), a selection of occurrence ids. With an example the vectors decide the order; without one the
ids alone are enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from senseindex.arrays import FloatArray, IntArray
from senseindex.errors import UsageError
from senseindex.search.lookup import Lookup
from senseindex.search.stored_vectors import living_vectors, selected_vectors
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.cells.selection import Selection
from senseindex.store.cells.vector_store import CellAddress, VectorStore
from senseindex.vectors.likeness import likeness

PROBED_SHARE = 0.13
"""How much of all vectors a search over all words reads: those of the parts of cells that promise most.

On 1 M occurrences of the speeches it finds 0.95 to 0.97 of the ten that reading everything would find."""

FEW = 50_000
"""So many vectors are compared in a millisecond or two: no share of them is left out."""

MOST_COMPARED = 50_000


@dataclass(frozen=True)
class Retrieved:
    """The number of all hits, and those asked for `(n,)`: best first with their scores, else all, ascending."""

    total: int
    ids: IntArray
    scores: FloatArray | None = None


def retrieve(catalog: Catalog, store: VectorStore, asked: Lookup, most: int | None = None) -> Retrieved:
    """The occurrences that a query without a pattern asks for, as to their word, sense, example and filter.

    `most` are enough where they are scored, None for all; over all words, None is the end of the page.
    """
    allowed = None
    if asked.where is not None:
        allowed = catalog.documents.selected(asked.where, asked.parameters)
    if asked.query.any_word:
        return _over_all_words(catalog, store, asked, allowed, most)
    return _within_lemmas(catalog, store, asked, allowed, asked.occurrences if most is None else most)


def _within_lemmas(
    catalog: Catalog, store: VectorStore, asked: Lookup, allowed: Selection | None, most: int
) -> Retrieved:
    cells, hits = _cells_and_hits(catalog, asked, allowed)
    ids = store.ids(cells)
    if hits is not None:
        ids = ids[hits.contains(ids)]
    ids = np.sort(ids)
    if asked.vector is None or asked.query.line_seed is not None:
        return Retrieved(len(ids), ids)
    if asked.exclude:
        ids = ids[ids != asked.exclude]
        hits = Selection.of_ids(ids)
    if asked.query.has_example:
        found, scores = _most_alike(catalog, store, asked, asked.vector, ids)
        return Retrieved(len(ids), found[:most], scores[:most])
    found, scores = store.search(asked.vector, cells, most, hits)
    return Retrieved(len(ids), found, scores)


def _cells_and_hits(
    catalog: Catalog, asked: Lookup, allowed: Selection | None
) -> tuple[list[CellAddress], Selection | None]:
    """Cells that hold all hits, and which of their occurrences are hits (None: all of them)."""
    sense_ids = None if asked.senses is None else [member for sense in asked.senses for member in sense.members]
    if sense_ids is not None and any(lemma.moved for lemma in asked.lemmas):
        hits = Selection.of_ids(catalog.occurrences.ids(asked.lemma_ids, sense_ids))
        return catalog.segments.cells(asked.lemma_ids), hits if allowed is None else hits & allowed
    cells = catalog.segments.cells(asked.lemma_ids, sense_ids)
    return cells, catalog.segments.living() if allowed is None else allowed


def _most_alike(
    catalog: Catalog, store: VectorStore, asked: Lookup, example: FloatArray, hits: IntArray
) -> tuple[IntArray, FloatArray]:
    """The hits by their likeness to the example `(d,)`, best first.

    All occurrences of the lemma say what is common to it and which are near to each other, hits or not. Of a lemma with
    more than `MOST_COMPARED` those nearest to the example are compared.
    """
    if asked.occurrences > MOST_COMPARED:
        cells = catalog.segments.cells(asked.lemma_ids)
        ids, _ = store.search(example, cells, MOST_COMPARED, Selection.of_ids(hits))
        ids, vectors = selected_vectors(store, cells, Selection.of_ids(ids))
        scores = likeness(example, vectors, _mean_of(catalog, store, cells))
    else:
        ids, vectors = living_vectors(catalog, store, asked.lemma_ids)
        scores = likeness(example, vectors)
    if len(ids) != len(hits):
        inside = np.isin(ids, hits, assume_unique=True)
        ids, scores = ids[inside], scores[inside]
    order = np.lexsort((ids, -scores))
    return ids[order], scores[order]


def _mean_of(catalog: Catalog, store: VectorStore, cells: Sequence[CellAddress]) -> FloatArray:
    """About the mean `(d,)` of all vectors of these cells: that of the cells' centres, weighted by size."""
    sizes = catalog.segments.cell_sizes(cells)
    centres = {segment: store.centres(segment) for segment, _ in cells}
    chosen = np.stack([centres[segment][place] for segment, place in cells])
    mean: FloatArray = np.average(chosen, axis=0, weights=sizes).astype(np.float32)
    return mean


def _over_all_words(
    catalog: Catalog, store: VectorStore, asked: Lookup, allowed: Selection | None, most: int | None
) -> Retrieved:
    """Nearest occurrences of any word but the ones left out; the cells' centres are the coarse quantizer."""
    if asked.vector is None:
        raise UsageError("a search over all words needs an example: give a context, or an occurrence to be like")
    everything = catalog.documents.living_occurrences()
    living = catalog.segments.living() if allowed is None else allowed
    left_out = catalog.segments.cells(asked.lemma_ids)
    if allowed is None:
        kept = everything
        total = everything - asked.occurrences
    else:
        kept = len(allowed)
        total = kept - int(allowed.contains(store.ids(left_out)).sum())
    wanted = asked.query.offset + asked.query.n if most is None else most
    # The line to be like is no hit; mostly it is among what is left out.
    liked = asked.query.own_word and asked.exclude > 0 and (allowed is None or _contains(allowed, asked.exclude))
    total, most_found = total - liked, wanted + liked
    # What a filter leaves may be so little that all of it can be compared.
    share = PROBED_SHARE if kept > max(PROBED_SHARE * everything, FEW) else 1.0
    ids, scores = store.search_all(asked.vector, most_found, share, living, left_out)
    if share < 1.0 and len(ids) < min(most_found, total + liked):
        ids, scores = store.search_all(asked.vector, most_found, 1.0, living, left_out)
    if liked:
        others = ids != asked.exclude
        ids, scores = ids[others], scores[others]
    return Retrieved(total, ids[:wanted], scores[:wanted])


def _contains(selection: Selection, occurrence_id: int) -> bool:
    return bool(selection.contains(np.array([occurrence_id]))[0])
