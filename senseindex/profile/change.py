"""How the senses of a lemma are spread over the values of a metadata column, such as the years of a corpus."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from senseindex.answers.change import ALL, OTHER, PERIODS, SPARSE, Cell, Change, Period, Trend
from senseindex.arrays import BoolArray
from senseindex.corpus.documents import MetadataValue
from senseindex.errors import UsageError
from senseindex.profile.hits import LemmaHits
from senseindex.profile.trend import trend
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.connection import quoted
from senseindex.store.catalog.senses import SenseRow

_YEAR = re.compile(r"\s*(-?\d{3,4})(?!\d)")


def change(catalog: Catalog, hits: LemmaHits, senses: Sequence[SenseRow] | None, by: str) -> Change:
    """The hits of a lemma by a metadata column, or by `year` or `decade` of a date.

    `by` is a column, `year` or `decade` (of the column `date`, or `year`), or `COLUMN:year`, `COLUMN:decade`. With
    `senses` only these have a series of their own, the others are one. Raises UsageError for an unknown column.
    """
    column, period = _column_of(catalog, by)
    values = _values(catalog, hits, column, period)
    keys = sorted(set(values), key=_order)
    place = {key: number for number, key in enumerate(keys)}
    of_document = np.array([place[value] for value in values], dtype=np.int64)
    tokens = np.bincount(of_document, weights=hits.subcorpus.tokens, minlength=len(keys)).astype(np.int64)
    of_hit = of_document[hits.documents]
    series = [(ALL, "", np.ones(len(hits), dtype=np.bool_)), *_series(hits, senses)]
    counts = [np.bincount(of_hit[mask], minlength=len(keys)) for _, _, mask in series]
    periods = tuple(
        Period(key, int(tokens[number]), tuple(_cell(int(count[number]), int(tokens[number])) for count in counts))
        for number, key in enumerate(keys)
    )
    trends = tuple(_trend(periods, number) for number in range(len(series)))
    names, labels = tuple(name for name, _, _ in series), tuple(label for _, label, _ in series)
    return Change(hits.word, by, hits.subcorpus.where, names, labels, trends, periods)


def _series(hits: LemmaHits, senses: Sequence[SenseRow] | None) -> list[tuple[str, str, BoolArray]]:
    parts = hits.series()
    if senses is None:
        return parts
    wanted = {sense.name for sense in senses}
    rest = [mask for name, _, mask in parts if name not in wanted]
    own = [part for part in parts if part[0] in wanted]
    return [*own, (OTHER, "", np.logical_or.reduce(rest))] if rest else own


def _cell(freq: int, tokens: int) -> Cell:
    return Cell(freq, 1e6 * freq / tokens if tokens else 0.0, freq < SPARSE)


def _trend(periods: Sequence[Period], series: int) -> Trend | None:
    dated = [period for period in periods if isinstance(period.value, int | float) and period.tokens]
    if any(isinstance(period.value, str) for period in periods):
        return None
    return trend([float(period.value or 0) for period in dated], [period.cells[series].ipm for period in dated])


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


def _values(catalog: Catalog, hits: LemmaHits, column: str, period: int) -> list[MetadataValue]:
    """The value of every document of the subcorpus; None where it has none, or no year where one is asked for."""
    stored = dict(catalog.rows(f"SELECT document_id, {quoted(column)} FROM metadata"))
    values = [stored.get(document_id) for document_id in hits.subcorpus.documents.tolist()]
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


def _order(value: MetadataValue) -> tuple[bool, bool, float, str]:
    if isinstance(value, int | float):
        return (False, False, float(value), "")
    return (value is None, True, 0.0, str(value))
