"""Passages: sentences of one document that are encoded together, so that a word is read with its neighbours.

Short sentences say little about the senses of their words; the ones beside them usually say more (one sense per
discourse: Gale, Church & Yarowsky 1992).
"""

from __future__ import annotations

from collections.abc import Sequence


def passages(
    sentences: Sequence[Sequence[str]], positions: Sequence[Sequence[int]], words: int
) -> tuple[list[tuple[str, ...]], list[tuple[int, ...]]]:
    """Join consecutive sentences of one document to passages of at most `words` words; 0 leaves them alone.

    `positions[i]` are places in sentence i, and become places in its passage; their order stays. A sentence that is
    longer by itself is a passage by itself.
    """
    joined: list[tuple[str, ...]] = []
    places: list[tuple[int, ...]] = []
    for sentence, own in zip(sentences, positions, strict=True):
        if joined and len(joined[-1]) + len(sentence) <= words:
            before = len(joined[-1])
            joined[-1] = (*joined[-1], *sentence)
            places[-1] = (*places[-1], *(before + place for place in own))
        else:
            joined.append(tuple(sentence))
            places.append(tuple(own))
    return joined, places


def passage_of(
    sentences: Sequence[Sequence[str]], sentence: int, position: int, words: int
) -> tuple[tuple[str, ...], int]:
    """The passage in which a document's word is read, and the word's place in it.

    The word is number `position` of sentence number `sentence`; passages are as `passages` joins them.
    """
    marks = [(position,) if number == sentence else () for number in range(len(sentences))]
    forms, places = passages(sentences, marks, words)
    (chosen,) = (number for number, own in enumerate(places) if own)
    return forms[chosen], places[chosen][0]
