"""Senses found in the example corpus against its gold file, which nothing but tests reads."""

import csv
from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from senseindex import SenseIndex
from tests.example_corpus import FOLDER, TEXTS


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def gold() -> dict[str, dict[tuple[str, int], str]]:
    found: dict[str, dict[tuple[str, int], str]] = defaultdict(dict)
    for row in rows("english.gold.tsv"):
        found[row["lemma"]][row["document"], int(row["start"])] = row["sense"]
    return found


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SenseIndex]:
    with SenseIndex.create(tmp_path_factory.mktemp("examples") / "index") as index:
        index.ingest(TEXTS, static="none", device="cpu", backend="torch")
        index.induce()
        yield index


def test_every_gold_line_is_an_occurrence(index: SenseIndex) -> None:
    for lemma, lines in gold().items():
        hits = {(hit.document, hit.start) for hit in index.query(lemma, n=1000).hits}
        assert set(lines) <= hits, lemma


def test_induced_senses_agree_with_the_gold_senses(index: SenseIndex) -> None:
    scores = {}
    for lemma, lines in gold().items():
        senses = {(hit.document, hit.start): hit.sense for hit in index.query(lemma, n=1000).hits}
        scores[lemma] = adjusted_rand_score(list(lines.values()), [str(senses[line]) for line in lines])
    print({lemma: round(score, 2) for lemma, score in scores.items()}, round(float(np.mean(list(scores.values()))), 3))
    # Where it stands in fp32 (0.544, with OpenVINO too), so that it cannot get worse unseen; what to reach is 0.7. In
    # bf16 it is 0.578: `bat`, on the border between one sense and two, falls on the other side.
    assert np.mean(list(scores.values())) >= 0.54, scores
    assert scores["bank"] == scores["cell"] == 1.0


def test_an_unseen_sentence_finds_lines_of_its_sense(index: SenseIndex) -> None:
    lines = gold()
    first: dict[tuple[str, str], str] = {}
    for row in rows("english.queries.tsv"):
        first.setdefault((row["lemma"], row["sense"]), row["sentence"])
    by_word: dict[str, list[float]] = defaultdict(list)
    for (lemma, sense), sentence in first.items():
        hits = [
            hit for hit in index.query(lemma, context=sentence, n=50).hits if (hit.document, hit.start) in lines[lemma]
        ]
        right = [lines[lemma][hit.document, hit.start] == sense for hit in hits[:10]]
        by_word[lemma].append(float(np.mean(right)))
    precision = {lemma: float(np.mean(values)) for lemma, values in by_word.items()}
    print(
        {lemma: round(value, 2) for lemma, value in precision.items()},
        round(float(np.mean(list(precision.values()))), 3),
    )
    assert np.mean(list(precision.values())) >= 0.9, precision
