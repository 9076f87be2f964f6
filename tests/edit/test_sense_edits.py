"""Labels, definitions, locks, merges and deletions of senses."""

from __future__ import annotations

import pytest

from senseindex import SenseIndex
from senseindex.errors import NotFoundError, UsageError
from tests.edit.state import check, members, rows


def test_a_label_is_a_persons_and_an_induction_keeps_it(index: SenseIndex) -> None:
    index.edit.rename("bank%1", "  shore of\na river ")
    index.edit.define("bank%2", "a firm that lends money")
    index.induce(["bank"])
    senses = {sense.id: sense for sense in index.senses("bank", examples=0)}
    assert senses["bank%1"].label == "shore of a river"
    assert senses["bank%2"].definition == "a firm that lends money"
    for wrong, error in (("bank%9", NotFoundError), ("bank%0", UsageError)):
        with pytest.raises(error):
            index.edit.rename(wrong, "x")
    with pytest.raises(UsageError, match="empty"):
        index.edit.rename("bank%1", " ")


def test_what_is_deleted_becomes_unclear(index: SenseIndex) -> None:
    gone = members(index, "bank%2")
    index.edit.delete("bank%2")
    assert members(index, "bank%0") >= gone
    check(index)


def test_an_induction_leaves_locked_senses_alone(index: SenseIndex) -> None:
    moved = sorted(members(index, "bank%1"))[:6]
    index.edit.move(moved, "bank%2")
    index.edit.undo()
    index.edit.lock("bank%2")
    # But for the last column: its leaf, as there is another tree now.
    before = [row[:-1] for row in rows(index)["sense"] if row[1] == "bank%2"]
    own = members(index, "bank%2")
    index.induce(["bank"])
    assert [row[:-1] for row in rows(index)["sense"] if row[1] == "bank%2"] == before
    assert members(index, "bank%2") == own
    check(index)
    index.edit.lock("bank%1")
    everything = rows(index)["occurrence"]
    report = index.induce(["bank", "volume"])
    assert (report.lemmas, report.locked) == (1, 1)
    assert rows(index)["occurrence"] == everything
    index.upkeep.delete(where="kind = 'money'")
    assert "bank" not in [each.lemma for each in index.induce(update=True).updated]
    index.edit.lock("bank%1", "bank%2", unlock=True)
    assert [each.lemma for each in index.induce(update=True).updated] == ["bank"]
