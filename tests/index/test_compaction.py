"""A compaction changes no answer: however many segments it reads and writes, and wherever it is stopped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from senseindex import SenseIndex
from senseindex.index import compaction
from senseindex.index.compaction import MOST_SEGMENTS, needs_compaction
from senseindex.upkeep.doctor import examine
from tests.builders import TinyIndex, bank_document, bank_vector, make_bank_index
from tests.vectors.tiny_models import save_tiny_model


@pytest.fixture
def index(tmp_path: Path) -> Iterator[SenseIndex]:
    with make_bank_index(tmp_path / "index", 12, batches=4) as index:
        index.upkeep.delete(["river3"])
        yield index


def answers(index: SenseIndex) -> list[object]:
    return [
        index.query("bank", n=1000),
        *(index.query(sense=sense.id, n=1000) for sense in index.senses("bank")),
        index.query(like=5, n=1000),
        index.query(like=5, any_word=True, n=1000),
        index.query("volume", where="kind = 'river'", n=1000),
    ]


def test_small_segments_are_written_one_after_the_other(index: SenseIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    before = answers(index)
    monkeypatch.setattr(compaction, "SEGMENT_SIZE", 60)
    waiting = []
    write = type(index.opened.store.builder()).write
    monkeypatch.setattr(
        type(index.opened.store.builder()), "write", lambda builder: waiting.append(len(builder)) or write(builder)
    )
    index.upkeep.compact()
    most = index.opened.catalog.connection.rows("SELECT max(occurrences) FROM lemma")[0][0]
    assert len(waiting) > 2 and max(waiting) < 60 + most
    assert index.info().segments == len(waiting)
    assert answers(index) == before
    lemmas = index.opened.catalog.connection.rows("SELECT count(DISTINCT segment_id) FROM cell GROUP BY lemma_id")
    assert set(lemmas) == {(1,)}
    assert examine(index.path).problems == ()


def test_an_interrupted_compaction_leaves_everything(index: SenseIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    before, segments = answers(index), index.opened.catalog.segments.all()
    monkeypatch.setattr(compaction, "SEGMENT_SIZE", 60)
    written = []
    write = type(index.opened.store.builder()).write

    def interrupted(builder: object) -> object:
        if len(written) == 2:
            raise KeyboardInterrupt
        written.append(write(builder))
        return written[-1]

    with monkeypatch.context() as patch:
        patch.setattr(type(index.opened.store.builder()), "write", interrupted)
        with pytest.raises(KeyboardInterrupt):
            index.upkeep.compact()
    assert len(written) == 2
    assert index.opened.catalog.segments.all() == segments
    assert answers(index) == before
    assert {path.name for path in (index.path / "segments").iterdir()} == {segment.folder for segment in segments}
    assert examine(index.path).problems == ()


def test_cells_are_laid_out_by_the_senses_of_today(index: SenseIndex) -> None:
    catalog = index.opened.catalog
    lemma = index.opened.one_lemma("bank")
    assert lemma.moved
    index.upkeep.compact()
    assert not index.opened.one_lemma("bank").moved
    sizes = catalog.connection.rows(
        "SELECT sense_id, count(*) FROM occurrence WHERE lemma_id = ? GROUP BY 1", (lemma.id,)
    )
    for sense_id, size in sizes:
        ids = index.opened.store.ids(catalog.segments.cells([lemma.id], [sense_id]))
        assert len(ids) == size
        assert np.isin(ids, catalog.occurrences.ids([lemma.id], [sense_id])).all()


def test_many_segments_bring_a_compaction(tmp_path: Path) -> None:
    model = save_tiny_model("bert", tmp_path / "model")
    with SenseIndex.create(tmp_path / "index", model=str(model)) as index:
        for number in range(MOST_SEGMENTS + 1):
            source = tmp_path / "one.jsonl"
            source.write_text(json.dumps({"id": str(number), "text": f"The bank of river {number} was muddy."}) + "\n")
            index.ingest(source, static="none")
            assert index.info().segments == (number + 1 if number < MOST_SEGMENTS else 1)
        assert index.query("bank").total == MOST_SEGMENTS + 1
    assert examine(tmp_path / "index").problems == ()


def test_a_large_index_needs_its_segments(index: SenseIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("senseindex.index.compaction.MOST_SEGMENTS", 3)
    assert index.info().segments == 4 and needs_compaction(index.opened.catalog)
    monkeypatch.setattr(compaction, "SEGMENT_SIZE", index.info().occurrences // 2)
    assert not needs_compaction(index.opened.catalog)
    with index.opened.writing():
        for number in range(100, 103):
            TinyIndex.of(index).add(bank_document("river", number), vector=bank_vector)
    assert needs_compaction(index.opened.catalog)
