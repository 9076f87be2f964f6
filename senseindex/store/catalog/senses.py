"""Senses as the catalog holds them: number 0 of a lemma is its `unclear` sense, and has no centre."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from senseindex.answers.senses import UNCLEAR
from senseindex.store.catalog.catalog import Catalog, LemmaRow, chunks, placeholders
from senseindex.store.cells.vector_store import FloatArray, IntArray

UNCLEAR_NUMBER = 0
CENTRE_TYPE = np.float16
SENSE_COLUMNS = (
    "sense.id, name, lemma_id, number, label, context_words, similar_words, size, confidence, centroid, "
    "definition, named, locked, discriminant"
)


@dataclass(frozen=True, slots=True)
class SenseRow:
    """A sense as it is stored; `centre` `(d,) float32` of unit norm, None for `unclear`.

    `discriminant` `(d,)` is what new occurrences are assigned by (`algorithms.discriminants`), None where it has
    not been computed.

    `named`: its label is a person's; `locked`: an induction leaves it and its occurrences alone.
    """

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
    definition: str = ""
    named: bool = False
    locked: bool = False
    discriminant: FloatArray | None = None


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
    sense_id, name, lemma_id, number, label, context_words, similar_words, size, confidence, centre, *edited = row
    definition, named, locked, discriminant = edited
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
        _vector(centre),
        definition,
        bool(named),
        bool(locked),
        _vector(discriminant),
    )


def _vector(stored: bytes | None) -> FloatArray | None:
    return None if stored is None else np.frombuffer(stored, dtype=CENTRE_TYPE).astype(np.float32)


def new_sense(catalog: Catalog, lemma: LemmaRow, number: int | None = None) -> tuple[int, str]:
    """Enter a sense without occurrences, inside the caller's transaction: its row and its id.

    Without `number` it gets the next one; numbers are never given out again, also where the sense was undone. Two
    lemmas may look alike (`bank-n`, and the noun `bank`): the ids of the later one show its row.
    """
    if number is None:
        counter = f"sense of lemma {lemma.id}"
        (highest,) = catalog.rows("SELECT coalesce(max(number), 0) FROM sense WHERE lemma_id = ?", (lemma.id,))[0]
        number = max(highest + 1, catalog.next_id(counter))
        catalog.set_next_id(counter, number + 1)
    sense_id = catalog.next_id("sense")
    catalog.set_next_id("sense", sense_id + 1)
    name = f"{lemma.lempos}%{number}"
    if catalog.rows("SELECT 1 FROM sense WHERE name = ?", (name,)):
        name = f"{lemma.lempos}.{lemma.id}%{number}"
    catalog.connection.execute(
        "INSERT INTO sense (id, name, lemma_id, number, label) VALUES (?, ?, ?, ?, '')",
        (sense_id, name, lemma.id, number),
    )
    return sense_id, name


def unclear_sense(catalog: Catalog, lemma: LemmaRow) -> int:
    """The row of a lemma's `unclear` sense, entered where there is none, inside the caller's transaction."""
    rows = catalog.rows("SELECT id FROM sense WHERE lemma_id = ? AND number = ?", (lemma.id, UNCLEAR_NUMBER))
    sense_id = rows[0][0] if rows else new_sense(catalog, lemma, UNCLEAR_NUMBER)[0]
    catalog.connection.execute("UPDATE sense SET label = ?, retired = 0 WHERE id = ?", (UNCLEAR, sense_id))
    return int(sense_id)


def labels_of(catalog: Catalog, lemma_id: int) -> tuple[IntArray, IntArray]:
    """The occurrences of a lemma that a person has labelled, ascending, and their senses."""
    rows = catalog.rows(
        "SELECT occurrence_id, labelled.sense_id FROM labelled JOIN sense ON sense.id = labelled.sense_id "
        "WHERE lemma_id = ? ORDER BY 1",
        (lemma_id,),
    )
    table = np.array(rows, dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def ticked_examples(catalog: Catalog, sense_ids: Sequence[int]) -> dict[int, list[int]]:
    """The occurrences of each of these senses that a person has ticked as examples, first ticked first."""
    found: dict[int, list[int]] = {}
    for chunk in chunks(list(sense_ids)):
        for sense_id, occurrence_id in catalog.rows(
            f"SELECT sense_id, occurrence_id FROM labelled WHERE ticked AND sense_id IN ({placeholders(chunk)}) "
            "ORDER BY time, occurrence_id",
            chunk,
        ):
            found.setdefault(sense_id, []).append(occurrence_id)
    return found
