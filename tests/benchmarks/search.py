"""How fast sense search is beside filtered vector engines, on the same vectors in the same run.

    python -m tests.benchmarks.search [--index DIR] [--vectors N] [--json]

From the index in DIR an index of N occurrences is made (`tests.benchmarks.large_index`): its texts, its words with
their frequencies, its sense vectors; DIR in fp16 gives real vectors before any codec. One query at a time asks for the
10 nearest within a word, of middle frequency (half of all occurrences belong to rarer words) or frequent, FAISS with
one thread. Recall is against brute force over the vectors before any codec; `all_words_probed` is against an exhaustive
search of the same index. `whole_queries` are `SenseIndex.query` with 20 concordance lines, `batches` many at once;
`growth` opens indexes in processes of their own. Engines that are not installed are left out with a line:
`pip install -c constraints.txt -e '.[benchmarks]'`.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
import faiss
import numpy as np

from senseindex import SenseIndex
from senseindex.errors import SenseIndexError
from senseindex.files import bytes_of
from senseindex.index.open_index import OpenIndex
from senseindex.vectors.contextual.recipe import CODECS
from tests.benchmarks.large_index import blocks, build, layout
from tests.benchmarks.search_peers import NEAREST, PEERS, SMALL, SMALL_PEERS, Search, Vectors

WORDS = 20
QUERIES_A_WORD = 10
ROUNDS = 3
DEFAULT_INDEX = Path(__file__).resolve().parents[2] / "indexes" / "pm"


@click.command()
@click.option("--index", "source", type=click.Path(exists=True, path_type=Path), default=DEFAULT_INDEX)
@click.option("--vectors", "count", type=int, default=1_000_000)
@click.option("--growth", multiple=True, type=int, help="Open and ask indexes of these sizes too.")
@click.option("--codec", "codecs", multiple=True, type=click.Choice(CODECS), default=CODECS)
@click.option("--peers/--no-peers", default=True)
@click.option("--work", type=click.Path(path_type=Path), help="Keep the indexes made in this folder.")
@click.option("--json", "as_json", is_flag=True)
def main(
    source: Path,
    count: int,
    growth: Sequence[int],
    codecs: Sequence[str],
    peers: bool,
    work: Path | None,
    as_json: bool,
) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        figures = measure(source, count, growth, codecs, peers, work or Path(temporary))
    if as_json:
        print(json.dumps(figures, indent=2))
        return
    for part, rows in figures.items():
        print(part if isinstance(rows, dict) else f"{part:24} {rows}")
        for name, values in rows.items() if isinstance(rows, dict) else ():
            print(f"  {name:36} " + "  ".join(f"{key} {shown(value)}" for key, value in values.items()))


def shown(value: Any) -> str:
    return f"{value:,.4g}" if isinstance(value, float) else str(value)


def measure(
    source: Path, count: int, growth: Sequence[int], codecs: Sequence[str], peers: bool, work: Path
) -> dict[str, Any]:
    """All figures of one run; times in milliseconds."""
    faiss.omp_set_num_threads(1)
    load = os.getloadavg()[0]
    made = {codec: made_index(source, work, count, codec) for codec in codecs}
    with SenseIndex.open(source) as opened:
        plan = layout(opened.opened.catalog, count)
        found = list(blocks(opened.opened, plan))
        every = np.concatenate([block.ids for block in found])
        order = np.argsort(every)
        data = Vectors(
            np.concatenate([block.vectors for block in found])[order],
            np.repeat([block.lemma_id for block in found], [len(block.ids) for block in found])[order],
        )
        ids = every[order]
        del found
        questions = {
            kind: questions_of(opened.opened, words, plan.last_occurrence if not plan.rounds else 0)
            for kind, words in chosen_words(data).items()
        }
    cells = {}
    for codec, path in made.items():
        with SenseIndex.open(path) as index:
            figures = asked(cell_search(index.opened, ids), data, questions)
            figures |= all_words(index, data, ids)
            figures["bytes_per_occurrence"] = bytes_of(path) / len(ids)
            cells[f"cells, {codec}"] = figures
    report: dict[str, Any] = {
        "cores": os.cpu_count(),
        "machine": platform.processor() or platform.machine(),
        "faiss": faiss.__version__,
        "load_before": load,
        "vectors": len(ids),
        "dimension": data.vectors.shape[1],
        "frequency": {
            kind: {"least": min(sizes), "most": max(sizes)}
            for kind, asked_for in questions.items()
            for sizes in [[int((data.lemma_ids == word).sum()) for word, _ in asked_for]]
        },
        "cells": cells,
    }
    if peers:
        report["peers"] = peer_figures(PEERS, data, questions)
        small = data.first(SMALL)
        few = {kind: asked_for[::QUERIES_A_WORD][:10] for kind, asked_for in questions.items()}
        report[f"peers at {SMALL:,}"] = peer_figures(SMALL_PEERS, small, few)
    default = made.get("sq4") or next(iter(made.values()))
    report["whole_queries"] = whole_queries(default, data, ids)
    report["batches"] = batches(default)
    sizes = {size: made_index(source, work, size, "sq4") for size in growth}
    report["growth"] = {f"{size:,}": opening(path) for size, path in sizes.items()}
    report["load_after"] = os.getloadavg()[0]
    return report


def made_index(source: Path, work: Path, count: int, codec: str) -> Path:
    path = work / f"{codec}-{count}"
    return path if path.exists() else build(source, path, count, codec)


def chosen_words(data: Vectors) -> dict[str, list[int]]:
    """Lemma ids: around the word where half of all occurrences belong to rarer words, and the most frequent."""
    sizes = np.bincount(data.lemma_ids)
    order = np.argsort(sizes, kind="stable")
    middle = int(np.searchsorted(sizes[order].cumsum(), len(data.lemma_ids) / 2))
    return {
        "middle": order[middle - WORDS // 2 : middle + WORDS // 2].tolist(),
        "frequent": order[-WORDS:].tolist(),
    }


def questions_of(source: OpenIndex, words: Sequence[int], first: int) -> list[tuple[int, np.ndarray]]:
    """Words and vectors of their occurrences: where there are any from `first` on, which the index lacks, of those."""
    random = np.random.default_rng(0)
    found = []
    for word in words:
        ids, vectors = source.store.read(source.catalog.segments.cells([word]))
        later = np.flatnonzero(ids >= first)
        places = random.choice(later if len(later) else np.arange(len(ids)), QUERIES_A_WORD)
        found += [(word, vectors[place]) for place in places]
    return found


def cell_search(parts: OpenIndex, ids: np.ndarray) -> Search:
    def search(query: np.ndarray, word: int) -> np.ndarray:
        return parts.store.search(query, parts.catalog.segments.cells([word]), NEAREST)[0]

    def places(query: np.ndarray, word: int) -> np.ndarray:
        return np.searchsorted(ids, search(query, word))

    places.timed = search  # type: ignore[attr-defined]
    return places


def all_words(index: SenseIndex, data: Vectors, ids: np.ndarray) -> dict[str, float]:
    """Whole queries over all words like an occurrence, 20 lines: time and recall."""
    from senseindex.search.retrieval import PROBED_SHARE
    from senseindex.search.stored_vectors import vector_of

    liked = np.random.default_rng(2).choice(ids, 60, replace=False).tolist()
    times = latencies([lambda i=i: index.query(like=i, any_word=True) for i in liked])
    catalog, store = index.opened.catalog, index.opened.store
    shared = []
    for occurrence in liked:
        lemma, vector = vector_of(catalog, store, occurrence)
        own = catalog.segments.cells([lemma.id])
        found, best = (store.search_all(vector, NEAREST, share, None, own)[0] for share in (PROBED_SHARE, 1.0))
        shared.append(len(np.intersect1d(found, best)) / len(best))
    recall = recall_over_all(index, data, ids, liked, None)
    figures = times | {"recall": recall, "probed": float(np.mean(shared))}
    return {f"all_words_{name}": value for name, value in figures.items()}


def batches(path: Path) -> dict[str, Any]:
    """Milliseconds a question: example sentences one by one and together, and the words of a text with `assign`."""
    with SenseIndex.open(path) as index:
        rows = index.opened.catalog.connection.rows(
            "SELECT text FROM sentence WHERE length(text) BETWEEN 60 AND 200 AND text NOT GLOB '*[[]*' "
            "AND text NOT GLOB '*]*' ORDER BY id LIMIT 400"
        )
        text = " ".join(row[0] for row in rows)
        index.assign(text)
        started = time.perf_counter()
        words = [word for word in index.assign(text) if word.sense is not None]
        assigned = 1e3 * (time.perf_counter() - started) / len(words)
        chosen = words[:: max(len(words) // 1500, 1)]
        contexts = []
        for word in chosen:
            start, end = max(text.rfind(". ", 0, word.start) + 2, 0), text.find(". ", word.end) + 1
            sentence = text[start : word.start] + f"[{word.node}]" + text[word.end : end]
            contexts.append((word.lemma, sentence.strip()))
        single = latencies([lambda a=a, c=c: index.query(a, context=c) for a, c in contexts[:200]], 1)["p50"]
        asked = [context for _, context in contexts]
        index.query_many(asked[:10])
        started = time.perf_counter()
        index.query_many(asked)
        many = 1e3 * (time.perf_counter() - started) / len(asked)
    return {
        "one by one": {"ms": single},
        "query_many": {"ms": many, "times": single / many, "questions": len(asked)},
        "assign": {"ms": assigned, "times": single / assigned, "words": len(words)},
    }


def peer_figures(
    engines: dict[str, Callable[[Vectors, list[int]], Search]],
    data: Vectors,
    questions: dict[str, list[tuple[int, np.ndarray]]],
) -> dict[str, Any]:
    words = sorted({word for asked_for in questions.values() for word, _ in asked_for})
    found: dict[str, Any] = {}
    for name, engine in engines.items():
        try:
            started = time.perf_counter()
            search = engine(data, words)
        except ImportError as error:
            print(f"{name} is left out: {error}; pip install -e '.[benchmarks]'", file=sys.stderr)
            continue
        built = time.perf_counter() - started
        found[name] = asked(search, data, questions) | {"build_seconds": built}
        print(f"{name}: {found[name]}", file=sys.stderr, flush=True)
    return found


def asked(search: Search, data: Vectors, questions: dict[str, list[tuple[int, np.ndarray]]]) -> dict[str, float]:
    """Time and recall of one engine."""
    figures = {}
    timed = getattr(search, "timed", search)
    for kind, pairs in questions.items():
        recalls = []
        for word, query in pairs:
            own = data.places(word)
            best = own[np.argsort(-(data.vectors[own] @ query), kind="stable")[:NEAREST]]
            if len(best):
                recalls.append(len(np.intersect1d(best, search(query, word))) / len(best))
        times = latencies([lambda q=query, w=word: timed(q, w) for word, query in pairs])
        figures |= {f"{kind}_{name}": value for name, value in times.items()}
        figures[f"{kind}_recall"] = float(np.mean(recalls))
    return figures


def latencies(works: Sequence[Callable[[], Any]], rounds: int = ROUNDS) -> dict[str, float]:
    """p50 and p99 in milliseconds, after one round to warm up; slow work is asked less often.

    `cpu` is the p50 of the asking thread's own processor time, which says more where the machine has other work.
    """
    started = time.perf_counter()
    works[0]()
    if time.perf_counter() - started > 0.5:
        works, rounds = works[:10], 1
    else:
        for work in works:
            work()
    found, busy = [], []
    for _ in range(rounds):
        for work in works:
            started, before = time.perf_counter(), time.thread_time()
            work()
            found.append(1e3 * (time.perf_counter() - started))
            busy.append(1e3 * (time.thread_time() - before))
    p50, p99 = np.percentile(found, [50, 99]).tolist()
    return {"p50": p50, "p99": p99, "cpu": float(np.median(busy))}


def whole_queries(path: Path, data: Vectors, ids: np.ndarray) -> dict[str, Any]:
    """`SenseIndex.query` with 20 lines: within a sense, under filters, with an example, over all words."""
    with SenseIndex.open(path) as index:
        rows = index.opened.catalog.connection.rows(
            "SELECT lemma.lemma, name FROM sense JOIN lemma ON lemma.id = lemma_id "
            "WHERE number > 0 AND retired = 0 AND size >= 20 ORDER BY size DESC"
        )
        random = np.random.default_rng(0)
        picked = [rows[place] for place in random.integers(0, len(rows), 200)]
        few, half = "document_id % 1000 = 7", "document_id % 2 = 1"
        examples = []
        for lemma, sense in picked[:100]:
            hit = index.query(lemma, sense=sense, n=1).hits[0]
            text = f"{hit.left} [{hit.node}] {hit.right}"
            try:
                index.query(lemma, context=text)
            except SenseIndexError:
                continue  # the cut text has brackets of its own
            examples.append((lemma, text, hit.occurrence_id))
        works: dict[str, list[Callable[[], Any]]] = {
            "sense": [lambda a=a, s=s: index.query(a, sense=s) for a, s in picked],
            "frequent sense": [lambda a=a, s=s: index.query(a, sense=s) for a, s in rows[:100]],
            "sense, 1 document in 1,000": [lambda a=a, s=s: index.query(a, sense=s, where=few) for a, s in picked],
            "sense, half": [lambda a=a, s=s: index.query(a, sense=s, where=half) for a, s in picked],
            "example": [lambda a=a, t=t: index.query(a, context=t) for a, t, _ in examples],
            "like": [lambda i=i: index.query(like=i) for *_, i in examples],
            "like, 1 document in 1,000": [lambda i=i: index.query(like=i, where=few) for *_, i in examples],
            "like, half": [lambda i=i: index.query(like=i, where=half) for *_, i in examples],
            "all words": [lambda i=i: index.query(like=i, any_word=True) for *_, i in examples],
            "all words, example": [lambda t=t: index.query(context=t, any_word=True) for _, t, _ in examples],
            "all words, 1 in 1,000": [lambda i=i: index.query(like=i, any_word=True, where=few) for *_, i in examples],
            "all words, half": [lambda i=i: index.query(like=i, any_word=True, where=half) for *_, i in examples],
        }
        found: dict[str, Any] = {name: latencies(each, 1) for name, each in works.items()}
        for name, where in (("all words", None), ("all words, 1 in 1,000", few), ("all words, half", half)):
            found[name]["recall"] = recall_over_all(index, data, ids, [i for *_, i in examples[:50]], where)
    return found


def recall_over_all(
    index: SenseIndex, data: Vectors, ids: np.ndarray, liked: Sequence[int], where: str | None
) -> float:
    """Recall of the 10 nearest of other words than the example's, among what the filter leaves."""
    from senseindex.search.stored_vectors import vector_of

    parts = index.opened
    kept = np.ones(len(ids), dtype=bool) if where is None else parts.catalog.documents.selected(where).contains(ids)
    recalls = []
    for occurrence in liked:
        lemma, vector = vector_of(parts.catalog, parts.store, occurrence)
        places = np.flatnonzero(kept & (data.lemma_ids != lemma.id))
        scores = data.vectors @ vector
        best = ids[places[np.argsort(-scores[places], kind="stable")[:NEAREST]]]
        hits = index.query(like=occurrence, any_word=True, where=where, n=NEAREST).hits
        recalls.append(len({hit.occurrence_id for hit in hits} & set(best.tolist())) / max(len(best), 1))
    return float(np.mean(recalls))


_OPENING = """
import resource, sys, time
import senseindex, faiss
def memory():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 2**20
before = memory()
started = time.perf_counter()
index = senseindex.SenseIndex.open(sys.argv[1])
opened = time.perf_counter()
index.query("government", sense="government%1")
first = time.perf_counter()
resident = memory()
works = [(row[0], row[1]) for row in index.opened.catalog.connection.rows(
    "SELECT lemma.lemma, name FROM sense JOIN lemma ON lemma.id = lemma_id WHERE number > 0 AND size >= 20 "
    "ORDER BY sense.id % 97, sense.id LIMIT 200")]
times = []
for lemma, sense in works * 2:
    begun = time.perf_counter(); index.query(lemma, sense=sense); times.append(1e3 * (time.perf_counter() - begun))
warm = sorted(times[len(works):])
half, last = warm[len(warm) // 2], warm[len(warm) * 99 // 100]
print(1e3 * (opened - started), 1e3 * (first - opened), resident, before, half, last)
"""


def opening(path: Path) -> dict[str, float]:
    """Milliseconds to open and to answer the first query, resident megabytes then, and the latency of later queries."""
    output = subprocess.run([sys.executable, "-c", _OPENING, str(path)], capture_output=True, text=True, check=True)
    names = ("open", "first_query", "resident_megabytes", "of_these_before", "p50", "p99")
    return dict(zip(names, map(float, output.stdout.split()), strict=True))


if __name__ == "__main__":
    sys.exit(main())
