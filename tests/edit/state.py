"""What stands in an index that is edited, as SQLite and the answers have it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

import numpy as np
import pytest

from senseindex import SenseIndex
from senseindex.senses.algorithms.assign import separability
from senseindex.upkeep.doctor import examine

TABLES = {
    "sense": "SELECT * FROM sense ORDER BY id",
    "occurrence": "SELECT * FROM occurrence ORDER BY id",
    "lemma": "SELECT * FROM lemma ORDER BY id",
    "labelled": "SELECT * FROM labelled ORDER BY 1",
    "cell": "SELECT * FROM cell ORDER BY 1, 2",
}


def rows(index: SenseIndex) -> dict[str, list[tuple[Any, ...]]]:
    with closing(sqlite3.connect(index.path / "catalog.db")) as database:
        return {table: database.execute(sql).fetchall() for table, sql in TABLES.items()}


def names(index: SenseIndex, lemma: str = "bank") -> list[str]:
    return [sense.id for sense in index.senses(lemma, examples=0)]


def members(index: SenseIndex, sense: str) -> set[int]:
    return {hit.occurrence_id for hit in index.query(sense=sense, n=1000).hits}


def check(index: SenseIndex) -> None:
    """Sizes, confidences, centres and separability as counted and computed from scratch; `doctor` finds nothing."""
    database = sqlite3.connect(index.path / "catalog.db")
    lemmas = database.execute(
        "SELECT DISTINCT lemma.id, lemma, separability FROM lemma, sense WHERE lemma_id = lemma.id"
    )
    for lemma_id, lemma, apart in lemmas.fetchall():
        ids, own = np.array(
            database.execute(
                "SELECT id, coalesce(sense_id, 0) FROM occurrence WHERE lemma_id = ? ORDER BY id", (lemma_id,)
            ).fetchall()
        ).T
        vectors = index.vectors(ids.tolist())
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)  # as decoded, they are of unit norm nearly
        centres, labels = [], np.full(len(ids), -1)
        senses = "SELECT id, number, size, centroid, retired, name FROM sense WHERE lemma_id = ?"
        for sense_id, number, size, centroid, retired, name in database.execute(senses, (lemma_id,)).fetchall():
            assert size == (own == sense_id).sum()
            if retired:
                assert size == 0
                continue
            assert members(index, name) == set(ids[own == sense_id].tolist()) or number == 0
            if number and size:
                mean = vectors[own == sense_id].mean(axis=0)
                centre = np.frombuffer(centroid, np.float16).astype(np.float32)
                np.testing.assert_allclose(centre, mean / np.linalg.norm(mean), atol=2e-3)
                labels[own == sense_id] = len(centres)
                centres.append(mean / np.linalg.norm(mean))
        expected = separability(vectors, labels, np.array(centres, np.float32)) if len(centres) > 1 else None
        assert (apart is None) == (expected is None), lemma
        if expected is not None:
            assert apart == pytest.approx(expected, abs=1e-4)
    database.close()
    assert examine(index.path).problems == ()


def senses_of_lines(index: SenseIndex) -> dict[int, str | None]:
    return {hit.occurrence_id: hit.sense for hit in index.query("bank", n=100).hits}
