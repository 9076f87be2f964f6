"""A question costs what it selects, however many ids have been given out."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest

from senseindex import SenseIndex
from tests.builders import TinyIndex, bank_document, bank_vector

FIRST = 10**9
MOST = 4 << 20
"""Bytes that a question may take at once: a bit for every id would be thirty times as many."""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SenseIndex]:
    """Ten documents of either kind of bank, of which two are deleted, after a billion of ids."""
    tiny = TinyIndex(tmp_path_factory.mktemp("memory") / "index")
    with tiny.catalog.writing():
        for name in ("occurrence", "sentence", "document"):
            tiny.catalog.settings.set_next_id(name, FIRST)
    for number in range(10):
        tiny.add(bank_document("river", number), bank_document("money", number), vector=bank_vector)
    tiny.complete()
    tiny.close()
    with SenseIndex.open(tiny.path) as index:
        index.induce(["bank"])
        index.upkeep.delete(["river3", "money8"])
        for warm in ({"near": ["money"]}, {"where": "year > 1990"}, {"pattern": '[lemma="bank"]', "sort": "R1"}):
            index.query(**({"lemma": "bank"} if "pattern" not in warm else {}), **warm)  # type: ignore[arg-type]
        index.profiles.overview("bank")
        yield index


@pytest.mark.parametrize(
    ("asked", "total"),
    [
        ({"lemma": "bank"}, 36),
        ({"lemma": "bank", "where": "kind = 'river' and year > 1995"}, 8),
        ({"lemma": "bank", "seed": 1, "where": "kind = 'river'"}, 18),
        ({"lemma": "bank", "sample": 5, "sort": "-year,R1"}, 5),
        ({"lemma": "bank", "near": ["money"], "without": ["every"]}, 9),
        ({"sense": "bank%1"}, None),
        ({"sense": "bank%1", "where": "year > 1995"}, None),
        ({"like": ("river1", 10)}, 35),
        ({"like": ("river1", 10), "where": "kind = 'money'"}, 18),
        ({"like": ("river1", 10), "any_word": True}, 135),
        ({"like": ("river1", 10), "any_word": True, "where": "year > 1995"}, 53),
        ({"pattern": '[lemma="the"] [] [lemma="bank"]'}, 9),
        ({"pattern": '[sense="bank%1"] []', "where": "year > 1995", "sort": "sense,L1", "sample": 3}, 3),
    ],
    ids=str,
)
def test_a_query_takes_no_memory_for_ids_that_it_does_not_select(
    index: SenseIndex, asked: dict[str, Any], total: int | None
) -> None:
    index.query(**asked)
    tracemalloc.start()
    try:
        found = index.query(**asked)
        (_, peak) = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < MOST
    assert total is None or found.total == total
    assert found.total and all(hit.occurrence_id >= FIRST for hit in found)
    assert not {hit.document for hit in found} & {"river3", "money8"}


@pytest.mark.parametrize("name", ["overview", "change", "thesaurus", "keyness"])
def test_a_profile_takes_none_either(index: SenseIndex, name: str) -> None:
    asked: dict[str, Any] = {"where": "kind = 'river'", "against": "kind = 'money'"} if name == "keyness" else {}
    describe = getattr(index.profiles, name)
    describe("bank", **asked)
    tracemalloc.start()
    try:
        describe("bank", **asked)
        (_, peak) = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < MOST
