"""How the senses of a lemma are spread over the values of a metadata column, and whether they rise or fall."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from senseindex.answers.forms import probability
from senseindex.answers.senses import UNCLEAR
from senseindex.answers.tables import Column, Rows, plain
from senseindex.corpus.documents import MetadataValue

PERIODS = {"year": 1, "decade": 10, "century": 100}
"""Periods of a date, in years."""

MONTHS = {"month": 1, "quarter": 3}
"""Periods of a date, in months."""


def years_of(period: str) -> int:
    """How many years a period has, by its name or as a number; 0 for one of months and for what is none."""
    return int(period) if period.isdecimal() else PERIODS.get(period, 0)


def value_order(value: MetadataValue) -> tuple[bool, bool, float, str]:
    """Sorts values: numbers, then text, None last."""
    if isinstance(value, int | float):
        return (False, False, float(value), "")
    return (value is None, True, 0.0, str(value))


SPARSE = 5
"""Hits below which a cell is marked: its relative standard error is above 1 / sqrt(5), 45 %."""

HEADING = 24
"""Characters of a label above a column."""

ALL = "all"

OTHER = "other senses"

NO_VALUE = "(none)"


@dataclass(frozen=True, slots=True)
class Trend:
    """`tau` (Kendall's, -1 falling to 1 rising) with its two-sided `p`; `slope` in units of y per unit of x.

    `low` and `high` are the slope's 95 % interval (Sen 1968). The test takes the values as independent of each other.
    """

    tau: float
    p: float
    slope: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Cell:
    """Hits of one series at one value; `sparse` where they are too few to say much."""

    freq: int
    ipm: float
    sparse: bool


@dataclass(frozen=True, slots=True)
class Period:
    """One value of the column: the tokens of its documents, and a cell for every series, `all` first.

    The cells after the first add up to it. `value` is None for documents that have none.
    """

    value: MetadataValue
    tokens: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Change(Rows[Period]):
    """Frequencies by the values of a column, in order, documents without a value last.

    `series` names the columns of cells, `labels` says what they mean; `trends` has one entry a series, in ipm per year
    or per unit of the column, None where values are no numbers or too few.
    """

    name: str
    by: str
    where: str | None
    series: tuple[str, ...]
    labels: tuple[str, ...]
    trends: tuple[Trend | None, ...]
    items: tuple[Period, ...]
    key = "periods"

    @property
    def unit(self) -> str:
        """What slopes are per."""
        return "a year" if years_of(self.by.rpartition(":")[2]) else f"a unit of {self.by}"

    def records(self) -> list[dict[str, Any]]:
        """A row a value and series."""
        return [
            {self.by: period.value, "tokens": period.tokens, "series": name, **plain(cell)}
            for period in self.items
            for name, cell in zip(self.series, period.cells, strict=True)
        ]

    def as_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "by": self.by,
            "where": self.where,
            "series": [
                {"name": name, "label": label, "trend": plain(found)}
                for name, label, found in zip(self.series, self.labels, self.trends, strict=True)
            ],
            self.key: [
                plain(period) | {"cells": dict(zip(self.series, plain(period.cells), strict=True))}
                for period in self.items
            ],
        }

    def names(self) -> list[str]:
        return [self.by, "tokens", "series", "freq", "ipm", "sparse"]

    def all_columns(self) -> Sequence[Column]:
        columns = [Column(header=self.by), Column(header="tokens", form=",")]
        for name, label in zip(self.series, self.labels, strict=True):
            columns += [Column(header=_heading(name, label), form=_hits), Column(header="ipm", form=".1f")]
        return columns

    def cells(self) -> Iterable[Sequence[Any]]:
        for period in self.items:
            value = NO_VALUE if period.value is None else str(period.value)
            yield [value, period.tokens, *(part for cell in period.cells for part in (cell, cell.ipm))]
        if any(self.trends):
            for title, form in TREND:
                yield [title, "", *(part for found in self.trends for part in ("", found and form(found)))]

    def caption(self) -> str:
        inside = f" where {self.where}" if self.where else ""
        slope = f"; slope in ipm {self.unit}" if any(self.trends) else ""
        return f"{self.name} by {self.by}{inside}: hits and ipm; * fewer than {SPARSE} hits{slope}"


def _heading(name: str, label: str) -> str:
    """The label of a sense, as much of it as a column has room for, and its id."""
    if not label or label == UNCLEAR:
        return label or name
    return f"{shorten(label, HEADING, placeholder='...').replace(',...', '...')} ({name})"


def _hits(cell: Cell) -> str:
    return f"{cell.freq:,}{'*' if cell.sparse else ' '}"


TREND: tuple[tuple[str, Callable[[Trend], str]], ...] = (
    ("tau", lambda found: f"{found.tau:+.2f}"),
    ("p", lambda found: probability(found.p)),
    ("slope", lambda found: f"{found.slope:+.3g}"),
)
"""What the last rows say of a trend."""
