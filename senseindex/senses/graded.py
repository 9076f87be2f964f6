"""Graded membership: how surely an occurrence has each of the senses of its lemma (Jurgens & Klapaftis 2013).

Nothing is stored for it: the vectors and what tells the senses apart are there, so the answer is always that of the
senses of today. The share of a main sense is the confidence that an assignment would have; its subsenses divide it by
their centres.
"""

from __future__ import annotations

import numpy as np

from senseindex.arrays import FloatArray
from senseindex.senses.algorithms.assign import memberships
from senseindex.senses.inventory import directions_of
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.senses import UNCLEAR_NUMBER


def graded_senses(catalog: Catalog, lemma_id: int, vectors: FloatArray) -> tuple[list[str], FloatArray]:
    """The names of the narrowest senses of a lemma, and how surely each of `(n, d)` vectors has each: `(n, k)`.

    Rows add up to 1; none where the lemma has no senses.
    """
    rows = [row for row in catalog.senses.of([lemma_id], depth=2) if row.number != UNCLEAR_NUMBER]
    mains = [row for row in rows if not row.parent and row.centre is not None]
    if not mains:
        return [], np.zeros((len(vectors), 0), dtype=np.float32)
    names: list[str] = []
    columns = []
    shares = memberships(vectors, directions_of(mains))
    for place, main in enumerate(mains):
        under = [row for row in rows if row.parent == main.id and row.centre is not None] or [main]
        centres = np.stack([row.centre for row in under if row.centre is not None])
        names += [row.name for row in under]
        columns.append(shares[:, place : place + 1] * memberships(vectors, centres))
    return names, np.concatenate(columns, axis=1)
