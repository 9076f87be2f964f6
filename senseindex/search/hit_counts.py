"""`index.hits`: how many hits a query has, and of what kinds they are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from senseindex.errors import UsageError
from senseindex.search.breakdown import breakdown, checked_group
from senseindex.search.concordance import answer, select
from senseindex.search.lookup import look_up
from senseindex.search.query import Query, asks

if TYPE_CHECKING:
    from typing import Unpack

    from senseindex.answers.concordance import Breakdown
    from senseindex.index.open_index import OpenIndex
    from senseindex.search.query import QueryOptions


class HitCounts:
    """Counts the hits of queries, which are asked as in `SenseIndex.query`."""

    def __init__(self, index: OpenIndex) -> None:
        self._index = index

    @asks
    def count(self, asked: Query | str | None = None, **options: Unpack[QueryOptions]) -> int:
        """The number of hits of a query."""
        return answer(self._index, replace(Query.of(asked, **options), n=0, sort=None)).total

    @asks
    def breakdown(self, by: str, asked: Query | str | None = None, **options: Unpack[QueryOptions]) -> Breakdown:
        """All hits of a query by `sense`, by `collocate` within `span` tokens, or by a metadata column.

        Raises UsageError for anything else to group by.
        """
        index = self._index
        checked_group(index.catalog, by)
        query = Query.of(asked, **options)
        if query.any_word:
            raise UsageError("a search over all words cannot be grouped")
        found = look_up(index, query)
        hits = select(index.catalog, index.store, found)
        counts = breakdown(index.catalog, hits, by, span=query.span, where=found.where, parameters=found.parameters)
        return counts.groups()
