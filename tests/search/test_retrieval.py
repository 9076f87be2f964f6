"""Queries against a brute-force answer over all occurrences."""

import numpy as np
import pytest

from senseindex.answers.concordance import Concordance
from senseindex.errors import NotFoundError, UsageError
from senseindex.index.compaction import compact
from senseindex.index.words import find_lemmas
from senseindex.search.stored_vectors import vector_of
from tests.builders import TinyIndex, document
from tests.search import requests


def ask(tiny: TinyIndex, **options: object) -> Concordance:
    return requests.ask(tiny, **{"n": 20, **options})


def all_bank(tiny: TinyIndex) -> list[int]:
    rows = tiny.catalog.connection.rows(
        "SELECT occurrence.id FROM occurrence JOIN lemma ON lemma.id = lemma_id WHERE lemma = 'bank' ORDER BY 1"
    )
    return [row[0] for row in rows]


def test_a_lemma_gives_all_its_lines_in_corpus_order(tiny: TinyIndex) -> None:
    found = ask(tiny, n=100)
    assert [hit.occurrence_id for hit in found.hits] == all_bank(tiny)
    assert found.total == len(all_bank(tiny)) == 18


def test_every_hit_points_back_into_its_document(tiny: TinyIndex) -> None:
    for hit in ask(tiny, n=100).hits:
        text = tiny.documents[hit.document].text
        assert text[hit.start : hit.end] == hit.node
        assert hit.left in " ".join(text[: hit.start].split())
        assert hit.right in " ".join(text[hit.end :].split())


def test_the_window_counts_tokens_and_crosses_sentences(tiny: TinyIndex) -> None:
    (hit,) = [hit for hit in ask(tiny, window=3, n=100).hits if hit.document == "doc2"]
    assert (hit.left, hit.right) == ("turn. The", "closed early on")
    (wide,) = [hit for hit in ask(tiny, window=100, n=100).hits if hit.document == "doc2"]
    assert f"{wide.left} {wide.node} {wide.right}" == tiny.documents["doc2"].text
    (bare,) = [hit for hit in ask(tiny, window=0, n=100).hits if hit.document == "doc2"]
    assert (bare.left, bare.node, bare.right) == ("", "bank", "")


def test_an_example_ranks_as_brute_force_does(tiny: TinyIndex) -> None:
    query = tiny.vectors[all_bank(tiny)[4]]
    stored = {each: vector_of(tiny.catalog, tiny.store, each)[1] for each in all_bank(tiny)}
    expected = sorted(stored, key=lambda each: (-float(stored[each] @ query), each))
    found = ask(tiny, vector=query, n=7)
    assert [hit.occurrence_id for hit in found.hits] == expected[:7]
    assert found.total == 18
    for hit in found.hits:
        assert hit.score == pytest.approx(float(stored[hit.occurrence_id] @ query), abs=1e-5)
    second_page = ask(tiny, vector=query, n=7, offset=7)
    assert [hit.occurrence_id for hit in second_page.hits] == expected[7:14]


def test_like_an_occurrence_leaves_that_one_out(tiny: TinyIndex) -> None:
    first = all_bank(tiny)[0]
    found = ask(tiny, vector=vector_of(tiny.catalog, tiny.store, first)[1], exclude=first, n=100)
    assert first not in [hit.occurrence_id for hit in found.hits]
    assert found.total == len(found.hits) == 17


def test_a_filter_is_exact_with_and_without_an_example(tiny: TinyIndex) -> None:
    expected = [hit.occurrence_id for hit in ask(tiny, n=100).hits if int(hit.metadata["year"] or 0) >= 1996]
    plain = ask(tiny, where="year >= 1996", n=100)
    assert [hit.occurrence_id for hit in plain.hits] == expected
    scored = ask(tiny, where="year >= ?", parameters=(1996,), vector=tiny.vectors[expected[0]], n=100)
    assert sorted(hit.occurrence_id for hit in scored.hits) == expected
    assert scored.total == plain.total == len(expected)
    assert ask(tiny, where="year > 3000").total == 0


def test_all_words_are_searched_but_the_one_asked_about(tiny: TinyIndex) -> None:
    query = tiny.vectors[all_bank(tiny)[0]]
    own = set(all_bank(tiny))
    found = ask(tiny, vector=query, any_word=True, n=10)
    everything = {each: float(vector_of(tiny.catalog, tiny.store, each)[1] @ query) for each in tiny.vectors}
    expected = sorted((each for each in everything if each not in own), key=lambda each: (-everything[each], each))
    assert [hit.occurrence_id for hit in found.hits] == expected[:10]
    assert found.total == len(everything) - len(own)
    with pytest.raises(UsageError, match="needs an example"):
        ask(tiny, any_word=True)


def test_all_words_under_a_filter_and_on_late_pages_are_complete(
    tiny: TinyIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("senseindex.search.retrieval.PROBED_SHARE", 0.01)
    monkeypatch.setattr("senseindex.search.retrieval.FEW", 0)
    query = tiny.vectors[all_bank(tiny)[0]]
    whole = ask(tiny, vector=query, any_word=True, n=1000)
    assert len(whole.hits) == whole.total
    filtered = ask(tiny, vector=query, any_word=True, n=1000, where="document = 'doc3'")
    assert len(filtered.hits) == filtered.total > 0
    assert [hit for hit in whole.hits if hit.document == "doc3"] == list(filtered.hits)


def test_samples_repeat_with_their_seed_and_survive_compaction(tiny: TinyIndex) -> None:
    first = [hit.occurrence_id for hit in ask(tiny, seed=7, n=5).hits]
    assert first == sorted(first) and len(set(first)) == 5
    assert [hit.occurrence_id for hit in ask(tiny, seed=8, n=5).hits] != first
    compact(tiny.catalog, tiny.store)
    assert [hit.occurrence_id for hit in ask(tiny, seed=7, n=5).hits] == first
    drawn = {hit.occurrence_id for seed in range(200) for hit in ask(tiny, seed=seed, n=5).hits}
    assert drawn == set(all_bank(tiny))


def test_a_replaced_document_is_gone_at_once(tiny: TinyIndex) -> None:
    before = all_bank(tiny)
    tiny.add(document("doc1", "The bank moved."))
    after = all_bank(tiny)
    assert len(after) == len(before) - 2
    assert max(after) > max(before)
    query = tiny.vectors[before[1]]
    for options in ({}, {"vector": query}, {"vector": query, "any_word": True}):
        found = ask(tiny, n=1000, **options)  # type: ignore[arg-type]
        living = {row[0] for row in tiny.catalog.connection.rows("SELECT id FROM occurrence")}
        assert {hit.occurrence_id for hit in found.hits} <= living
        assert found.total == len(found.hits)
    compact(tiny.catalog, tiny.store)
    assert [hit.occurrence_id for hit in ask(tiny, n=100).hits] == after


def test_compaction_changes_no_answer(tiny: TinyIndex) -> None:
    query = tiny.vectors[all_bank(tiny)[2]]
    before = ask(tiny, vector=query, n=100)
    assert len(tiny.catalog.segments.all()) == 12
    compact(tiny.catalog, tiny.store)
    assert len(tiny.catalog.segments.all()) == 1
    assert ask(tiny, vector=query, n=100) == before


def test_an_unknown_word_comes_with_suggestions(tiny: TinyIndex) -> None:
    with pytest.raises(NotFoundError, match="Did you mean bank") as caught:
        find_lemmas(tiny.catalog, "bankk", str.lower)
    assert caught.value.suggestions[0] == "bank"
    with pytest.raises(NotFoundError, match="has no sense vectors"):
        find_lemmas(tiny.catalog, "the", str.lower)
    with pytest.raises(NotFoundError, match="no occurrence"):
        vector_of(tiny.catalog, tiny.store, 10**9)


def test_words_are_found_in_any_case_and_by_lemma(tiny: TinyIndex) -> None:
    assert find_lemmas(tiny.catalog, "BANK", str.lower)[0].lemma == "bank"
    assert find_lemmas(tiny.catalog, "banks", lambda word: word.rstrip("s"))[0].lemma == "bank"


def test_vectors_are_those_that_were_stored(tiny: TinyIndex) -> None:
    for each in all_bank(tiny):
        _, vector = vector_of(tiny.catalog, tiny.store, each)
        np.testing.assert_allclose(vector, tiny.vectors[each], atol=0.01)
