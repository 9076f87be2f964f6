"""Senses that are divided, by themselves and by example lines."""

from __future__ import annotations

import pytest

from senseindex import SenseIndex
from senseindex.errors import NotFoundError, UsageError
from tests.edit.state import check, members, names


def test_merge_and_split_by_brute_force(index: SenseIndex) -> None:
    first, second = members(index, "bank%1"), members(index, "bank%2")
    index.edit.merge("bank%1", "bank%2")
    assert members(index, "bank%1") == first | second
    assert "bank%2" not in names(index)
    check(index)
    parts = index.edit.split("bank%1", 2).senses
    assert parts == ("bank%1", "bank%3")  # numbers are never given out again
    assert {frozenset(members(index, part)) for part in parts} == {frozenset(first), frozenset(second)}
    assert all(sense.label for sense in index.senses("bank", examples=0))
    check(index)
    index.upkeep.compact()
    assert {frozenset(members(index, part)) for part in parts} == {frozenset(first), frozenset(second)}
    check(index)
    with pytest.raises(UsageError, match="different lemmas"):
        index.edit.merge("bank%1", "money%1")


def test_split_by_example_lines(index: SenseIndex) -> None:
    first, second = members(index, "bank%1"), members(index, "bank%2")
    index.edit.merge("bank%1", "bank%2")
    parts = index.edit.split("bank%1", occurrences=[min(second), min(first)]).senses
    assert members(index, parts[0]) == second and members(index, parts[1]) == first
    check(index)
    with pytest.raises(NotFoundError, match="has no occurrence"):
        index.edit.split("bank%1", occurrences=[min(first), min(second)])
    with pytest.raises(UsageError, match="choose one"):
        index.edit.split("bank%1", 2, occurrences=[min(second)])
    with pytest.raises(UsageError, match="2 to 20 parts"):
        index.edit.split("bank%1", 1)
