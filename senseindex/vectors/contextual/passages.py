"""Passages: sentences of one document that are encoded together, so that a word is read with its neighbours.

Short sentences say little about the senses of their words; the ones beside them usually say more (one sense per
discourse: Gale, Church & Yarowsky 1992).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that are encoded together, and the places (from 0) of those whose vectors are asked for."""

    words: tuple[str, ...]
    places: tuple[int, ...]


def passages(
    sentences: Sequence[Sequence[str]],
    positions: Sequence[Sequence[int]],
    limit: int,
    paragraphs: Sequence[int] | None = None,
) -> list[Passage]:
    """Join consecutive sentences of one document to passages of at most `limit` words; 0 leaves them alone.

    `paragraphs` are the numbers of the sentences' paragraphs, where passages must not cross them.

    `positions[i]` are places in sentence i, and become places in its passage; their order stays. A sentence that is
    longer by itself is a passage by itself.
    """
    borders: list[int] = []
    words = 0
    for number, sentence in enumerate(sentences):
        crossing = paragraphs is not None and number > 0 and paragraphs[number] != paragraphs[number - 1]
        if not borders or words + len(sentence) > limit or crossing:
            borders.append(number)
            words = 0
        words += len(sentence)
    borders.append(len(sentences))
    return [_joined(sentences[start:end], positions[start:end]) for start, end in pairwise(borders)]


def passage_of(
    sentences: Sequence[Sequence[str]],
    number: int,
    position: int,
    limit: int,
    paragraphs: Sequence[int] | None = None,
) -> Passage:
    """The passage in which word `position` of sentence `number` of a document is read, as `passages` joins it."""
    positions = [[position] if place == number else [] for place in range(len(sentences))]
    return next(passage for passage in passages(sentences, positions, limit, paragraphs) if passage.places)


def _joined(sentences: Sequence[Sequence[str]], positions: Sequence[Sequence[int]]) -> Passage:
    places: list[int] = []
    before = 0
    for sentence, own in zip(sentences, positions, strict=True):
        places += [before + place for place in own]
        before += len(sentence)
    return Passage(tuple(chain.from_iterable(sentences)), tuple(places))
