"""Senses that processes find are those that are found here."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import senseindex.senses.pool as pool
from senseindex import SenseIndex
from senseindex.arrays import IntArray
from senseindex.errors import UsageError
from senseindex.senses.algorithms import registry
from senseindex.senses.algorithms.induction import Induction
from senseindex.senses.algorithms.occurrences import LemmaOccurrences
from senseindex.senses.algorithms.registry import register_induction_algorithm
from senseindex.senses.pool import induced_lemmas
from tests.builders import make_bank_index
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
    here = [own for batch in induced_lemmas(parts, rows, Induction()) for own in batch]
    monkeypatch.setattr(pool, "ENOUGH_FOR_PROCESSES", 1)
    monkeypatch.setattr(pool, "BATCH", 7)
    there = [own for batch in induced_lemmas(parts, rows, Induction()) for own in batch]
    assert [own.lemma for own in there] == [own.lemma for own in here] == rows
    for own, other in zip(here, there, strict=True):
        assert own.clusters.labels.tolist() == other.clusters.labels.tolist()
        assert own.ids.tolist() == other.ids.tolist()
        assert own.context_words == other.context_words
        assert (own.clusters.centres == other.clusters.centres).all()
    assert sum(len(own.clusters.centres) > 1 for own in here) > 3


def test_a_whole_induction_by_processes_can_be_asked(index: SenseIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "ENOUGH_FOR_PROCESSES", 1)
    seen: list[tuple[str, int, int]] = []
    report = index.induce(min_frequency=10, progress=lambda *told: seen.append(told))
    assert report.lemmas == len(index.opened.catalog.lemmas.with_occurrences(10))
    assert seen[-1][1] == seen[-1][2] or seen[-1][0] != "induce"
    senses = list(index.senses("bank"))
    assert len(senses) > 1
    assert index.query("bank", sense="bank%1").total == senses[0].size


HOMEMADE = '''
import os
from pathlib import Path

import numpy as np


def by_neighbour(occurrences, seed, *, folder, word="lends"):
    """Whether `word` stands in the sentence; leaves a note of the process in `folder`."""
    Path(folder, f"{os.getpid()} {occurrences.lemma}").touch()
    return np.array([word in context.tokens for context in occurrences.contexts()], dtype=int)
'''


@pytest.fixture
def banks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SenseIndex]:
    """A small index whose lemmas are enough for processes, and a module of algorithms on the path."""
    monkeypatch.setattr(pool, "ENOUGH_FOR_PROCESSES", 5)
    monkeypatch.setattr(pool, "BATCH", 3)
    monkeypatch.setattr(registry, "_registered", {})
    (tmp_path / "homemade_pool.py").write_text(HOMEMADE)
    monkeypatch.syspath_prepend(tmp_path)
    with make_bank_index(tmp_path / "index") as index:
        yield index


def senses_of_bank(index: SenseIndex) -> set[frozenset[str]]:
    """The kinds of documents that have each sense."""
    names = [sense.id for sense in index.senses("bank")]
    return {
        frozenset(hit.document.rstrip("0123456789") for hit in index.query("bank", sense=name, n=100).hits)
        for name in names
    }


def test_an_algorithm_named_by_its_path_works_in_processes_and_reads_contexts(
    banks: SenseIndex, tmp_path: Path
) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    banks.induce(min_frequency=1, algorithm="homemade_pool:by_neighbour", parameters={"folder": str(notes)})
    processes, lemmas = zip(*(note.name.split() for note in notes.iterdir()), strict=True)
    assert str(os.getpid()) not in processes
    assert len(set(lemmas)) > 5 and any("bank" in lemma for lemma in lemmas)
    assert senses_of_bank(banks) == {frozenset({"river"}), frozenset({"money"})}


def test_a_function_that_is_registered_goes_along(banks: SenseIndex) -> None:
    parent = os.getpid()

    def split(occurrences: LemmaOccurrences, seed: int) -> IntArray:
        assert os.getpid() != parent
        return (occurrences.vectors[:, 0] > occurrences.vectors[:, 1]).astype(np.int64)

    register_induction_algorithm("split", split)
    report = banks.induce(min_frequency=1, algorithm="split")
    assert report.ambiguous >= 1
    assert senses_of_bank(banks) == {frozenset({"river"}), frozenset({"money"})}


def test_a_function_that_cannot_be_sent_is_refused_in_a_line(
    banks: SenseIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = banks.senses("bank")
    lock = threading.Lock()

    def locked(occurrences: LemmaOccurrences, seed: int) -> IntArray:
        with lock:
            return np.zeros(len(occurrences), dtype=np.int64)

    fleeting = ModuleType("fleeting")
    monkeypatch.setitem(sys.modules, "fleeting", fleeting)
    exec("def nowhere(occurrences, seed):\n    return [0] * len(occurrences)\n", fleeting.__dict__)  # noqa: S102
    for name, algorithm in (("locked", locked), ("nowhere", fleeting.nowhere)):
        register_induction_algorithm(name, algorithm)
        with pytest.raises(UsageError, match=f"'{name}' is registered in this process and cannot be sent") as error:
            banks.induce(min_frequency=1, algorithm=name)
        assert "\n" not in str(error.value) and "package.module:function" in str(error.value)
    assert banks.senses("bank") == before
    banks.induce(["bank"], algorithm="locked")  # few lemmas need no processes
    assert len(banks.senses("bank")) == 1
