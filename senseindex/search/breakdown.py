"""How hits spread: by sense, by a metadata column, or by the words around them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from senseindex.answers.concordance import Breakdown, Group
from senseindex.arrays import IntArray
from senseindex.errors import UsageError
from senseindex.search.context_filters import around
from senseindex.search.hits import Hits
from senseindex.store.catalog.catalog import Catalog

GROUPS = ("sense", "collocate")


def checked_group(catalog: Catalog, by: str) -> str:
    """`sense`, `collocate`, or a metadata column in its own spelling. Raises UsageError for anything else."""
    names = {name.lower(): name for name in (*catalog.documents.metadata_columns(), "document", *GROUPS)}
    if by.lower() not in names:
        raise UsageError(f"cannot group by {by!r}; there are {', '.join(names.values())}")
    return names[by.lower()]


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
        if self.by in GROUPS or any(isinstance(value, str) and not value[:1].isdigit() for value in values):
            values.sort(key=lambda value: -self.hits[value])
        return Breakdown(self.by, self.total, tuple(map(self._group, values)))

    def _group(self, value: Any) -> Group:
        hits = self.hits[value]
        tokens = self.size if self.by in GROUPS else self.tokens.get(value, 0)
        shown = "" if value is None else str(value)
        return Group(shown, hits, hits / max(self.total, 1), 1e6 * hits / max(tokens, 1))


def _order(value: Any) -> tuple[bool, bool, Any]:
    return (value is None, isinstance(value, str), 0 if value is None else value)


def breakdown(
    catalog: Catalog, hits: Hits, by: str, *, span: int, where: str | None, parameters: Sequence[Any]
) -> GroupCounts:
    """How many hits have each sense ("" for none), collocate, or value of a metadata column.

    `span` is how far a collocate may stand from the hit, in its sentence; only content words count, and each once a
    hit. `where` is the filter of the query, for the sizes of the groups.
    """
    by = checked_group(catalog, by)
    documents = catalog.documents.table()
    ids, tokens = documents.ids, documents.tokens
    if where is not None:
        inside = np.isin(ids, catalog.documents.filtered(where, parameters))
        ids, tokens = ids[inside], tokens[inside]
    sizes: Counter[Any] = Counter()
    if by == "sense":
        counts: Counter[Any] = Counter(name or "" for name in hits.sense_names(catalog))
    elif by == "collocate":
        counts = _collocates(catalog, hits, span)
    else:
        values = catalog.documents.names() if by == "document" else catalog.documents.values(by)
        counts = _by_value(values, *np.unique(hits.documents, return_counts=True))
        sizes = _by_value(values, ids, tokens)
    return GroupCounts(by, len(hits), counts, int(tokens.sum()), sizes)


def _by_value(values: Mapping[int, Any], documents: IntArray, counts: IntArray) -> Counter[Any]:
    found: Counter[Any] = Counter()
    for document, count in zip(documents.tolist(), counts.tolist(), strict=True):
        found[values.get(document)] += count
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
