"""The doctor finds every kind of fault, and mends those that lose nothing."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from senseindex import SenseIndex
from senseindex.errors import SenseIndexError, StoreError
from senseindex.index.lock import writer_lock
from senseindex.store.cells.faiss.segment_builder import CELLS_FILE
from senseindex.upkeep.doctor import examine
from tests.builders import make_bank_index


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index with senses, deleted documents and two segments."""
    path = tmp_path_factory.mktemp("doctor") / "index"
    with make_bank_index(path) as index:
        index.upkeep.delete(["river3"])
    return path


@pytest.fixture
def path(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "index"))


def answers(path: Path) -> object:
    with SenseIndex.open(path) as index:
        return (
            index.query("bank", n=1000),
            index.query(sense="bank%1", n=1000),
            index.senses("bank"),
            index.query("bank", where="kind = 'money'", n=1000),
            index.info().as_dict() | {"bytes": 0},
        )


def execute(path: Path, *statements: str) -> None:
    """Change the catalog as a fault in senseindex would: with no checksums that contradict."""
    (path / "catalog.checksums").unlink()
    connection = sqlite3.connect(path / "catalog.db")
    with connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def test_a_sound_index_has_no_problem(path: Path) -> None:
    report = examine(path)
    assert report.problems == () and report.sound
    assert (report.documents, report.segments) == (19, 2)


MENDABLE = {
    "counts": [
        "UPDATE lemma SET frequency = frequency + 1 WHERE lemma = 'bank'",
        "UPDATE lemma SET occurrences = 0 WHERE lemma = 'river'",
        "UPDATE sense SET size = size + 3 WHERE name = 'bank%1'",
        "UPDATE document SET tokens = 1 WHERE name = 'river1'",
        "UPDATE document SET sentences = 9 WHERE name = 'river1'",
        "UPDATE segment SET occurrences = occurrences - 1 WHERE id = (SELECT min(id) FROM segment)",
    ],
    "counters": [
        "UPDATE counter SET next_id = 3 WHERE name = 'document'",
        "UPDATE counter SET next_id = 1 WHERE name = 'sense'",
    ],
    "cells": [
        "UPDATE cell SET size = size + 1 WHERE rowid = 3",
        "UPDATE lemma SET moved = 0 WHERE lemma = 'bank'",
    ],
    "ranges": ["INSERT INTO dead_occurrences VALUES (5, 5)"],
    "references": ["INSERT INTO metadata (document_id, kind) VALUES (999, 'x')"],
}


@pytest.mark.parametrize(("check", "fault"), [(check, fault) for check, faults in MENDABLE.items() for fault in faults])
def test_what_can_be_counted_again_is_mended(path: Path, check: str, fault: str) -> None:
    before = answers(path)
    execute(path, fault)
    problems = examine(path).problems
    assert check in {problem.check for problem in problems}
    assert all(problem.mendable and not problem.done for problem in problems)
    report = examine(path, repair=True)
    assert report.sound and report.problems and all(each.done for each in report.problems)
    assert examine(path).problems == ()
    assert answers(path) == before


def test_a_document_without_metadata_gets_an_empty_row(path: Path) -> None:
    execute(path, "DELETE FROM metadata WHERE document_id = 2")
    assert [each.check for each in examine(path).problems] == ["metadata"]
    assert examine(path, repair=True).sound
    assert examine(path).problems == ()


@pytest.mark.parametrize(
    ("check", "fault"),
    [
        ("occurrences", "UPDATE occurrence SET position = position + 1 WHERE id = 4"),
        ("occurrences", "UPDATE occurrence SET sentence_id = 40 WHERE id = 2"),
        ("cells", "DELETE FROM occurrence WHERE id = 7"),
        ("cells", "DELETE FROM cell WHERE rowid = 2"),
        ("senses", "UPDATE sense SET retired = 1 WHERE name = 'bank%1'"),
        (
            "senses",
            "UPDATE occurrence SET sense_id = (SELECT id FROM sense WHERE name = 'volume%1') WHERE id = "
            "(SELECT id FROM occurrence WHERE lemma_id = (SELECT id FROM lemma WHERE lemma = 'bank'))",
        ),
        ("sentences", "UPDATE sentence SET lemma_ids = x'01' WHERE id = 3"),
        ("references", "UPDATE sentence SET document_id = 999 WHERE id = 3"),
        ("segments", "UPDATE segment SET sha256 = 'x' WHERE id = (SELECT min(id) FROM segment)"),
        ("projection", "DELETE FROM setting WHERE key = 'projection_sha256'"),
    ],
)
def test_what_cannot_be_mended_stays_a_problem(path: Path, check: str, fault: str) -> None:
    execute(path, fault)
    for repair in (False, True):
        report = examine(path, repair=repair)
        assert not report.sound
        assert check in {each.check for each in report.problems if not each.done}


def test_indexes_of_the_catalog_are_built_anew(path: Path) -> None:
    before = answers(path)
    execute(
        path,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = 'CREATE INDEX lemmas_in_any_case ON lemma (pos COLLATE NOCASE)' "
        "WHERE name = 'lemmas_in_any_case'",
    )
    assert [each.check for each in examine(path).problems] == ["integrity"]
    report = examine(path, repair=True)
    assert report.sound
    assert examine(path).problems == ()
    assert answers(path) == before


def test_a_catalog_that_was_changed_from_outside_is_not_written_to(path: Path) -> None:
    connection = sqlite3.connect(path / "catalog.db")
    with connection:
        connection.execute("UPDATE sentence SET text = replace(text, 'green', 'brown')")
    connection.close()
    for repair in (False, True):
        (problem,) = examine(path, repair=repair).problems
        assert problem.check == "catalog" and not problem.done
    with SenseIndex.open(path) as index, pytest.raises(StoreError, match="changed by something else"):
        index.upkeep.compact()
    (path / "catalog.checksums").unlink()
    with SenseIndex.open(path) as index:
        index.upkeep.compact()
    assert examine(path).problems == ()


def test_leftovers_are_removed_and_said(path: Path) -> None:
    shutil.copytree(next((path / "segments").iterdir()), path / "segments" / "0123456789abcdef")
    (path / "segments" / "tmp-1").mkdir()
    (path / "catalog.checksums.draft").touch()
    (path / "writer.json").write_text('{"process": 1, "host": "gone"}', encoding="utf-8")
    report = examine(path)
    assert report.sound and len(report.problems) == 3
    assert {each.done for each in report.problems} == {"removed"}
    assert examine(path).problems == ()
    assert not (path / "writer.json").exists()


def test_nobody_is_disturbed_while_writing(path: Path) -> None:
    (path / "segments" / "tmp-1").mkdir()
    with writer_lock(path):
        assert examine(path).problems == ()
        assert (path / "segments" / "tmp-1").exists()
        with pytest.raises(StoreError, match="being written by process"):
            examine(path, repair=True)


def test_missing_files_are_named(path: Path) -> None:
    segment = next((path / "segments").iterdir())
    (segment / CELLS_FILE).unlink()
    (path / "projection.safetensors").unlink()
    report = examine(path)
    assert {"projection", "segments"} <= {each.check for each in report.problems}
    with SenseIndex.open(path) as index, pytest.raises(SenseIndexError, match=r"projection\.safetensors is missing"):
        index.query("bank")
    with pytest.raises(StoreError, match="not an index"):
        examine(path.parent)


def test_a_catalog_that_cannot_be_opened_is_a_problem(path: Path) -> None:
    (path / "catalog.db").write_bytes(b"nothing of SQLite, but long enough to be looked at" * 100)
    report = examine(path, repair=True)
    assert [each.check for each in report.problems] == ["catalog"] and not report.sound


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("setting", "value", "{"),
        ("setting", "value", b"\xff"),
        ("dead_occurrences", "end_occurrence", 10**15),
        ("dead_occurrences", "end_occurrence", b"x"),
        ("sense", "centroid", "x"),
        ("sentence", "token_offsets", 7),
        ("segment", "folder", b"x"),
        ("counter", "next_id", None),
        ("cell", "list_number", "x"),
    ],
)
def test_a_value_of_any_kind_is_a_finding(path: Path, table: str, column: str, value: object) -> None:
    (path / "catalog.checksums").unlink()
    connection = sqlite3.connect(path / "catalog.db")
    connection.execute("PRAGMA foreign_keys = OFF")
    with connection:
        connection.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = (SELECT max(rowid) FROM {table})", (value,))
    connection.close()
    assert examine(path).problems
