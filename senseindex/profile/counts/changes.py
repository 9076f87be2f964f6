"""How often a lemma and its senses occur for each value of a metadata column, such as the years of a corpus."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from senseindex.answers.change import PERIODS
from senseindex.answers.senses import NO_SENSE
from senseindex.corpus.documents import MetadataValue
from senseindex.errors import UsageError
from senseindex.profile.counts.frequencies import added
from senseindex.profile.subject import Subject
from senseindex.store.catalog.catalog import Catalog

_YEAR = re.compile(r"\s*(-?\d{3,4})(?!\d)")


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
    """The hits of a lemma by a metadata column, or by `year` or `decade` of a date.

    `by` is a column, `year` or `decade` (of the column `date`, or `year`), or `COLUMN:year`, `COLUMN:decade`. Raises
    UsageError for an unknown column, or one without years.
    """
    values = _values(catalog, subject, *_column_of(catalog, by))
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


def _column_of(catalog: Catalog, by: str) -> tuple[str, int]:
    """The column that `by` names, and the years of a period (0: values as they are)."""
    columns = {column.lower(): column for column in catalog.documents.metadata_columns()}
    name, _, period = by.rpartition(":")
    if by.lower() in columns:
        return columns[by.lower()], 0
    if name.lower() in columns and period in PERIODS:
        return columns[name.lower()], PERIODS[period]
    if by in PERIODS:
        for source in ("date", "year"):
            if source in columns:
                return columns[source], PERIODS[by]
        raise UsageError(f"no column named date or year to take the {by} from; write COLUMN:{by}, such as sent:{by}")
    known = ", ".join([*columns.values(), *PERIODS])
    raise UsageError(f"{by!r} is no metadata column of this index; there are {known}")


def _values(catalog: Catalog, subject: Subject, column: str, period: int) -> list[MetadataValue]:
    """The value of every document of the subcorpus; None where it has none, or no year where one is asked for."""
    stored = catalog.documents.values(column)
    values = [stored.get(document_id) for document_id in subject.subcorpus.documents.tolist()]
    if not period:
        return values
    years = [_year(value) for value in values]
    if all(year is None for year in years) and any(value is not None for value in values):
        raise UsageError(f"the column {column} holds no years: its values do not begin with one, as in 1972-05-01")
    return [None if year is None else year // period * period for year in years]


def _year(value: MetadataValue) -> int | None:
    if isinstance(value, int | float):
        return int(value)
    found = _YEAR.match(value or "")
    return int(found[1]) if found else None
