"""The contract of a vector store: what every implementation of `VectorStore` must do.

A test module inherits from `VectorStoreContract`, names the class `Test...` and gives the fixture `store`: an empty
store of `DIMENSION` dimensions whose codec keeps cosines within `tolerance`.
"""

from __future__ import annotations

import numpy as np
import pytest

from senseindex.arrays import FloatArray, IntArray
from senseindex.errors import StoreError
from senseindex.store.cells.selection import Selection
from senseindex.store.cells.vector_store import CellAddress, SegmentRow, VectorStore, WrittenSegment

DIMENSION = 24
COUNT = 1200
LEMMAS = 12


def unit_vectors(count: int, seed: int) -> FloatArray:
    vectors = np.random.default_rng(seed).standard_normal((count, DIMENSION)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def row(number: int, written: WrittenSegment) -> SegmentRow:
    return SegmentRow(number, written.folder, written.sha256)


class Content:
    """What went into two segments: segment 1 holds the even rows, segment 2 the odd ones; lemma 1 is frequent."""

    def __init__(self, store: VectorStore) -> None:
        random = np.random.default_rng(5)
        self.store = store
        self.ids: IntArray = np.sort(random.choice(np.arange(1, 5 * COUNT), COUNT, replace=False)).astype(np.int64)
        frequent = random.random(COUNT) < 0.4
        self.lemmas = np.where(frequent, 1, random.integers(1, LEMMAS + 1, COUNT))
        self.senses = random.integers(0, 3, COUNT)
        vectors = unit_vectors(COUNT, 6) + unit_vectors(LEMMAS, 7)[self.lemmas - 1]
        self.vectors: FloatArray = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        self.written: list[WrittenSegment] = []
        for part in (np.arange(0, COUNT, 2), np.arange(1, COUNT, 2)):
            builder = store.builder()
            for some in np.array_split(random.permutation(part), 4):
                builder.add(self.ids[some], self.lemmas[some], self.senses[some], self.vectors[some])
            assert len(builder) == len(part)
            self.written.append(builder.write())
        store.attach(self.rows())

    def rows(self) -> list[SegmentRow]:
        return [row(number, written) for number, written in enumerate(self.written, start=1)]

    def cells(self, lemma: int | None = None, sense: int | None = None) -> list[CellAddress]:
        return [
            CellAddress(segment, number)
            for segment, written in enumerate(self.written, start=1)
            for number, (cell_lemma, cell_sense, _) in enumerate(written.cells)
            if lemma in (None, cell_lemma) and sense in (None, cell_sense)
        ]

    def ids_of(self, lemma: int, sense: int) -> set[int]:
        return set(self.ids[(self.lemmas == lemma) & (self.senses == sense)].tolist())


class VectorStoreContract:
    tolerance = 1e-6
    centre_tolerance = 1e-6

    @pytest.fixture
    def store(self) -> VectorStore:
        raise NotImplementedError

    @pytest.fixture
    def content(self, store: VectorStore) -> Content:
        return Content(store)

    def test_a_segment_says_what_it_holds(self, content: Content) -> None:
        assert sum(written.occurrences for written in content.written) == COUNT
        for number, written in enumerate(content.written, start=1):
            assert sum(size for *_, size in written.cells) == written.occurrences
            assert len({cell[:2] for cell in written.cells}) == len(written.cells)
            assert content.store.cell_count(number) == len(written.cells)
            lemmas = [cell[0] for cell in written.cells]
            assert lemmas == sorted(lemmas)
            assert content.store.verify(number) == []

    def test_cells_hold_what_was_added(self, content: Content) -> None:
        for lemma in range(1, LEMMAS + 1):
            for sense in range(3):
                ids: set[int] = set()
                for cell in content.cells(lemma, sense):
                    own = content.store.ids([cell])
                    assert len(set(own.tolist())) == len(own)
                    assert len(own) == content.written[cell.segment_id - 1].cells[cell.list_number][2]
                    ids |= set(own.tolist())
                assert ids == content.ids_of(lemma, sense)
        assert content.store.ids([]).tolist() == []

    def test_vectors_come_back_with_their_ids(self, content: Content) -> None:
        ids, vectors = content.store.read(content.cells())
        assert sorted(ids.tolist()) == content.ids.tolist()
        assert ids.tolist() == content.store.ids(content.cells()).tolist()
        original = content.vectors[np.searchsorted(content.ids, ids)]
        cosines = (vectors * original).sum(axis=1) / np.linalg.norm(vectors, axis=1)
        assert cosines.min() > 1 - self.tolerance
        nothing, none = content.store.read([])
        assert nothing.shape == (0,) and none.shape == (0, DIMENSION)

    def test_search_is_exact_over_what_is_stored(self, content: Content) -> None:
        random = np.random.default_rng(8)
        for lemma in range(1, LEMMAS + 1):
            cells = content.cells(lemma)
            ids, vectors = content.store.read(cells)
            query = unit_vectors(1, lemma)[0]
            chosen = np.flatnonzero(random.random(5 * COUNT) < 0.4)
            for allowed in (None, Selection.of_ids(chosen)):
                kept = np.ones(len(ids), dtype=np.bool_) if allowed is None else np.isin(ids, chosen)
                scores = vectors[kept] @ query
                best = np.lexsort((ids[kept], -scores))
                for count in (1, 7, 10_000):
                    found, found_scores = content.store.search(query, cells, count, allowed)
                    np.testing.assert_allclose(found_scores, scores[best][:count], atol=1e-5)
                    assert set(found.tolist()) <= set(ids[kept].tolist())
                    assert len(set(found.tolist())) == len(found) == min(count, int(kept.sum()))
                    assert (np.diff(found_scores) <= 0).all()

    def test_search_in_nothing_and_for_nobody_finds_nothing(self, content: Content) -> None:
        query = unit_vectors(1, 1)[0]
        assert len(content.store.search(query, [], 5)[0]) == 0
        assert len(content.store.search(query, content.cells(3), 5, Selection.of_ranges([]))[0]) == 0

    def test_ties_are_broken_by_id(self, store: VectorStore) -> None:
        vector = unit_vectors(1, 2)
        written = []
        for ids in ([9, 3, 5], [4, 2, 8]):
            builder = store.builder()
            zeros = np.zeros(3, dtype=np.int64)
            builder.add(np.array(ids), zeros + 1, zeros, np.repeat(vector, 3, axis=0))
            written.append(builder.write())
        store.attach([row(number, each) for number, each in enumerate(written, start=1)])
        found, _ = store.search(vector[0], [CellAddress(1, 0), CellAddress(2, 0)], 6)
        assert found.tolist() == [2, 3, 4, 5, 8, 9]

    def test_a_search_in_all_cells_is_that_in_each_of_them(self, content: Content) -> None:
        query = unit_vectors(1, 3)[0]
        random = Selection.of_ids(np.flatnonzero(np.random.default_rng(4).random(5 * COUNT) < 0.4))
        cells = content.cells()
        for without in ((), cells[:5], cells[::2], cells):
            left = [cell for cell in cells if cell not in without]
            for allowed in (None, random):
                found, scores = content.store.search_all(query, 30, 1.0, allowed, without)
                expected, expected_scores = content.store.search(query, left, 30, allowed)
                assert found.tolist() == expected.tolist()
                np.testing.assert_allclose(scores, expected_scores, atol=1e-6)

    def test_a_search_in_a_share_reads_the_most_promising(self, store: VectorStore) -> None:
        random = np.random.default_rng(9)
        centres = unit_vectors(40, 10)
        owners = np.arange(2400) % 40
        vectors = centres[owners] + 0.05 * random.standard_normal((2400, DIMENSION)).astype(np.float32)
        vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
        written = []
        for part in (np.arange(0, 1200), np.arange(1200, 2400)):
            builder = store.builder()
            builder.add(part + 1, owners[part] // 2 + 1, owners[part] % 2, vectors[part])
            written.append(builder.write())
        store.attach([row(number, each) for number, each in enumerate(written, start=1)])
        for owner in range(0, 40, 7):
            own = {place + 1 for place in np.flatnonzero(owners == owner).tolist()}
            found, scores = store.search_all(centres[owner], 10, 0.05)
            assert set(found.tolist()) <= own
            everything = store.search_all(centres[owner], 10, 1.0)
            assert found.tolist() == everything[0].tolist()
            np.testing.assert_allclose(scores, everything[1], atol=1e-6)
            for share in (0.05, 0.2, 0.5):
                read, _ = store.search_all(centres[owner], 10_000, share)
                assert share * 2400 <= len(read) < share * 2400 + 60
                assert own <= set(read.tolist())

    def test_centres_are_the_means_of_their_cells(self, content: Content) -> None:
        for segment in (1, 2):
            norms = np.linalg.norm(content.store.centres(segment), axis=1)
            np.testing.assert_allclose(norms, 1, atol=1e-5)
        for number in range(content.store.cell_count(1)):
            mean = content.store.read([CellAddress(1, number)])[1].sum(axis=0)
            assert content.store.centres(1)[number] @ mean / np.linalg.norm(mean) > 1 - self.centre_tolerance

    def test_copied_codes_are_the_same_vectors(self, content: Content) -> None:
        builder = content.store.builder()
        for cell in content.cells():
            lemma, _, size = content.written[cell.segment_id - 1].cells[cell.list_number]
            ids, codes = content.store.codes(cell)
            builder.copy(ids, np.full(size, lemma), np.zeros(size, dtype=np.int64), codes)
        written = builder.write()
        assert len(written.cells) == LEMMAS and written.occurrences == COUNT
        content.store.attach([*content.rows(), row(3, written)])
        ids, vectors = content.store.read([CellAddress(3, number) for number in range(LEMMAS)])
        old_ids, old_vectors = content.store.read(content.cells())
        np.testing.assert_array_equal(vectors[np.argsort(ids)], old_vectors[np.argsort(old_ids)])

    def test_only_attached_segments_are_seen(self, content: Content) -> None:
        store = content.store
        store.attach(content.rows()[1:])
        found, _ = store.search_all(unit_vectors(1, 3)[0], COUNT)
        assert sorted(found.tolist()) == content.ids[1::2].tolist()
        with pytest.raises(StoreError):
            store.ids([CellAddress(1, 0)])

    def test_an_unknown_cell_is_an_error(self, content: Content) -> None:
        for number in (-1, content.store.cell_count(1), 10**6):
            for ask in (
                lambda cell: content.store.ids([cell]),
                lambda cell: content.store.read([cell]),
                lambda cell: content.store.codes(cell),
                lambda cell: content.store.search(unit_vectors(1, 3)[0], [cell], 3),
            ):
                with pytest.raises(StoreError):
                    ask(CellAddress(1, number))

    def test_vectors_as_stored_are_those_that_come_back(self, content: Content) -> None:
        ids, vectors = content.store.read(content.cells())
        stored = content.store.as_stored(content.vectors)
        np.testing.assert_allclose(stored[np.searchsorted(content.ids, ids)], vectors, atol=1e-6)
