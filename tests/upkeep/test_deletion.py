"""Deletion against an index that never had the documents, and against brute force."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from senseindex import SenseIndex
from senseindex.errors import FilterError, NotFoundError, UsageError
from senseindex.upkeep.doctor import examine
from tests.builders import TinyIndex, bank_document, bank_vector, make_bank_index


@pytest.fixture
def index(tmp_path: Path) -> Iterator[SenseIndex]:
    with make_bank_index(tmp_path / "index") as index:
        yield index


def names(index: SenseIndex, **question: object) -> set[str]:
    return {hit.document for hit in index.query("bank", n=1000, **question).hits}  # type: ignore[arg-type]


def test_deleted_documents_are_gone_from_every_answer_at_once(index: SenseIndex) -> None:
    before = index.query("bank", n=1000)
    gone = {"river1", "money3"}
    report = index.upkeep.delete(["river1", "money3", "river1"])
    assert (report.documents, report.dry_run, report.compacted) == (2, False, False)
    after = index.query("bank", n=1000)
    assert [hit for hit in before.hits if hit.document not in gone] == list(after.hits)
    assert after.total == before.total - 4
    assert index.info().documents == 18 and index.info().occurrences == 190 - report.occurrences
    some = after.hits[0].occurrence_id
    for hits in (
        index.query(like=some, n=1000).hits,
        index.query(like=some, any_word=True, n=1000).hits,
        index.query("bank", where="year < 3000", n=1000).hits,
        index.query("bank", seed=3, n=1000).hits,
        *(index.query(sense=sense.id, n=1000).hits for sense in index.senses("bank")),
    ):
        assert hits and not gone & {hit.document for hit in hits}
    with pytest.raises(NotFoundError, match="no occurrence"):
        index.query(like=next(hit.occurrence_id for hit in before.hits if hit.document in gone))


def test_sizes_and_centres_of_senses_follow(index: SenseIndex) -> None:
    parts = index.opened
    before = {sense.id: sense.centre for sense in parts.catalog.senses.of([parts.lemmas("bank")[0].id])}
    index.upkeep.delete(where="kind = 'river' and year <= 1993")
    for lemma in ("bank", "volume", "money"):
        row = parts.lemmas(lemma)[0]
        ids, vectors = parts.store.read(parts.catalog.segments.cells([row.id]))
        vectors = {int(each): vector / np.linalg.norm(vector) for each, vector in zip(ids, vectors, strict=True)}
        for sense in parts.catalog.senses.of([row.id]):
            members = parts.catalog.occurrences.ids([row.id], [sense.id]).tolist()
            assert sense.size == len(members)
            if members and sense.centre is not None:
                mean = np.sum([vectors[each] for each in members], axis=0)
                np.testing.assert_allclose(sense.centre, mean / np.linalg.norm(mean), atol=2e-3)
    after = {sense.id: sense.centre for sense in parts.catalog.senses.of([parts.lemmas("bank")[0].id])}
    moved = [
        each for each, centre in after.items() if centre is not None and np.abs(centre - before[each]).max() > 0.01
    ]
    assert moved


def test_what_is_left_equals_an_index_without_the_documents(index: SenseIndex, tmp_path: Path) -> None:
    index.upkeep.delete(where="year >= 1995")
    with make_bank_index(tmp_path / "never", count=5) as never:
        for word in ("bank", "volume", "river"):
            assert {(row.lemma, row.frequency, row.occurrences) for row in index.opened.lemmas(word)} == {
                (row.lemma, row.frequency, row.occurrences) for row in never.opened.lemmas(word)
            }
        kept, other = index.query("bank", n=1000), never.query("bank", n=1000)
        assert [(h.document, h.start, h.left, h.right) for h in kept.hits] == [
            (h.document, h.start, h.left, h.right) for h in other.hits
        ]
        assert index.info().tokens == never.info().tokens
    assert examine(index.path).problems == ()


def test_a_fifth_of_dead_vectors_brings_a_compaction(index: SenseIndex) -> None:
    assert not index.upkeep.delete(["river0", "river1"]).compacted
    size = index.info().bytes
    assert index.upkeep.delete(where="year <= 1993").compacted
    assert not len(index.opened.catalog.segments.dead()) and index.info().segments == 1
    assert index.info().bytes < size
    assert examine(index.path).problems == ()


def test_ids_are_never_used_again(index: SenseIndex) -> None:
    parts = index.opened
    last = [parts.catalog.settings.next_id(name) for name in ("occurrence", "document", "sense")]
    index.upkeep.delete(where="kind = 'river'")
    index.upkeep.delete(where="kind = 'money'")
    assert index.info().documents == index.info().occurrences == index.info().segments == 0
    assert [parts.catalog.settings.next_id(name) for name in ("occurrence", "document", "sense")] == last
    with pytest.raises(NotFoundError):
        index.query("bank")
    assert examine(index.path).problems == ()


def test_dead_ranges_of_neighbours_are_one(index: SenseIndex) -> None:
    index.upkeep.delete(["river1"])
    index.upkeep.delete(["river2"])
    assert len(list(index.opened.catalog.segments.dead())) == 2
    index.upkeep.delete(["money1"])  # it stands between them
    assert len(list(index.opened.catalog.segments.dead())) == 1


def test_a_dry_run_counts_and_removes_nothing(index: SenseIndex) -> None:
    before = index.query("bank", n=1000)
    planned = index.upkeep.delete(where="kind = 'river'", dry_run=True)
    assert (planned.documents, planned.dry_run) == (10, True)
    assert index.query("bank", n=1000) == before
    done = index.upkeep.delete(where="kind = 'river'")
    assert (planned.sentences, planned.tokens, planned.occurrences, planned.senses) == (
        done.sentences,
        done.tokens,
        done.occurrences,
        done.senses,
    )


def test_a_wrong_request_removes_nothing(index: SenseIndex) -> None:
    with pytest.raises(NotFoundError, match=r"no document 'river99'.*Did you mean river9"):
        index.upkeep.delete(["river1", "river99"])
    with pytest.raises(FilterError):
        index.upkeep.delete(where="1=1; drop table document")
    for wrong in ({}, {"documents": ["river1"], "where": "year = 1990"}, {"documents": "river1"}):
        with pytest.raises(UsageError):
            index.upkeep.delete(**wrong)  # type: ignore[arg-type]
    assert index.info().documents == 20
    assert index.upkeep.delete([]).documents == 0


def test_a_deleted_document_can_come_again(index: SenseIndex) -> None:
    before = names(index)
    index.upkeep.delete(["river1"])
    with index.opened.writing():
        TinyIndex.of(index).add(bank_document("river", 1), vector=bank_vector)
    assert names(index) == before
    assert examine(index.path).problems == ()
