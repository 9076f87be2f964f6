"""Packed token offsets and lemma ids come back as they were."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from senseindex.store.catalog.tokens import (
    pack_lemma_ids,
    pack_offsets,
    token_count,
    unpack_lemma_ids,
    unpack_many_lemma_ids,
    unpack_many_offsets,
    unpack_offsets,
)

pairs = st.one_of(
    st.lists(st.tuples(st.integers(*gaps), st.integers(0, longest)), max_size=30)
    for gaps, longest in (((0, 1), 127), ((-5, 100), 100), ((-5, 400), 400))
)


@given(pairs, st.integers(0, 10**6))
def test_offsets_round_trip(steps: list[tuple[int, int]], sentence_start: int) -> None:
    starts, ends, place = [], [], sentence_start
    for gap, length in steps:
        starts.append(place + gap)
        ends.append(place + gap + length)
        place = ends[-1]
    blob = pack_offsets(starts, ends, sentence_start)
    unpacked_starts, unpacked_ends = unpack_offsets(blob)
    assert (unpacked_starts + sentence_start).tolist() == starts
    assert (unpacked_ends + sentence_start).tolist() == ends
    assert token_count(blob) == len(steps)


@given(st.lists(st.integers(0, 2**31), max_size=20))
def test_lemma_ids_round_trip(lemma_ids: list[int]) -> None:
    assert unpack_lemma_ids(pack_lemma_ids(lemma_ids), len(lemma_ids)).tolist() == lemma_ids


@given(st.lists(pairs, max_size=6), st.lists(st.integers(0, 2**17), min_size=1, max_size=4))
def test_many_sentences_unpack_like_one_after_the_other(steps: list[list[tuple[int, int]]], ids: list[int]) -> None:
    blobs, lemmas = [], []
    for number, sentence in enumerate(steps):
        gaps, lengths = np.array(sentence, dtype=np.int64).reshape(-1, 2).T
        ends = (gaps + lengths).cumsum()
        blobs.append(pack_offsets(ends - lengths, ends, 0))
        lemmas.append(pack_lemma_ids([ids[number % len(ids)]] * len(sentence)))
    counts, starts, ends = unpack_many_offsets(blobs)
    assert counts.tolist() == [len(sentence) for sentence in steps]
    alone = [unpack_offsets(blob) for blob in blobs]
    assert starts.tolist() == [place for each, _ in alone for place in each.tolist()]
    assert ends.tolist() == [place for _, each in alone for place in each.tolist()]
    expected = [unpack_lemma_ids(blob, count) for blob, count in zip(lemmas, counts.tolist(), strict=True)]
    assert unpack_many_lemma_ids(lemmas, counts).tolist() == [lemma for each in expected for lemma in each.tolist()]


def test_ordinary_text_takes_a_byte_a_token() -> None:
    starts = np.arange(10) * 6
    assert len(pack_offsets(starts.tolist(), (starts + 5).tolist(), 0)) == 1 + 10


def test_every_way_of_packing_is_read() -> None:
    for blob in (b"\x00\x03\x84", b"\x01\x00\x03\x01\x04", b"\x04" + np.array([0, 3, 1, 4], "<i4").tobytes()):
        starts, ends = unpack_offsets(blob)
        assert (starts.tolist(), ends.tolist(), token_count(blob)) == ([0, 4], [3, 8], 2)
