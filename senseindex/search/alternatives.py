"""The senses that lines may have, with their confidences: for those that stand between two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from senseindex.answers.alternatives import Alternatives, GradedLine
from senseindex.search.kwic import occurrence_hits
from senseindex.search.stored_vectors import vectors_of
from senseindex.senses.algorithms.assign import best_of
from senseindex.senses.graded import graded_senses

if TYPE_CHECKING:
    from senseindex.index.open_index import OpenIndex
    from senseindex.store.catalog.occurrences import Occurrence


def alternatives(index: OpenIndex, occurrences: Sequence[Occurrence], window: int = 10) -> Alternatives:
    """The best three senses of each of these occurrences. Raises NotFoundError for one that is not there."""
    catalog = index.catalog
    ids = catalog.occurrences.find(occurrences)
    lemmas, vectors = vectors_of(catalog, index.store, ids)
    vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    senses: dict[int, tuple[tuple[str, float], ...]] = {}
    for lemma_id in dict.fromkeys(lemma.id for lemma in lemmas):
        places = [place for place, lemma in enumerate(lemmas) if lemma.id == lemma_id]
        names, shares = graded_senses(catalog, lemma_id, vectors[places])
        for place, best in zip(places, best_of(shares) if names else [[]] * len(places), strict=True):
            senses[ids[place]] = tuple((names[column], share) for column, share in best)
    return Alternatives(
        tuple(
            GradedLine(hit.occurrence_id, senses[hit.occurrence_id], hit.left, hit.node, hit.right, hit.document)
            for hit in occurrence_hits(catalog, ids, window)
        )
    )
