"""All edits can be undone and redone, to the very rows, and the history says who did what."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from senseindex import SenseIndex
from senseindex.errors import NotFoundError, UsageError
from tests.builders import TinyIndex, bank_document, bank_vector
from tests.edit.state import check, members, names, rows


def test_history_survives_and_says_who_when_what(index: SenseIndex) -> None:
    index.edit.rename("bank%1", "shore")
    index.edit.by("somebody else").merge("bank%1", "bank%2")
    index.edit.undo()
    index.close()
    with SenseIndex.open(index.path) as again:
        undone, newest, oldest = again.edit.history("bank")
        assert (undone.action, undone.summary, undone.author) == (
            "undo",
            f"undo {newest.id}: merge bank%2 into bank%1",
            "the author",
        )
        assert (newest.summary, newest.state) == ("merge bank%2 into bank%1", "undone")
        assert newest.author == "somebody else"
        assert (oldest.author, oldest.action, oldest.lemma) == ("the author", "rename", "bank")
        assert oldest.time.endswith("+00:00")
        assert again.edit.redo().summary == "merge bank%2 into bank%1"
        again.edit.undo()
        again.edit.rename("bank%2", "money")
        with pytest.raises(NotFoundError, match="nothing to redo"):
            again.edit.redo()
        assert [(each.action, each.state) for each in again.edit.history()] == [
            ("rename", ""),
            ("undo", ""),
            ("redo", ""),
            ("undo", ""),
            ("merge", "undone for good"),
            ("rename", ""),
        ]


EDIT = st.one_of(
    st.tuples(st.just("rename"), st.integers(0, 5), st.sampled_from(["a", "b", "c d"])),
    st.tuples(st.just("define"), st.integers(0, 5), st.sampled_from(["", "x y"])),
    st.tuples(st.just("lock"), st.integers(0, 5), st.booleans()),
    st.tuples(st.just("merge"), st.integers(0, 5), st.integers(0, 5)),
    st.tuples(st.just("split"), st.integers(0, 5), st.integers(2, 4)),
    st.tuples(st.just("move"), st.integers(0, 5), st.lists(st.integers(0, 39), min_size=1, max_size=6)),
    st.tuples(st.just("tick"), st.integers(0, 5), st.lists(st.integers(0, 39), min_size=1, max_size=3)),
    st.tuples(st.just("untick"), st.integers(0, 5), st.lists(st.integers(0, 39), min_size=1, max_size=2)),
    st.tuples(st.just("delete"), st.integers(0, 5), st.none()),
    st.tuples(st.just("compact"), st.none(), st.none()),
    st.tuples(st.just("back and forth"), st.integers(1, 3), st.none()),
)


def apply(index: SenseIndex, edit: tuple[str, Any, Any]) -> None:
    kind, which, value = edit
    if kind == "compact":
        index.upkeep.compact()
        return
    if kind == "back and forth":
        done = 0
        for _ in range(which):
            try:
                index.edit.undo()
                done += 1
            except NotFoundError:
                break
        for _ in range(done):
            index.edit.redo()
        return
    living = names(index)
    sense = living[which % len(living)]
    try:
        if kind == "merge":
            index.edit.merge(sense, living[value % len(living)])
        elif kind in ("move", "tick", "untick"):
            ids = sorted(hit.occurrence_id for hit in index.query("bank", n=100))
            chosen = [ids[place] for place in value]
            if kind == "untick":
                index.edit.untick(chosen)
            else:
                getattr(index.edit, kind)(chosen, sense)
        elif kind == "lock":
            index.edit.lock(sense, unlock=value)
        elif value is None:
            index.edit.delete(sense)
        else:
            getattr(index.edit, kind)(sense, value)
    except UsageError:
        pass  # such as merging a sense with itself: nothing was changed


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(EDIT, max_size=8))
def test_undoing_all_edits_gives_the_very_rows_and_redoing_them_too(
    made: Path, tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[str, Any, Any]]
) -> None:
    path = tmp_path_factory.mktemp("random") / "index"
    shutil.copytree(made, path)
    compacted = any(kind == "compact" for kind, *_ in edits)
    with SenseIndex.open(path) as index:
        before = rows(index)
        for edit in edits:
            apply(index, edit)
        check(index)
        after = rows(index)
        steps = ("undo", "redo")
        count = sum(each.state == "" and each.action not in steps for each in index.edit.history(n=100))
        for _ in range(count):
            index.edit.undo()
        check(index)
        undone = rows(index)
        if compacted:  # cells were laid out anew, and a sense that they name stays as retired
            assert undone["occurrence"] == before["occurrence"] and undone["labelled"] == before["labelled"]
            living = [row for row in undone["sense"] if row[0] in {each[0] for each in before["sense"]}]
            assert living == before["sense"]
        else:
            assert undone == before
        for _ in range(count):
            index.edit.redo()
        check(index)
        redone = rows(index)
        assert redone["occurrence"] == after["occurrence"] and redone["labelled"] == after["labelled"]
        assert redone["sense"] == after["sense"]


def test_undo_goes_with_later_text_and_deletions(index: SenseIndex) -> None:
    index.edit.merge("bank%1", "bank%2")
    index.edit.split("bank%1", 2)
    with index.opened.writing():
        tiny = TinyIndex.of(index)
        tiny.add(*(bank_document("river", number) for number in range(100, 104)), vector=bank_vector)
    index.upkeep.delete(["money0", "river1"])
    check(index)
    before = {name: members(index, name) for name in names(index)}
    index.edit.undo()
    assert set(names(index)) - {"bank%0"} == {"bank%1"}
    assert members(index, "bank%1") == before["bank%1"] | before["bank%3"]
    check(index)
    index.edit.undo()
    check(index)
    index.edit.redo()
    check(index)


def test_edits_of_another_word_can_be_undone_by_its_name(index: SenseIndex) -> None:
    index.edit.rename("volume%1", "loudness")
    before = rows(index)
    index.edit.rename("volume%1", "how loud")
    index.edit.merge("bank%1", "bank%2")
    index.induce(["bank"])
    with pytest.raises(UsageError, match="edits of another word can be, with --lemma"):
        index.edit.undo()
    assert index.edit.undo("volume").summary.startswith("rename volume%1: 'loudness' to 'how loud'")
    volume = [row for row in rows(index)["sense"] if row[1].startswith("volume")]
    assert volume == [row for row in before["sense"] if row[1].startswith("volume")]
    assert index.edit.redo("volume").summary.startswith("rename volume%1: 'loudness' to 'how loud'")
    with pytest.raises(NotFoundError, match="nothing to redo"):
        index.edit.redo()
    assert index.edit.undo("volume").changed and index.edit.undo("volume").changed
    with pytest.raises(NotFoundError, match="nothing to undo"):
        index.edit.undo("volume")
    with pytest.raises(NotFoundError, match="does not occur"):
        index.edit.undo("xyzzy")


def test_undo_refuses_what_an_induction_has_changed(index: SenseIndex) -> None:
    index.edit.merge("bank%1", "bank%2")
    index.induce(["bank"])
    before = rows(index)
    with pytest.raises(UsageError, match=r"merge bank%2 into bank%1\) cannot be undone: these senses were changed"):
        index.edit.undo()
    assert rows(index) == before
