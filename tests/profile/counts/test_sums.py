"""Counts of two halves of a corpus add up to those of the whole, and so do the measures that are made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import reduce
from operator import add
from typing import Any, TypeVar

import numpy as np
import pytest

from senseindex import SenseIndex
from senseindex.answers.collocates import CollocateOptions
from senseindex.profile.counts.changes import count_changes
from senseindex.profile.counts.collocations import CollocationCounter, CollocationCounts
from senseindex.profile.counts.frequencies import count_frequencies
from senseindex.profile.counts.words import WordCounts, count_words
from senseindex.profile.measures.change import change
from senseindex.profile.measures.collocates import collocates, contrast
from senseindex.profile.measures.frequency import frequency_table
from senseindex.profile.measures.keyness import keyness
from senseindex.profile.subject import Subject, subject_of
from senseindex.search.breakdown import GroupCounts, breakdown
from senseindex.search.concordance import select
from senseindex.search.lookup import look_up
from senseindex.search.query import Query

SHARDS = ("kind = 'a'", "kind = 'b' and document <> 'doc3'", "document = 'doc3'", "kind = 'nothing of this'")
_Counts = TypeVar("_Counts")


def shards(index: SenseIndex, where: str = "1", **about: Any) -> list[Subject]:
    return [subject_of(index.opened, "bank", where=f"({shard}) and ({where})", **about) for shard in SHARDS]


def total(counts: Sequence[_Counts]) -> _Counts:
    return reduce(add, counts)  # type: ignore[arg-type]


def same(one: Any, other: Any) -> bool:
    """Whether two answers are equal up to the rounding of numbers and what they say of a filter."""
    if is_dataclass(one):
        names = [field.name for field in fields(one) if field.name not in ("where", "against")]
        return type(one) is type(other) and all(same(getattr(one, name), getattr(other, name)) for name in names)
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == pytest.approx(other, nan_ok=True)) if isinstance(one, float) else one == other


def has_no_ids(value: Any) -> bool:
    """Whether a value is made of words, names and numbers of things alone."""
    if isinstance(value, Mapping):
        return all(has_no_ids(each) for each in (*value.keys(), *value.values()))
    if isinstance(value, tuple):
        return all(map(has_no_ids, value))
    if is_dataclass(value):
        return all(has_no_ids(getattr(value, field.name)) for field in fields(value))
    return value is None or isinstance(value, str | int | float | np.ndarray)


@pytest.mark.parametrize("sense", [None, "bank%1", "unclear"])
def test_frequencies(index: SenseIndex, sense: str | None) -> None:
    whole = subject_of(index.opened, "bank", sense=sense)
    added = total([count_frequencies(each) for each in shards(index, sense=sense)])
    assert has_no_ids(added)
    assert same(frequency_table(added, whole.chosen_names), index.profiles.frequency("bank", sense=sense))
    assert added.whole == count_frequencies(whole).whole


def test_keyness(index: SenseIndex) -> None:
    first, second = "date < '1997'", "kind = 'b'"
    added = [total([count_frequencies(each) for each in shards(index, where)]) for where in (first, second)]
    expected = index.profiles.keyness("bank", where=first, against=second)
    assert expected.shared_documents == 3
    assert same(keyness(added[0], added[1], 3), expected)


@pytest.mark.parametrize("by", ["year", "decade", "date", "kind"])
@pytest.mark.parametrize("sense", [None, "bank%2"])
def test_change(index: SenseIndex, by: str, sense: str | None) -> None:
    added = total([count_changes(index.opened.catalog, each, by) for each in shards(index, sense=sense)])
    assert has_no_ids(added)
    chosen = None if sense is None else (sense,)
    assert same(change(added, chosen), index.profiles.change("bank", by=by, sense=sense))


def near(index: SenseIndex, options: CollocateOptions, sense: str | None) -> list[CollocationCounts]:
    found = []
    for shard in shards(index, sense=sense):
        counter = CollocationCounter(index.opened.catalog, shard, options.window, options.side)
        found.append(counter.count(shard.of(shard.chosen).hits))
    return found


def words_of(index: SenseIndex, *asked: CollocationCounts) -> WordCounts:
    """What all shards have of the words that all shards together have near."""
    words = list(dict.fromkeys(word for counts in asked for word in counts.words))
    return total([count_words(index.opened.catalog, shard.subcorpus, words) for shard in shards(index)])


@pytest.mark.parametrize("sense", [None, "bank%1"])
@pytest.mark.parametrize(
    "options",
    [
        CollocateOptions(n=100),
        CollocateOptions(n=100, window=2, side="left", min_frequency=1, function_words=True),
        CollocateOptions(n=100, side="right", min_frequency=2),
    ],
    ids=str,
)
def test_collocates(index: SenseIndex, options: CollocateOptions, sense: str | None) -> None:
    added = total(near(index, options, sense))
    found = collocates("bank", added, words_of(index, added), options)
    expected = index.profiles.collocates("bank", sense=sense, options=options)
    assert found.freq == expected.freq and len(found) == len(expected)
    by_word = {row.word: row for row in expected}
    assert all(same(row, by_word[row.word]) for row in found)
    assert [row.logdice for row in found] == pytest.approx([row.logdice for row in expected])


def test_contrast(index: SenseIndex) -> None:
    options = CollocateOptions(n=100, min_frequency=2)
    added = [total(near(index, options, sense)) for sense in ("bank%1", "bank%2")]
    found = contrast(("bank%1", "bank%2"), *added, words_of(index, *added), options)
    assert same(found, index.profiles.contrast("bank%1", "bank%2", options=options))


def test_counts_of_another_window_do_not_add_up(index: SenseIndex) -> None:
    one, other = (near(index, CollocateOptions(window=window), None)[0] for window in (2, 3))
    with pytest.raises(ValueError, match="same window"):
        one + other


@pytest.mark.parametrize("by", ["sense", "collocate", "kind", "date", "document"])
def test_breakdowns(index: SenseIndex, by: str) -> None:
    def counts(where: str) -> GroupCounts:
        asked = look_up(index.opened, Query("bank", where=where))
        hits = select(index.opened.catalog, index.opened.store, asked)
        return breakdown(index.opened.catalog, hits, by, span=4, where=asked.where, parameters=())

    added = total([counts(shard) for shard in SHARDS])
    assert has_no_ids(added)
    assert same(added.groups(), index.hits.breakdown(by, "bank", span=4))
