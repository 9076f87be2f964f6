"""Granularity cuts the tree that was found at another height; names come back, people's work stays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from senseindex import SenseIndex
from senseindex.errors import UsageError
from senseindex.upkeep.doctor import examine
from tests.edit.state import rows
from tests.subsenses import make_index_of_four_kinds

MEDIUM = {
    "bank%1": "loan vault",
    "bank%1.1": "loan",
    "bank%1.2": "vault",
    "bank%2": "cloud river",
    "bank%2.1": "river",
    "bank%2.2": "cloud",
}
FINE = {"bank%1": "loan", "bank%3": "vault", "bank%2": "river", "bank%4": "cloud"}


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SenseIndex]:
    monkeypatch.setenv("SENSEINDEX_AUTHOR", "ann")
    with make_index_of_four_kinds(tmp_path / "index") as index:
        yield index


def kinds(index: SenseIndex) -> dict[str, str]:
    found = {}
    for sense in index.senses("bank", examples=0, depth=2):
        hits = index.query(sense=sense.id, n=100).hits
        assert len(hits) == sense.size
        found[sense.id] = " ".join(sorted({str(hit.metadata["kind"]) for hit in hits}))
    assert examine(index.path).problems == ()
    return found


def test_finer_makes_main_senses_of_subsenses_and_back_again(index: SenseIndex) -> None:
    labels = {sense.id: sense.label for sense in index.senses("bank", examples=0, depth=2)}
    index.edit.granularity("bank", "fine")
    assert kinds(index) == FINE
    index.edit.granularity("bank", 0.65)
    assert kinds(index) == {"bank%1": "loan vault", "bank%1.1": "loan", "bank%1.2": "vault"} | {
        "bank%2": "river",
        "bank%4": "cloud",
    }
    index.edit.granularity("bank", "medium")
    assert kinds(index) == MEDIUM
    assert {sense.id: sense.label for sense in index.senses("bank", examples=0, depth=2) if sense.parent} == {
        name: label for name, label in labels.items() if "." in name
    }


def test_coarser_makes_one_main_sense_of_all(index: SenseIndex) -> None:
    index.edit.granularity("bank", 0)
    assert kinds(index) == {
        "bank%1": "cloud loan river vault",
        "bank%1.1": "loan",
        "bank%1.2": "vault",
        "bank%1.3": "river",
        "bank%1.4": "cloud",
    }
    index.edit.granularity("bank", "medium")
    assert kinds(index) == MEDIUM
    index.edit.granularity("bank", 0.0)
    assert "bank%1.4" in kinds(index)


def test_a_move_of_granularity_can_be_undone_and_redone(index: SenseIndex) -> None:
    before = rows(index)
    index.edit.granularity("bank", "fine")
    after = rows(index)
    index.edit.undo()
    assert rows(index)["occurrence"] == before["occurrence"]
    assert rows(index)["lemma"] == before["lemma"]
    assert kinds(index) == MEDIUM
    index.edit.redo()
    assert rows(index)["occurrence"] == after["occurrence"]
    assert kinds(index) == FINE


def test_what_people_said_goes_along(index: SenseIndex) -> None:
    index.edit.rename("bank%1.2", "a safe")
    index.edit.define("bank%2.2", "a mass of clouds")
    vault = [hit.occurrence_id for hit in index.query(sense="bank%1.2", n=2).hits]
    index.edit.tick(vault)
    index.edit.granularity("bank", "fine")
    found = {sense.id: sense for sense in index.senses("bank", examples=0)}
    assert found["bank%3"].label == "a safe" and found["bank%3"].ticked == 2
    assert found["bank%4"].definition == "a mass of clouds"


def test_what_people_locked_or_made_stays(index: SenseIndex) -> None:
    index.edit.lock("bank%1")
    index.edit.merge("bank%2.1", "bank%2.2")
    before = kinds(index)
    index.edit.granularity("bank", "fine")
    assert kinds(index) == before


def test_the_whole_index_moves_but_for_words_with_their_own(index: SenseIndex) -> None:
    assert index.regrain("fine") == 1
    assert kinds(index) == FINE
    assert index.regrain("fine") == 0
    assert index.regrain("medium") == 1
    assert kinds(index) == MEDIUM
    index.edit.granularity("bank", "medium")
    assert index.regrain("fine") == 0
    assert kinds(index) == MEDIUM


def test_an_induction_keeps_to_the_granularity(index: SenseIndex) -> None:
    index.regrain("fine")
    index.induce(["bank"])
    assert kinds(index) == FINE


@pytest.mark.parametrize("granularity", ["finest", -0.1, 1.5, "2"])
def test_what_is_no_granularity_is_refused(index: SenseIndex, granularity: float | str) -> None:
    with pytest.raises(UsageError, match="coarse, medium, fine or a number"):
        index.edit.granularity("bank", granularity)
    with pytest.raises(UsageError, match="coarse, medium, fine or a number"):
        index.regrain(granularity)
