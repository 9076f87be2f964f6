"""Lay the cells out anew: one cell a (lemma, sense) of today, without the dead.

Codes are copied as they are. New segments are written lemma by lemma, each of at most `SEGMENT_SIZE` occurrences, so
memory is bounded; one transaction then puts them in the place of the old ones.
"""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from senseindex.errors import StoreError
from senseindex.index.open_index import Progress
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.cells.selection import Selection
from senseindex.store.cells.vector_store import VectorStore, WrittenSegment

SEGMENT_SIZE = 1_000_000
"""With fp16 at 256 dimensions its writing takes about 1.5 GB of memory."""


MOST_SEGMENTS = 16
MOST_DEAD = 0.2


def needs_compaction(catalog: Catalog) -> bool:
    """Over 16 segments more than a compaction would leave, or more than a fifth of the vectors dead."""
    dead = len(catalog.segments.dead())
    stored = catalog.occurrences.count() + dead
    return len(catalog.segments.all()) > MOST_SEGMENTS + stored // SEGMENT_SIZE or dead > MOST_DEAD * stored


def compact(catalog: Catalog, store: VectorStore, progress: Progress | None = None) -> None:
    """Compact all segments. The caller holds the writer's lock. Raises StoreError where the catalog is damaged.

    When it is interrupted the new segments are leftovers, as the old ones are when it is done: the caller removes what
    the catalog does not list.
    """
    old = catalog.segments.all()
    dead = catalog.segments.dead()
    cells_of = catalog.segments.cells_by_lemma()
    with_senses = catalog.senses.lemmas_with_any()
    written: list[WrittenSegment] = []
    builder = store.builder()
    for place, (lemma_id, cells) in enumerate(cells_of.items(), start=1):
        parts = [store.codes(cell) for cell in cells]
        ids, codes = np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])
        kept = ~dead.contains(ids)
        ids, codes = ids[kept], codes[kept]
        senses = np.zeros(len(ids), dtype=np.int64)
        if lemma_id in with_senses:
            known = catalog.occurrences.of_lemma(lemma_id)
            if not np.isin(ids, known.ids, assume_unique=True).all():
                raise StoreError(
                    f"{catalog.path}: cells hold what the catalog does not have; `senseindex doctor` says more"
                )
            senses = known.senses[np.searchsorted(known.ids, ids)]
        builder.copy(ids, np.full(len(ids), lemma_id), senses, codes)
        if len(builder) >= SEGMENT_SIZE:
            written.append(builder.write())
            builder = store.builder()
        if progress and (place % 500 == 0 or place == len(cells_of)):
            progress("compact", place, len(cells_of))
    if len(builder):
        written.append(builder.write())
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with catalog.writing():
        catalog.segments.drop([segment.id for segment in old])
        for segment in written:
            catalog.segments.add(segment, now)
        catalog.segments.set_dead(Selection.of_ranges([]))
        catalog.lemmas.none_moved()
    store.attach(catalog.segments.all())
    catalog.vacuum()
