"""Edits of main senses and subsenses: each does what it says at its level, and can be undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from senseindex import SenseIndex
from senseindex.edit.editor import Editor
from senseindex.errors import UsageError
from senseindex.upkeep.doctor import examine
from tests.edit.state import rows
from tests.subsenses import KINDS, make_index_of_four_kinds


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SenseIndex]:
    monkeypatch.setenv("SENSEINDEX_AUTHOR", "ann")
    with make_index_of_four_kinds(tmp_path / "index") as index:
        yield index


def kinds(index: SenseIndex) -> dict[str, str]:
    """What kinds of banks every sense has, from the occurrences of all."""
    found = {}
    for sense in index.senses("bank", examples=0, depth=2):
        hits = index.query(sense=sense.id, n=100).hits
        assert len(hits) == sense.size
        found[sense.id] = " ".join(sorted({str(hit.metadata["kind"]) for hit in hits}))
    assert examine(index.path).problems == ()
    return found


def some(index: SenseIndex, kind: str, count: int = 3) -> list[int]:
    return [hit.occurrence_id for hit in index.query("bank", where=f"kind = '{kind}'", n=count).hits]


FOUND = {
    "bank%1": "loan vault",
    "bank%1.1": "loan",
    "bank%1.2": "vault",
    "bank%2": "cloud river",
    "bank%2.1": "river",
    "bank%2.2": "cloud",
}

EDITS: dict[str, tuple[Callable[[Editor], object], dict[str, str]]] = {
    "merge subsenses": (
        lambda edit: edit.merge("bank%1.2", "bank%1.1"),
        {"bank%1": "loan vault", "bank%1.2": "loan vault", "bank%2": "cloud river"}
        | {"bank%2.1": "river", "bank%2.2": "cloud"},
    ),
    "merge a subsense into its main sense": (
        lambda edit: edit.merge("bank%2", "bank%2.1", "bank%2.2"),
        {"bank%1": "loan vault", "bank%1.1": "loan", "bank%1.2": "vault", "bank%2": "cloud river"},
    ),
    "merge a subsense into another main sense": (
        lambda edit: edit.merge("bank%1", "bank%2.2"),
        {"bank%1": "cloud loan vault", "bank%1.1": "loan", "bank%1.2": "vault"}
        | {"bank%2": "river", "bank%2.1": "river"},
    ),
    "merge main senses": (
        lambda edit: edit.merge("bank%1", "bank%2"),
        {"bank%1": "cloud loan river vault", "bank%1.1": "loan", "bank%1.2": "vault"}
        | {"bank%1.3": "river", "bank%1.4": "cloud"},
    ),
    "merge a main sense into a subsense": (
        lambda edit: edit.merge("bank%1.1", "bank%2"),
        {"bank%1": "cloud loan river vault", "bank%1.1": "cloud loan river", "bank%1.2": "vault"},
    ),
    "split by the tree": (
        lambda edit: edit.split("bank%1"),
        {"bank%1": "loan", "bank%2": "cloud river", "bank%2.1": "river", "bank%2.2": "cloud", "bank%3": "vault"},
    ),
    "delete a subsense": (
        lambda edit: edit.delete("bank%1.1"),
        {"bank%1": "loan vault", "bank%1.2": "vault", "bank%2": "cloud river", "bank%2.1": "river"}
        | {"bank%2.2": "cloud"},
    ),
    "delete a main sense": (
        lambda edit: edit.delete("bank%2"),
        {"bank%1": "loan vault", "bank%1.1": "loan", "bank%1.2": "vault", "bank%0": "cloud river"},
    ),
    "rename": (lambda edit: edit.rename("bank%1.1", "lender"), FOUND),
    "lock": (lambda edit: edit.lock("bank%1.1", "bank%2"), FOUND),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_does_what_it_says_and_can_be_undone_and_redone(index: SenseIndex, name: str) -> None:
    do, expected = EDITS[name]
    before = rows(index)
    do(index.edit)
    assert kinds(index) == expected
    after = rows(index)
    index.edit.undo()
    # An `unclear` that an edit entered stays, without occurrences.
    assert rows(index)["occurrence"] == before["occurrence"]
    assert kinds(index) == FOUND
    index.edit.redo()
    assert rows(index)["occurrence"] == after["occurrence"]
    assert kinds(index) == expected


def test_a_split_of_merged_main_senses_by_their_subsenses(index: SenseIndex) -> None:
    index.edit.merge("bank%1", "bank%2")
    made = index.edit.split("bank%1", 4)
    assert made.senses == ("bank%1", "bank%1.1", "bank%1.2", "bank%1.3", "bank%1.4", "bank%3", "bank%4", "bank%5")
    assert kinds(index) == {"bank%1": "loan", "bank%3": "vault", "bank%4": "river", "bank%5": "cloud"}


def test_a_split_keeps_the_subsenses_of_each_part(index: SenseIndex) -> None:
    index.edit.merge("bank%1", "bank%2")
    index.induce(["bank"], algorithm="kmeans")
    index.induce(["bank"], algorithm="four-kinds")
    assert sorted(kinds(index).values()) == sorted(FOUND.values())


def test_a_split_of_a_subsense_makes_subsenses(index: SenseIndex) -> None:
    made = index.edit.split("bank%1.1", 2)
    assert made.made == ("bank%1.3",)
    found = kinds(index)
    assert found.keys() == FOUND.keys() | {"bank%1.3"}
    assert found["bank%1.1"] == found["bank%1.3"] == "loan"


def test_what_is_moved_to_a_main_sense_stays_in_its_subsense(index: SenseIndex) -> None:
    vaults, clouds = some(index, "vault"), some(index, "cloud")
    index.edit.move([*vaults, *clouds], "bank%1")
    assert {hit.subsense for hit in index.query(sense="bank%1", where="kind = 'vault'", n=100)} == {"bank%1.2"}
    found = index.query(sense="bank%1", where="kind = 'cloud'", n=100).hits
    assert [(hit.occurrence_id in clouds, hit.subsense) for hit in found] == [(True, None)] * 3
    index.edit.move(clouds[:1], "bank%1.1")
    assert kinds(index)["bank%1.1"] == "cloud loan"


def test_a_main_sense_does_not_go_into_its_own_subsense(index: SenseIndex) -> None:
    with pytest.raises(UsageError, match=r"bank%1\.1 is a part of its main sense"):
        index.edit.merge("bank%1.1", "bank%1")


def test_labels_and_ticks_of_subsenses_count_for_the_main_sense(index: SenseIndex) -> None:
    ticked = some(index, "vault", 2)
    index.edit.tick(ticked)
    found = {sense.id: sense for sense in index.senses("bank", depth=2)}
    assert found["bank%1"].ticked == found["bank%1.2"].ticked == 2
    assert [hit.occurrence_id for hit in found["bank%1"].examples[:2]] == ticked
    index.edit.merge("bank%2", "bank%1")
    assert {sense.id: sense.ticked for sense in index.senses("bank", depth=2)}["bank%2"] == 2


def test_the_inventory_travels_with_both_levels(index: SenseIndex, tmp_path: Path) -> None:
    index.edit.rename("bank%1.2", "a safe")
    index.edit.merge("bank%2.1", "bank%2.2")
    before = [(each.id, each.label, each.parent) for each in index.senses("bank", examples=0, depth=2)]
    index.export.inventory(tmp_path / "senses.sqlite")
    with make_index_of_four_kinds(tmp_path / "other", induce=False) as other:
        other.edit.read_inventory(tmp_path / "senses.sqlite")
        assert [(each.id, each.label, each.parent) for each in other.senses("bank", examples=0, depth=2)] == before
        assert other.senses("bank", depth=2)[0].size == KINDS["loan"][0] + KINDS["vault"][0]
        assert kinds(other)["bank%1.2"] == "vault"
        other.edit.undo()
        assert "bank%2.2" in kinds(other)


@pytest.mark.parametrize("name", ["senses.json", "senses.tsv"])
def test_the_file_that_people_edit_has_both_levels(index: SenseIndex, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    assert index.export.senses(path, "bank") == 6
    label = index.senses("bank", examples=0, depth=2)[2].label
    path.write_text(path.read_text().replace(label, "a strong room"))
    index.edit.import_senses(path)
    assert {sense.id: sense.label for sense in index.senses("bank", depth=2)}["bank%1.2"] == "a strong room"
