from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from senseindex.vectors.contextual.passages import Passage
from senseindex.vectors.contextual.repeats import RepeatMemory

DIMENSION = 4
PLENTY = 1 << 20


class Counting:
    """An encoder whose vectors follow from the words, and which counts the passages it is given."""

    def __init__(self) -> None:
        self.passages = 0

    def __call__(self, passages: Sequence[Passage]) -> NDArray[np.float32]:
        self.passages += len(passages)
        rows = [
            [len(passage.words), place, len(passage.words[place]), sum(map(ord, passage.words[place])) / 64]
            for passage in passages
            for place in passage.places
        ]
        return np.array(rows, dtype=np.float32).reshape(-1, DIMENSION)


passages = st.lists(
    st.lists(st.sampled_from(["a", "bc", "def"]), min_size=1, max_size=3).flatmap(
        lambda words: st.builds(
            Passage,
            st.just(tuple(words)),
            st.lists(st.integers(0, len(words) - 1), unique=True).map(tuple),
        )
    ),
    max_size=8,
)


@given(calls=st.lists(passages, max_size=5), memory=st.sampled_from([0, 40, PLENTY]))
def test_vectors_are_those_of_the_encoder_whatever_the_memory_holds(calls: list[list[Passage]], memory: int) -> None:
    remembering = RepeatMemory(Counting(), memory)
    for call in calls:
        np.testing.assert_array_equal(remembering.encode(call), Counting()(call))


def test_a_passage_is_encoded_once_in_a_call_and_across_calls() -> None:
    encode = Counting()
    remembering = RepeatMemory(encode, PLENTY)
    remembering.encode([Passage(("a", "b"), (0,)), Passage(("c",), (0,)), Passage(("a", "b"), (0,))])
    remembering.encode([Passage(("c",), (0,)), Passage(("a", "b"), (0,))])
    assert encode.passages == 2
    assert remembering.repeated == 3


def test_other_places_of_the_same_words_are_another_passage() -> None:
    encode = Counting()
    RepeatMemory(encode, PLENTY).encode([Passage(("a", "b"), (0,)), Passage(("a", "b"), (1,))])
    assert encode.passages == 2


def test_what_was_used_least_recently_is_forgotten_first() -> None:
    encode = Counting()
    remembering = RepeatMemory(encode, memory=2 * DIMENSION * 2)
    for word in ("a", "b", "a", "c", "a"):
        remembering.encode([Passage((word,), (0,))])
    assert encode.passages == 3
    remembering.encode([Passage(("b",), (0,))])
    assert encode.passages == 4
