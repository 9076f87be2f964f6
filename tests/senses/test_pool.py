"""Senses that processes find are those that are found here."""

from __future__ import annotations

import pytest

import senseindex.senses.pool as find_senses
from senseindex import SenseIndex
from senseindex.senses.algorithms.induction import Induction
from senseindex.senses.pool import found_senses
from tests.example_corpus import TEXTS


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SenseIndex:
    index = SenseIndex.create(tmp_path_factory.mktemp("find") / "index")
    index.ingest(TEXTS, static="none")
    return index


def test_processes_find_what_is_found_here_in_the_order_of_the_lemmas(
    index: SenseIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = index.opened
    rows = parts.catalog.lemmas.with_occurrences(8)
    here = [own for batch in found_senses(parts, rows, Induction()) for own in batch]
    monkeypatch.setattr(find_senses, "ENOUGH_FOR_PROCESSES", 1)
    monkeypatch.setattr(find_senses, "BATCH", 7)
    there = [own for batch in found_senses(parts, rows, Induction()) for own in batch]
    assert [own.lemma for own in there] == [own.lemma for own in here] == rows
    for own, other in zip(here, there, strict=True):
        assert own.labels.tolist() == other.labels.tolist()
        assert own.ids.tolist() == other.ids.tolist()
        assert own.context_words == other.context_words
        assert (own.centres == other.centres).all()
    assert sum(len(own.centres) > 1 for own in here) > 3


def test_a_whole_induction_by_processes_can_be_asked(index: SenseIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find_senses, "ENOUGH_FOR_PROCESSES", 1)
    seen: list[tuple[str, int, int]] = []
    report = index.induce(min_frequency=10, progress=lambda *told: seen.append(told))
    assert report.lemmas == len(index.opened.catalog.lemmas.with_occurrences(10))
    assert seen[-1][1] == seen[-1][2] or seen[-1][0] != "induce"
    senses = list(index.senses("bank"))
    assert len(senses) > 1
    assert index.query("bank", sense="bank%1").total == senses[0].size
