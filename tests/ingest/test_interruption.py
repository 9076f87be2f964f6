"""A writer that is killed at any step or moment leaves the state before or after, and nothing else.

The work is done by `interruption_worker` in other processes. After every kill the index opens, says exactly what it
said after one of the commits of an undisturbed run and no less than the last one that was acknowledged, holds no file
that does not belong to it, and the doctor finds nothing.
"""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from senseindex import SenseIndex
from senseindex.store.catalog import catalog
from senseindex.upkeep.doctor import examine
from tests.ingest.interruption_worker import fingerprint
from tests.vectors.tiny_models import save_tiny_model

ROOT = Path(__file__).resolve().parents[2]
OPERATIONS = ("first", "ingest", "induce", "delete", "compact", "backup", "edit", "upgrade")
KNOWN = {"catalog.db", "catalog.checksums", "projection.safetensors", "segments", "static", "writer.lock"}
KNOWN |= {"readers.lock"}
QUICK_KILLS = 20
SLOW_KILLS = 200

TEXTS = {
    "river": "The river bank was green and muddy. Nobody fished from that bank in autumn.",
    "money": "The bank lends money to farmers. Every bank charges interest on savings.",
}


def write_corpus(path: Path, numbers: range) -> None:
    records = [
        {"id": f"{kind}{number}", "text": f"{text} Volume {number} ends.", "year": 1990 + number, "kind": kind}
        for number in numbers
        for kind, text in TEXTS.items()
    ]
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")


@dataclass
class Run:
    """An undisturbed run: the index before it, the steps it reached, and what the index said at each of them."""

    base: Path
    steps: list[str]
    states: list[str]
    seconds: float


class Worker:
    """The process that does the work, and an undisturbed run of every operation."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = 0
        sources = folder / "sources"
        sources.mkdir()
        save_tiny_model("bert", sources / "model")
        write_corpus(sources / "first.jsonl", range(8))
        write_corpus(sources / "more.jsonl", range(6, 12))
        (sources / "static.txt").write_text("2 3\nbank 1 0 0\nriver 0 1 0\n", encoding="utf-8")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.ingest.interruption_worker", str(sources)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        assert self._line() == "ready"
        self.runs: dict[str, Run] = {}

    def run_all(self) -> None:
        empty = self.folder / "empty"
        (empty / "index").parent.mkdir()
        ready = self._undisturbed("first", empty)
        induced = self._undisturbed("induce", self._undisturbed("ingest", ready))
        for operation in ("delete", "compact", "backup", "edit", "upgrade"):
            self._undisturbed(operation, induced)

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def work(
        self, operation: str, base: Path, *, kill_at: int = -1, kill_after: float | None = None, states: bool = False
    ) -> tuple[Path, int, list[dict[str, str]]]:
        """Work on a copy of `base`: its folder, the exit status, and the log."""
        self.count += 1
        place = self.folder / f"work{self.count}"
        shutil.copytree(base, place)
        path, log = place / "index", place / "log"
        log.touch()
        request = {"operation": operation, "path": str(path), "log": str(log), "states": states}
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(request | {"kill_at": kill_at, "kill_after": kill_after}) + "\n")
        self.process.stdin.flush()
        status = json.loads(self._line())["status"]
        lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
        log.unlink()
        return place, status, lines

    def _undisturbed(self, operation: str, base: Path) -> Path:
        started = time.perf_counter()
        place, status, lines = self.work(operation, base, states=True)
        assert status == 0
        steps, states = [line["step"] for line in lines], [line["state"] for line in lines]
        states.append(fingerprint(place / "index"))
        self.runs[operation] = Run(base, steps, states, time.perf_counter() - started)
        return place

    def close(self) -> None:
        self.process.communicate(timeout=60)


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    worker = Worker(tmp_path_factory.mktemp("interruption"))
    try:
        worker.run_all()
        yield worker
    finally:
        worker.close()


def check_after_kill(worker: Worker, operation: str, place: Path, lines: list[dict[str, str]]) -> None:
    """What is there is the state before or after, and whole; the version after an upgrade may be the next one."""
    with pytest.MonkeyPatch.context() as patch:
        if operation == "upgrade":
            patch.setattr(catalog, "SCHEMA_VERSION", catalog.SCHEMA_VERSION + 1)
        check(worker, operation, place, lines)


def check(worker: Worker, operation: str, place: Path, lines: list[dict[str, str]]) -> None:
    run, path = worker.runs[operation], place / "index"
    assert [line["step"] for line in lines] == run.steps[: len(lines)]
    acknowledged = max((number for number, line in enumerate(lines) if "committed" in line["step"]), default=-1)
    states = run.states[max(acknowledged, 0) :]
    if not path.exists():  # killed before the new index got its name
        assert operation == "first" and "" in states
        return
    SenseIndex.open(path).close()
    state = fingerprint(path)
    assert state in states, f"{operation}: neither before nor after, or a commit is lost"
    check_files(path)
    copy = place / "backup"
    if copy.exists():
        assert fingerprint(copy) == state
        assert examine(copy).problems == ()


def check_files(path: Path) -> None:
    assert {entry.name for entry in path.iterdir()} <= KNOWN
    connection = sqlite3.connect(path / "catalog.db")
    listed = {row[0] for row in connection.execute("SELECT folder FROM segment")}
    connection.close()
    assert {entry.name for entry in path.glob("segments/*")} == listed
    assert {entry.name for entry in path.glob("segments/*/*")} <= {"cells.faiss", "checksums"}
    assert len(list(path.glob("static/*"))) in (0, 2)
    report = examine(path)
    assert report.problems == ()


def kill_at_steps(worker: Worker, chosen: list[tuple[str, int]]) -> None:
    for operation, number in chosen:
        place, status, lines = worker.work(operation, worker.runs[operation].base, kill_at=number)
        assert status == -9 and len(lines) == number + 1
        check_after_kill(worker, operation, place, lines)
        shutil.rmtree(place)


def kill_at_moments(worker: Worker, count: int, chance: random.Random) -> None:
    for _ in range(count):
        operation = chance.choice(OPERATIONS)
        run = worker.runs[operation]
        place, status, lines = worker.work(operation, run.base, kill_after=chance.uniform(0.0, 1.2 * run.seconds))
        assert status in (-9, 0)
        check_after_kill(worker, operation, place, lines)
        shutil.rmtree(place)


def all_steps(worker: Worker) -> list[tuple[str, int]]:
    return [(operation, number) for operation, run in worker.runs.items() for number in range(len(run.steps))]


def test_the_runs_reach_every_kind_of_step(worker: Worker) -> None:
    reached = {step for run in worker.runs.values() for step in run.steps}
    assert reached >= {
        "index made",
        "segment begun",
        "segment written",
        "segment synced",
        "segment renamed",
        "segment removed",
        "transaction begun",
        "transaction ready",
        "committed",
        "documents removed",
        "log folded",
        "leftovers found",
        "catalog checksums removed",
        "catalog.checksums written",
        "catalog.checksums in place",
        "projection.safetensors written",
        "projection.safetensors in place",
        "static vectors written",
        "static.json written",
        "static.json in place",
        "segment copied",
        "backup ready",
        "schema ready",
        "schema committed",
    }
    assert all(
        len(set(worker.runs[operation].states)) > 1 for operation in ("first", "ingest", "induce", "delete", "edit")
    )


def test_a_writer_killed_at_some_steps_and_moments(worker: Worker) -> None:
    chance = random.Random(5)
    first_of_each_kind = {
        run.steps[number]: (operation, number)
        for operation, number in all_steps(worker)
        for run in [worker.runs[operation]]
    }
    chosen = sorted(first_of_each_kind.values())
    kill_at_steps(worker, chance.sample(chosen, QUICK_KILLS - 4))
    kill_at_moments(worker, 4, chance)


@pytest.mark.slow
def test_a_writer_killed_at_every_step_and_at_random_moments(worker: Worker) -> None:
    steps = all_steps(worker)
    kill_at_steps(worker, steps)
    kill_at_moments(worker, max(SLOW_KILLS - len(steps), 60), random.Random(11))


def contents(path: Path) -> list[tuple[object, ...]]:
    """Everything that documents brought, without ids."""
    connection = sqlite3.connect(path / "catalog.db")
    rows = connection.execute(
        "SELECT document.name, document.content_hash, sentence.start, position, lemma, pos FROM occurrence "
        "JOIN sentence ON sentence.id = sentence_id JOIN document ON document.id = document_id "
        "JOIN lemma ON lemma.id = occurrence.lemma_id"
    ).fetchall()
    connection.close()
    return sorted(rows)


def test_the_same_ingest_goes_on_where_it_was_killed(worker: Worker) -> None:
    run = worker.runs["ingest"]
    whole, status, _ = worker.work("ingest", run.base)
    assert status == 0
    expected = contents(whole / "index")
    base = run.base
    chance = random.Random(3)
    for _ in range(10):
        place, _, _ = worker.work("ingest", base, kill_after=chance.uniform(0.1, 0.9) * run.seconds)
        assert set(contents(place / "index")) <= set(expected)
        base = place
    finished, status, _ = worker.work("ingest", base)
    assert status == 0
    assert contents(finished / "index") == expected
    check_files(finished / "index")
