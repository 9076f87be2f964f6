"""The order of hits, ties and all: ids as they were recorded, which no change of the house may change.

Vectors have four values that are powers of two, so that equal scores are equal to the last bit on every machine.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from senseindex import SenseIndex
from senseindex.index.words import find_lemmas
from tests.builders import DIMENSION, TinyIndex, document

RECORDED = Path(__file__).with_name("order.json")
SENTENCES = (
    "The green bank lends money. Every bank fears losses.",
    "Nobody fished from that muddy bank. Money talks while rivers flow.",
    "A bank closed early and another bank opened late near the muddy river.",
    "The bank lends money to farmers. Their bank charges interest on every loan.",
)
PLACES = ((0, 1, 2, 3), (0, 1, 2, 4), (0, 1, 5, 6), (7, 8, 9, 10))
"""Where the vectors of a document have their four halves; documents of one remainder tie."""


def vector(name: str, lemma: str) -> np.ndarray:
    places = PLACES[int(name[1:]) % 4]
    halves = np.zeros(DIMENSION)
    halves[list(places)] = 0.5
    return -halves if lemma in ("money", "river", "rivers") else halves


def make(path: Path) -> SenseIndex:
    """Sixteen documents in four segments, one of them replaced by another, with senses that were moved since."""
    tiny = TinyIndex(path, codec="fp16")
    for number in range(16):
        metadata: dict[str, Any] = {"year": 1990 + number // 5, "kind": "ab"[number % 2], "rank": number % 3 or None}
        tiny.add(document(f"d{number}", SENTENCES[number % 4], metadata), vector=vector)
    tiny.add(document("d5", "That bank moved. Nobody fished from that muddy bank.", {"year": 1991}), vector=vector)
    catalog = tiny.catalog
    (bank,) = find_lemmas(catalog, "bank", str.lower)
    ids = catalog.occurrences.ids([bank.id])
    with catalog.writing():
        senses = [catalog.senses.add(bank)[0] for _ in range(2)] + [catalog.senses.unclear(bank)]
        for sense_id, place in zip(senses[:2], (0, 7), strict=True):
            centre = np.zeros(DIMENSION, dtype=np.float32)
            centre[[place, place + 1]] = 1.0
            catalog.senses.update(sense_id, label=f"about {place}", centre=centre / np.sqrt(2))
        own = np.array([senses[(0, 0, 1, 0, 2, 1)[place % 6]] for place in range(len(ids))])
        catalog.occurrences.assign(np.column_stack([ids, own, 50 + np.arange(len(ids)) % 3 * 20]))
        catalog.senses.count_anew(bank.id)
        catalog.lemmas.set_moved(bank.id, len(ids))
    tiny.complete()
    tiny.close()
    return SenseIndex.open(path)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SenseIndex]:
    with make(tmp_path_factory.mktemp("order") / "index") as index:
        yield index


QUERIES: dict[str, dict[str, Any]] = {
    "a lemma": {"lemma": "bank"},
    "a page of a lemma": {"lemma": "bank", "n": 4, "offset": 5},
    "a lemma in a filter": {"lemma": "bank", "where": "kind = 'a' and year > 1990"},
    "a sense": {"sense": "bank%1"},
    "a page of a sense": {"sense": "bank%1", "n": 5, "offset": 4},
    "the other sense": {"sense": "bank%2"},
    "unclear": {"lemma": "bank", "sense": "unclear"},
    "a sense in a filter": {"sense": "bank%1", "where": "year = ?", "parameters": [1991]},
    "like": {"like": 2},
    "like, second page": {"like": 2, "n": 6, "offset": 6},
    "like in a filter": {"like": 2, "where": "kind = 'b'"},
    "like in a sense": {"like": 2, "sense": "bank%2"},
    "like, all other words": {"like": 2, "any_word": True, "n": 200},
    "like, other words": {"like": 2, "any_word": True, "n": 30},
    "like, other words, second page": {"like": 2, "any_word": True, "n": 7, "offset": 9},
    "like, other words in a filter": {"like": 2, "any_word": True, "where": "year < 1991", "n": 30},
    "like, other words by year": {"like": 2, "any_word": True, "n": 12, "sort": "-year"},
    "a sample": {"lemma": "bank", "sample": 9, "seed": 3},
    "another sample": {"lemma": "bank", "sample": 9, "seed": 4},
    "a sample of a sense": {"sense": "bank%1", "sample": 7, "seed": 3},
    "a sample like": {"like": 2, "sample": 9, "seed": 3},
    "a sample by right context": {"lemma": "bank", "sample": 9, "seed": 3, "sort": "R1"},
    "at random": {"lemma": "bank", "seed": 5, "n": 6},
    "at random, second page": {"lemma": "bank", "seed": 5, "n": 6, "offset": 6},
    "at random of a sense": {"sense": "bank%1", "seed": 5, "n": 6},
    "at random by year": {"lemma": "bank", "seed": 5, "n": 6, "sort": "-year"},
    "by right context": {"lemma": "bank", "sort": "R1"},
    "by left and right context": {"lemma": "bank", "sort": "L1,-R2"},
    "by all left": {"lemma": "bank", "sort": "left"},
    "by year, falling": {"lemma": "bank", "sort": "-year"},
    "by rank and kind": {"lemma": "bank", "sort": "rank,-kind"},
    "by sense": {"lemma": "bank", "sort": "sense"},
    "by sense and right context": {"lemma": "bank", "sort": "-sense,R1", "n": 8, "offset": 8},
    "a sense by score and year": {"sense": "bank%1", "sort": "score,-year"},
    "a sense by falling score": {"sense": "bank%1", "sort": "-score"},
    "like by document": {"like": 2, "sort": "document", "n": 8},
    "like by node and kind": {"like": 2, "sort": "node,kind"},
    "near": {"lemma": "bank", "near": ["muddy,money"], "span": 3},
    "near and without": {"sense": "bank%1", "near": ["the,that"], "without": ["loan"], "span": 4},
    "a pattern": {"pattern": '[lemma="bank"] []'},
    "a pattern by right context": {"pattern": '[lemma="bank"] []', "sort": "R1,-year"},
    "a pattern by node": {"pattern": '"the|a"%c []{0,2} [lemma="bank"]', "sort": "node"},
    "a pattern by sense": {"pattern": '[sense="bank%1"] []?', "sort": "sense,L1"},
    "a pattern in a filter": {"pattern": '[sense="unclear"]', "where": "kind = 'a'"},
    "a sample of a pattern": {"pattern": '[lemma="bank"] []', "sample": 9, "seed": 3},
    "a pattern at random": {"pattern": '[lemma="bank"] []', "seed": 5, "n": 6, "offset": 3},
    "a pattern near": {"pattern": '[lemma="bank"]', "near": ["money"], "without": ["losses"], "span": 2},
}
GROUPS: dict[str, dict[str, Any]] = {
    "sense": {"lemma": "bank"},
    "collocate": {"lemma": "bank", "span": 3},
    "year": {"lemma": "bank"},
    "kind": {"sense": "bank%1"},
    "document": {"pattern": '[lemma="bank"] []', "where": "year < 1992"},
}


def answers(index: SenseIndex) -> dict[str, Any]:
    """Totals, and document, offset, id, score and confidence of hits, and the groups of breakdowns."""
    found: dict[str, Any] = {}
    for name, asked in QUERIES.items():
        lines = index.query(**asked)
        found[name] = [lines.total, [_hit(hit) for hit in lines]]
    for by, asked in GROUPS.items():
        found[f"by {by}"] = [[group.value, group.hits] for group in index.hits.breakdown(by, **asked)]
    many = index.query_many(likes=[2, 14, 9], n=6, offset=2)
    found["many"] = [[lines.total, [_hit(hit) for hit in lines]] for lines in many]
    for lemma in ("bank", "money"):
        found[f"examples of {lemma}"] = [row.occurrence_id for row in index.profiles.best_examples(lemma)]
        found[f"collocates of {lemma}"] = [row.word for row in index.profiles.collocates(lemma)]
    found["senses"] = [[sense.id, [_hit(hit) for hit in sense.examples]] for sense in index.senses("bank")]
    found["thesaurus"] = [[row.word, row.near] for row in index.profiles.thesaurus("money")]
    return found


def _hit(hit: Any) -> list[Any]:
    score = None if hit.score is None else round(float(hit.score), 4)
    return [hit.occurrence_id, hit.document, hit.start, hit.sense, score]


def test_hits_come_in_the_order_that_was_recorded(index: SenseIndex) -> None:
    expected = json.loads(RECORDED.read_text(encoding="utf-8"))
    found = json.loads(json.dumps(answers(index)))
    assert list(found) == list(expected)
    for name, answer in expected.items():
        assert found[name] == answer, name


def test_the_recorded_order_has_ties_and_deleted_occurrences() -> None:
    expected = json.loads(RECORDED.read_text(encoding="utf-8"))
    for name in ("a sense", "like", "like, other words"):
        scores = [hit[4] for hit in expected[name][1]]
        assert len(set(scores)) < len(scores), name
    _, bank = expected["a lemma"]
    assert [hit[0] for hit in bank] == sorted(hit[0] for hit in bank)


def test_compaction_changes_no_order(tmp_path: Path) -> None:
    with make(tmp_path / "index") as index:
        before = answers(index)
        index.upkeep.compact()
        after = answers(index)
    # Where a page of all words ends among ties, the layout of the cells decides which of them are on it.
    changed = {name for name, answer in after.items() if before[name] != answer}
    assert all(name.startswith("like, other words") for name in changed)


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder, make(Path(folder) / "index") as made:
        lines = [f"{json.dumps(name)}: {json.dumps(answer)}" for name, answer in answers(made).items()]
    RECORDED.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
