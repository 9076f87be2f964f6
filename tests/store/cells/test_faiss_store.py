"""The vector store against brute force over the decoded vectors."""

from pathlib import Path

import numpy as np
import pytest

from senseindex.errors import StoreError
from senseindex.store.cells.faiss.segment_builder import CELLS_FILE, FINE_FILE
from senseindex.store.cells.faiss.store import FaissStore
from senseindex.store.cells.folders import unfinished_segments, unlisted_segments
from senseindex.store.cells.selection import Selection
from senseindex.store.cells.vector_store import CellAddress, SegmentRow, WrittenSegment
from senseindex.vectors.contextual.recipe import CODECS

DIMENSION = 32
COUNT = 3000


def unit_vectors(count: int, seed: int = 0) -> np.ndarray:
    vectors = np.random.default_rng(seed).standard_normal((count, DIMENSION)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def make_store(folder: Path, codec: str = "sq8") -> FaissStore:
    codec_range = np.concatenate([np.full(DIMENSION, -1.0), np.full(DIMENSION, 2.0)]).astype(np.float32)
    return FaissStore(folder, DIMENSION, codec, codec_range if codec in ("sq4", "sq8") else None)


def row(number: int, written: WrittenSegment) -> SegmentRow:
    return SegmentRow(number, written.folder, written.sha256)


class Filled:
    """A store with one segment of random cells."""

    def __init__(self, folder: Path, codec: str = "sq8") -> None:
        random = np.random.default_rng(1)
        self.codec = codec
        self.store = make_store(folder, codec)
        self.vectors = unit_vectors(COUNT)
        self.ids = np.arange(COUNT) + 11
        self.lemmas = random.integers(1, 40, COUNT)
        self.senses = random.integers(0, 3, COUNT)
        builder = self.store.builder()
        for part in np.array_split(random.permutation(COUNT), 5):
            builder.add(self.ids[part], self.lemmas[part], self.senses[part], self.vectors[part])
        assert len(builder) == COUNT
        self.written: WrittenSegment = builder.write()
        self.store.attach([row(1, self.written)])

    def cells_of(self, lemma: int) -> list[CellAddress]:
        return [CellAddress(1, number) for number, cell in enumerate(self.written.cells) if cell[0] == lemma]


@pytest.fixture(params=CODECS)
def filled(request: pytest.FixtureRequest, tmp_path: Path) -> Filled:
    return Filled(tmp_path, request.param)


def test_a_cell_holds_the_occurrences_of_one_lemma_and_sense(filled: Filled) -> None:
    for number, (lemma, sense, size) in enumerate(filled.written.cells):
        ids = filled.store.ids([CellAddress(1, number)])
        expected = filled.ids[(filled.lemmas == lemma) & (filled.senses == sense)]
        assert sorted(ids.tolist()) == expected.tolist()
        assert len(ids) == size


def test_as_stored_is_what_a_segment_gives_back(filled: Filled) -> None:
    cells = [CellAddress(1, number) for number in range(len(filled.written.cells))]
    ids, vectors = filled.store.read(cells)
    assert np.array_equal(filled.store.as_stored(filled.vectors)[ids - filled.ids[0]], vectors)


def test_vectors_come_back_as_the_codec_keeps_them(tmp_path: Path) -> None:
    lowest = {"sq4": 0.97, "sq8": 0.9995, "fp16": 0.99999, "rabitq": 0.99999}
    for codec, bound in lowest.items():
        filled = Filled(tmp_path / codec, codec)
        ids, vectors = filled.store.read(filled.cells_of(5))
        original = filled.vectors[ids - 11]
        cosines = (vectors * original).sum(axis=1) / np.linalg.norm(vectors, axis=1)
        assert cosines.mean() > bound


@pytest.mark.parametrize(("filtered", "bitmap"), [(False, True), (True, True), (True, False)])
def test_search_equals_brute_force_over_the_cells(
    filled: Filled, filtered: bool, bitmap: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not bitmap:  # as in an index of a billion occurrences
        monkeypatch.setattr("senseindex.store.cells.selection.BYTES_AN_ID", 0)
    chosen = np.flatnonzero(np.random.default_rng(2).random(COUNT + 11) < 0.3)
    allowed = Selection.of_ids(chosen) if filtered else None
    for lemma in range(1, 40):
        cells = filled.cells_of(lemma)
        ids, vectors = filled.store.read(cells)
        query = filled.vectors[lemma]
        scores = vectors @ query
        if allowed is not None:
            inside = np.isin(ids, chosen)
            ids, scores = ids[inside], scores[inside]
        best = np.lexsort((ids, -scores))[:10]
        found, found_scores = filled.store.search(query, cells, 10, allowed)
        np.testing.assert_allclose(found_scores, scores[best], atol=1e-5)
        assert found.tolist() == ids[best].tolist()


def test_search_for_more_than_there_is_gives_all(filled: Filled) -> None:
    cells = filled.cells_of(3)
    ids, _ = filled.store.search(filled.vectors[0], cells, 10_000)
    assert sorted(ids.tolist()) == filled.ids[filled.lemmas == 3].tolist()
    assert filled.store.search(filled.vectors[0], [], 5)[0].tolist() == []
    nothing = Selection.of_ranges([])
    assert filled.store.search(filled.vectors[0], cells, 5, nothing)[0].tolist() == []


def test_copied_codes_are_the_same_vectors(filled: Filled) -> None:
    builder = filled.store.builder()
    for lemma in range(1, 40):
        for cell in filled.cells_of(lemma):
            ids, codes = filled.store.codes(cell)
            builder.copy(ids, np.full(len(ids), lemma), np.zeros(len(ids), dtype=np.int64), codes)
    written = builder.write()
    filled.store.attach([row(1, filled.written), row(2, written)])
    for number, (lemma, _, _) in enumerate(written.cells):
        ids, vectors = filled.store.read([CellAddress(2, number)])
        old_ids, old_vectors = filled.store.read(filled.cells_of(lemma))
        order = np.argsort(old_ids)
        own = np.argsort(ids)
        assert ids[own].tolist() == old_ids[order].tolist()
        np.testing.assert_array_equal(vectors[own], old_vectors[order])


def test_a_missing_or_damaged_segment_is_a_store_error(tmp_path: Path) -> None:
    filled = Filled(tmp_path)
    path = tmp_path / filled.written.folder / CELLS_FILE
    store = make_store(tmp_path)
    path.write_bytes(path.read_bytes()[:200])
    store.attach([row(1, filled.written)])
    with pytest.raises(StoreError, match="damaged"):
        store.ids([CellAddress(1, 0)])
    path.unlink()
    store = make_store(tmp_path)
    store.attach([row(1, filled.written)])
    with pytest.raises(StoreError, match="missing"):
        store.ids([CellAddress(1, 0)])


def test_leftovers_are_the_folders_nobody_lists(tmp_path: Path) -> None:
    folder = Filled(tmp_path).written.folder
    (tmp_path / "tmp-abc").mkdir()
    assert [path.name for path in unfinished_segments(tmp_path)] == ["tmp-abc"]
    assert list(unlisted_segments(tmp_path, {folder})) == []
    assert [path.name for path in unlisted_segments(tmp_path, set())] == [folder]
    assert list(unlisted_segments(tmp_path / "none", set())) == []


def test_a_copy_is_checked(filled: Filled, tmp_path: Path) -> None:
    copies = make_store(tmp_path / "copy", filled.codec)
    assert list(filled.store.copy(tmp_path / "copy")) == [filled.written.folder]
    copies.attach([row(1, filled.written)])
    cells = [CellAddress(1, number) for number in range(len(filled.written.cells))]
    assert np.array_equal(copies.ids(cells), filled.store.ids(cells))
    file = next(filled.store.folder.glob("*/cells.faiss"))
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)
    with pytest.raises(StoreError, match="the copy is damaged"):
        list(filled.store.copy(tmp_path / "other"))


def frequent_word(folder: Path, codec: str, count: int = 6000) -> tuple[FaissStore, np.ndarray, CellAddress]:
    """A store with one cell of `count` occurrences, ids from 1, that lie in 50 groups."""
    random = np.random.default_rng(3)
    vectors = unit_vectors(1, 3) + unit_vectors(50, 4)[random.integers(0, 50, count)] + unit_vectors(count, 5)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    store = make_store(folder, codec)
    builder = store.builder()
    zeros = np.zeros(count, dtype=np.int64)
    builder.add(np.arange(count) + 1, zeros + 1, zeros, vectors)
    written = builder.write()
    store.attach([row(1, written)])
    assert len(written.cells) == 1
    return store, vectors, CellAddress(1, 0)


@pytest.mark.parametrize("codec", CODECS)
def test_a_large_cell_is_one_cell_however_it_lies(tmp_path: Path, codec: str) -> None:
    store, vectors, cell = frequent_word(tmp_path, codec)
    ids, stored = store.read([cell])
    assert sorted(ids.tolist()) == list(range(1, len(vectors) + 1))
    assert ((stored * vectors[ids - 1]).sum(axis=1) / np.linalg.norm(stored, axis=1) > 0.9).all()
    mean = stored.mean(axis=0)
    assert store.centres(1)[0] @ mean / np.linalg.norm(mean) > (0.99 if codec == "sq4" else 0.999)
    assert store.verify(1) == []


@pytest.mark.parametrize(("codec", "least"), [("fp16", 1.0), ("rabitq", 0.99)])
def test_the_nearest_of_full_precision_are_found(tmp_path: Path, codec: str, least: float) -> None:
    store, vectors, cell = frequent_word(tmp_path, codec)
    some = 1 + np.flatnonzero(np.random.default_rng(6).random(len(vectors)) < 0.2)
    for allowed in (None, Selection.of_ids(some)):
        kept = np.arange(len(vectors)) if allowed is None else some - 1
        recalls = []
        for query in vectors[:100] + 0.3 * unit_vectors(100, 7):
            found, scores = store.search(query, [cell], 10, allowed)
            best = kept[np.argsort(-(vectors[kept] @ query))[:10]]
            recalls.append(len(np.intersect1d(found, best + 1)) / 10)
            np.testing.assert_allclose(scores, vectors[found - 1] @ query, atol=2e-3)
        assert np.mean(recalls) >= least - 0.001


def test_a_share_of_a_large_cell_is_its_nearest_parts(tmp_path: Path) -> None:
    store, vectors, _ = frequent_word(tmp_path, "fp16")
    recalls = []
    for query in vectors[:50]:
        found, _ = store.search_all(query, 10, 0.2)
        recalls.append(len(np.intersect1d(found, np.argsort(-(vectors @ query))[:10] + 1)) / 10)
    read, _ = store.search_all(vectors[0], 10_000, 0.2)
    assert np.mean(recalls) > 0.9
    assert 0.2 * len(vectors) <= len(read) < 0.25 * len(vectors)


def test_damaged_fine_codes_are_found(tmp_path: Path) -> None:
    store, vectors, cell = frequent_word(tmp_path, "rabitq", 500)
    path = next(tmp_path.glob("*")) / FINE_FILE
    data = path.read_bytes()
    listed = list(store._listed.values())
    for broken in (data[:-1], data + b"x", data[:77] + bytes([data[77] ^ 1]) + data[78:], None):
        path.unlink()
        if broken is not None:
            path.write_bytes(broken)
        again = make_store(tmp_path, "rabitq")
        again.attach(listed)
        with pytest.raises(StoreError, match="damaged"):
            again.search(vectors[0], [cell], 500)
        with pytest.raises(StoreError, match="damaged"):
            again.read([cell])
        assert len(again.verify(1)) == 1
