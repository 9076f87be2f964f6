"""Lemmas are due again when their occurrences have outgrown their senses, and the report says what moved."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from senseindex import SenseIndex
from senseindex.senses.drift import due_lemmas
from senseindex.upkeep.doctor import examine
from tests.builders import DIMENSION, Document, TinyIndex, bank_document, bank_vector, document, make_bank_index


@pytest.fixture
def index(tmp_path: Path) -> Iterator[SenseIndex]:
    with make_bank_index(tmp_path / "index") as index:
        yield index


def add(index: SenseIndex, *documents: Document) -> None:
    with index.opened.writing():
        TinyIndex.of(index).add(*documents, vector=lambda name, lemma: blood(name, lemma))


def blood(name: str, lemma: str) -> np.ndarray:
    """Blood banks lie apart from both other kinds."""
    if not name.startswith("blood"):
        return bank_vector(name, lemma)
    return bank_vector(name, lemma) + 3.0 * (np.eye(DIMENSION)[2] - np.eye(DIMENSION)[0])


def blood_document(number: int) -> Document:
    return document(f"blood{number}", "The blood bank keeps donations. That bank helps people.", {"kind": "blood"})


def due(index: SenseIndex, min_frequency: int = 1000) -> dict[str, str]:
    return {each.row.lemma: each.reason for each in due_lemmas(index.opened.catalog, min_frequency)}


def test_nothing_is_due_after_an_induction(index: SenseIndex) -> None:
    assert due(index) == {}
    report = index.induce(update=True)
    assert report.updated == () and report.lemmas == len(index.opened.catalog.lemmas.with_occurrences(1))


def test_a_lemma_is_due_when_its_number_has_changed_by_more_than_a_fifth(index: SenseIndex) -> None:
    add(index, *(bank_document("money", number) for number in range(100, 104)))
    assert due(index) == {"money": "10 occurrences became 14"}  # bank went from 40 to 48, volume from 20 to 24
    add(index, bank_document("money", 104))
    assert set(due(index)) == {"money", "bank", "volume"}
    index.upkeep.delete(["money104"])
    assert set(due(index)) == {"money"}
    index.upkeep.delete(where="kind = 'money'")
    assert due(index)["bank"] == "40 occurrences became 20"


def test_a_lemma_is_due_when_more_of_it_is_unclear(index: SenseIndex) -> None:
    catalog = index.opened.catalog
    (lemma,) = index.opened.lemmas("bank")
    (unclear,) = catalog.connection.rows("SELECT id FROM sense WHERE name = 'bank%0'")[0]
    ids = catalog.occurrences.ids([lemma.id]).tolist()
    for count, expected in ((2, {}), (3, {"bank": "0% unclear became 8%"})):
        with catalog.writing():
            catalog.connection.execute("UPDATE sense SET size = ? WHERE id = ?", (count, unclear))
            catalog.connection.executemany(
                "UPDATE occurrence SET sense_id = ? WHERE id = ?", [(unclear, each) for each in ids[:count]]
            )
        assert due(index) == expected


def test_a_lemma_that_became_frequent_is_due(index: SenseIndex) -> None:
    assert "river" in due(index, 10) and due(index, 10)["river"] == "10 occurrences and no senses"
    assert "river" not in due(index, 11)


def test_an_update_finds_the_new_sense_and_keeps_the_old_ids(index: SenseIndex) -> None:
    before = {hit.occurrence_id: hit.sense for hit in index.query("bank", n=1000).hits}
    add(index, *(blood_document(number) for number in range(10)))
    report = index.induce(update=True)
    (bank,) = (each for each in report.updated if each.lemma == "bank")
    after = {hit.occurrence_id: hit.sense for hit in index.query("bank", n=1000).hits}
    assert (bank.kept, bank.new, bank.retired, bank.occurrences) == (2, 1, 0, 60)
    assert all(after[each] == sense for each, sense in before.items())
    kinds = {
        sense.id: {hit.metadata["kind"] for hit in index.query(sense=sense.id, n=100).hits}
        for sense in index.senses("bank")
    }
    assert sorted(kinds.values(), key=sorted) == [{"blood"}, {"money"}, {"river"}]
    assert kinds["bank%3"] == {"blood"}
    assert bank.moved == 20
    assert due(index) == {} and index.induce(update=True).updated == ()
    assert examine(index.path).problems == ()
