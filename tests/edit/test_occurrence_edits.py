"""Lines that people put into senses, and tick as good examples."""

from __future__ import annotations

import pytest

from senseindex import SenseIndex
from senseindex.errors import NotFoundError, UsageError
from tests.edit.state import check, members, names


def test_moved_lines_stay_where_a_person_put_them(index: SenseIndex) -> None:
    moved = sorted(members(index, "bank%1"))[:3]
    index.edit.move(moved, "bank%2")
    check(index)
    index.induce(["bank"])
    assert set(moved) <= members(index, "bank%2")
    check(index)
    index.edit.move(moved[:1], "bank%0")
    assert members(index, "bank%0") >= set(moved[:1])
    with pytest.raises(NotFoundError, match="no occurrence 99999"):
        index.edit.move([99999], "bank%1")
    index.upkeep.delete(["river0", "money0"])
    check(index)


def ticked(index: SenseIndex) -> dict[str, list[int]]:
    """The ticked occurrences by sense, as the examples give them."""
    found = {}
    for name in names(index):
        examples = index.profiles.best_examples(sense=name, n=100)
        own = [each.occurrence_id for each in examples if each.ticked]
        assert own == [each.occurrence_id for each in examples][: len(own)]
        assert set(own) <= members(index, name)
        if own:
            found[name] = sorted(own)
    return found


def test_ticked_examples_come_first_and_stay_with_their_sense(index: SenseIndex) -> None:
    first, second = sorted(members(index, "bank%1")), sorted(members(index, "bank%2"))
    untouched = index.profiles.best_examples(sense="bank%1", n=3)
    assert first[-1] not in [each.occurrence_id for each in untouched]
    index.edit.tick([first[-1], second[0]])
    index.edit.tick([first[0]], "bank%2")
    assert ticked(index) == {"bank%1": [first[-1]], "bank%2": sorted([first[0], second[0]])}
    after = index.profiles.best_examples(sense="bank%1", n=3)
    assert after[0].occurrence_id == first[-1] and len(after) == len(untouched)
    assert f"✓ {after[0]}" in str(after)
    senses = {sense.id: sense for sense in index.senses("bank")}
    assert (senses["bank%1"].ticked, senses["bank%2"].ticked) == (1, 2)
    assert senses["bank%1"].examples[0].occurrence_id == first[-1]
    check(index)
    index.induce(["bank"])
    assert ticked(index) == {"bank%1": [first[-1]], "bank%2": sorted([first[0], second[0]])}
    index.edit.merge("bank%1", "bank%2")
    assert ticked(index) == {"bank%1": sorted([first[-1], first[0], second[0]])}
    parts = index.edit.split("bank%1", 2).senses
    kept = ticked(index)
    assert sorted(each for own in kept.values() for each in own) == sorted([first[-1], first[0], second[0]])
    assert set(kept) <= set(parts)
    for _ in range(2):
        index.edit.undo()
    index.edit.untick([second[0]])
    index.edit.move([first[-1]], "bank%2")  # said anew, so no example of the other sense
    assert ticked(index) == {"bank%2": [first[0]]}
    for _ in range(2):
        index.edit.undo()
    assert ticked(index) == {"bank%1": [first[-1]], "bank%2": sorted([first[0], second[0]])}
    check(index)


def test_a_deleted_document_loses_its_ticks(index: SenseIndex) -> None:
    hits = index.query(sense="bank%1", n=100).hits
    index.edit.tick([hits[0].occurrence_id, hits[-1].occurrence_id])
    index.upkeep.delete([hits[0].document])
    assert ticked(index) == {"bank%1": [hits[-1].occurrence_id]}
    index.edit.undo()
    assert ticked(index) == {}
    index.edit.redo()
    assert ticked(index) == {"bank%1": [hits[-1].occurrence_id]}
    check(index)


def test_what_cannot_be_ticked(index: SenseIndex) -> None:
    first = min(members(index, "bank%1"))
    other = index.query("money", n=1).hits[0].occurrence_id
    index.edit.move([first], "bank%0")
    for ids, error, message in (
        ([99999], NotFoundError, "there is no occurrence 99999"),
        ([first, other], UsageError, "different lemmas"),
        ([first], UsageError, f"occurrence {first} has no clear sense"),
        ([], UsageError, "name the occurrences"),
    ):
        with pytest.raises(error, match=message):
            index.edit.tick(ids)
    with pytest.raises(NotFoundError, match="has no occurrence"):
        index.edit.tick([other], "bank%1")
    with pytest.raises(UsageError, match="is no sense"):
        index.edit.tick([first], "bank%0")
    with pytest.raises(UsageError, match=f"occurrence {first} is not ticked"):
        index.edit.untick([first])


def test_ids_that_no_index_has_room_for_are_not_there(index: SenseIndex) -> None:
    for act in (
        lambda ids: index.edit.move(ids, "bank%1"),
        lambda ids: index.edit.tick(ids),
        lambda ids: index.edit.create("bank", occurrences=ids),
        lambda ids: index.edit.split("bank%1", occurrences=[*members(index, "bank%1"), *ids]),
    ):
        with pytest.raises(NotFoundError, match=f"no occurrence {2**63}"):
            act([2**63])


def test_occurrences_are_named_by_document_and_offset_too(index: SenseIndex) -> None:
    hits = index.query(sense="bank%1", n=3).hits
    places = [(hit.document, hit.start) for hit in hits]
    ids = {hit.occurrence_id for hit in hits}
    assert index.edit.move([places[0], hits[0].occurrence_id, *places[1:]], "bank%2").moved == 3
    assert ids <= members(index, "bank%2")
    index.edit.tick([hits[0].occurrence_id, places[1]])
    index.edit.untick(places[:2])
    index.edit.merge("bank%1", "bank%2")
    other = next(hit for hit in index.query("bank", n=100) if hit.metadata["kind"] != hits[0].metadata["kind"])
    index.edit.split("bank%1", occurrences=[places[0], (other.document, other.start)])
    assert places[0] not in {(hit.document, hit.start) for hit in index.query(sense="bank%3", n=100)}
    assert index.edit.create("bank", occurrences=places).moved >= 3
    for place, message in (
        ((places[0][0], places[0][1] + 1), f"no occurrence begins at character {places[0][1] + 1} of {places[0][0]}"),
        (("nowhere", 0), "there is no document 'nowhere'"),
    ):
        with pytest.raises(NotFoundError, match=message):
            index.edit.move([place], "bank%1")
    check(index)
