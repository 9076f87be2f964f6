"""Senses as the catalog holds them: number 0 of a lemma is its `unclear` sense, and has no centre."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from senseindex.store.catalog import Catalog, placeholders
from senseindex.store.vector_store import FloatArray

UNCLEAR_NUMBER = 0
CENTRE_TYPE = np.float16
SENSE_COLUMNS = "sense.id, name, lemma_id, number, label, context_words, similar_words, size, confidence, centroid"


@dataclass(frozen=True, slots=True)
class SenseRow:
    """A sense as it is stored; `centre` `(d,) float32` of unit norm, None for `unclear`."""

    id: int
    name: str
    lemma_id: int
    number: int
    label: str
    context_words: tuple[str, ...]
    similar_words: tuple[str, ...]
    size: int
    confidence: float | None
    centre: FloatArray | None


def senses_of(catalog: Catalog, lemma_ids: Sequence[int]) -> list[SenseRow]:
    """The living senses of these lemmas: largest first, `unclear` last."""
    rows = catalog.rows(
        f"SELECT {SENSE_COLUMNS} FROM sense WHERE retired = 0 AND lemma_id IN ({placeholders(lemma_ids)}) "
        "ORDER BY number = 0, size DESC, lemma_id, number",
        list(lemma_ids),
    )
    return [_sense_row(row) for row in rows]


def sense_named(catalog: Catalog, name: str) -> SenseRow | None:
    """A living sense by its id, such as `bank%1`."""
    rows = catalog.rows(f"SELECT {SENSE_COLUMNS} FROM sense WHERE retired = 0 AND name = ?", (name,))
    return _sense_row(rows[0]) if rows else None


def all_senses(catalog: Catalog) -> list[SenseRow]:
    """Every living sense, by lemma and number."""
    rows = catalog.rows(f"SELECT {SENSE_COLUMNS} FROM sense WHERE retired = 0 ORDER BY lemma_id, number")
    return [_sense_row(row) for row in rows]


def _sense_row(row: tuple[Any, ...]) -> SenseRow:
    sense_id, name, lemma_id, number, label, context_words, similar_words, size, confidence, centre = row
    return SenseRow(
        sense_id,
        name,
        lemma_id,
        number,
        label,
        tuple(json.loads(context_words or "[]")),
        tuple(json.loads(similar_words or "[]")),
        size,
        confidence,
        None if centre is None else np.frombuffer(centre, dtype=CENTRE_TYPE).astype(np.float32),
    )
