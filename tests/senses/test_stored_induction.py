"""An index remembers how its senses were found, and everything that finds senses again does it in that way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from senseindex import SenseIndex
from senseindex.arrays import IntArray
from senseindex.errors import StoreError, UsageError
from senseindex.senses.algorithms import registry
from senseindex.senses.algorithms.induction import Induction
from senseindex.senses.algorithms.occurrences import LemmaOccurrences
from senseindex.senses.algorithms.registry import register_induction_algorithm
from senseindex.senses.stored_induction import stored_induction
from tests.builders import TinyIndex, bank_document, bank_vector, make_bank_index

asked: list[tuple[str, int, int]] = []


def slices(occurrences: LemmaOccurrences, seed: int, *, count: int = 2) -> IntArray:
    """So many clusters of one size, along one dimension; what it is asked for is kept."""
    asked.append((occurrences.lemma, seed, count))
    rank = np.argsort(np.argsort(occurrences.vectors[:, 5], kind="stable"), kind="stable")
    return rank * count // len(rank)


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SenseIndex]:
    monkeypatch.setattr(registry, "_registered", {})
    register_induction_algorithm("slices", slices)
    asked.clear()
    with make_bank_index(tmp_path / "index", count=30) as index:
        yield index


def stored(index: SenseIndex) -> Induction:
    return stored_induction(index.opened.catalog)


def test_the_first_induction_and_one_of_all_words_are_remembered(index: SenseIndex) -> None:
    assert stored(index) == Induction("two-level")
    index.induce(["bank"], algorithm="kmeans", parameters={"largest_count": 3}, seed=4)
    assert stored(index) == Induction("two-level")  # that was for one word only
    index.induce(algorithm="kmeans", parameters={"largest_count": 3}, seed=4)
    chosen = Induction.of("kmeans", {"largest_count": 3}, seed=4)
    assert stored(index) == chosen
    with SenseIndex.open(index.path) as again:
        assert stored(again) == chosen
        assert again.info().induction == {"algorithm": "kmeans", "parameters": {"largest_count": 3}, "seed": 4}


def test_what_is_not_said_is_as_before(index: SenseIndex) -> None:
    index.induce(algorithm="slices", parameters={"count": 3}, seed=9)
    asked.clear()
    index.induce(["money"])
    index.induce(["money"], seed=1)
    index.induce(["money"], parameters={})
    index.induce(["money"], algorithm="slices", parameters={"count": 1})
    assert asked == [("money", 9, 3), ("money", 1, 3), ("money", 9, 2), ("money", 9, 1)]
    index.induce(algorithm="two-level")
    assert stored(index) == Induction("two-level", (), 9)


def test_an_update_a_split_and_groups_of_labels_go_on_as_the_index_was_induced(index: SenseIndex) -> None:
    index.induce(algorithm="slices", seed=9, parameters={"count": 2})
    with index.opened.writing():
        documents = (bank_document("river", number) for number in range(100, 140))
        TinyIndex.of(index).add(*documents, vector=bank_vector)
    asked.clear()
    updated = {each.lemma for each in index.induce(update=True).updated}
    assert updated == {lemma for lemma, _, _ in asked} > {"bank"}
    assert {each[1:] for each in asked} == {(9, 2)}

    index.induce(["bank"], algorithm="two-level")
    asked.clear()
    sense, other = (each.id for each in index.senses("bank"))
    index.edit.split(sense)
    assert asked == [("bank", 9, 2)]

    for each in (sense, other):
        lines = index.query("bank", sense=each, n=3).hits
        index.edit.move([hit.occurrence_id for hit in lines], each)
    asked.clear()
    index.labels.propagate("bank")
    assert asked == [("bank", 9, 2)]


def test_a_wrong_request_is_refused_before_any_work(index: SenseIndex) -> None:
    before = index.senses("bank")
    for request, message in (
        ({"algorithm": "spectral"}, "no induction algorithm 'spectral'"),
        ({"algorithm": "kmeans", "parameters": {"least_gain": 0.1}}, "kmeans has no parameter 'least_gain'"),
        ({"parameters": {"k": 3}}, "two-level has no parameter 'k'"),
    ):
        with pytest.raises(UsageError, match=message):
            index.induce(**request)  # type: ignore[call-overload]
    with pytest.raises(UsageError, match="an update chooses the lemmas itself"):
        index.induce(update=True, algorithm="kmeans")  # type: ignore[call-overload]
    assert index.senses("bank") == before and stored(index) == Induction("two-level")


def test_an_algorithm_that_is_gone_is_asked_for_by_name(index: SenseIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    index.induce(algorithm="slices")
    monkeypatch.setattr(registry, "_registered", {})
    assert index.info().induction["algorithm"] == "slices"
    with pytest.raises(UsageError, match="no induction algorithm 'slices'"):
        index.induce(["bank"])
    index.induce(["bank"], algorithm="two-level")


def test_a_damaged_setting_is_no_induction(index: SenseIndex) -> None:
    with index.opened.writing(), index.opened.catalog.writing():
        index.opened.catalog.settings.set("induction", {"algorithm": 7})
    with pytest.raises(StoreError, match="no readable way to induce"):
        index.induce()
