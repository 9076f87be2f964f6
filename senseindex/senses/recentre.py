"""Let the centres of senses follow a deletion: each becomes the mean of the vectors that its sense still has."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from senseindex.senses.assign import centres_of
from senseindex.store.catalog import Catalog, chunks, placeholders
from senseindex.store.occurrence_ranges import alive
from senseindex.store.senses import CENTRE_TYPE, SenseRow, senses_of
from senseindex.store.vector_store import VectorStore


def recentre(catalog: Catalog, store: VectorStore, sense_ids: Sequence[int]) -> None:
    """Recompute centre and confidence of these senses from their living vectors, inside the caller's transaction.

    Only the cells of their lemmas are read. A sense without occurrences keeps its centre, so that later text can
    still be put into it; `unclear` has none.
    """
    wanted = set(sense_ids)
    lemma_ids = sorted(
        {
            row[0]
            for chunk in chunks(sorted(wanted))
            for row in catalog.rows(f"SELECT lemma_id FROM sense WHERE id IN ({placeholders(chunk)})", chunk)
        }
    )
    dead = catalog.dead_ranges()
    for lemma_id in lemma_ids:
        senses = [sense for sense in senses_of(catalog, [lemma_id]) if sense.id in wanted and sense.size]
        if senses:
            _recentre_lemma(catalog, store, lemma_id, senses, dead)


def _recentre_lemma(
    catalog: Catalog, store: VectorStore, lemma_id: int, senses: Sequence[SenseRow], dead: Sequence[tuple[int, int]]
) -> None:
    rows = catalog.rows(
        "SELECT id, coalesce(sense_id, 0), coalesce(confidence, 0) FROM occurrence WHERE lemma_id = ? ORDER BY id",
        (lemma_id,),
    )
    known, sense_of, percents = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    ids, vectors = store.read(catalog.cells([lemma_id]))
    kept = alive(ids, dead)
    ids, vectors = ids[kept], vectors[kept]
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    found = sense_of[np.searchsorted(known, ids)]
    labels = np.full(len(ids), -1, dtype=np.int64)
    for number, sense in enumerate(senses):
        labels[found == sense.id] = number
    for sense, centre in zip(senses, centres_of(vectors, labels, len(senses)), strict=True):
        catalog.connection.execute(
            "UPDATE sense SET confidence = ?, centroid = ? WHERE id = ?",
            (
                float(percents[sense_of == sense.id].mean()) / 100,
                None if sense.centre is None else centre.astype(CENTRE_TYPE).tobytes(),
                sense.id,
            ),
        )
