"""Edits of senses: what they change, that they can all be undone, that they survive a restart and a crash."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from senseindex import SenseIndex, files
from senseindex.errors import NotFoundError, UsageError
from senseindex.senses.algorithms.separability import separability
from senseindex.senses.lemma_vectors import lemma_vectors
from senseindex.upkeep.doctor import examine
from tests.builders import TinyIndex, bank_document, bank_vector, make_bank_index

TABLES = {
    "sense": "SELECT * FROM sense ORDER BY id",
    "occurrence": "SELECT * FROM occurrence ORDER BY id",
    "lemma": "SELECT * FROM lemma ORDER BY id",
    "labelled": "SELECT * FROM labelled ORDER BY 1",
    "cell": "SELECT * FROM cell ORDER BY 1, 2",
}


def rows(index: SenseIndex) -> dict[str, list[tuple[Any, ...]]]:
    return {table: index.opened.catalog.rows(sql) for table, sql in TABLES.items()}


def names(index: SenseIndex, lemma: str = "bank") -> list[str]:
    return [sense.id for sense in index.senses(lemma, examples=0)]


def members(index: SenseIndex, sense: str) -> set[int]:
    return {hit.occurrence_id for hit in index.query(sense=sense, n=1000).hits}


def check(index: SenseIndex) -> None:
    """Sizes, confidences, centres and separability as counted and computed from scratch; `doctor` finds nothing."""
    catalog, store = index.opened.catalog, index.opened.store
    for lemma_id, lemma, apart in catalog.rows(
        "SELECT DISTINCT lemma.id, lemma, separability FROM lemma, sense WHERE lemma_id = lemma.id"
    ):
        ids, vectors = lemma_vectors(catalog, store, lemma_id)
        sense_of = dict(catalog.rows("SELECT id, sense_id FROM occurrence WHERE lemma_id = ?", (lemma_id,)))
        own = np.array([sense_of[each] or 0 for each in ids.tolist()])
        centres, labels = [], np.full(len(ids), -1)
        for sense_id, number, size, centroid, retired, name in catalog.rows(
            "SELECT id, number, size, centroid, retired, name FROM sense WHERE lemma_id = ?", (lemma_id,)
        ):
            assert size == (own == sense_id).sum()
            if retired:
                assert size == 0
                continue
            assert members(index, name) == set(ids[own == sense_id].tolist()) or number == 0
            if number and size:
                mean = vectors[own == sense_id].mean(axis=0)
                centre = np.frombuffer(centroid, np.float16).astype(np.float32)
                np.testing.assert_allclose(centre, mean / np.linalg.norm(mean), atol=2e-3)
                labels[own == sense_id] = len(centres)
                centres.append(mean / np.linalg.norm(mean))
        expected = separability(vectors, labels, np.array(centres, np.float32)) if len(centres) > 1 else None
        assert (apart is None) == (expected is None), lemma
        if expected is not None:
            assert apart == pytest.approx(expected, abs=1e-4)
    assert examine(index.path).problems == ()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("edit") / "index"
    make_bank_index(path).close()
    return path


@pytest.fixture
def index(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SenseIndex]:
    monkeypatch.setenv("SENSEINDEX_AUTHOR", "the author")
    shutil.copytree(made, tmp_path / "index")
    with SenseIndex.open(tmp_path / "index") as index:
        yield index


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
    before = [row for row in rows(index)["sense"] if row[1] == "bank%2"]
    own = members(index, "bank%2")
    index.induce(["bank"])
    assert [row for row in rows(index)["sense"] if row[1] == "bank%2"] == before
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
            ids = index.opened.catalog.rows(
                "SELECT occurrence.id FROM occurrence JOIN lemma ON lemma.id = lemma_id WHERE lemma = 'bank' ORDER BY 1"
            )
            chosen = [ids[place][0] for place in value]
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


def test_ids_that_no_index_has_room_for_are_not_there(index: SenseIndex) -> None:
    for act in (
        lambda ids: index.edit.move(ids, "bank%1"),
        lambda ids: index.edit.tick(ids),
        lambda ids: index.edit.create("bank", occurrences=ids),
        lambda ids: index.edit.split("bank%1", occurrences=[*members(index, "bank%1"), *ids]),
    ):
        with pytest.raises(NotFoundError, match=f"no occurrence {2**63}"):
            act([2**63])


def test_undo_refuses_what_an_induction_has_changed(index: SenseIndex) -> None:
    index.edit.merge("bank%1", "bank%2")
    index.induce(["bank"])
    before = rows(index)
    with pytest.raises(UsageError, match=r"merge bank%2 into bank%1\) cannot be undone: these senses were changed"):
        index.edit.undo()
    assert rows(index) == before


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
