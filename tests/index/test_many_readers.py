"""One writer, many readers: each reader answers from the state it opened, whatever is written meanwhile."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from senseindex import SenseIndex
from senseindex.errors import LockedError, StoreError
from senseindex.index.lock import ReaderLock, writer_lock
from senseindex.store.catalog.connection import address
from senseindex.upkeep.doctor import examine
from tests.builders import TinyIndex, bank_document, bank_vector, make_bank_index

SPAWN = multiprocessing.get_context("spawn")
HOLDER = """
import sys, time
from pathlib import Path
from senseindex.index.lock import writer_lock
with writer_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def index(tmp_path: Path) -> Iterator[SenseIndex]:
    with make_bank_index(tmp_path / "index") as index:
        yield index


def answers(index: SenseIndex) -> list[object]:
    return [
        index.query("bank", n=1000),
        index.query("bank", sense="bank%1", n=1000),
        index.query(like=1, any_word=True, n=50),
        index.query("volume", where="kind = 'river'", n=1000),
        index.senses("bank"),
        index.profiles.frequency("bank", where="year >= 1995"),
        index.info().as_dict() | {"bytes": 0},
    ]


def keep_asking(path: Path, ready: object, stop: object, result: object) -> None:
    """Ask one snapshot without pause; send the number of rounds and of answers that were not the first ones."""
    with SenseIndex.open(path) as index:
        frozen = answers(index)
        ready.release()  # type: ignore[attr-defined]
        rounds = wrong = 0
        while not stop.is_set():  # type: ignore[attr-defined]
            wrong += answers(index) != frozen
            rounds += 1
    result.put((rounds, wrong))  # type: ignore[attr-defined]


def test_readers_keep_their_snapshot_through_everything(index: SenseIndex) -> None:
    ready, stop, result = SPAWN.Semaphore(0), SPAWN.Event(), SPAWN.Queue()
    readers = [SPAWN.Process(target=keep_asking, args=(index.path, ready, stop, result)) for _ in range(2)]
    for reader in readers:
        reader.start()
    for _ in readers:
        assert ready.acquire(timeout=60)
    expected = index.info().documents
    for number in range(100, 106):
        with index.opened.writing():
            TinyIndex.of(index).add(bank_document("river", number), bank_document("money", number), vector=bank_vector)
        index.induce(["bank"])
        index.upkeep.delete([f"river{number}"])
        index.upkeep.compact()
        index.upkeep.delete([f"money{number - 100}"])
        assert index.info().documents == expected
        assert index.query("bank", n=1).total == 2 * expected
        with SenseIndex.open(index.path) as fresh:
            assert fresh.query("bank", n=1).total == 2 * expected
    time.sleep(0.2)
    stop.set()
    outcomes = [result.get(timeout=60) for _ in readers]
    for reader in readers:
        reader.join(timeout=60)
        assert reader.exitcode == 0
    assert all(rounds > 5 and wrong == 0 for rounds, wrong in outcomes), outcomes
    # With the readers gone, so are the segments that only they needed.
    with SenseIndex.open(index.path) as fresh:
        index.close()
        listed = {segment.folder for segment in fresh.opened.catalog.segments.all()}
    SenseIndex.open(index.path).close()
    assert {path.name for path in (index.path / "segments").iterdir()} == listed
    assert examine(index.path).problems == ()


def start_holder(path: Path) -> subprocess.Popen[str]:
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(path)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None and holder.stdout.readline() == "held\n"
    return holder


def test_the_second_writer_is_told_who_the_first_is(index: SenseIndex) -> None:
    holder = start_holder(index.path)
    try:
        message = f"being written by process {holder.pid} on {socket.gethostname()}; wait until it is done, or stop it"
        with pytest.raises(LockedError, match=message):
            index.upkeep.compact()
        assert index.query("bank").total == 40
    finally:
        holder.kill()
        holder.communicate()


def test_the_lock_of_a_dead_process_is_taken_over(index: SenseIndex) -> None:
    holder = start_holder(index.path)
    os.kill(holder.pid, signal.SIGKILL)
    holder.communicate()
    assert json.loads((index.path / "writer.json").read_text(encoding="utf-8"))["process"] == holder.pid
    with writer_lock(index.path, wait=0):
        assert json.loads((index.path / "writer.json").read_text(encoding="utf-8"))["process"] == os.getpid()
    assert not (index.path / "writer.json").exists()
    index.upkeep.compact()


def test_a_reader_removes_nothing_that_a_writer_is_making(index: SenseIndex) -> None:
    with writer_lock(index.path):
        (index.path / "segments" / "tmp-work").mkdir()
        SenseIndex.open(index.path).close()
        assert (index.path / "segments" / "tmp-work").exists()
    SenseIndex.open(index.path).close()
    assert not (index.path / "segments" / "tmp-work").exists()


def test_a_reader_that_may_not_write_keeps_its_files(index: SenseIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_only(path: Path, flags: int, *mode: int) -> int:
        if flags & (os.O_RDWR | os.O_WRONLY):
            raise PermissionError(path)
        return opened(path, flags, *mode)

    opened = os.open
    other = ReaderLock(index.path)
    index.close()
    with other.alone() as alone:
        assert alone
    with monkeypatch.context() as patched:
        patched.setattr(os, "open", read_only)
        reader = ReaderLock(index.path)
    with other.alone() as alone:
        assert not alone
    reader.release()
    with other.alone() as alone:
        assert alone
    other.release()


def test_an_index_on_a_read_only_disk_answers_and_one_with_a_log_there_is_refused(
    index: SenseIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = answers(index)
    index.close()
    assert not list(index.path.glob("catalog.db-*"))
    kind = os.statvfs(tmp_path)
    fields = list(kind)[:10]
    fields[8] |= os.ST_RDONLY
    monkeypatch.setattr(os, "statvfs", lambda path: os.statvfs_result(fields))
    with SenseIndex.open(index.path) as reader:
        assert answers(reader) == expected
        assert not list(index.path.glob("catalog.db-*"))
        with pytest.raises(StoreError, match="readonly"), reader.opened.catalog.writing():
            reader.opened.catalog.settings.set("language", "de")
    assert examine(index.path).problems == ()
    monkeypatch.undo()
    with SenseIndex.open(index.path) as writer:
        writer.edit.rename("bank%1", "edge")
        log = (index.path / "catalog.db-wal").read_bytes()
    shutil.copytree(index.path, tmp_path / "copy")
    (tmp_path / "copy" / "catalog.db-wal").write_bytes(log)
    monkeypatch.setattr(os, "statvfs", lambda path: os.statvfs_result(fields))
    assert "immutable" not in address(tmp_path / "copy" / "catalog.db")
    assert "immutable" in address(index.path / "catalog.db")
