"""Examine the cells: every occurrence has one vector, in a cell of its lemma, and of its sense unless it has moved."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from senseindex.errors import StoreError
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.findings import Finding
from senseindex.store.cells.vector_store import CellAddress, VectorStore


def check_cells(catalog: Catalog, store: VectorStore) -> Iterator[Finding]:
    """Compare every readable segment with the catalog."""
    size = catalog.settings.next_id("occurrence")
    lemma_of, sense_of = catalog.occurrences.by_id(size)
    moved = catalog.lemmas.with_moved()
    dead = catalog.segments.dead()
    vectors = np.zeros(size, dtype=np.uint8)
    unknown = strangers = 0
    sizes: list[tuple[CellAddress, int]] = []
    displaced: set[int] = set()
    whole = True
    for segment in catalog.segments.all():
        layout = catalog.segments.layout(segment.id)
        try:
            count = store.cell_count(segment.id)
        except StoreError:  # a damaged segment is reported by whoever verifies it
            whole = False
            continue
        if layout[:, 0].tolist() != list(range(count)):
            yield Finding("cells", f"segment {segment.folder} and the catalog have different cells")
            whole = False
            continue
        for number, lemma_id, sense_id, expected in layout.tolist():
            try:
                ids = store.ids([cell := CellAddress(segment.id, number)])
            except StoreError:
                whole = False
                break
            if len(ids) != expected:
                sizes.append((cell, len(ids)))
            ids = ids[~dead.contains(ids)]
            inside = ids[(ids >= 0) & (ids < size)]
            known = inside[lemma_of[inside] > 0]
            unknown += len(ids) - len(known)
            strangers += int((lemma_of[known] != lemma_id).sum())
            if lemma_id not in moved and (sense_of[known] != sense_id).any():
                displaced.add(lemma_id)
            np.add.at(vectors, known, 1)
    if sizes:
        yield Finding(
            "cells",
            f"{len(sizes):,} cells have other sizes than the catalog says",
            "took the sizes from the segments",
            partial(catalog.segments.set_cell_sizes, sizes),
        )
    if displaced:
        yield Finding(
            "cells",
            f"{len(displaced):,} lemmas have occurrences in cells of other senses, without saying so",
            "marked these lemmas as moved, so that the catalog decides",
            partial(catalog.lemmas.move_all, displaced),
        )
    for count, problem in (
        (unknown, "vectors belong to no occurrence"),
        (strangers, "vectors lie in a cell of another lemma"),
        (int((vectors > 1).sum()), "occurrences have several vectors"),
        (int(((vectors == 0) & (lemma_of > 0)).sum()) if whole else 0, "occurrences have no vector"),
    ):
        if count:
            yield Finding("cells", f"{count:,} {problem}")
