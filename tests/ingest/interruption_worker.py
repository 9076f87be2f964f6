"""Works on an index in a process of its own that can be killed at any step, for `test_interruption`.

Started once, it loads a tiny encoder and then forks a child for every request on stdin (a line of JSON), so that a
kill costs no start-up. A child writes the name of every step that it reaches to a log, and kills itself (SIGKILL) at
the step whose number it was given; or the parent kills it after some time.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import sys
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

TABLES = {
    "setting": "key, value",
    "counter": "name, next_id",
    "document": "*",
    "metadata": "*",
    "sentence": "*",
    "lemma": "id, lemma, pos, frequency, occurrences",
    "sense": "*",
    "sense_history": "id, sense_id, action, detail",
    "occurrence": "*",
}
PHYSICAL = ("segment", "index_id")


def fingerprint(directory: Path) -> str:
    """A digest of everything that an index says, whatever its files look like; "" where there is no index."""
    if not (directory / "catalog.db").exists():
        return ""
    connection = sqlite3.connect(directory / "catalog.db")
    digest = sha256()
    try:
        for table, columns in TABLES.items():
            for row in connection.execute(f"SELECT {columns} FROM {table} ORDER BY 1"):
                if row[0] not in PHYSICAL:
                    digest.update(repr(row).encode())
    finally:
        connection.close()
    return digest.hexdigest()


def know_a_next_schema() -> None:
    """Let this process know a version of the catalog that comes after today's."""
    from senseindex.store.catalog import catalog, schema

    catalog.SCHEMA_VERSION += 1

    @schema.MIGRATIONS()
    def next_release(database: Any) -> None:
        database.table("document").add_column("pages", int, not_null_default=1)


def perform(operation: str, path: Path, sources: Path) -> None:
    """Do one piece of work on the index at `path`."""
    from senseindex import SenseIndex

    if operation == "first":
        with SenseIndex.create(path, model=str(sources / "model")) as index:
            index.ingest(sources / "first.jsonl", static="none")
        return
    if operation == "upgrade":
        know_a_next_schema()
    with SenseIndex.open(path) as index:
        if operation == "ingest":
            index.ingest(sources / "more.jsonl", static_vectors=sources / "static.txt")
        elif operation == "induce":
            index.induce(min_frequency=8)
        elif operation == "delete":
            index.upkeep.delete(where="kind = 'river' and year < 1996")
        elif operation == "compact":
            index.upkeep.compact()
        elif operation == "edit":
            sense = index.senses("bank", examples=0)[0].id
            index.edit.rename(sense, "edge of a river")
            index.edit.delete(sense)
            index.edit.undo()
        elif operation == "backup":
            index.upkeep.backup(path.with_name("backup"))


def child(request: dict[str, Any], sources: Path) -> None:
    from senseindex import files

    path = Path(request["path"])
    log = os.open(request["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    reached = 0

    def hook(step: str) -> None:
        nonlocal reached
        line = {"step": step}
        if request["states"]:
            line["state"] = fingerprint(path)
        os.write(log, (json.dumps(line) + "\n").encode())
        if reached == request["kill_at"]:
            os.kill(os.getpid(), signal.SIGKILL)
        reached += 1

    files.hook = hook
    perform(request["operation"], path, sources)


def main() -> None:
    sources = Path(sys.argv[1])
    import torch

    torch.set_num_threads(1)
    import senseindex.ingest.ingest
    from senseindex.corpus.segmentation import Segmenter
    from senseindex.index.open_index import OpenIndex
    from senseindex.vectors.contextual.transformers_encoder import shared_encoder

    senseindex.ingest.ingest.BATCH_OCCURRENCES = 60
    senseindex.ingest.ingest.PROJECTION_SAMPLE = 20
    senseindex.ingest.ingest.WINDOW_SENTENCES = 4
    segmenter = Segmenter("en", None, False)
    OpenIndex.segmenter = property(lambda parts: segmenter)  # type: ignore[assignment, method-assign]
    shared_encoder(str(sources / "model"))
    import senseindex.edit.editor
    import senseindex.senses.induce
    import senseindex.store.cells.faiss.store
    import senseindex.upkeep.backup
    import senseindex.upkeep.upkeep
    import senseindex.vectors.contextual.text_encoder
    import senseindex.vectors.static.storage

    print("ready", flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        process = os.fork()
        if not process:
            status = 1
            try:
                child(request, sources)
                status = 0
            except BaseException as error:
                print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
            finally:
                os._exit(status)
        if request["kill_after"] is not None:
            time.sleep(request["kill_after"])
            os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
        print(json.dumps({"status": os.waitstatus_to_exitcode(status)}), flush=True)


if __name__ == "__main__":
    main()
