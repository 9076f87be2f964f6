from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from senseindex.vectors.contextual.repeats import RepeatMemory

DIMENSION = 4


class Counting:
    """An encoder whose vectors follow from the words, and which counts the passages it is given."""

    def __init__(self) -> None:
        self.passages = 0

    def __call__(self, sentences: Sequence[Sequence[str]], positions: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        self.passages += len(sentences)
        rows = [
            [len(sentence), place, len(sentence[place]), sum(map(ord, sentence[place])) / 64]
            for sentence, places in zip(sentences, positions, strict=True)
            for place in places
        ]
        return np.array(rows, dtype=np.float32).reshape(-1, DIMENSION)


passages = st.lists(
    st.lists(st.sampled_from(["a", "bc", "def"]), min_size=1, max_size=3).flatmap(
        lambda words: st.tuples(st.just(tuple(words)), st.lists(st.integers(0, len(words) - 1), unique=True).map(tuple))
    ),
    max_size=8,
)


@given(calls=st.lists(passages, max_size=5), memory=st.sampled_from([0, 40, 1 << 20]))
def test_vectors_are_those_of_the_encoder_whatever_the_memory_holds(
    calls: list[list[tuple[tuple[str, ...], tuple[int, ...]]]], memory: int
) -> None:
    encode = Counting()
    remembering = RepeatMemory(encode, DIMENSION, memory)
    for call in calls:
        sentences, positions = [each[0] for each in call], [each[1] for each in call]
        np.testing.assert_array_equal(remembering.encode(sentences, positions), Counting()(sentences, positions))


def test_a_passage_is_encoded_once_in_a_call_and_across_calls() -> None:
    encode = Counting()
    remembering = RepeatMemory(encode, DIMENSION)
    remembering.encode([("a", "b"), ("c",), ("a", "b")], [(0,), (0,), (0,)])
    remembering.encode([("c",), ("a", "b")], [(0,), (0,)])
    assert encode.passages == 2
    assert remembering.repeated == 3


def test_other_places_of_the_same_words_are_another_passage() -> None:
    encode = Counting()
    RepeatMemory(encode, DIMENSION).encode([("a", "b"), ("a", "b")], [(0,), (1,)])
    assert encode.passages == 2


def test_what_was_used_least_recently_is_forgotten_first() -> None:
    encode = Counting()
    remembering = RepeatMemory(encode, DIMENSION, memory=2 * DIMENSION * 2)
    for word in ("a", "b", "a", "c", "a"):
        remembering.encode([(word,)], [(0,)])
    assert encode.passages == 3
    remembering.encode([("b",)], [(0,)])
    assert encode.passages == 4
