"""From a query to its page of lines: retrieval, context filters, sample, order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from senseindex.answers.concordance import Concordance, Hit
from senseindex.search.context_filters import with_context
from senseindex.search.hits import Hits, drawn
from senseindex.search.kwic import concordance_hits, hit_records, line_batches
from senseindex.search.lookup import Lookup, look_up
from senseindex.search.pattern import find_matches
from senseindex.search.retrieval import retrieve
from senseindex.search.sorting import ordered, sort_keys
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.cells.vector_store import VectorStore

if TYPE_CHECKING:
    from senseindex.index.open_index import OpenIndex
    from senseindex.search.query import Query


def answer(index: OpenIndex, query: Query) -> Concordance:
    """One page of lines and the number of all hits. Raises what `look_up` raises."""
    return page(index.catalog, index.store, look_up(index, query))


def page(catalog: Catalog, store: VectorStore, asked: Lookup) -> Concordance:
    """One page of lines and the number of all hits (of the sample, if one is drawn)."""
    query = asked.query
    end = query.offset + query.n
    if _is_plain(asked):
        found = retrieve(catalog, store, asked, end)
        ids, scores = found.ids, found.scores
        if scores is None and query.line_seed is not None:
            ids = ids[drawn(ids, query.n, query.line_seed, query.offset)]
        else:
            ids, scores = ids[query.offset : end], None if scores is None else scores[query.offset : end]
        total, chosen = found.total, Hits.of_occurrences(catalog, ids, scores)
    else:
        total, hits = _narrowed(catalog, store, asked)
        pages = slice(query.offset, end)
        if query.line_seed is not None:
            hits, pages = hits.sampled(query.n, query.line_seed, query.offset), slice(0, query.n)
        chosen = _sorted(catalog, hits, asked).take(pages)
    lines = tuple(concordance_hits(catalog, chosen, query.window))
    return Concordance(asked.word, total, lines, catalog.documents.metadata_columns())


def select(catalog: Catalog, store: VectorStore, asked: Lookup) -> Hits:
    """All hits, filtered, sampled and sorted. Over all words these are the best up to the end of the page."""
    return _sorted(catalog, _narrowed(catalog, store, asked)[1], asked)


def all_lines(catalog: Catalog, chosen: Hits, window: int) -> Iterator[Hit]:
    """The lines of these hits one after another, as few in memory as may be."""
    for hits, lines in line_batches(catalog, chosen, window):
        yield from hit_records(catalog, lines, None if hits.scores is None else hits.scores.tolist())


def _is_plain(asked: Lookup) -> bool:
    """Whether a page can be answered without looking at all hits."""
    query = asked.query
    scored = asked.vector is not None and query.line_seed is None
    usual = query.sort is None or query.sort == ("score" if scored else "document")
    return usual and query.pattern is None and not (query.near or query.without) and query.sample is None


def _narrowed(catalog: Catalog, store: VectorStore, asked: Lookup) -> tuple[int, Hits]:
    """The number of all hits, and the hits: all, over all words the best ones."""
    query = asked.query
    if query.sort is not None:
        sort_keys(catalog, query.sort)  # a wrong key is told before the work
    if query.pattern is not None:
        hits = find_matches(catalog, query.pattern)
        if asked.where is not None:
            allowed = catalog.documents.filtered(asked.where, asked.parameters)
            hits = hits.take(np.isin(hits.documents, np.array(allowed, dtype=np.int64)))
    else:
        found = retrieve(catalog, store, asked)
        hits = Hits.of_occurrences(catalog, found.ids, found.scores)
        if query.any_word:
            return found.total, hits
    hits = with_context(catalog, hits, query.near, query.without, query.span)
    if query.sample is not None:
        hits = hits.sampled(query.sample, query.seed or 0)
    return len(hits), hits


def _sorted(catalog: Catalog, hits: Hits, asked: Lookup) -> Hits:
    if asked.query.sort is not None:
        return ordered(catalog, hits, sort_keys(catalog, asked.query.sort))
    # A sample has lost the order of its scores.
    return ordered(catalog, hits, ["score"]) if hits.scores is not None and asked.query.sample is not None else hits
