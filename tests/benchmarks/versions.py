"""Two versions of senseindex side by side: the same corpus ingested, induced and asked, taking turns.

    python -m tests.benchmarks.versions CHECKOUT CORPUS [--tokens 300000] [--rounds 3]

CHECKOUT is a folder with another version of the code (made by `git worktree add`), CORPUS a file of JSON lines.
Each round starts a process of either version, the other one first in every second round. Shown are the best times of
each, in seconds (ingest, induce) and milliseconds (one question), and new / old: above 1 the code here is slower.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parents[2]


def cut(corpus: Path, tokens: int, target: Path) -> None:
    """Keep the first documents of a file of JSON lines, up to so many words."""
    text = gzip.decompress(corpus.read_bytes()) if corpus.suffix == ".gz" else corpus.read_bytes()
    with target.open("wb") as kept:
        for line in text.splitlines(keepends=True):
            tokens -= len(json.loads(line)["text"].split())
            kept.write(line)
            if tokens < 0:
                return


def measure(corpus: Path, folder: Path) -> dict[str, float]:
    """The times of this process's version; only what every version has is asked."""
    from senseindex import SenseIndex

    times: dict[str, float] = {}
    started = time.perf_counter()
    with SenseIndex.create(folder / "index") as index:
        index.ingest(corpus, workers=0, static="none")
        times["ingest"] = time.perf_counter() - started
        started = time.perf_counter()
        index.induce()
        times["induce"] = time.perf_counter() - started
    with SenseIndex.open(folder / "index") as index:
        words = [word for word in ("party", "interest", "great", "trade", "power", "plant") if index.senses(word)]
        senses = [sense.id for word in words for sense in index.senses(word, examples=0) if sense.size > 20]
        likes = [hit.occurrence_id for word in words for hit in index.query(word, n=5).hits]
        questions = {
            "word": [{"lemma": word} for word in words],
            "sense": [{"sense": sense} for sense in senses],
            "like": [{"like": each} for each in likes],
            "filter": [{"sense": sense, "where": "document < '5'"} for sense in senses],
            "sorted": [{"lemma": word, "sort": "R1,L1"} for word in words],
            "all words": [{"like": each, "any_word": True} for each in likes[:5]],
        }
        for kind, asked in questions.items():
            rounds = []
            for _ in range(12):
                started = time.perf_counter()
                for question in asked:
                    index.query(**question)
                rounds.append((time.perf_counter() - started) / len(asked))
            times[kind] = 1000 * min(rounds)
        examples = [f"They spoke of the {word} again and again." for word in words]
        index.query(words[0], context=examples[0])
        rounds = []
        for _ in range(8):
            started = time.perf_counter()
            for word, example in zip(words, examples, strict=True):
                index.query(word, context=example)
            rounds.append((time.perf_counter() - started) / len(words))
        times["example"] = 1000 * min(rounds)
    return times


def run(checkout: Path, corpus: Path) -> dict[str, float]:
    """The times of the version in a folder, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(Path(__file__).resolve()), "--measure", str(corpus), folder]
        environment = os.environ | {"PYTHONPATH": str(checkout)}
        done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=True)
        return dict(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(measure(Path(sys.argv[2]), Path(sys.argv[3]))))
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkout", type=Path)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--tokens", type=int, default=300_000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    best: dict[str, dict[str, float]] = {"old": {}, "new": {}}
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus.jsonl"
        cut(given.corpus, given.tokens, corpus)
        for number in range(given.rounds):
            versions = [("old", given.checkout.resolve()), ("new", HERE)]
            for name, checkout in versions if number % 2 else versions[::-1]:
                times = run(checkout, corpus)
                best[name] = {kind: min(seconds, best[name].get(kind, seconds)) for kind, seconds in times.items()}
    print(f"{'':12}{'old':>10}{'new':>10}{'new / old':>11}")
    for kind, old in best["old"].items():
        new = best["new"][kind]
        print(f"{kind:12}{old:10.3f}{new:10.3f}{new / old:11.3f}")


if __name__ == "__main__":
    main()
