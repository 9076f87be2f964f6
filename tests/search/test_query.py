"""A query as a value: checked when it is made, the same after JSON, and good for another index."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from senseindex import SenseIndex
from senseindex.errors import NotFoundError, UsageError
from senseindex.search.lookup import resolved
from senseindex.search.query import Query, QueryOptions
from tests.builders import make_bank_index

QUERIES = (
    Query("bank"),
    Query(senses=("bank%1",), n=7, offset=3, window=4),
    Query("bank", senses=("bank%1", "bank%2"), where="year < ?", parameters=(1995,)),
    Query("bank", senses=("unclear",)),
    Query(like=3),
    Query("bank", like=("money2", 4), subcorpus="rivers"),
    Query(like=("river1", 10), any_word=True),
    Query("bank", vector=tuple(np.eye(16)[0].tolist()), senses=("bank%1",)),
    Query(pattern='[lemma="bank"] []', where="kind = 'money'", sort="R1,-year", sample=6, seed=2),
    Query("bank", near=("money,lends",), without=("every",), span=3, seed=5, n=4),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SenseIndex]:
    with make_bank_index(tmp_path_factory.mktemp("query") / "index") as index:
        index.subcorpora.define("rivers", "kind = 'river'")
        yield index


def through_json(query: Query) -> Query:
    return Query.from_dict(json.loads(json.dumps(query.to_dict())))


@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_a_query_is_the_same_after_json_and_gets_the_same_hits(index: SenseIndex, query: Query) -> None:
    assert through_json(query) == query
    assert index.query(through_json(query)) == index.query(query)
    assert all(value is not None for value in query.to_dict().values())


@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_what_this_index_alone_can_tell_becomes_plain(index: SenseIndex, query: Query) -> None:
    sent = through_json(resolved(index.opened, query))
    assert (sent.subcorpus, sent.context) == (None, None) and not isinstance(sent.like, int)
    assert index.query(sent).items == index.query(query).items
    assert index.query(sent).total == index.query(query).total


def test_a_resolved_query_means_the_same_in_another_index(index: SenseIndex, tmp_path: Path) -> None:
    index.upkeep.backup(tmp_path / "copy")
    with SenseIndex.open(tmp_path / "copy") as other:
        other.subcorpora.remove("rivers")
        query = resolved(index.opened, Query(like=("river3", 10), subcorpus="rivers", n=100))
        here, there = index.query(query), other.query(query)
        assert here == there and 0 < here.total == 19
        other.upkeep.delete(["river3"])
        left = other.query(query)
        assert left.total == 18  # of the document that is gone nothing was left out
        scores = {(hit.document, hit.start): hit.score for hit in here}
        assert {(hit.document, hit.start) for hit in left} < scores.keys()
        assert other.query(query, where=None, n=3).total == 38
        with pytest.raises(NotFoundError, match="no document 'river3'"):
            other.query(like=("river3", 10))


def test_an_example_sentence_becomes_its_vector(index: SenseIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    class Encoder:
        def encode_words(self, targets: list[object]) -> np.ndarray:
            return np.eye(16, dtype=np.float32)[[1] * len(targets)]

    monkeypatch.setattr(type(index.opened.models), "text_encoder", Encoder())
    query = Query(context="The [bank] lends.", n=5)
    sent = through_json(resolved(index.opened, query))
    assert sent == Query("bank", vector=tuple(np.eye(16)[1].tolist()), n=5)
    monkeypatch.undo()
    found = index.query(sent)
    assert len(found) == 5 and found.total == 40 and {hit.document[:5] for hit in found} == {"money"}
    everywhere = resolved(index.opened, Query("bank", vector=sent.vector, any_word=True))
    assert index.query(everywhere) == index.query("bank", vector=sent.vector, any_word=True)


def test_keywords_are_the_fields(index: SenseIndex) -> None:
    names = [field.name for field in fields(Query)]
    assert set(QueryOptions.__annotations__) == {*names, "sense"}
    assert Query.of("bank", sense="bank%1", near="money") == Query("bank", senses=("bank%1",), near=("money",))
    assert Query.of(lemma="bank", sense=None) == Query("bank")
    assert Query.of(Query("bank", n=3), offset=2) == Query("bank", n=3, offset=2)
    assert index.hits.count(Query("bank", n=3), where="year < 1995") == 20
    assert index.hits.breakdown("kind", Query(senses=("bank%1",))).total == index.hits.count(sense="bank%1")
    assert index.query("bank", senses=["bank%1", "bank%2"]).total == 40


def test_a_query_cannot_be_changed() -> None:
    query = Query("bank", parameters=[1, "a"], vector=np.ones(2, dtype=np.float32), n=np.int64(4))  # type: ignore[arg-type]
    assert (query.parameters, query.vector, type(query.n)) == ((1, "a"), (1.0, 1.0), int)
    assert hash(query) == hash(through_json(query))
    with pytest.raises(FrozenInstanceError):
        query.n = 5  # type: ignore[misc]


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda index, **asked: index.query("bank", **asked), "a query has no 'sorts'; did you mean sort"),
        (lambda index, **asked: index.hits.count("bank", **asked), "a query has no 'sorts'"),
        (lambda index, **asked: index.hits.breakdown("kind", "bank", **asked), "a query has no 'sorts'"),
        (lambda index, **asked: index.export.hits("nowhere.csv", "bank", **asked), "a query has no 'sorts'"),
        (lambda _, **asked: Query.from_dict({"lemma": "bank", **asked}), "a query has no 'sorts'"),
        (lambda _, **__: Query.from_dict({"lemma_id": 3}), "a query has no 'lemma_id'; did you mean lemma"),
        (lambda _, **__: Query.from_dict({"zzz": 3}), "a query has no 'zzz'; it has lemma, senses, context"),
    ],
)
def test_unknown_names_are_refused(index: SenseIndex, ask: Any, message: str) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        ask(index, sorts="R1")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"lemma": 3}, "lemma of a query cannot be 3"),
        ({"lemma": "bank", "n": "5"}, "n of a query cannot be '5'"),
        ({"lemma": "bank", "n": 1.5}, "n of a query cannot be 1.5"),
        ({"lemma": "bank", "n": None}, "n of a query cannot be None"),
        ({"lemma": "bank", "senses": [1]}, "senses of a query cannot be"),
        ({"lemma": "bank", "like": "money:3"}, "like of a query cannot be 'money:3'"),
        ({"lemma": "bank", "like": ["money"]}, "like of a query cannot be"),
        ({"lemma": "bank", "vector": "abc"}, "vector of a query cannot be"),
        ({"lemma": "bank", "parameters": "abc"}, "parameters of a query cannot be"),
        ({"lemma": "bank", "any_word": 1}, "any_word of a query cannot be 1"),
        ([], "a query is an object of names and values"),
    ],
)
def test_values_of_another_kind_are_refused(values: Any, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        Query.from_dict(values)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({}, "what is asked for"),
        ({"lemma": ""}, "what is asked for"),
        ({"vector": (1.0,)}, "what is asked for"),
        ({"lemma": "a", "n": -1}, "whole numbers from 0"),
        ({"lemma": "a", "sample": 0}, "whole numbers from 1"),
        ({"lemma": "a", "context": "A.", "like": 1}, "or an occurrence to be like, not both"),
        ({"lemma": "a", "context": "A.", "vector": (1.0,)}, "or its vector, not both"),
        ({"lemma": "a", "seed": 1, "vector": (1.0,)}, "takes no example"),
        ({"like": 1, "any_word": True, "sample": 3}, "over all words takes no sense"),
        ({"pattern": "[]", "lemma": "a"}, "a pattern says itself"),
        ({"pattern": "[]", "vector": (1.0,)}, "a pattern says itself"),
    ],
)
def test_contradictions_are_refused_when_a_query_is_made(asked: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        Query(**asked)


def test_only_plain_parameters_can_be_written(index: SenseIndex) -> None:
    with pytest.raises(UsageError, match="a parameter of a filter is text, a number or None"):
        Query("bank", where="kind = ?", parameters=(b"river",)).to_dict()


def test_a_vector_of_another_recipe_is_refused(index: SenseIndex) -> None:
    with pytest.raises(UsageError, match="has 3 dimensions; those of this index have 16"):
        index.query("bank", vector=(1.0, 0.0, 0.0))


def test_an_occurrence_is_asked_for_by_its_place(index: SenseIndex) -> None:
    hit = index.query("bank", n=10)[7]
    by_id, by_place = index.query(like=hit.occurrence_id), index.query(like=(hit.document, hit.start))
    assert by_id == by_place
    assert index.query_many(likes=[(hit.document, hit.start)]) == index.query_many(likes=[hit.occurrence_id])
    same = index.vectors([hit.occurrence_id, (hit.document, hit.start)])
    assert np.array_equal(same[0], same[1])
    with pytest.raises(NotFoundError, match="no occurrence begins at character 1 of money0"):
        index.query(like=("money0", 1))


def test_over_all_words_the_word_of_the_example_is_left_out(index: SenseIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    class Encoder:
        def encode_words(self, targets: list[object]) -> np.ndarray:
            return np.eye(16, dtype=np.float32)[[1] * len(targets)]

    monkeypatch.setattr(type(index.opened.models), "text_encoder", Encoder())
    (liked,) = index.query("bank", n=1).hits
    everything = index.opened.catalog.documents.living_occurrences()
    for example in ({"context": "The [bank] lends."}, {"like": liked.occurrence_id}):
        others = index.query(any_word=True, n=1000, **example)
        assert others.total == len(others) == everything - 40
        assert all(hit.node.lower() != "bank" for hit in others)
        assert index.query(resolved(index.opened, Query(any_word=True, n=1000, **example))).hits == others.hits
        whole = index.query(any_word=True, own_word=True, n=1000, **example)
        own = 40 if "context" in example else 39  # the line that the others are like is no hit
        assert whole.total == len(whole) == everything - 40 + own
        assert sum(hit.node.lower() == "bank" for hit in whole) == own
        assert index.query(any_word=True, own_word=True, n=7, **example).hits == whole.hits[:7]
        assert len(index.query(any_word=True, own_word=True, where="kind = 'money'", n=1000, **example)) == sum(
            hit.metadata["kind"] == "money" for hit in whole
        )
        assert [hit for hit in whole if hit.node.lower() != "bank"] == list(others)
        sent = resolved(index.opened, Query(any_word=True, own_word=True, n=1000, **example))
        assert index.query(sent).hits == whole.hits
    unknown = index.query(context="The [zebra] lends.", any_word=True, n=1000)
    assert unknown.total == everything  # there is nothing of the word to leave out
    assert index.query("zebra", vector=np.eye(16)[1], any_word=True, n=1000).hits == unknown.hits
    with pytest.raises(UsageError, match="own_word goes with any_word"):
        index.query("bank", own_word=True)
