"""Sentences joined to passages keep their words and places."""

from hypothesis import given
from hypothesis import strategies as st

from senseindex.vectors.contextual.passages import Passage, passage_of, passages

sentences = st.lists(st.lists(st.sampled_from(["a", "b", "c"]), max_size=9), max_size=12)


@given(sentences, st.integers(0, 20))
def test_passages_keep_every_word_and_place(texts: list[list[str]], limit: int) -> None:
    positions = [[place for place, word in enumerate(text) if word == "a"] for text in texts]
    joined = passages(texts, positions, limit)
    assert [word for passage in joined for word in passage.words] == [word for text in texts for word in text]
    assert all(passage.words[place] == "a" for passage in joined for place in passage.places)
    assert sum(len(passage.places) for passage in joined) == sum(map(len, positions))
    assert all(len(passage.words) <= limit for passage in joined if passage.words not in map(tuple, texts))


def test_neighbours_are_joined_up_to_the_limit() -> None:
    texts = [["one", "two"], ["three"], ["four", "five"], ["six"]]
    assert passages(texts, [[1], [0], [0], []], 3) == [
        Passage(("one", "two", "three"), (1, 2)),
        Passage(("four", "five", "six"), (0,)),
    ]
    assert [passage.words for passage in passages(texts, [[1], [0], [0], []], 0)] == [tuple(text) for text in texts]
    assert passages([], [], 3) == []


@given(sentences, st.integers(0, 20), st.data())
def test_a_word_is_read_in_the_passage_that_an_index_reads_it_in(
    texts: list[list[str]], limit: int, data: st.DataObject
) -> None:
    filled = [number for number, text in enumerate(texts) if text]
    if not filled:
        return
    number = data.draw(st.sampled_from(filled))
    position = data.draw(st.integers(0, len(texts[number]) - 1))
    every = passages(texts, [range(len(text)) for text in texts], limit)
    order = sum(len(text) for text in texts[:number]) + position  # of all words of the document
    words, place = [(passage.words, place) for passage in every for place in passage.places][order]
    assert passage_of(texts, number, position, limit) == Passage(words, (place,))


def test_passages_end_with_their_paragraph_where_asked() -> None:
    sentences = [["a", "b"], ["c"], ["d", "e"], ["f"]]
    positions = [[0], [], [1], [0]]
    found = passages(sentences, positions, 60, paragraphs=[0, 0, 1, 3])
    assert [passage.words for passage in found] == [("a", "b", "c"), ("d", "e"), ("f",)]
    assert [passage.places for passage in found] == [(0,), (1,), (0,)]
    assert passage_of(sentences, 2, 0, 60, [0, 0, 1, 3]) == Passage(("d", "e"), (0,))
    assert [passage.words for passage in passages(sentences, positions, 60)] == [("a", "b", "c", "d", "e", "f")]
