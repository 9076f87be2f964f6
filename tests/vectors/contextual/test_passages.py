"""Sentences joined to passages keep their words and places."""

from hypothesis import given
from hypothesis import strategies as st

from senseindex.vectors.contextual.passages import passage_of, passages

sentences = st.lists(st.lists(st.sampled_from(["a", "b", "c"]), max_size=9), max_size=12)


@given(sentences, st.integers(0, 20))
def test_passages_keep_every_word_and_place(texts: list[list[str]], words: int) -> None:
    positions = [[place for place, word in enumerate(text) if word == "a"] for text in texts]
    joined, places = passages(texts, positions, words)
    assert [word for passage in joined for word in passage] == [word for text in texts for word in text]
    assert all(joined[number][place] == "a" for number, own in enumerate(places) for place in own)
    assert sum(map(len, places)) == sum(map(len, positions))
    assert all(len(passage) <= words for passage in joined if tuple(passage) not in map(tuple, texts))


def test_neighbours_are_joined_up_to_the_limit() -> None:
    texts = [["one", "two"], ["three"], ["four", "five"], ["six"]]
    assert passages(texts, [[1], [0], [0], []], 3) == (
        [("one", "two", "three"), ("four", "five", "six")],
        [(1, 2), (0,)],
    )
    assert passages(texts, [[1], [0], [0], []], 0)[0] == [tuple(text) for text in texts]


@given(sentences, st.integers(0, 20), st.data())
def test_a_word_is_read_in_the_passage_that_an_index_reads_it_in(
    texts: list[list[str]], words: int, data: st.DataObject
) -> None:
    filled = [number for number, text in enumerate(texts) if text]
    if not filled:
        return
    number = data.draw(st.sampled_from(filled))
    position = data.draw(st.integers(0, len(texts[number]) - 1))
    every, places = passages(texts, [range(len(text)) for text in texts], words)
    order = sum(len(text) for text in texts[:number]) + position  # of all words of the document
    where = [(passage, place) for passage, own in enumerate(places) for place in own][order]
    assert passage_of(texts, number, position, words) == (every[where[0]], where[1])
