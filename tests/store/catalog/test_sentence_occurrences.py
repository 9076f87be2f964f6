"""The occurrences of sentences against the plain statement that asks for them."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from senseindex import SenseIndex
from senseindex.store.catalog.catalog import Catalog
from tests.builders import TinyIndex, bank_document, make_bank_index


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory):
    """Thirty documents, of which some were replaced and some deleted."""
    with make_bank_index(tmp_path_factory.mktemp("banks") / "index", 15) as index:
        index.upkeep.delete(["river3", "money4", "money14"])
        TinyIndex.of(index).add(bank_document("river", 5), bank_document("river", 3))
    with SenseIndex.open(index.path) as again:
        yield again


def expected(catalog: Catalog, sentences: list[int]) -> list[tuple[int, ...]]:
    rows = catalog.connection.rows(
        "SELECT sentence_id, position, id, lemma_id, coalesce(sense_id, 0), coalesce(confidence, -1) "
        "FROM occurrence ORDER BY id"
    )
    return [row for row in rows if row[0] in sentences]


@pytest.mark.parametrize("cost", [0, 3, 40])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=st.sets(st.integers(0, 200)))
def test_any_sentences_have_the_occurrences_of_the_table(
    index: SenseIndex, monkeypatch: pytest.MonkeyPatch, cost: int, chosen: set[int]
) -> None:
    monkeypatch.setattr("senseindex.store.catalog.sentence_occurrences.HALVING_COST", cost)
    catalog = index.opened.catalog
    rows = [
        row for row in catalog.connection.rows("SELECT id, document_id FROM sentence ORDER BY id") if row[0] in chosen
    ]
    table = np.array(rows, dtype=np.int64).reshape(-1, 2)
    found = catalog.occurrences.in_sentences(table[:, 0], table[:, 1])
    assert list(map(tuple, found.tolist())) == expected(catalog, table[:, 0].tolist())


def test_no_index_on_sentences_is_used(index: SenseIndex, tmp_path: Path) -> None:
    catalog = index.opened.catalog
    asked: list[str] = []
    catalog.connection.database.set_trace_callback(asked.append)
    (sentence,) = catalog.connection.rows("SELECT id, document_id FROM sentence LIMIT 1")
    catalog.occurrences.in_sentences(np.array([sentence[0]]), np.array([sentence[1]]))
    catalog.connection.database.set_trace_callback(None)
    plans = [
        detail
        for sql in asked
        if "FROM occurrence" in sql
        for *_, detail in catalog.connection.rows(f"EXPLAIN QUERY PLAN {sql}")
    ]
    assert plans and all("PRIMARY KEY" in plan for plan in plans)
