"""Every earlier schema is brought to today's, answers as before, and stays as a backup.

`schema_<n>/` is a frozen index of that version: `catalog.sql` is a dump of its catalog, beside its other files.
"""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from senseindex import SenseIndex, files
from senseindex.errors import LockedError, StoreError
from senseindex.index.lock import writer_lock
from senseindex.store.catalog import checksums as catalog_checksums
from senseindex.store.catalog.migrations import MIGRATIONS
from senseindex.store.catalog.schema import SCHEMA_VERSION
from senseindex.upkeep.doctor import examine

FROZEN = Path(__file__).parents[1]
EXPECTED_SENSES = [("bank%1", 12), ("bank%2", 10)]


def thaw(version: int, path: Path) -> Path:
    source = FROZEN / f"schema_{version}"
    shutil.copytree(source, path, ignore=shutil.ignore_patterns("*.sql"))
    connection = sqlite3.connect(path / "catalog.db")
    connection.executescript((source / "catalog.sql").read_text(encoding="utf-8"))
    connection.close()
    return path


def test_there_is_a_step_and_a_frozen_index_for_every_version() -> None:
    assert sorted(MIGRATIONS) == list(range(2, SCHEMA_VERSION + 1))
    assert {path.name for path in FROZEN.glob("schema_*")} == {f"schema_{n}" for n in range(1, SCHEMA_VERSION)}


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION))
def test_an_older_index_opens_and_answers(version: int, tmp_path: Path) -> None:
    path = thaw(version, tmp_path / "index")
    with SenseIndex.open(path) as index:
        assert index.info().schema_version == SCHEMA_VERSION
        assert [(sense.id, sense.size) for sense in index.senses("bank")] == EXPECTED_SENSES
        assert index.query("bank").total == 23
        assert {hit.metadata["kind"] for hit in index.query(sense="bank%2", n=100).hits} == {"river"}
        assert {hit.metadata["kind"] for hit in index.query(sense="bank%1", n=100).hits} == {"money"}
        liked = index.query("bank").hits[0].occurrence_id
        found = index.query(like=liked, any_word=True, n=1000)
        assert found.total == len(found) == index.info().occurrences - 23
    assert examine(path).problems == ()
    backup = sqlite3.connect(path / f"catalog.db.schema{version}")
    assert backup.execute("PRAGMA user_version").fetchone() == (version,)
    assert backup.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert "\n".join(backup.iterdump()) in (FROZEN / f"schema_{version}" / "catalog.sql").read_text(encoding="utf-8")
    backup.close()
    with SenseIndex.open(path) as index:
        index.upkeep.delete(["river1"])
        index.upkeep.compact()
    assert examine(path).problems == ()


def test_what_people_did_before_an_upgrade_can_be_undone_and_built_on(tmp_path: Path) -> None:
    path = thaw(4, tmp_path / "index")
    with SenseIndex.open(path) as index:
        labelled = [row[0] for row in index.opened.catalog.rows("SELECT occurrence_id FROM labelled")]
        assert [each.action for each in index.edit.history()] == ["move", "define"] and len(labelled) == 2
        index.edit.tick(labelled[:1])
        assert index.profiles.best_examples(sense="bank%2")[0].occurrence_id == labelled[0]
        for _ in range(3):
            index.edit.undo()
        assert not index.opened.catalog.rows("SELECT * FROM labelled")
        assert index.senses("bank")[1].definition == ""
        for _ in range(3):
            index.edit.redo()
        assert [sense.ticked for sense in index.senses("bank")] == [0, 1]
    assert examine(path).problems == ()


def columns(path: Path) -> dict[str, list[tuple[str, str, int, str | None]]]:
    connection = sqlite3.connect(path / "catalog.db")
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")]
    found = {
        table: sorted(
            (name, kind.replace("FLOAT", "REAL"), required, None if default is None else default.strip("'"))
            for _, name, kind, required, default, _ in connection.execute(f"PRAGMA table_info({table})")
        )
        for table in tables
        if table not in ("metadata", "sqlite_stat1")
    }
    connection.close()
    return found


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION))
def test_an_upgraded_catalog_has_the_tables_of_a_new_one(version: int, tmp_path: Path) -> None:
    SenseIndex.open(thaw(version, tmp_path / "old")).close()
    SenseIndex.create(tmp_path / "new").close()
    assert columns(tmp_path / "old") == columns(tmp_path / "new")


def test_a_damaged_older_index_is_left_as_it_is(tmp_path: Path) -> None:
    path = thaw(1, tmp_path / "index")
    file = next(path.glob("segments/*/cells.faiss"))
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)
    with pytest.raises(StoreError, match="damaged"):
        SenseIndex.open(path)
    connection = sqlite3.connect(path / "catalog.db")
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    connection.close()


def test_an_upgrade_waits_for_nobody_and_says_so(tmp_path: Path) -> None:
    path = thaw(1, tmp_path / "index")
    with writer_lock(path), pytest.raises(LockedError, match="being written"):
        SenseIndex.open(path)
    SenseIndex.open(path).close()


def test_a_full_disk_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = thaw(1, tmp_path / "index")

    def full(step: str) -> None:
        if step == "checksums written":
            raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(files, "hook", full)
        with pytest.raises(StoreError, match=r"cannot be upgraded .*nothing was changed"):
            SenseIndex.open(path)
    with SenseIndex.open(path) as index:
        assert index.query("bank").total == 23
    assert examine(path).problems == ()


def test_a_damaged_catalog_is_not_upgraded(tmp_path: Path) -> None:
    path = thaw(4, tmp_path / "index")
    catalog_checksums.record(path / "catalog.db")
    connection = sqlite3.connect(path / "catalog.db")
    with connection:
        connection.execute("UPDATE sense SET size = size + 1")
    connection.close()
    before = (path / "catalog.db").read_bytes()
    with pytest.raises(StoreError, match="changed by something else than senseindex"):
        SenseIndex.open(path)
    assert not examine(path, repair=True).sound
    assert (path / "catalog.db").read_bytes() == before
