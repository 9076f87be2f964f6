"""An inventory that travels: read by an index of the same documents in another order, it says the same there."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from senseindex import SenseIndex
from senseindex.errors import StoreError, UsageError
from senseindex.senses.recentre import recentre
from senseindex.store.catalog.inventory_file import InventoryReport, read_inventory, write_inventory
from senseindex.upkeep.doctor import examine
from tests.builders import BANKS, TinyIndex, bank_document, bank_vector


def make_index(path: Path, numbers: Sequence[int], *, codec: str = "sq8") -> SenseIndex:
    """An index without senses of the bank documents of these numbers, in this order."""
    tiny = TinyIndex(path, codec=codec)
    for half in np.array_split(np.array(numbers), 2):
        tiny.add(*(bank_document(kind, int(n)) for n in half for kind in BANKS), vector=bank_vector)
    tiny.complete()
    tiny.close()
    return SenseIndex.open(path)


def edited(index: SenseIndex) -> None:
    """Everything that people do to senses, some of it undone."""
    index.induce(["bank", "money", "volume"])
    first = index.senses("bank", examples=0)[0].id
    index.edit.split(first)
    second = next(sense.id for sense in index.senses("bank", examples=0) if sense.id != first)
    index.edit.rename(first, "money house")
    index.edit.define(first, "where money is kept")
    index.edit.move([hit.occurrence_id for hit in index.query(sense=first, n=2).hits], second)
    index.edit.tick([index.query(sense=second, n=1).hits[0].occurrence_id])
    index.edit.lock(index.senses("money", examples=0)[0].id)
    index.edit.merge(first, second)
    index.edit.undo()
    index.edit.split(first)
    index.edit.undo()


def told(index: SenseIndex) -> dict[str, Any]:
    """What an index says of its senses, labels and edits, without ids and what only its occurrences say."""
    catalog = index.opened.catalog
    lemmas = catalog.lemmas.by_id({sense.lemma_id for sense in catalog.senses.all()})
    places = catalog.occurrences.starts_in(catalog.documents.names().values())
    starts = {each: (document, start) for document, start, _, each in places}
    senses, names = catalog.senses.all(), catalog.senses.names()
    history = "SELECT name, time, action, detail FROM sense_history JOIN sense ON sense.id = sense_id ORDER BY 2, 1"
    return {
        "senses": [
            (
                sense.name,
                lemmas[sense.lemma_id].lempos,
                sense.label,
                sense.definition,
                (sense.named, sense.locked, sense.number),
                (sense.context_words, sense.similar_words),
                [None if each is None else each.tolist() for each in (sense.centre, sense.discriminant)],
            )
            for sense in sorted(senses, key=lambda sense: sense.name)
        ],
        "names": sorted(names.values()),
        "labels": sorted(
            (*starts[each], names[sense], *rest)
            for each, sense, *rest in catalog.connection.rows("SELECT * FROM labelled")
        ),
        "edits": [
            (each.id, each.time, each.author, each.action, each.summary, each.undone) for each in catalog.edits.all()
        ],
        "history": catalog.connection.rows(history),
        "next": [catalog.senses.next_number(catalog.lemmas.spelled(word)[0].id) for word in ("bank", "money")],
    }


@pytest.fixture
def source(tmp_path: Path) -> Iterator[SenseIndex]:
    index = make_index(tmp_path / "source", range(8))
    edited(index)
    yield index
    index.close()


def read(index: SenseIndex, file: Path) -> InventoryReport:
    with index.opened.writing(), index.opened.catalog.writing(references=False):
        return read_inventory(index.opened.catalog, file)


def contents(path: Path) -> set[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as file:
        tables = [row[0] for row in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = {(table, *row) for table in tables for row in file.execute(f"SELECT * FROM {table}")}
    return {row for row in rows if row[:2] != ("setting", "index_id")}


def test_an_index_of_the_same_documents_says_the_same(source: SenseIndex, tmp_path: Path) -> None:
    write_inventory(source.opened.catalog, tmp_path / "senses.db")
    expected = told(source)
    assert expected["labels"] and expected["edits"] and len(expected["senses"]) > 5
    with make_index(tmp_path / "other", [5, 2, 7, 0, 1, 6, 3, 4]) as other:
        report = read(other, tmp_path / "senses.db")
        assert told(other) == expected
        assert report == InventoryReport(len(expected["names"]), len(expected["labels"]), 0, len(expected["edits"]))
        for sense in other.senses("bank", examples=0):
            hits = other.query(sense=sense.id, n=100).hits
            labels = {row[:2] for row in expected["labels"] if row[2] == sense.id}
            assert {(hit.document, hit.start) for hit in hits} == labels
    assert examine(tmp_path / "other").problems == ()


def test_what_was_read_is_written_again(source: SenseIndex, tmp_path: Path) -> None:
    write_inventory(source.opened.catalog, tmp_path / "senses.db")
    with make_index(tmp_path / "other", [5, 2, 7, 0, 1, 6, 3, 4]) as other:
        read(other, tmp_path / "senses.db")
        write_inventory(other.opened.catalog, tmp_path / "again.db")
    first, again = contents(tmp_path / "senses.db"), contents(tmp_path / "again.db")
    assert {row for row in again if row[0] != "edit"} == {row for row in first if row[0] != "edit"}

    def logs(rows: set[tuple[Any, ...]]) -> list[Any]:
        """Labels and moves of one edit come in the order of ids."""
        found = [row for row in rows if row[0] == "edit"]
        travelling = [(row[:-1], {} if row[-1] is None else json.loads(row[-1])) for row in found]
        return sorted((head, {key: sorted(map(str, value)) for key, value in own.items()}) for head, own in travelling)

    assert logs(again) == logs(first)


def test_what_can_be_undone_there_can_be_undone_here(source: SenseIndex, tmp_path: Path) -> None:
    source.edit.define(source.senses("bank", examples=0)[0].id, "another definition")
    write_inventory(source.opened.catalog, tmp_path / "senses.db")
    with make_index(tmp_path / "other", [3, 1, 2, 0, 7, 6, 5, 4]) as other:
        read(other, tmp_path / "senses.db")
        other.edit.undo()
        source.edit.undo()
        assert [row[:5] for row in told(other)["senses"]] == [row[:5] for row in told(source)["senses"]]


def test_labels_of_unknown_documents_are_left_out_and_unknown_lemmas_come_along(
    source: SenseIndex, tmp_path: Path
) -> None:
    write_inventory(source.opened.catalog, tmp_path / "senses.db")
    labels = told(source)["labels"]
    own = [row for row in labels if row[0] == labels[0][0]]
    tiny = TinyIndex(tmp_path / "other")
    tiny.add(bank_document(*_kind_and_number(own[0][0])), vector=bank_vector)
    tiny.complete()
    tiny.close()
    with SenseIndex.open(tmp_path / "other") as other:
        report = read(other, tmp_path / "senses.db")
        assert (report.labels, report.left_out) == (len(own), len(labels) - len(own))
        assert report.left_out
        assert told(other)["labels"] == own
        assert told(other)["senses"] == told(source)["senses"]
    assert examine(tmp_path / "other").problems == ()


def _kind_and_number(name: str) -> tuple[str, int]:
    return name.rstrip("0123456789"), int(name.lstrip("abcdefghijklmnopqrstuvwxyz"))


def test_the_index_goes_on_with_what_it_has_read(source: SenseIndex, tmp_path: Path) -> None:
    write_inventory(source.opened.catalog, tmp_path / "senses.db")
    with make_index(tmp_path / "other", [4, 5, 6, 7, 0, 1, 2, 3]) as other:
        read(other, tmp_path / "senses.db")
        catalog = other.opened.catalog
        labelled = [sense.id for sense in catalog.senses.all() if sense.size]
        assert labelled
        with other.opened.editing(), catalog.writing():
            recentre(catalog, other.opened.store, labelled)
        other.upkeep.compact()
        name = other.senses("bank", examples=0)[0].id
        other.edit.split(name)
        assert not {sense.id for sense in other.senses("bank", examples=0)} & {"bank%1.2"}
    assert examine(tmp_path / "other").problems == ()


def test_what_does_not_fit_is_refused(source: SenseIndex, tmp_path: Path) -> None:
    file = tmp_path / "senses.db"
    write_inventory(source.opened.catalog, file)
    with pytest.raises(UsageError, match="has senses already"):
        read(source, file)
    with (
        make_index(tmp_path / "sq4", range(2), codec="sq4") as other,
        pytest.raises(UsageError, match="another recipe or projection"),
    ):
        read(other, file)
    with make_index(tmp_path / "other", range(2)) as other:
        for data in (b"nothing of SQLite, but long enough to be looked at" * 100, file.read_bytes()[:5000]):
            (tmp_path / "damaged.db").write_bytes(data)
            with pytest.raises(StoreError, match="sense inventory"):
                read(other, tmp_path / "damaged.db")
        for path in (other.path / "catalog.db", tmp_path / "none.db"):
            with pytest.raises(StoreError, match="sense inventory"):
                read(other, path)
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute("UPDATE edit SET images = ? WHERE images IS NOT NULL", (json.dumps({"sense": 1}),))
        with pytest.raises(StoreError, match="sense inventory"):
            read(other, file)
        assert not other.opened.catalog.senses.any()
