"""Let the centres of senses follow a deletion or an edit: each becomes the mean of the vectors that its sense has.

What tells the senses of a lemma apart follows too.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from threadpoolctl import threadpool_limits

from senseindex.arrays import FloatArray, IntArray
from senseindex.senses.algorithms.assign import centres_of, leaf_confidences, separability
from senseindex.senses.algorithms.discriminants import Discriminator
from senseindex.senses.lemma_vectors import lemma_vectors
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.senses import UNCLEAR_NUMBER, SenseRow
from senseindex.store.cells.selection import Selection
from senseindex.store.cells.vector_store import VectorStore


def recentre(catalog: Catalog, store: VectorStore, sense_ids: Collection[int]) -> None:
    """Recompute centre and confidence of these senses, and what tells all senses of their lemmas apart, and how well.

    Inside the caller's transaction; only the cells of their lemmas are read. A sense without occurrences keeps its
    centre, so that later text can still be put into it; `unclear` has none. A main sense has the vectors of its
    subsenses too.
    """
    wanted = set(sense_ids)
    dead = catalog.segments.dead()
    with threadpool_limits(1):  # matrices of a word are small: threads cost more than they give
        for lemma_id in catalog.senses.lemmas_of(wanted):
            _recentre_lemma(catalog, store, lemma_id, wanted, dead)


def _recentre_lemma(
    catalog: Catalog, store: VectorStore, lemma_id: int, wanted: Collection[int], dead: Selection
) -> None:
    everything = catalog.senses.of([lemma_id], depth=2)
    senses = [sense for sense in everything if not sense.parent]
    known = catalog.occurrences.of_lemma(lemma_id)
    percents = np.maximum(known.percents, 0)
    ids, vectors = lemma_vectors(catalog, store, lemma_id, dead)
    found = known.senses[np.searchsorted(known.ids, ids)]
    number_of = {member: number for number, sense in enumerate(senses) for member in sense.members}
    labels = _labels(found, number_of)
    centres = centres_of(vectors, labels, len(senses))
    wanted = {*wanted, *(sense.parent for sense in everything if sense.id in wanted)}
    for sense, centre in zip(senses, centres, strict=True):
        if sense.id in wanted and sense.size:
            confidence = float(percents[np.isin(known.senses, sense.members)].mean()) / 100
            centre = None if sense.number == UNCLEAR_NUMBER else centre
            catalog.senses.update(sense.id, confidence=confidence, centre=centre)
        elif sense.id in wanted:
            catalog.senses.update(sense.id, confidence=None)
    for number, sense in enumerate(senses):
        if sense.number == UNCLEAR_NUMBER:
            labels[labels == number] = -1
        elif len(sense.members) > 1 and wanted.intersection(sense.members):
            under = [each for each in everything if each.parent == sense.id]
            inside = np.flatnonzero(np.isin(found, sense.members))
            sure = percents[np.searchsorted(known.ids, ids[inside])]
            _recentre_subsenses(catalog, under, vectors[inside], found[inside], sure)
    apart = separability(vectors, labels, centres)
    catalog.lemmas.set_separability(lemma_id, apart)
    _set_discriminants(catalog, senses, vectors, labels, centres)


def _labels(found: IntArray, number_of: dict[int, int]) -> IntArray:
    """The number `(n,)` of each of these senses `(n,)`, -1 where it has none."""
    used, places = np.unique(found, return_inverse=True)
    numbers = np.array([number_of.get(each, -1) for each in used.tolist()], dtype=np.int64)
    return np.asarray(numbers[places], dtype=np.int64)


def _recentre_subsenses(
    catalog: Catalog, under: Sequence[SenseRow], vectors: FloatArray, found: IntArray, percents: IntArray
) -> None:
    """Centre and confidence of the subsenses of one main sense, which has these vectors `(n, d)`."""
    leaves = _labels(found, {sense.id: number for number, sense in enumerate(under)})
    centres = centres_of(vectors, leaves, len(under))
    for number, sense in enumerate(under):
        if not (leaves == number).any() and sense.centre is not None:
            centres[number] = sense.centre
    sure = percents * leaf_confidences(vectors, leaves, centres, np.zeros(len(under), dtype=np.int64))
    for number, sense in enumerate(under):
        inside = leaves == number
        if inside.any():
            catalog.senses.update(sense.id, confidence=float(sure[inside].mean()) / 100, centre=centres[number])
        else:
            catalog.senses.update(sense.id, confidence=None)


def _set_discriminants(
    catalog: Catalog, senses: Sequence[SenseRow], vectors: FloatArray, labels: IntArray, centres: FloatArray
) -> None:
    """`labels` `(n,)` are places in `senses`, -1 for unclear; a sense without occurrences has its old centre."""
    places = [place for place in range(len(senses)) if (labels == place).any()]
    clear = [place for place, sense in enumerate(senses) if place in places or sense.centre is not None]
    if not clear or not places:  # nothing is left of the lemma, or nothing clear
        return
    known = np.stack(
        [centres[place] if place in places or (old := senses[place].centre) is None else old for place in clear]
    )
    numbers = np.full(len(senses) + 1, -1, dtype=np.int64)
    numbers[clear] = np.arange(len(clear))
    directions = Discriminator(vectors).directions(numbers[labels], known)
    for place, direction in zip(clear, directions, strict=True):
        catalog.senses.update(senses[place].id, discriminant=direction)
