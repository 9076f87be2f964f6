"""Threads that share an index: each has its own view, none sees what another has not committed, nobody waits long."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from senseindex import SenseIndex
from senseindex.errors import StoreError
from senseindex.store.catalog.checksums import damage
from senseindex.upkeep.doctor import examine
from tests.builders import TinyIndex, bank_document, bank_vector, make_bank_index
from tests.index.test_many_readers import answers
from tests.vectors.tiny_models import save_tiny_model

THREADS = 8
SECONDS = 120
SPAWN = multiprocessing.get_context("spawn")


@pytest.fixture
def index(tmp_path: Path) -> Iterator[SenseIndex]:
    with make_bank_index(tmp_path / "index") as index:
        yield index


def in_threads(work: Callable[[int], object], threads: int = THREADS) -> list[object]:
    """What `work(number)` gives in so many threads that begin together. A deadlock fails in time."""
    begin = threading.Barrier(threads)

    def run(number: int) -> object:
        begin.wait(timeout=SECONDS)
        return work(number)

    with ThreadPoolExecutor(threads) as pool:
        return [future.result(timeout=SECONDS) for future in [pool.submit(run, number) for number in range(threads)]]


def write_without_pause(path: Path, rounds: int, done: object) -> None:
    """Ingest, induce, edit, delete and compact."""
    with SenseIndex.open(path) as index:
        for number in range(100, 100 + rounds):
            with index.opened.writing():
                new = (bank_document("river", number), bank_document("money", number))
                TinyIndex.of(index).add(*new, vector=bank_vector)
            index.edit.rename("bank%1", f"label {number}")
            index.edit.merge("bank%1", "bank%2")
            index.edit.undo()
            index.induce(["bank"])
            index.upkeep.delete([f"river{number - 99}", f"money{number - 99}"])
            index.upkeep.compact()
    done.set()  # type: ignore[attr-defined]


def test_many_threads_ask_while_another_process_writes(index: SenseIndex) -> None:
    done = SPAWN.Event()
    writer = SPAWN.Process(target=write_without_pause, args=(index.path, 6, done))
    whole = index.query("bank").total

    def ask(number: int) -> tuple[int, int]:
        rounds = states = 0
        while not done.is_set() or not states:
            index.refresh()
            frozen = answers(index)
            states += 1
            for _ in range(2 + number % 3):
                assert answers(index) == frozen
                rounds += 1
            total, induced = index.query("bank", n=1).total, sum(sense.size for sense in index.senses("bank"))
            # The two new documents are there or not, and have been induced or not.
            assert (total, induced) in {(whole, whole), (whole + 4, whole), (whole + 4, whole + 4)}
        return rounds, states

    writer.start()
    try:
        outcomes = in_threads(ask)
        writer.join(timeout=SECONDS)
    finally:
        writer.kill()
    assert writer.exitcode == 0
    assert all(rounds > 3 for rounds, _ in outcomes)  # type: ignore[misc]
    assert sum(states for _, states in outcomes) > THREADS  # type: ignore[misc]
    index.refresh()
    assert index.senses("bank")[0].label == "label 105"
    assert examine(index.path).problems == ()


def test_threads_filter_and_edit_at_once(index: SenseIndex) -> None:
    """A filter is checked on a database of its own, so that nobody waits for anybody."""
    before = index.query("bank", where="kind = 'river'", n=1000)

    def work(number: int) -> object:
        if number == 0:
            for _ in range(5):
                index.edit.rename("bank%1", "shore")
                index.edit.undo()
            return before
        found = before
        for _ in range(20):
            found = index.query("bank", where="kind = 'river'", n=1000)
        return found

    assert in_threads(work) == [before] * THREADS


def test_nobody_sees_what_another_thread_has_not_committed(index: SenseIndex) -> None:
    frozen = answers(index)
    opened = index.opened
    with opened.writing(), opened.catalog.writing():
        (lemma,) = opened.lemmas("bank")
        opened.catalog.senses.update(opened.catalog.senses.of([lemma.id])[0].id, label="new")
        assert index.senses("bank")[0].label == "new"
        assert in_threads(lambda _: answers(index), 2) == [frozen] * 2
    assert answers(index) != frozen


def test_refresh_moves_the_thread_that_calls_it(index: SenseIndex) -> None:
    before = index.query("bank").total

    def work(_: int) -> list[int]:
        seen = [index.query("bank").total]
        with SenseIndex.open(index.path) as other:
            other.upkeep.delete(["river1"])
        seen.append(index.query("bank").total)
        index.refresh()
        return [*seen, index.query("bank").total]

    assert in_threads(work, 1) == [[before, before, before - 2]]
    assert index.query("bank").total == before
    index.refresh()
    assert index.query("bank").total == before - 2


def test_segments_stay_while_any_thread_may_read_them(index: SenseIndex) -> None:
    frozen, asked, compacted = [], threading.Event(), threading.Event()

    def work() -> None:
        frozen.append(index.query("volume", n=1))  # its segments are open; those of other words are read later
        asked.set()
        compacted.wait(timeout=SECONDS)
        frozen.append(index.query("bank", sense="bank%2", n=1000))

    expected = index.query("bank", sense="bank%2", n=1000)
    thread = threading.Thread(target=work)
    thread.start()
    assert asked.wait(timeout=SECONDS)
    index.upkeep.compact()
    compacted.set()
    thread.join(timeout=SECONDS)
    assert frozen[1] == expected


def test_examples_are_encoded_for_many_threads(tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    for number in range(6):
        (texts / f"{number}.txt").write_text(f"The river bank was green. Bank number {number} lends money.")
    model = save_tiny_model("bert", tmp_path / "model")
    with SenseIndex.create(tmp_path / "index", model=str(model)) as index:
        index.ingest(texts, static="none")
        contexts = [f"The {word} bank was green and {number} years old." for number, word in enumerate("abcdefgh")]
        alone = [index.query("bank", context=context) for context in contexts]
        assert in_threads(lambda number: index.query("bank", context=contexts[number])) == alone


def test_a_closed_index_tells_every_thread(index: SenseIndex) -> None:
    assert len(in_threads(lambda _: index.query("bank").total, 2)) == 2
    index.close()

    def work(_: int) -> str:
        with pytest.raises(StoreError, match="is closed; open it again"):
            index.query("bank")
        return "told"

    assert in_threads(work, 2) == ["told"] * 2
    assert work(0) == "told"


def test_closing_while_other_threads_ask_stops_them_and_breaks_nothing(tmp_path: Path) -> None:
    """Many times, as it depends on the moment; a connection closed while its thread is in it ends the process."""
    make_bank_index(tmp_path / "index").close()
    for _ in range(10):
        index = SenseIndex.open(tmp_path / "index")

        def ask(number: int, index: SenseIndex = index) -> str:
            if number == 0:
                time.sleep(0.05)
                index.close()
                return "closed"
            with pytest.raises(StoreError, match="is closed; open it again"):
                while True:
                    answers(index)
            return "told"

        assert in_threads(ask, 4) == ["closed", "told", "told", "told"]
    with SenseIndex.open(tmp_path / "index") as again:
        assert again.query("bank").total == 40


@pytest.mark.parametrize("call", ["refresh", "undo", "compact", "rename", "ingest", "info"])
def test_nothing_works_after_closing(index: SenseIndex, call: str) -> None:
    calls: dict[str, Callable[[], object]] = {
        "refresh": index.refresh,
        "undo": index.edit.undo,
        "compact": index.upkeep.compact,
        "rename": lambda: index.edit.rename("bank%1", "shore"),
        "ingest": lambda: index.ingest([]),
        "info": index.info,
    }
    index.close()
    with pytest.raises(StoreError, match="is closed; open it again"):
        calls[call]()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_forked_child_is_told_to_open_the_index_anew(index: SenseIndex) -> None:
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            index.query("bank")
        except StoreError as error:
            os.write(writing, str(error).encode())
        finally:
            os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading, encoding="utf-8") as told:
        assert "was opened before this process was forked; open it again in the child" in told.read()
    assert index.query("bank").total == 40


def can_take_the_file(catalog: Path, found: object) -> None:
    """Whether another process may think that nobody has the catalog open; the bytes are those that SQLite locks."""
    import fcntl

    with catalog.open("r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 510, 0x40000002)
        except OSError:
            return
    found.set()  # type: ignore[attr-defined]


@pytest.mark.skipif(os.name != "posix", reason="locks of POSIX")
def test_checking_the_file_drops_no_lock_on_it(index: SenseIndex) -> None:
    def is_free() -> bool:
        found = SPAWN.Event()
        process = SPAWN.Process(target=can_take_the_file, args=(index.path / "catalog.db", found))
        process.start()
        process.join(timeout=SECONDS)
        return found.is_set()

    assert damage(index.path / "catalog.db") == ("", False)
    assert not is_free()
    with SenseIndex.open(index.path):
        assert damage(index.path / "catalog.db") == ("", False)
    assert not is_free()
    index.close()
    assert is_free()
