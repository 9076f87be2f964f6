"""When an ingest trains static vectors: by the method named, or that of the index, once the corpus has grown enough."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from senseindex import SenseIndex
from tests.builders import TinyIndex, bank_document, document, make_bank_index


@pytest.fixture
def index(tmp_path: Path) -> Iterator[SenseIndex]:
    """An index of twenty documents without static vectors."""
    with make_bank_index(tmp_path / "index", batches=1) as index:
        yield index


@pytest.fixture
def pretrained(tmp_path: Path) -> Path:
    path = tmp_path / "static.txt"
    path.write_text("2 3\nbank 1 0 0\nriver 0 1 0\n", encoding="utf-8")
    return path


def trained(index: SenseIndex) -> tuple[str, int]:
    """The method of the static vectors and how many times there have been new ones."""
    info = index.info().static_vectors
    generations = [int(path.name) for path in (index.path / "static").glob("0*")]
    return (info["method"], generations[0]) if info else ("none", 0)


def grow(index: SenseIndex, first: int, count: int) -> None:
    TinyIndex.of(index).add(*(bank_document("river", first + number) for number in range(count)))


def test_an_index_starts_with_skip_gram(index: SenseIndex) -> None:
    index.ingest([])
    assert trained(index) == ("word2vec-sg", 1)


def test_the_corpus_must_outgrow_its_vectors_by_a_fifth(index: SenseIndex) -> None:
    index.ingest([], static="word2vec-cbow")
    grow(index, 10, 3)
    index.ingest([])
    assert trained(index) == ("word2vec-cbow", 1)
    grow(index, 20, 3)
    index.ingest([])
    assert trained(index) == ("word2vec-cbow", 2)


def test_another_method_trains_at_once(index: SenseIndex) -> None:
    index.ingest([], static="word2vec-sg")
    index.ingest([], static="fasttext")
    assert trained(index) == ("fasttext", 2)
    assert index.words.neighbors("banking", 1)


def test_none_is_remembered_by_an_index_without_vectors(index: SenseIndex) -> None:
    index.ingest([], static="none")
    index.ingest([])
    assert trained(index) == ("none", 0)
    index.ingest([], static="word2vec-sg")
    index.ingest([], static="none")
    assert trained(index) == ("word2vec-sg", 1)


def test_vectors_of_a_file_stay_until_a_method_is_named(index: SenseIndex, pretrained: Path) -> None:
    assert index.ingest([], static_vectors=pretrained).documents == 0
    assert trained(index) == ("pretrained", 1)
    grow(index, 10, 20)
    index.ingest([])
    assert trained(index) == ("pretrained", 1)
    assert [row.word for row in index.words.neighbors("bank")] == ["river"]
    index.ingest([], static="word2vec-sg")
    assert trained(index) == ("word2vec-sg", 2)
    assert len(index.words.neighbors("bank")) > 1


def test_a_few_words_are_nothing_to_train_on(tmp_path: Path) -> None:
    tiny = TinyIndex(tmp_path / "tiny")
    tiny.add(document("one", "Banks."))
    tiny.complete()
    tiny.close()
    with SenseIndex.open(tmp_path / "tiny") as index:
        index.ingest([], static="word2vec-sg")
        assert trained(index) == ("none", 0)
