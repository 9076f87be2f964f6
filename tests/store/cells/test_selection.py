"""A selection of ids is a set of them, whatever it is made of and however it is asked."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from senseindex.store.cells.selection import Selection

HIGHEST = 300
bounds = st.integers(0, HIGHEST)
ranges = st.lists(st.tuples(bounds, bounds), max_size=12)


def ids_of(selection: Selection) -> set[int]:
    return {each for first, end in selection for each in range(first, end)}


def asked(selection: Selection) -> set[int]:
    ids = np.arange(HIGHEST + 100)  # some are higher than any selected one
    return set(ids[selection.contains(ids)].tolist())


@given(ranges)
def test_ranges_are_joined(given: list[tuple[int, int]]) -> None:
    selection = Selection.of_ranges(given)
    assert ids_of(selection) == {each for first, end in given for each in range(first, end)}
    assert (selection.starts < selection.ends).all() and (selection.starts[1:] > selection.ends[:-1]).all()
    assert len(selection) == len(ids_of(selection))
    assert list(Selection.of_ranges(list(selection))) == list(selection)


@given(st.lists(bounds))
def test_ids_in_any_order_are_ranges(given: list[int]) -> None:
    selection = Selection.of_ids(np.array(given, dtype=np.int64))
    assert ids_of(selection) == set(given)
    assert list(selection) == list(Selection.of_ranges([(each, each + 1) for each in given]))


@given(ranges)
def test_the_bitmap_holds_the_same_ids(given: list[tuple[int, int]]) -> None:
    selection = Selection.of_ranges(given)
    assert set(np.flatnonzero(np.unpackbits(selection.bitmap, bitorder="little")).tolist()) == ids_of(selection)
    assert asked(selection) == ids_of(selection)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Selection, "has_bitmap", lambda *_: False)
        assert asked(selection) == ids_of(selection)


@given(ranges, ranges)
def test_selections_are_combined_like_sets(one: list[tuple[int, int]], other: list[tuple[int, int]]) -> None:
    first, second = Selection.of_ranges(one), Selection.of_ranges(other)
    for found, expected in (
        (first & second, ids_of(first) & ids_of(second)),
        (first | second, ids_of(first) | ids_of(second)),
        (first - second, ids_of(first) - ids_of(second)),
    ):
        assert ids_of(found) == expected
        assert (found.starts[1:] > found.ends[:-1]).all()


def test_a_selection_in_a_billion_costs_what_it_selects() -> None:
    selection = Selection.of_ranges([(5, 10), (10**9, 10**9 + 5)])
    ids = np.array([4, 5, 9, 10, 10**9 - 1, 10**9, 10**9 + 4, 10**9 + 5])
    assert selection.contains(ids).tolist() == [False, True, True, False, False, True, True, False]
    assert "bitmap" not in vars(selection)
