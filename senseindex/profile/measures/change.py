"""How the senses of a lemma are spread over the values of a metadata column."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from senseindex.answers.change import ALL, OTHER, SPARSE, Cell, Change, Period, Trend, value_order
from senseindex.profile.counts.changes import ChangeCounts
from senseindex.profile.measures.trend import trend


def change(counts: ChangeCounts, chosen: Collection[str] | None = None) -> Change:
    """The hits of a lemma by value; only the senses `chosen` have a series of their own, the others are one."""
    there = [name for name in counts.labels if any(hits.get(name) for hits in counts.hits.values())]
    names = there if chosen is None else [name for name in there if name in chosen]
    rest = [name for name in there if name not in names]
    series = [there, *([name] for name in names), *([rest] if rest else [])]
    periods = []
    for value in sorted(counts.tokens, key=value_order):
        tokens, hits = counts.tokens[value], counts.hits[value]
        freqs = [sum(hits.get(name, 0) for name in group) for group in series]
        periods.append(Period(value, tokens, tuple(_cell(freq, tokens) for freq in freqs)))
    trends = tuple(_trend(periods, number) for number in range(len(series)))
    titles = (ALL, *names, *([OTHER] if rest else []))
    labels = ("", *(counts.labels[name] for name in names), *([""] if rest else []))
    return Change(counts.word, counts.by, counts.where, titles, labels, trends, tuple(periods))


def _cell(freq: int, tokens: int) -> Cell:
    return Cell(freq, 1e6 * freq / tokens if tokens else 0.0, freq < SPARSE)


def _trend(periods: Sequence[Period], series: int) -> Trend | None:
    dated = [period for period in periods if isinstance(period.value, int | float) and period.tokens]
    if any(isinstance(period.value, str) for period in periods):
        return None
    return trend([float(period.value or 0) for period in dated], [period.cells[series].ipm for period in dated])
