"""How hits spread: by sense, by metadata, by what stands at a position, or by the words around them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from senseindex.answers.change import MONTHS, PERIODS
from senseindex.answers.concordance import Breakdown, CrossedGroup, Crossing, Group
from senseindex.arrays import IntArray
from senseindex.errors import UsageError
from senseindex.search.context_filters import around
from senseindex.search.document_values import DocumentColumn, document_column
from senseindex.search.hits import Hits
from senseindex.search.positions import Position, position, values_at
from senseindex.store.catalog.catalog import Catalog

GROUPS = ("sense", "collocate")


@dataclass(frozen=True)
class GroupKey:
    """What hits are grouped by: something of their documents, something at a position, or `collocate` (neither)."""

    by: str
    of_document: DocumentColumn | None = None
    at: Position | None = None


def group_key(catalog: Catalog, by: str) -> GroupKey:
    """What `by` means: `sense`, `collocate`, a position, a metadata column, a period. Raises UsageError for others."""
    if by.lower() in GROUPS:
        return GroupKey(by.lower(), at=Position(0, "sense") if by.lower() == "sense" else None)
    columns = {name.lower() for name in catalog.documents.metadata_columns()}
    at = position(by)
    if at is not None and by.lower() not in columns:
        return GroupKey(by, at=at)
    try:
        column = document_column(catalog, by)
    except UsageError as error:
        if by.lower() in columns or by.rpartition(":")[2] in (*PERIODS, *MONTHS):
            raise error from None
        there = (*catalog.documents.metadata_columns(), "document", *GROUPS, *PERIODS, *MONTHS)
        raise UsageError(
            f"cannot group by {by!r}; there are {', '.join(there)}, node, L1, R1, ... with .word, .lemma, .pos, .sense"
        ) from None
    return GroupKey(column.by, of_document=column)


@dataclass(frozen=True)
class GroupCounts:
    """How many hits have each value, and how many tokens the searched documents have, of each value of metadata.

    Those of two parts of a corpus add up to those of both.
    """

    by: str
    total: int
    hits: Mapping[Any, int]
    size: int
    tokens: Mapping[Any, int]

    def __add__(self, other: GroupCounts) -> GroupCounts:
        hits, tokens = Counter(self.hits) + Counter(other.hits), Counter(self.tokens) + Counter(other.tokens)
        return GroupCounts(self.by, self.total + other.total, hits, self.size + other.size, tokens)

    def groups(self) -> Breakdown:
        """Values with the most hits first; numbers and dates of a metadata column in their own order."""
        values = sorted(self.hits, key=_order)
        if not self.tokens or any(isinstance(value, str) and not value[:1].isdigit() for value in values):
            values.sort(key=lambda value: -self.hits[value])
        return Breakdown(self.by, self.total, tuple(map(self._group, values)))

    def _group(self, value: Any) -> Group:
        hits = self.hits[value]
        tokens = self.tokens.get(value, 0) if self.tokens else self.size
        shown = "" if value is None else str(value)
        return Group(shown, hits, hits / max(self.total, 1), 1e6 * hits / max(tokens, 1))


def _order(value: Any) -> tuple[bool, bool, Any]:
    return (value is None, isinstance(value, str), 0 if value is None else value)


def breakdown(
    catalog: Catalog,
    hits: Hits,
    by: str,
    *,
    span: int,
    where: str | None,
    parameters: Sequence[Any],
    ignore_case: bool = False,
) -> GroupCounts:
    """How many hits have each sense ("" for none), collocate, word at a position, or value of metadata.

    `span` is how far a collocate may stand from the hit, in its sentence; only content words count, and each once a
    hit. `where` is the filter of the query, for the sizes of the groups.
    """
    key = group_key(catalog, by)
    ids, tokens = _documents(catalog, where, parameters)
    sizes: Counter[Any] = Counter()
    if key.of_document is not None:
        counts = Counter(_values(catalog, hits, key, ignore_case))
        sizes = _weighted(key.of_document.values(catalog, ids), tokens)
    elif key.at is not None:
        counts = Counter(_values(catalog, hits, key, ignore_case))
    else:
        counts = _collocates(catalog, hits, span)
    return GroupCounts(key.by, len(hits), counts, int(tokens.sum()), sizes)


def crossed(
    catalog: Catalog,
    hits: Hits,
    by: Sequence[str],
    *,
    where: str | None,
    parameters: Sequence[Any],
    ignore_case: bool = False,
) -> Crossing:
    """How many hits have each pair of values, the most frequent first. Raises UsageError for collocates."""
    keys = [group_key(catalog, each) for each in by]
    if any(key.by == "collocate" for key in keys):
        raise UsageError("collocates cannot be crossed: a hit has several; take a position, such as L1.lemma")
    counts = Counter(zip(*(_values(catalog, hits, key, ignore_case) for key in keys), strict=True))
    ids, tokens = _documents(catalog, where, parameters)
    columns = [key.of_document.values(catalog, ids) if key.of_document else [None] * len(ids) for key in keys]
    sizes = _weighted(list(zip(*columns, strict=True)), tokens)
    rows = []
    for pair in sorted(counts, key=lambda pair: (-counts[pair], *map(_order, pair))):
        own = tuple(value if key.of_document else None for value, key in zip(pair, keys, strict=True))
        first, second = ("" if value is None else str(value) for value in pair)
        count = counts[pair]
        rows.append(CrossedGroup(first, second, count, count / max(len(hits), 1), 1e6 * count / max(sizes[own], 1)))
    return Crossing((keys[0].by, keys[1].by), len(hits), tuple(rows))


def _documents(catalog: Catalog, where: str | None, parameters: Sequence[Any]) -> tuple[IntArray, IntArray]:
    """Ids and tokens of the documents that are searched."""
    documents = catalog.documents.table()
    ids, tokens = documents.ids, documents.tokens
    if where is not None:
        inside = np.isin(ids, catalog.documents.filtered(where, parameters))
        ids, tokens = ids[inside], tokens[inside]
    return ids, tokens


def _values(catalog: Catalog, hits: Hits, key: GroupKey, ignore_case: bool) -> list[Any]:
    """The value of each hit."""
    if key.of_document is not None:
        documents, number = np.unique(hits.documents, return_inverse=True)
        values = key.of_document.values(catalog, documents)
        return [values[each] for each in number.tolist()]
    assert key.at is not None
    if key.at == Position(0, "sense"):
        return [name or "" for name in hits.sense_names(catalog)]
    return values_at(catalog, hits, key.at, ignore_case=ignore_case)


def _weighted(values: Sequence[Any], tokens: IntArray) -> Counter[Any]:
    found: Counter[Any] = Counter()
    for value, count in zip(values, tokens.tolist(), strict=True):
        found[value] += count
    return found


def _collocates(catalog: Catalog, hits: Hits, span: int) -> Counter[Any]:
    if not len(hits):
        return Counter()
    table = catalog.sentences.tokens(np.unique(hits.sentences))
    before, first, last, after = around(table, hits, span)
    pairs: list[np.ndarray[Any, Any]] = []
    numbers = np.arange(len(hits), dtype=np.int64)
    size = int(table.lemmas.max()) + 1
    for distance in range(1, span + 1):
        left, right = first - distance, last + distance - 1
        for places, inside in ((left, left >= before), (right, right < after)):
            pairs.append(numbers[inside] * size + table.lemmas[places[inside]])
    lemma_ids, counts = np.unique(np.unique(np.concatenate(pairs)) % size, return_counts=True)
    words = catalog.lemmas.content_words(lemma_ids.tolist())
    found: Counter[Any] = Counter()
    for lemma_id, count in zip(lemma_ids.tolist(), counts.tolist(), strict=True):
        if lemma_id in words:
            found[words[lemma_id]] += count
    return found
