"""Main senses and subsenses: what an induction keeps of its tree, and how they are asked for."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from senseindex import SenseIndex
from senseindex.errors import NotFoundError
from senseindex.upkeep.doctor import examine
from tests.subsenses import KINDS, make_index_of_four_kinds

SUBSENSES = {"bank%1.1": "loan", "bank%1.2": "vault", "bank%2.1": "river", "bank%2.2": "cloud"}


@pytest.fixture
def index(tmp_path: Path) -> Iterator[SenseIndex]:
    with make_index_of_four_kinds(tmp_path / "index") as index:
        yield index


def kinds(index: SenseIndex, sense: str) -> set[str]:
    return {str(hit.metadata["kind"]) for hit in index.query(sense=sense, n=100).hits}


def lines(*names: str) -> int:
    return sum(KINDS[name][0] for name in names)


def test_main_senses_have_the_occurrences_of_their_subsenses(index: SenseIndex) -> None:
    assert [(each.id, each.size, each.subsenses) for each in index.senses("bank", examples=0)] == [
        ("bank%1", lines("loan", "vault"), 2),
        ("bank%2", lines("river", "cloud"), 2),
    ]
    assert kinds(index, "bank%1") == {"loan", "vault"}
    assert index.query(sense="bank%1").total == lines("loan", "vault")
    assert examine(index.path).problems == ()


def test_depth_two_shows_the_subsenses_under_their_main_sense(index: SenseIndex) -> None:
    found = index.senses("bank", examples=2, depth=2)
    assert [(each.id, each.parent) for each in found] == [
        ("bank%1", None),
        ("bank%1.1", "bank%1"),
        ("bank%1.2", "bank%1"),
        ("bank%2", None),
        ("bank%2.1", "bank%2"),
        ("bank%2.2", "bank%2"),
    ]
    for each in found:
        if each.parent:
            kind = SUBSENSES[each.id]
            assert each.size == lines(kind)
            assert each.share == pytest.approx(each.size / sum(count for count, _ in KINDS.values()))
            assert {hit.metadata["kind"] for hit in each.examples} == {kind}
            assert set(each.context_words) <= {word.strip(".").lower() for word in KINDS[kind][1].split()} | {
                "lend", "buy", "robber", "break", "take", "wet", "cloud", "hide"
            }  # fmt: skip


@pytest.mark.parametrize("sense", SUBSENSES)
def test_a_subsense_is_asked_for_alone(index: SenseIndex, sense: str) -> None:
    found = index.query(sense=sense, n=100)
    assert kinds(index, sense) == {SUBSENSES[sense]}
    assert {(hit.sense, hit.subsense) for hit in found.hits} == {(sense.partition(".")[0], sense)}
    assert index.query(pattern=f'[sense="{sense}"]').total == found.total
    assert sum(row.freq for row in index.profiles.frequency(sense=sense) if row.name == sense) == found.total


def test_a_main_sense_is_ranked_by_its_own_centre(index: SenseIndex) -> None:
    hits = index.query(sense="bank%1", n=100).hits
    vectors = index.vectors([hit.occurrence_id for hit in hits])
    centre = vectors.mean(axis=0)
    cosines = vectors @ (centre / np.linalg.norm(centre))
    assert [hit.score for hit in hits] == pytest.approx(sorted(cosines.tolist(), reverse=True), abs=5e-3)


def test_patterns_breakdowns_and_profiles_know_main_senses(index: SenseIndex) -> None:
    assert index.query(pattern='[sense="bank%1"]').total == lines("loan", "vault")
    groups = {group.value: group.hits for group in index.hits.breakdown("sense", "bank")}
    assert groups == {"bank%1": lines("loan", "vault"), "bank%2": lines("river", "cloud")}
    freqs = {row.name: row.freq for row in index.profiles.frequency("bank")}
    assert freqs["bank%1"] == lines("loan", "vault") and freqs["bank%2"] == lines("river", "cloud")
    assert {each.sense for each in index.profiles.best_examples(sense="bank%1", n=40)} == {"bank%1"}


def test_cells_are_those_of_the_subsenses(index: SenseIndex) -> None:
    with closing(sqlite3.connect(index.path / "catalog.db")) as database:
        cells = dict(
            database.execute(
                "SELECT name, cell.size FROM cell JOIN sense ON sense.id = sense_id WHERE name LIKE 'bank%'"
            )
        )
    assert cells == {sense: lines(kind) for sense, kind in SUBSENSES.items()}


def test_inducing_again_keeps_the_ids_and_changes_nothing(index: SenseIndex) -> None:
    before = index.senses("bank", depth=2)
    index.induce(["bank"])
    assert index.senses("bank", depth=2) == before


def test_what_people_said_of_a_subsense_stays(index: SenseIndex) -> None:
    index.edit.rename("bank%1.2", "a safe place")
    index.edit.define("bank%2.1", "the side of a river")
    index.edit.lock("bank%2.2")
    index.induce(["bank"], algorithm="kmeans")
    found = {each.id: each for each in index.senses("bank", examples=0, depth=2)}
    assert found["bank%1.2"].label == "a safe place"
    assert found["bank%2.1"].definition == "the side of a river"
    assert kinds(index, "bank%2.2") == {"cloud"}
    assert examine(index.path).problems == ()


def test_an_unknown_subsense_is_told(index: SenseIndex) -> None:
    with pytest.raises(NotFoundError, match=r"no sense 'bank%1\.7'"):
        index.query(sense="bank%1.7")
