"""An edit is whole or not there, and says what it did."""

from __future__ import annotations

import pytest

from senseindex import SenseIndex, files
from senseindex.answers.edits import Edit
from senseindex.upkeep.doctor import examine
from tests.edit.state import check, members, names, rows


@pytest.mark.parametrize("step", ["catalog checksums removed", "transaction begun", "transaction ready", "committed"])
def test_an_interrupted_edit_is_whole_or_not_there(
    index: SenseIndex, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows(index)

    class KilledError(BaseException):
        pass

    def kill(reached: str) -> None:
        if reached == step:
            raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(files, "hook", kill)
        with pytest.raises(KilledError):
            index.edit.merge("bank%1", "bank%2")
    index.close()
    with SenseIndex.open(index.path) as again:
        if step == "committed":
            assert "bank%2" not in names(again)
            again.edit.undo()
        assert rows(again) == before
        assert [each.action for each in again.edit.history()] == (["undo", "merge"] if step == "committed" else [])
        check(again)


def test_an_edit_drops_the_seal_and_the_next_writer_sets_it(index: SenseIndex) -> None:
    seal = index.path / "catalog.checksums"
    index.upkeep.compact()
    assert seal.exists()
    index.edit.rename("bank%1", "shore")
    assert not seal.exists()
    index.close()
    with SenseIndex.open(index.path) as again:
        assert again.senses("bank", examples=0)
        again.upkeep.compact()
        assert seal.exists()
    assert examine(index.path).problems == ()


def test_an_edit_says_what_it_did(index: SenseIndex) -> None:
    first, second = members(index, "bank%1"), members(index, "bank%2")
    line = min(first)

    def told(edit: Edit) -> tuple[tuple[str, ...], tuple[str, ...], int]:
        newest = index.edit.history(n=1)[0]
        assert edit.changed and (edit.id, edit.time, edit.author) == (newest.id, newest.time, "the author")
        assert (edit.action, edit.lemma, edit.summary, edit.state) == (newest.action, "bank", newest.summary, "")
        return edit.senses, edit.made, edit.moved

    assert told(index.edit.rename("bank%1", "shore")) == (("bank%1",), (), 0)
    assert told(index.edit.define("bank%2", "it lends")) == (("bank%2",), (), 0)
    assert told(index.edit.lock("bank%1", "bank%2")) == (("bank%1", "bank%2"), (), 0)
    assert told(index.edit.move([line], "bank%2")) == (("bank%1", "bank%2"), (), 1)
    assert told(index.edit.tick([line])) == (("bank%2",), (), 0)
    assert told(index.edit.untick([line])) == (("bank%2",), (), 0)
    assert told(index.edit.move([line], "bank%0")) == (("bank%0", "bank%2"), (), 1)
    assert told(index.edit.merge("bank%1", "bank%2")) == (("bank%1", "bank%2"), (), len(second))
    parts = index.edit.split("bank%1", 2)
    assert told(parts) == (("bank%1", "bank%3"), ("bank%3",), parts.moved)
    assert parts.moved == len(members(index, "bank%3"))
    made = index.edit.create("bank", occurrences=sorted(second)[:3], label="lender")
    assert made.made == ("bank%4",) and made.moved == len(members(index, "bank%4"))
    assert told(index.edit.delete("bank%4")) == (("bank%0", "bank%4"), (), made.moved)


def test_an_edit_that_changes_nothing_says_so(index: SenseIndex) -> None:
    assert index.edit.lock("bank%1").changed
    before = index.edit.history()
    again = index.edit.lock("bank%1")
    assert not again.changed and (again.id, again.time, again.senses, again.moved) == (0, "", (), 0)
    assert (again.action, again.lemma, again.summary) == ("lock", "bank", "lock bank%1")
    assert index.edit.history() == before


def test_undoing_and_redoing_say_what_they_did(index: SenseIndex) -> None:
    split = index.edit.split("bank%1", 2)
    undone = index.edit.undo()
    assert (undone.id, undone.summary, undone.state) == (split.id, split.summary, "undone")
    assert (undone.senses, undone.made, undone.moved) == (split.senses, (), split.moved)
    assert index.edit.redo() == split
    index.upkeep.delete(["river0", "money0"])
    left = len(members(index, "bank%3"))
    assert index.edit.undo().moved == left
