"""How often a lemma and its senses occur for each value of a metadata column, such as the years of a corpus."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from senseindex.answers.senses import NO_SENSE
from senseindex.corpus.documents import MetadataValue
from senseindex.profile.counts.frequencies import added
from senseindex.profile.subject import Subject
from senseindex.search.document_values import document_column
from senseindex.store.catalog.catalog import Catalog


@dataclass(frozen=True)
class ChangeCounts:
    """The hits of a lemma by value of a metadata column, None for documents that have none.

    `labels` are those of its senses by name, in the order in which they are shown; `tokens` counts those of the
    documents of each value, `hits` the hits of each sense there.
    """

    word: str
    by: str
    where: str | None
    labels: Mapping[str, str]
    tokens: Mapping[MetadataValue, int]
    hits: Mapping[MetadataValue, Mapping[str, int]]

    def __add__(self, other: ChangeCounts) -> ChangeCounts:
        """The counts of two parts of a corpus together."""
        values = dict.fromkeys([*self.tokens, *other.tokens])
        labels = {**other.labels, **self.labels}
        names = [name for name in dict.fromkeys([*self.labels, *other.labels]) if name != NO_SENSE]
        return ChangeCounts(
            self.word,
            self.by,
            self.where if self.where == other.where else None,
            {name: labels[name] for name in [*names, NO_SENSE]},
            added(self.tokens, other.tokens),
            {value: added(self.hits.get(value, {}), other.hits.get(value, {})) for value in values},
        )


def count_changes(catalog: Catalog, subject: Subject, by: str) -> ChangeCounts:
    """The hits of a lemma by a metadata column, or by a period of a date, as `document_column` has it.

    Raises UsageError for an unknown column, or one without dates.
    """
    values = document_column(catalog, by).values(catalog, subject.subcorpus.documents)
    numbers: dict[MetadataValue, int] = {}
    of_document = np.array([numbers.setdefault(value, len(numbers)) for value in values], dtype=np.int64)
    tokens = np.bincount(of_document, weights=subject.subcorpus.tokens, minlength=len(numbers)).astype(np.int64)
    of_hit = of_document[subject.places]
    series = {
        name: np.bincount(of_hit[chosen], minlength=len(numbers)).tolist() for name, _, chosen in subject.series()
    }
    return ChangeCounts(
        subject.word,
        by,
        subject.subcorpus.where,
        {name: label for name, label, _ in subject.series()},
        dict(zip(numbers, tokens.tolist(), strict=True)),
        {
            value: {name: counts[place] for name, counts in series.items() if counts[place]}
            for value, place in numbers.items()
        },
    )
