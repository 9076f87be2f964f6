"""Retrieve occurrences: by lemma, sense, example, likeness, over all words, under a metadata filter.

A question becomes a set of cells and, where cells do not say enough (a filter, deleted documents, senses that moved
since the cells were laid out), a mask over occurrence ids. With an example the vectors decide the order; without one
the ids alone are enough.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from senseindex.answers.concordance import Concordance, Hit
from senseindex.arrays import FloatArray, IntArray
from senseindex.errors import NotFoundError, UsageError
from senseindex.search.found import mixed
from senseindex.search.kwic import Line, concordance_lines
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.connection import chunks, placeholders
from senseindex.store.catalog.lemmas import LemmaRow
from senseindex.store.catalog.senses import SenseRow
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
class Question:
    """A query whose words have been looked up.

    `lemmas` are the lemmas asked for; with `any_word` they are the ones left out of the answer. `vector` `(d,)` is
    what hits are compared with, None to take them as they come; `example` says that it is that of an occurrence, and
    not the centre of a sense. `exclude` is an occurrence that is no hit.
    """

    word: str
    lemmas: tuple[LemmaRow, ...] = ()
    senses: tuple[SenseRow, ...] | None = None
    vector: FloatArray | None = None
    example: bool = False
    any_word: bool = False
    exclude: int = 0
    where: str | None = None
    parameters: tuple[object, ...] = ()
    count: int = 20
    offset: int = 0
    window: int = 10
    seed: int | None = None


def answer(catalog: Catalog, store: VectorStore, question: Question) -> Concordance:
    """One page of concordance lines, best or first in the corpus first, and the exact number of all hits."""
    total, ids, scores = _retrieve(catalog, store, question)
    score_of = dict(zip(ids.tolist(), scores.tolist(), strict=True)) if scores is not None else {}
    page = slice(question.offset, question.offset + question.count)
    if scores is None and question.seed is not None:
        order = np.argsort(mixed(ids, question.seed), kind="stable")
        ids = np.sort(ids[order][page])
        page = slice(0, question.count)
    lines = concordance_lines(catalog, ids[page].tolist(), question.window)
    return Concordance(question.word, total, tuple(hits_of(catalog, lines, score_of)))


def all_hits(catalog: Catalog, store: VectorStore, question: Question) -> tuple[IntArray, FloatArray | None]:
    """Ids of all hits, not of a page: best first with their scores, else ascending. Over all words, the best ones."""
    if not question.any_word:
        question = replace(question, offset=0, count=sum(lemma.occurrences for lemma in question.lemmas))
    _, ids, scores = _retrieve(catalog, store, question)
    return ids, scores


def _retrieve(catalog: Catalog, store: VectorStore, question: Question) -> tuple[int, IntArray, FloatArray | None]:
    """The number of all hits, and ids and scores up to the end of the page; all ids where there is nothing to score."""
    allowed = None
    if question.where is not None:
        allowed = catalog.documents.selected(question.where, question.parameters)
    if question.any_word:
        return _over_all_words(catalog, store, question, allowed)
    return _within_lemmas(catalog, store, question, allowed)


def vector_of(catalog: Catalog, store: VectorStore, occurrence_id: int) -> tuple[LemmaRow, FloatArray]:
    """The lemma and the stored vector `(d,)` of an occurrence. Raises NotFoundError for an unknown id."""
    lemmas, vectors = vectors_of(catalog, store, [occurrence_id])
    return lemmas[0], vectors[0]


def vectors_of(
    catalog: Catalog, store: VectorStore, occurrence_ids: Sequence[int]
) -> tuple[list[LemmaRow], FloatArray]:
    """The lemmas and the stored vectors `(n, d)` of occurrences. Raises NotFoundError for an unknown id."""
    wanted = list(dict.fromkeys(occurrence_ids))
    lemma_of = {
        row[0]: row[1]
        for chunk in chunks(wanted)
        for row in catalog.rows(f"SELECT id, lemma_id FROM occurrence WHERE id IN ({placeholders(chunk)})", chunk)
    }
    found: dict[int, FloatArray] = {}
    for lemma_id in dict.fromkeys(lemma_of.values()):
        own = np.array([each for each in wanted if lemma_of.get(each) == lemma_id], dtype=np.int64)
        for cell in catalog.segments.cells([lemma_id]):
            ids = store.ids([cell])
            places = np.flatnonzero(np.isin(ids, own))
            if len(places):
                found |= zip(ids[places].tolist(), store.read([cell])[1][places], strict=True)
    for each in wanted:
        if each not in lemma_of:
            raise NotFoundError(f"there is no occurrence {each}; ids stand in the first column of a query")
        if each not in found:
            raise NotFoundError(f"occurrence {each} has no vector; run `senseindex info` to check the index")
    rows = catalog.lemmas.by_id(list(dict.fromkeys(lemma_of.values())))
    return [rows[lemma_of[each]] for each in occurrence_ids], np.stack([found[each] for each in occurrence_ids])


def read_living(catalog: Catalog, store: VectorStore, lemma_ids: Sequence[int]) -> tuple[IntArray, FloatArray]:
    """Ids and vectors of all occurrences of these lemmas that are not deleted."""
    return _read(store, catalog.segments.cells(lemma_ids), catalog.segments.living())


def occurrence_hits(catalog: Catalog, occurrence_ids: Sequence[int], window: int) -> list[Hit]:
    """These occurrences as hits, in their order."""
    return hits_of(catalog, concordance_lines(catalog, occurrence_ids, window), {})


def _within_lemmas(
    catalog: Catalog, store: VectorStore, question: Question, allowed: Selection | None
) -> tuple[int, IntArray, FloatArray | None]:
    cells, hits = _cells_and_hits(catalog, question, allowed)
    ids = store.ids(cells)
    if hits is not None:
        ids = ids[hits.contains(ids)]
    ids = np.sort(ids)
    if question.vector is None or question.seed is not None:
        return len(ids), ids, None
    if question.exclude:
        ids = ids[ids != question.exclude]
        hits = Selection.of_ids(ids)
    wanted = question.offset + question.count
    if question.example:
        found, scores = _most_alike(catalog, store, question, ids)
        return len(ids), found[:wanted], scores[:wanted]
    found, scores = store.search(question.vector, cells, wanted, hits)
    return len(ids), found, scores


def _most_alike(
    catalog: Catalog, store: VectorStore, question: Question, hits: IntArray
) -> tuple[IntArray, FloatArray]:
    """The hits by their likeness to the example, best first.

    All occurrences of the lemma say what is common to it and which are near to each other, hits or not. Of a lemma with
    more than `MOST_COMPARED` those nearest to the example are compared.
    """
    assert question.vector is not None
    cells = catalog.segments.cells([lemma.id for lemma in question.lemmas])
    if sum(lemma.occurrences for lemma in question.lemmas) > MOST_COMPARED:
        ids, _ = store.search(question.vector, cells, MOST_COMPARED, Selection.of_ids(hits))
        ids, vectors = _read(store, cells, Selection.of_ids(ids))
        scores = likeness(question.vector, vectors, _mean_of(catalog, store, cells))
    else:
        ids, vectors = read_living(catalog, store, [lemma.id for lemma in question.lemmas])
        scores = likeness(question.vector, vectors)
    if len(ids) != len(hits):
        asked = np.isin(ids, hits, assume_unique=True)
        ids, scores = ids[asked], scores[asked]
    order = np.lexsort((ids, -scores))
    return ids[order], scores[order]


def _read(store: VectorStore, cells: Sequence[CellAddress], chosen: Selection | None) -> tuple[IntArray, FloatArray]:
    """The chosen occurrences of these cells, or all."""
    ids, vectors = store.read(cells)
    if chosen is not None:
        inside = chosen.contains(ids)
        ids, vectors = ids[inside], vectors[inside]
    return ids, vectors


def _mean_of(catalog: Catalog, store: VectorStore, cells: Sequence[CellAddress]) -> FloatArray:
    """About the mean `(d,)` of all vectors of these cells: that of the cells' centres, weighted by size."""
    sizes = catalog.segments.cell_sizes(cells)
    centres = {segment: store.centres(segment) for segment, _ in cells}
    chosen = np.stack([centres[segment][place] for segment, place in cells])
    mean: FloatArray = np.average(chosen, axis=0, weights=sizes).astype(np.float32)
    return mean


def _cells_and_hits(
    catalog: Catalog, question: Question, allowed: Selection | None
) -> tuple[list[CellAddress], Selection | None]:
    """Cells that hold all hits, and which of their occurrences are hits (None: all of them)."""
    lemma_ids = [lemma.id for lemma in question.lemmas]
    sense_ids = None if question.senses is None else [sense.id for sense in question.senses]
    if sense_ids is not None and any(lemma.moved for lemma in question.lemmas):
        cells = catalog.segments.cells(lemma_ids)
        hits = Selection.of_ids(catalog.occurrences.ids(lemma_ids, sense_ids))
        return cells, hits if allowed is None else hits & allowed
    return catalog.segments.cells(lemma_ids, sense_ids), catalog.segments.living() if allowed is None else allowed


def _over_all_words(
    catalog: Catalog, store: VectorStore, question: Question, allowed: Selection | None
) -> tuple[int, IntArray, FloatArray]:
    """Nearest occurrences of any word but the ones asked about; the cells' centres are the coarse quantizer."""
    if question.vector is None:
        raise UsageError("a search over all words needs an example: give a context, or an occurrence to be like")
    everything = catalog.documents.living_occurrences()
    living = catalog.segments.living() if allowed is None else allowed
    own = catalog.segments.cells([lemma.id for lemma in question.lemmas])
    if allowed is None:
        kept = everything
        total = everything - sum(lemma.occurrences for lemma in question.lemmas)
    else:
        kept = len(allowed)
        total = kept - int(allowed.contains(store.ids(own)).sum())
    wanted = question.offset + question.count
    # What a filter leaves may be so little that all of it can be compared.
    share = PROBED_SHARE if kept > max(PROBED_SHARE * everything, FEW) else 1.0
    ids, scores = store.search_all(question.vector, wanted, share, living, own)
    if share < 1.0 and len(ids) < min(wanted, total):
        ids, scores = store.search_all(question.vector, wanted, 1.0, living, own)
    return total, ids, scores


def hits_of(catalog: Catalog, lines: Sequence[Line], score_of: Mapping[int, float]) -> list[Hit]:
    """Lines as hits, with their metadata and, by occurrence id, their scores."""
    metadata = catalog.documents.metadata_of([line.document_id for line in lines])
    lemmas = catalog.lemmas.by_id(sorted({line.lemma_id for line in lines}))
    return [
        Hit(
            line.occurrence_id,
            lemmas[line.lemma_id].lempos,
            line.sense,
            score_of.get(line.occurrence_id),
            line.left,
            line.node,
            line.right,
            line.document,
            metadata[line.document_id],
            line.start,
            line.end,
            confidence=line.confidence,
        )
        for line in lines
    ]
