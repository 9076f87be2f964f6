"""A backup is the state of one snapshot, an index of its own, and whole or not there."""

import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from senseindex import SenseIndex, files
from senseindex.errors import StoreError, UsageError
from senseindex.store.cells.faiss.segment_builder import CELLS_FILE
from senseindex.upkeep.doctor import examine
from tests.builders import TinyIndex, bank_document, bank_vector, make_bank_index


@pytest.fixture
def index(tmp_path: Path) -> Iterator[SenseIndex]:
    with make_bank_index(tmp_path / "index") as index:
        index.upkeep.delete(["river3"])
        (tmp_path / "static.txt").write_text("2 3\nbank 1 0 0\nriver 0 1 0\n", encoding="utf-8")
        index.ingest([], static_vectors=tmp_path / "static.txt")
        yield index


def answers(index: SenseIndex) -> list[object]:
    info = index.info().as_dict() | {"bytes": 0, "path": ""}
    return [index.query("bank", n=1000), index.senses("bank"), index.words.neighbors("bank"), info]


def test_a_backup_answers_as_the_index_did_and_restores(index: SenseIndex, tmp_path: Path) -> None:
    before = answers(index)
    report = index.upkeep.backup(tmp_path / "safe" / "copy")
    assert report.documents == 19
    assert report.bytes == sum(
        file.stat().st_size for file in (tmp_path / "safe" / "copy").rglob("*") if file.is_file()
    )
    index.upkeep.delete(where="year > 0")
    index.close()
    assert examine(tmp_path / "safe" / "copy").problems == ()
    shutil.rmtree(index.path)
    shutil.move(tmp_path / "safe" / "copy", index.path)
    with SenseIndex.open(index.path) as restored:
        assert answers(restored) == before
        restored.upkeep.delete(["river1"])
        restored.upkeep.compact()
    assert examine(index.path).problems == ()


def test_a_writer_may_work_meanwhile(index: SenseIndex, tmp_path: Path) -> None:
    with SenseIndex.open(index.path) as reader:
        before = answers(reader)
        started, stop = threading.Event(), threading.Event()

        def write() -> None:
            number = 100
            with SenseIndex.open(index.path) as writer:
                while not stop.is_set():
                    with writer.opened.writing():
                        TinyIndex.of(writer).add(bank_document("river", number), vector=bank_vector)
                    writer.upkeep.delete([f"river{number}"])
                    writer.upkeep.compact()
                    number += 1
                    started.set()

        thread = threading.Thread(target=write)
        thread.start()
        assert started.wait(60)
        try:
            for number in range(5):
                reader.upkeep.backup(tmp_path / f"copy{number}")
                assert examine(tmp_path / f"copy{number}").problems == ()
                with SenseIndex.open(tmp_path / f"copy{number}") as copy:
                    assert answers(copy) == before
        finally:
            stop.set()
            thread.join(60)


def test_a_backup_never_overwrites(index: SenseIndex, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("kept", encoding="utf-8")
    (tmp_path / "file").write_text("kept", encoding="utf-8")
    for place in ("full", "file"):
        with pytest.raises(StoreError, match="name another place"):
            index.upkeep.backup(tmp_path / place)
    assert (tmp_path / "full" / "mine").read_text(encoding="utf-8") == "kept"
    with pytest.raises(UsageError, match="inside the index"):
        index.upkeep.backup(index.path / "backup")
    (tmp_path / "empty").mkdir()
    assert index.upkeep.backup(tmp_path / "empty").documents == 19


@pytest.mark.parametrize("place", ["segments", "projection"])
def test_damage_is_not_copied(index: SenseIndex, tmp_path: Path, place: str) -> None:
    path = index.path
    index.close()
    file = next(path.glob(f"segments/*/{CELLS_FILE}")) if place == "segments" else path / "projection.safetensors"
    data = bytearray(file.read_bytes())
    data[-3] ^= 4
    file.write_bytes(data)
    with SenseIndex.open(path) as again, pytest.raises(StoreError, match="damaged"):
        again.upkeep.backup(tmp_path / "copy")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["index", "static.txt"]


def test_a_backup_that_fails_leaves_nothing(index: SenseIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(step: str) -> None:
        if step == "segment copied":
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "hook", full)
    with pytest.raises(StoreError, match="the backup was not made: No space left on device"):
        index.upkeep.backup(tmp_path / "copy")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["index", "static.txt"]


def test_an_empty_index_can_be_copied(tmp_path: Path) -> None:
    with SenseIndex.create(tmp_path / "empty") as index:
        index.upkeep.backup(tmp_path / "copy")
    assert examine(tmp_path / "copy").problems == ()


KILLED = """
import os, signal, sys
from pathlib import Path
from senseindex.files import whole_folder
with whole_folder(Path(sys.argv[1])) as folder:
    (folder / "half").touch()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_backup_left_is_removed_by_the_next_but_not_from_a_living_one(
    index: SenseIndex, tmp_path: Path
) -> None:
    safe = tmp_path / "safe"
    assert subprocess.run([sys.executable, "-c", KILLED, safe / "copy"], check=False).returncode == -9
    assert len(list(safe.iterdir())) == 1
    with files.whole_folder(safe / "other"), files.whole_folder(safe / "copy") as living:
        assert len(list(safe.iterdir())) == 2  # that of the killed one is gone
        with pytest.raises(ZeroDivisionError), files.whole_folder(safe / "copy"):
            raise ZeroDivisionError
        assert living.is_dir()
    shutil.rmtree(safe)
    assert subprocess.run([sys.executable, "-c", KILLED, safe / "copy"], check=False).returncode == -9
    index.upkeep.backup(safe / "copy")
    assert [path.name for path in safe.iterdir()] == ["copy"]
