"""Passages: sentences of one document that are encoded together, so that a word is read with its neighbours.

Short sentences say little about the senses of their words; the ones beside them usually say more (one sense per
discourse: Gale, Church & Yarowsky 1992).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

__all__ = ["Passage", "passage_of", "passages"]


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that are encoded together, and the places (from 0) of those whose vectors are asked for."""

    words: tuple[str, ...]
    places: tuple[int, ...]


def passages(sentences: Sequence[Sequence[str]], positions: Sequence[Sequence[int]], limit: int) -> list[Passage]:
    """Join consecutive sentences of one document to passages of at most `limit` words; 0 leaves them alone.

    `positions[i]` are places in sentence i, and become places in its passage; their order stays. A sentence that is
    longer by itself is a passage by itself.
    """
    borders = [*_starts(map(len, sentences), limit), len(sentences)]
    return [_joined(sentences[start:end], positions[start:end]) for start, end in pairwise(borders)]


def passage_of(sentences: Sequence[Sequence[str]], number: int, position: int, limit: int) -> Passage:
    """The passage in which word `position` of sentence `number` of a document is read, as `passages` joins it."""
    borders = [*_starts(map(len, sentences), limit), len(sentences)]
    last = bisect_right(borders, number, hi=len(borders) - 1)
    start, end = borders[last - 1 : last + 1]
    return _joined(sentences[start:end], [[position] if place == number else [] for place in range(start, end)])


def _starts(lengths: Iterable[int], limit: int) -> list[int]:
    """The numbers of the sentences that begin a passage."""
    starts: list[int] = []
    words = 0
    for number, length in enumerate(lengths):
        if not starts or words + length > limit:
            starts.append(number)
            words = 0
        words += length
    return starts


def _joined(sentences: Sequence[Sequence[str]], positions: Sequence[Sequence[int]]) -> Passage:
    places: list[int] = []
    before = 0
    for sentence, own in zip(sentences, positions, strict=True):
        places += [before + place for place in own]
        before += len(sentence)
    return Passage(tuple(chain.from_iterable(sentences)), tuple(places))
