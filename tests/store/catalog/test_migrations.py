"""One path leads from a catalog to the next version of it; a made-up next version shows that it works."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest
from sqlite_utils import Database, Migrations

from senseindex import SenseIndex, files
from senseindex.errors import SchemaVersionError, StoreError
from senseindex.store.catalog import catalog as catalog_module
from senseindex.store.catalog import checksums, schema
from senseindex.upkeep.doctor import examine
from tests.builders import make_bank_index


@pytest.fixture
def path(tmp_path: Path) -> Path:
    make_bank_index(tmp_path / "index", 4).close()
    return tmp_path / "index"


@pytest.fixture
def next_version(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if this were the senseindex after the next one, once there is an index of today's."""
    assert path.exists()
    migrations = Migrations("senseindex")
    migrations()(schema.first_release)
    migrations()(schema.subsenses)

    @migrations()
    def pages(database: Database) -> None:
        database.table("document").add_column("pages", int, not_null_default=1)

    @migrations()
    def no_pages_unknown(database: Database) -> None:
        database.execute("UPDATE document SET pages = 7 WHERE name = 'river0'")

    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", migrations)
        patch.setattr(catalog_module, "SCHEMA_VERSION", 4)
        yield


def pages_and_version(path: Path) -> tuple[list[int], int]:
    with closing(sqlite3.connect(path / "catalog.db")) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        return [row[0] for row in connection.execute("SELECT pages FROM document ORDER BY name")], version


def test_there_is_a_step_for_every_version(path: Path) -> None:
    with closing(sqlite3.connect(path / "catalog.db")) as connection:
        database = Database(connection, execute_plugins=False)
        assert not schema.MIGRATIONS.pending(database)
        assert len(schema.MIGRATIONS.applied(database)) == catalog_module.SCHEMA_VERSION
        assert connection.execute("PRAGMA user_version").fetchone() == (catalog_module.SCHEMA_VERSION,)


@pytest.mark.usefixtures("next_version")
def test_an_older_catalog_is_brought_to_the_next_version(path: Path) -> None:
    with SenseIndex.open(path) as index:
        assert index.query("bank").total == 16
        assert [(sense.id, sense.size) for sense in index.senses("bank")] == [("bank%1", 16)]
    assert pages_and_version(path) == ([1, 1, 1, 1, 7, 1, 1, 1], 4)
    assert examine(path).problems == ()
    SenseIndex.open(path).close()
    assert pages_and_version(path)[1] == 4


def columns(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path / "catalog.db")) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        own = set(tables) - {"metadata", "sqlite_stat1"}
        return {table: sorted(connection.execute(f"PRAGMA table_info({table})")) for table in own}


@pytest.mark.usefixtures("next_version")
def test_an_upgraded_catalog_has_the_tables_of_a_new_one(path: Path, tmp_path: Path) -> None:
    SenseIndex.open(path).close()
    SenseIndex.create(tmp_path / "new").close()
    assert columns(path) == columns(tmp_path / "new")


@pytest.mark.usefixtures("next_version")
def test_a_step_that_fails_changes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(step: str) -> None:
        if step == "schema ready":
            raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(files, "hook", full)
        with pytest.raises(StoreError, match=r"cannot be upgraded .*nothing was changed"):
            SenseIndex.open(path)
    with pytest.raises(sqlite3.OperationalError, match="pages"):
        pages_and_version(path)
    SenseIndex.open(path).close()
    assert pages_and_version(path)[1] == 4


@pytest.mark.usefixtures("next_version")
def test_a_damaged_catalog_is_not_upgraded(path: Path) -> None:
    checksums.record(path / "catalog.db")
    with closing(sqlite3.connect(path / "catalog.db")) as connection, connection:
        connection.execute("UPDATE sense SET size = size + 1")
    before = (path / "catalog.db").read_bytes()
    with pytest.raises(StoreError, match="changed by something else than senseindex"):
        SenseIndex.open(path)
    assert not examine(path, repair=True).sound
    assert (path / "catalog.db").read_bytes() == before


def test_an_index_of_an_unreleased_version_is_refused(path: Path) -> None:
    with closing(sqlite3.connect(path / "catalog.db")) as connection:
        connection.execute("PRAGMA application_id = 0")
        connection.execute("PRAGMA user_version = 5")
    with pytest.raises(SchemaVersionError, match="made by an unreleased version of senseindex; ingest again"):
        SenseIndex.open(path)


def test_every_index_has_an_id_of_its_own_and_a_backup_that_of_its_source(path: Path, tmp_path: Path) -> None:
    with SenseIndex.create(tmp_path / "other") as other, SenseIndex.open(path) as index:
        index.upkeep.backup(tmp_path / "copy")
        with SenseIndex.open(tmp_path / "copy") as copy:
            ids = [each.opened.catalog.settings.index_id for each in (index, copy, other)]
    assert ids[0] == ids[1] != ids[2]
    assert all(UUID(each).version == 4 for each in ids)


def test_a_query_imports_no_sqlite_utils(path: Path) -> None:
    code = (
        "import sys; from senseindex import SenseIndex\n"
        f"with SenseIndex.open({str(path)!r}) as index: index.query('bank', where='year > 1990')\n"
        "print([name for name in ('sqlite_utils', 'pandas') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
