"""Induction over a small index whose vectors the test chooses."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from senseindex.index.compaction import compact
from senseindex.senses.algorithms.induction import Induction
from senseindex.senses.context_words import CorpusProfile
from senseindex.senses.induce import save_batches
from senseindex.senses.lemma_inducer import LemmaInducer, discourse_starts
from tests.builders import DIMENSION, TinyIndex, document


@pytest.fixture
def index(tmp_path: Path) -> Iterator[TinyIndex]:
    """Forty documents about money and forty about water, a bank in each of them."""
    index = TinyIndex(tmp_path / "index")
    random = np.random.default_rng(5)
    topics = {"money": np.eye(DIMENSION)[0] * 3, "water": np.eye(DIMENSION)[1] * 3}

    def vector(name: str, lemma: str) -> np.ndarray:
        return topics[name.split("-")[0]] + 0.6 * random.standard_normal(DIMENSION)

    texts = {"money": "The bank lends money to a trader.", "water": "Muddy water wets the bank of a river."}
    for topic, text in texts.items():
        index.add(*(document(f"{topic}-{number}", text) for number in range(40)), vector=vector)
    yield index
    index.close()


def induce(index: TinyIndex, *lemmas: str) -> dict[str, set[str]]:
    """Which topics each main sense of the first lemma has."""
    rows = [row for lemma in lemmas for row in index.catalog.lemmas.spelled(lemma)]
    inducer = LemmaInducer(index.catalog, index.store, Induction())
    save_batches(index.catalog, index.store, rows, [inducer.induce(rows)])
    found: dict[str, set[str]] = {}
    for sense, name in index.catalog.connection.rows(
        "SELECT main.name, document.name FROM occurrence JOIN sense ON sense.id = sense_id "
        "JOIN sense AS main ON main.id = coalesce(sense.parent_id, sense.id) "
        "JOIN sentence ON sentence.id = sentence_id JOIN document ON document.id = document_id "
        "WHERE occurrence.lemma_id = ? AND sense.number > 0",
        (rows[0].id,),
    ):
        found.setdefault(sense, set()).add(name.split("-")[0])
    return found


def test_two_topics_are_two_senses_with_telling_words(index: TinyIndex) -> None:
    assert sorted(map(sorted, induce(index, "bank").values())) == [["money"], ["water"]]
    senses = {sense.name: sense for sense in index.catalog.senses.of([index.catalog.lemmas.spelled("bank")[0].id])}
    words = [set(sense.context_words) for sense in senses.values() if sense.number]
    assert {"lends", "money", "trader"} in words and any("river" in each for each in words)
    assert sum(sense.size for sense in senses.values()) == 80


def test_a_word_of_one_topic_is_one_sense(index: TinyIndex) -> None:
    assert list(induce(index, "money")) == ["money%1"]


def test_induction_twice_keeps_ids_and_is_the_same(index: TinyIndex) -> None:
    first = induce(index, "bank")
    before = index.catalog.connection.rows("SELECT id, sense_id, confidence FROM occurrence ORDER BY id")
    compact(index.catalog, index.store)
    assert induce(index, "bank") == first
    assert index.catalog.connection.rows("SELECT id, sense_id, confidence FROM occurrence ORDER BY id") == before


def test_cells_follow_the_senses_at_compaction(index: TinyIndex) -> None:
    induce(index, "bank")
    lemma = index.catalog.lemmas.spelled("bank")[0]
    assert lemma.moved == 80
    compact(index.catalog, index.store)
    assert index.catalog.lemmas.spelled("bank")[0].moved == 0
    for sense in index.catalog.senses.of([lemma.id], depth=2):
        stored = index.store.ids(index.catalog.segments.cells([lemma.id], [sense.id]))
        assert sorted(stored.tolist()) == index.catalog.occurrences.ids([lemma.id], [sense.id]).tolist()


def test_close_usages_are_one_group(tmp_path: Path) -> None:
    index = TinyIndex(tmp_path / "index")
    filler = "Nothing else happened there. " * 8
    index.add(document("one", f"The bank. A bank. {filler}One bank."), document("two", "The bank. A bank."))
    lemma = index.catalog.lemmas.spelled("bank")[0]
    ids = index.catalog.occurrences.ids([lemma.id])
    documents = CorpusProfile(index.catalog, index.store).documents_of(ids)
    assert documents.tolist() == [1, 1, 1, 2, 2]
    assert discourse_starts(index.catalog, lemma.id, ids, documents).tolist() == [0, 2, 3]
    index.close()
