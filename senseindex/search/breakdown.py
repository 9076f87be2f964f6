"""How hits spread: by sense, by a metadata column, or by the words around them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from senseindex.answers.concordance import Breakdown, Group
from senseindex.errors import UsageError
from senseindex.search.context import around
from senseindex.search.found import Found
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.connection import chunks, placeholders, quoted
from senseindex.store.catalog.lemmas import lempos_of

GROUPS = ("sense", "collocate")


def checked_group(catalog: Catalog, by: str) -> str:
    """`sense`, `collocate`, or a metadata column in its own spelling. Raises UsageError for anything else."""
    names = {name.lower(): name for name in (*catalog.documents.metadata_columns(), "document", *GROUPS)}
    if by.lower() not in names:
        raise UsageError(f"cannot group by {by!r}; there are {', '.join(names.values())}")
    return names[by.lower()]


def breakdown(
    catalog: Catalog, found: Found, by: str, *, span: int, where: str | None, parameters: Sequence[Any]
) -> Breakdown:
    """Hits by value, most frequent first; numbers and dates of a metadata column in their own order.

    `span` is how far a collocate may stand from the hit, in its sentence; only lemmas that mostly have vectors count,
    so no function words. `where` is the filter of the query, for the sizes of the groups.
    """
    by = checked_group(catalog, by)
    tokens = _tokens_by_document(catalog, where, parameters)
    whole = max(sum(tokens.values()), 1)
    if by == "sense":
        counts: Counter[Any] = Counter(line.sense for _, lines in found.line_batches(catalog, 0) for line in lines)
    elif by == "collocate":
        counts = _collocates(catalog, found, span)
    else:
        return Breakdown(by, len(found), tuple(_by_metadata(catalog, found, by, tokens)))
    groups = [
        Group("" if value is None else value, hits, hits / max(len(found), 1), 1e6 * hits / whole)
        for value, hits in sorted(counts.items(), key=lambda item: (-item[1], item[0] or ""))
    ]
    return Breakdown(by, len(found), tuple(groups))


def _tokens_by_document(catalog: Catalog, where: str | None, parameters: Sequence[Any]) -> dict[int, int]:
    tokens = dict(catalog.rows("SELECT id, tokens FROM document"))
    if where is None:
        return tokens
    return {document: tokens[document] for document in catalog.documents.filtered(where, parameters)}


def _by_metadata(catalog: Catalog, found: Found, by: str, tokens: dict[int, int]) -> list[Group]:
    column = "document.name" if by == "document" else quoted(by)
    sql = f"SELECT document.id, {column} FROM document LEFT JOIN metadata ON document_id = document.id"
    value_of = dict(catalog.rows(sql))
    sizes: Counter[Any] = Counter()
    for document, count in tokens.items():
        sizes[value_of[document]] += count
    hits: Counter[Any] = Counter()
    documents, counts = np.unique(found.documents, return_counts=True)
    for document, count in zip(documents.tolist(), counts.tolist(), strict=True):
        hits[value_of[document]] += count
    ordered = sorted(hits, key=lambda value: (value is None, isinstance(value, str), value if value is not None else 0))
    if any(isinstance(value, str) and not value[:1].isdigit() for value in hits):
        ordered.sort(key=lambda value: -hits[value])
    return [
        Group("" if value is None else str(value), hits[value], hits[value] / max(len(found), 1),
              1e6 * hits[value] / max(sizes[value], 1))
        for value in ordered
    ]  # fmt: skip


def _collocates(catalog: Catalog, found: Found, span: int) -> Counter[Any]:
    if not len(found):
        return Counter()
    table = catalog.sentences.tokens(np.unique(found.sentences))
    before, first, last, after = around(table, found, span)
    pairs: list[np.ndarray[Any, Any]] = []
    numbers = np.arange(len(found), dtype=np.int64)
    size = int(table.lemmas.max()) + 1
    for distance in range(1, span + 1):
        left, right = first - distance, last + distance - 1
        for places, inside in ((left, left >= before), (right, right < after)):
            pairs.append(numbers[inside] * size + table.lemmas[places[inside]])
    lemma_ids, counts = np.unique(np.unique(np.concatenate(pairs)) % size, return_counts=True)
    names = {}
    for chunk in chunks(lemma_ids.tolist()):
        sql = f"SELECT id, lemma, pos FROM lemma WHERE 2 * occurrences > frequency AND id IN ({placeholders(chunk)})"
        names.update({row[0]: row[1:] for row in catalog.rows(sql, chunk)})
    found_words: Counter[Any] = Counter()
    for lemma_id, count in zip(lemma_ids.tolist(), counts.tolist(), strict=True):
        if lemma_id in names:
            found_words[lempos_of(*names[lemma_id])] += count
    return found_words
