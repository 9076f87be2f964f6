"""How often a lemma and its senses occur, in which documents, and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from senseindex.answers.senses import NO_SENSE, UNCLEAR
from senseindex.arrays import BoolArray
from senseindex.profile.subject import Subject
from senseindex.store.catalog.senses import UNCLEAR_NUMBER

Spread = Mapping[tuple[int, int], int]
"""How many documents have so many hits, at least one, and so many tokens."""

_Key = TypeVar("_Key")


def added(one: Mapping[_Key, int], other: Mapping[_Key, int]) -> dict[_Key, int]:
    """The counts of both, in the order of the first."""
    return {key: one.get(key, 0) + other.get(key, 0) for key in dict.fromkeys([*one, *other])}


@dataclass(frozen=True)
class SenseCounts:
    """The hits of one sense: by document, and whether it is a clear one, not `unclear` and not none."""

    label: str
    is_clear: bool
    spread: Spread

    @property
    def freq(self) -> int:
        return sum(hits * documents for (hits, _), documents in self.spread.items())

    def __add__(self, other: SenseCounts) -> SenseCounts:
        return SenseCounts(self.label or other.label, self.is_clear, added(self.spread, other.spread))


@dataclass(frozen=True)
class FrequencyCounts:
    """The hits of a lemma in a subcorpus of so many tokens and documents.

    `whole` are all hits, `senses` those of each sense by name, also where there are none, in the order in which they
    are shown. `assigned` counts hits by sense and by how sure that is, in percent, -1 where it was not measured.
    """

    word: str
    where: str | None
    tokens: int
    documents: int
    whole: SenseCounts
    senses: Mapping[str, SenseCounts]
    assigned: Mapping[tuple[str, int], int]

    def __add__(self, other: FrequencyCounts) -> FrequencyCounts:
        """The counts of two parts of a corpus together."""
        senses = dict(self.senses)
        for name, counts in other.senses.items():
            senses[name] = senses[name] + counts if name in senses else counts
        senses[NO_SENSE] = senses.pop(NO_SENSE)  # comes last
        return FrequencyCounts(
            self.word,
            self.where if self.where == other.where else None,
            self.tokens + other.tokens,
            self.documents + other.documents,
            self.whole + other.whole,
            senses,
            added(self.assigned, other.assigned),
        )


def count_frequencies(subject: Subject) -> FrequencyCounts:
    """What there is of a lemma."""
    clear = {sense.name for sense in subject.senses if sense.number != UNCLEAR_NUMBER}
    everything = np.ones(len(subject), dtype=np.bool_)
    names = {sense.id: sense.name for sense in subject.senses} | {0: NO_SENSE}
    pairs = np.stack([subject.sense_ids, subject.hits.percents])
    groups, counts = np.unique(pairs, axis=1, return_counts=True)
    return FrequencyCounts(
        subject.word,
        subject.subcorpus.where,
        subject.subcorpus.size,
        len(subject.subcorpus.documents),
        SenseCounts("", False, _spread(subject, everything)),
        {name: SenseCounts(label, name in clear, _spread(subject, chosen)) for name, label, chosen in subject.series()},
        {
            (names.get(sense_id, UNCLEAR), percent): count
            for (sense_id, percent), count in zip(groups.T.tolist(), counts.tolist(), strict=True)
        },
    )


def _spread(subject: Subject, chosen: BoolArray) -> Spread:
    places, hits = np.unique(subject.places[chosen], return_counts=True)
    pairs, documents = np.unique(np.stack([hits, subject.subcorpus.tokens[places]]), axis=1, return_counts=True)
    return {(hits, tokens): count for (hits, tokens), count in zip(pairs.T.tolist(), documents.tolist(), strict=True)}
