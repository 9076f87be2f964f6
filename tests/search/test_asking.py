"""Queries through the class that users call: subcorpora, patterns, counts, and what contradicts itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from senseindex import SenseIndex
from senseindex.errors import FilterError, NotFoundError, UsageError
from tests.builders import make_bank_index


@pytest.fixture
def index(tmp_path: Path) -> Iterator[SenseIndex]:
    with make_bank_index(tmp_path / "index") as index:
        yield index


def test_a_subcorpus_stays_and_goes_together_with_a_filter(index: SenseIndex) -> None:
    assert index.subcorpora.define("rivers", "kind = 'river' or kind = 'brook'") == 10
    with SenseIndex.open(index.path) as again:
        assert again.subcorpora.all() == {"rivers": "kind = 'river' or kind = 'brook'"}
        assert again.hits.count("bank", subcorpus="rivers") == again.hits.count("bank", where="kind = 'river'") == 20
        both = again.query("bank", subcorpus="rivers", where="year < ? or year > ?", parameters=(1992, 1998), n=100)
        assert {hit.document for hit in both} == {"river0", "river1", "river9"}
        assert again.hits.count(pattern='[lemma="bank"]', subcorpus="rivers") == 20
        again.subcorpora.remove("rivers")
        with pytest.raises(NotFoundError, match="no subcorpus 'rivers'; there are none yet"):
            again.query("bank", subcorpus="rivers")


def test_profiles_take_a_subcorpus_as_they_take_its_condition(index: SenseIndex) -> None:
    index.subcorpora.define("shore", "kind = 'river'")
    index.subcorpora.define("early", "year < 1995")
    both = {"where": "(kind = 'river') AND (year < 1995)"}
    named: dict[str, str] = {"subcorpus": "shore", "where": "year < 1995"}
    assert index.profiles.frequency("bank", subcorpus="shore") == index.profiles.frequency(
        "bank", where="kind = 'river'"
    )
    assert index.profiles.frequency("bank", **named).items == index.profiles.frequency("bank", **both).items
    assert (
        index.profiles.contrast("bank%1", "bank%2", **named).items
        == index.profiles.contrast("bank%1", "bank%2", **both).items
    )
    keyness = index.profiles.keyness("bank", subcorpus="shore", against_subcorpus="early")
    assert keyness == index.profiles.keyness("bank", where="kind = 'river'", against="year < 1995")
    with pytest.raises(NotFoundError, match="there is no subcorpus 'late'; there are early, shore"):
        index.profiles.overview("bank", subcorpus="late")


def test_a_filter_cannot_break_out_of_its_subcorpus(index: SenseIndex) -> None:
    index.subcorpora.define("rivers", "kind = 'river'")
    with pytest.raises(FilterError, match="brackets do not match"):
        index.query("bank", subcorpus="rivers", where="1) or (1")
    with pytest.raises(FilterError):
        index.subcorpora.define("all", "1) or (1")
    with pytest.raises(UsageError, match="needs a name"):
        index.subcorpora.define(" ", "1")
    with pytest.raises(NotFoundError, match="there are rivers"):
        index.subcorpora.remove("lakes")


def test_counts_are_those_of_the_lines(index: SenseIndex) -> None:
    for asked in ({}, {"where": "year < 1995"}, {"near": ["money"]}, {"sample": 7}, {"sense": "bank%1"}):
        assert index.hits.count("bank", **asked) == len(index.query("bank", n=100, **asked))
    assert index.hits.count(pattern='"The" "bank"') == 10


def test_a_breakdown_by_sense_agrees_with_the_senses(index: SenseIndex) -> None:
    sizes = {sense.id: sense.size for sense in index.senses("bank", examples=0)}
    assert {group.value: group.hits for group in index.hits.breakdown("sense", "bank")} == sizes
    by_kind = index.hits.breakdown("kind", sense="bank%1")
    assert sum(group.hits for group in by_kind) == sizes["bank%1"]


def test_a_sample_goes_with_an_example_but_lines_at_random_do_not(index: SenseIndex) -> None:
    like = index.query("bank", n=1)[0].occurrence_id
    sample = index.query(like=like, sample=5, seed=3)
    assert len(sample) == 5 and all(hit.score is not None for hit in sample)
    assert index.query(like=like, sample=5, seed=3) == sample
    with pytest.raises(UsageError, match="takes no example"):
        index.query(like=like, seed=3)


def test_a_sample_is_the_same_after_compaction_and_opening_again(index: SenseIndex) -> None:
    def drawn(index: SenseIndex) -> list[list[tuple[str, int]]]:
        asked = ({"lemma": "bank"}, {"pattern": '"The" []'}, {"sense": "bank%1"})
        found = [index.query(sample=6, seed=7, n=100, **each) for each in asked]  # type: ignore[arg-type]
        return [[(hit.document, hit.start) for hit in each] for each in found]

    before = drawn(index)
    assert all(len(each) == 6 for each in before)
    index.upkeep.delete(["river9"])
    index.upkeep.compact()
    with SenseIndex.open(index.path) as again:
        for old, new in zip(before, drawn(again), strict=True):
            assert set(old) - {each for each in old if each[0] == "river9"} <= set(new)
        assert drawn(again) == drawn(index)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"pattern": '"a"', "sense": "bank%1"}, "a pattern says itself"),
        ({"like": 1, "any_word": True, "near": ["money"]}, "over all words takes no"),
        ({"sense": "bank%1", "sample": 0}, "from 1"),
        ({"sense": "bank%1", "near": ["money"], "span": 0}, "from 1"),
        ({}, "what is asked for"),
    ],
)
def test_contradictions_are_refused(index: SenseIndex, asked: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        index.query(**asked)  # type: ignore[arg-type]


def test_all_words_cannot_be_grouped(index: SenseIndex) -> None:
    with pytest.raises(UsageError, match="cannot be grouped"):
        index.hits.breakdown("sense", like=1, any_word=True)


def test_over_all_words_the_best_hits_are_sorted(index: SenseIndex) -> None:
    best = index.query(like=1, any_word=True, n=5)
    by_document = index.query(like=1, any_word=True, n=5, sort="document")
    assert by_document.total == best.total > 5
    assert [hit.occurrence_id for hit in by_document] == sorted(hit.occurrence_id for hit in best)
