"""The word that an example is about."""

import pytest

from senseindex.corpus.documents import Sentence
from senseindex.corpus.target import find_target
from senseindex.errors import UsageError
from tests.builders import document


def split(text: str) -> tuple[Sentence, ...]:
    return document("example", text).sentences


@pytest.mark.parametrize(
    ("text", "lemmas", "node", "marked"),
    [
        ("We sat on the bank.", ["bank"], "bank", "We sat on the [bank]."),
        ("We sat on the [bank].", [], "bank", "We sat on the [bank]."),
        ("The bank, the [bank] of the river.", ["bank"], "bank", "The bank, the [bank] of the river."),
        ("Banks lend. We sat on the [ bank ].", ["bank"], "bank", "We sat on the  [bank] ."),
        ("We sat on the [shore].", ["bank"], "shore", "We sat on the [shore]."),
        ("BANK notes.", ["bank"], "BANK", "[BANK] notes."),
    ],
)
def test_marked_or_by_lemma(text: str, lemmas: list[str], node: str, marked: str) -> None:
    target = find_target(text, lemmas, split)
    assert (target.node, target.marked()) == (node, marked)
    assert target.sentence.forms[target.position] == node


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("We sat on the shore.", "'bank' does not occur"),
        ("[We] sat on the [bank].", "more than one word is marked"),
        ("We sat on the [ ] bank.", "no word stands in the brackets"),
        ("", "'bank' does not occur"),
    ],
)
def test_a_missing_or_ambiguous_target_is_explained(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        find_target(text, ["bank"], split)


def test_an_unmarked_example_without_a_word_asks_for_a_mark() -> None:
    with pytest.raises(UsageError, match="Mark it"):
        find_target("We sat on the bank.", [], split)
