"""Small indexes to describe: one with induced senses, and one whose senses a test gives by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from senseindex import SenseIndex
from senseindex.store.catalog.catalog import Catalog
from tests.builders import TinyIndex, document, make_bank_index


@pytest.fixture(scope="package")
def banks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SenseIndex]:
    """Ten documents about river banks and ten about money, 1990 to 1999, with induced senses; only to be read."""
    with make_bank_index(tmp_path_factory.mktemp("profile") / "banks") as index:
        yield index


def give_senses(catalog: Catalog, lemma: str, senses: Sequence[int], confidences: Sequence[int]) -> None:
    """Put the occurrences of a lemma, in order, into senses by number, with confidences in percent."""
    (lemma_id,) = catalog.connection.rows("SELECT id FROM lemma WHERE lemma = ?", (lemma,))[0]
    ids = [
        row[0]
        for row in catalog.connection.rows("SELECT id FROM occurrence WHERE lemma_id = ? ORDER BY id", (lemma_id,))
    ]
    with catalog.writing():
        for number in sorted(set(senses)):
            catalog.connection.execute(
                "INSERT INTO sense (id, name, lemma_id, number, label, size) VALUES (?, ?, ?, ?, ?, ?)",
                (
                    1000 + number,
                    f"{lemma}%{number}",
                    lemma_id,
                    number,
                    f"label {number}" if number else "unclear",
                    senses.count(number),
                ),
            )
        for each, number, confidence in zip(ids, senses, confidences, strict=True):
            catalog.connection.execute(
                "UPDATE occurrence SET sense_id = ?, confidence = ? WHERE id = ?", (1000 + number, confidence, each)
            )
        catalog.connection.execute("UPDATE lemma SET moved = ? WHERE id = ?", (len(ids), lemma_id))


TEXTS = (
    "The green bank lends money and bank notes. Money makes banks rich.",
    "Nobody fished from that muddy bank beside the river. The river was high.",
    "Every bank charges interest on money, and money talks. A bank is a bank.",
    "Rivers have no interest in money.",
)


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[TinyIndex]:
    """Twelve documents with dates; `bank` has 18 occurrences: 8 of sense 1, 7 of sense 2, 3 unclear."""
    index = TinyIndex(tmp_path / "tiny")
    for number in range(12):
        metadata = {"date": f"{1988 + number}-05-01" if number % 5 else None, "kind": "ab"[number % 2]}
        index.add(document(f"doc{number}", TEXTS[number % 4], metadata))
    count = index.catalog.connection.rows("SELECT occurrences FROM lemma WHERE lemma = 'bank'")[0][0]
    numbers = [(1, 1, 2, 2, 0)[place % 5] for place in range(count)]
    give_senses(index.catalog, "bank", numbers, [90, 80, 95, 70, 50] * (count // 5) + [60] * (count % 5))
    index.complete()
    yield index
    index.close()


@pytest.fixture
def index(tiny: TinyIndex) -> Iterator[SenseIndex]:
    with SenseIndex.open(tiny.path) as opened:
        yield opened
