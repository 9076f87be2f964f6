"""A writer that is killed leaves a usable index, and the same command goes on where it stopped."""

import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from senseindex import SenseIndex

CORPUS = Path(__file__).resolve().parents[1] / "examples" / "corpus" / "english.jsonl"

WRITER = """
import sys
import senseindex.ingest
from senseindex import SenseIndex
senseindex.ingest.BATCH_OCCURRENCES = 300
senseindex.ingest.PROJECTION_SAMPLE = 100
senseindex.ingest.WINDOW_SENTENCES = 20
with SenseIndex.open(sys.argv[1]) as index:
    print("ready", flush=True)
    index.ingest(sys.argv[2], static="none", progress=lambda stage, done, total: print(done, flush=True))
"""


def contents(path: Path) -> list[tuple[object, ...]]:
    """Everything a document brought, without ids; every occurrence has its vector."""
    with SenseIndex.open(path) as index:
        parts = index._parts
        cells = parts.catalog.cells([row.id for row in parts.catalog.lemmas_with_occurrences(1)])
        stored = sorted(parts.store.ids(cells).tolist())
        rows = parts.catalog.rows("SELECT id FROM occurrence ORDER BY id")
        assert stored == [row[0] for row in rows]
        return sorted(
            parts.catalog.rows(
                "SELECT document.name, sentence.start, position, lemma, pos FROM occurrence "
                "JOIN sentence ON sentence.id = sentence_id JOIN document ON document.id = document_id "
                "JOIN lemma ON lemma.id = occurrence.lemma_id"
            )
        )


def start(path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", WRITER, str(path), str(CORPUS)], stdout=subprocess.PIPE, text=True)


@pytest.mark.slow
def test_a_writer_killed_at_any_moment_loses_nothing_and_goes_on(tmp_path: Path) -> None:
    with SenseIndex.create(tmp_path / "whole") as index:
        index.ingest(CORPUS, static="none")
    expected = contents(tmp_path / "whole")
    SenseIndex.create(tmp_path / "killed").close()
    chance = random.Random(11)
    for _ in range(10):
        writer = start(tmp_path / "killed")
        assert writer.stdout is not None and writer.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0.0, 4.0))
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        before = sqlite3.connect(tmp_path / "killed" / "catalog.db")
        documents = {row[0] for row in before.execute("SELECT name FROM document")}
        before.close()
        with SenseIndex.open(tmp_path / "killed") as index:
            assert index.info().documents == len(documents)
        if documents:
            assert set(contents(tmp_path / "killed")) <= set(expected)
    writer = start(tmp_path / "killed")
    writer.communicate(timeout=300)
    assert writer.returncode == 0
    assert contents(tmp_path / "killed") == expected
    listed = {
        row[0] for row in sqlite3.connect(tmp_path / "killed" / "catalog.db").execute("SELECT folder FROM segment")
    }
    assert {entry.name for entry in (tmp_path / "killed" / "segments").iterdir()} == listed
