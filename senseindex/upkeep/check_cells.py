"""Examine the cells: every occurrence has one vector, in a cell of its lemma, and of its sense unless it has moved."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from senseindex.arrays import IntArray
from senseindex.errors import StoreError
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.findings import Finding
from senseindex.store.cells.vector_store import CellAddress, VectorStore

ROWS = 200_000


def check_cells(catalog: Catalog, store: VectorStore) -> Iterator[Finding]:
    """Compare every readable segment with the catalog."""
    size = catalog.settings.next_id("occurrence")
    lemma_of, sense_of = _occurrences(catalog, size)
    moved = {row[0] for row in catalog.rows("SELECT id FROM lemma WHERE moved > 0")}
    dead = catalog.segments.dead()
    vectors = np.zeros(size, dtype=np.uint8)
    unknown = strangers = 0
    sizes: list[tuple[int, int, int]] = []
    displaced: set[int] = set()
    whole = True
    for segment in catalog.segments.all():
        rows = catalog.rows(
            "SELECT list_number, lemma_id, coalesce(sense_id, 0), size FROM cell WHERE segment_id = ? ORDER BY 1",
            (segment.id,),
        )
        try:
            count = store.cell_count(segment.id)
        except StoreError:  # a damaged segment is reported by whoever verifies it
            whole = False
            continue
        if [row[0] for row in rows] != list(range(len(rows))) or len(rows) != count:
            yield Finding("cells", f"segment {segment.folder} and the catalog have different cells")
            whole = False
            continue
        for number, lemma_id, sense_id, expected in rows:
            try:
                ids = store.ids([CellAddress(segment.id, number)])
            except StoreError:
                whole = False
                break
            if len(ids) != expected:
                sizes.append((len(ids), segment.id, number))
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
            [("UPDATE cell SET size = ? WHERE segment_id = ? AND list_number = ?", sizes)],
        )
    if displaced:
        yield Finding(
            "cells",
            f"{len(displaced):,} lemmas have occurrences in cells of other senses, without saying so",
            "marked these lemmas as moved, so that the catalog decides",
            [("UPDATE lemma SET moved = occurrences WHERE id = ?", [(lemma_id,) for lemma_id in sorted(displaced)])],
        )
    for count, problem in (
        (unknown, "vectors belong to no occurrence"),
        (strangers, "vectors lie in a cell of another lemma"),
        (int((vectors > 1).sum()), "occurrences have several vectors"),
        (int(((vectors == 0) & (lemma_of > 0)).sum()) if whole else 0, "occurrences have no vector"),
    ):
        if count:
            yield Finding("cells", f"{count:,} {problem}")


def _occurrences(catalog: Catalog, size: int) -> tuple[IntArray, IntArray]:
    """Lemma id and sense id `(size,)` by occurrence id, 0 for none."""
    lemma_of, sense_of = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    last = -1
    while rows := catalog.rows(
        "SELECT id, lemma_id, coalesce(sense_id, 0) FROM occurrence WHERE id > ? ORDER BY id LIMIT ?", (last, ROWS)
    ):
        table = np.array(rows, dtype=np.int64)
        last = rows[-1][0]
        table = table[(table[:, 0] >= 0) & (table[:, 0] < size)]
        lemma_of[table[:, 0]], sense_of[table[:, 0]] = table[:, 1], table[:, 2]
    return lemma_of, sense_of
