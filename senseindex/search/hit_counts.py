"""`index.hits`: how many hits a query has, and of what kinds they are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from senseindex.errors import UsageError
from senseindex.search.breakdown import breakdown, crossed, group_key
from senseindex.search.concordance import answer, select
from senseindex.search.lookup import look_up
from senseindex.search.query import Query, asks

if TYPE_CHECKING:
    from typing import Unpack

    from senseindex.answers.concordance import Breakdown, Crossing
    from senseindex.index.open_index import OpenIndex
    from senseindex.search.hits import Hits
    from senseindex.search.lookup import Lookup
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
    def breakdown(
        self,
        by: str,
        asked: Query | str | None = None,
        *,
        ignore_case: bool = False,
        **options: Unpack[QueryOptions],
    ) -> Breakdown:
        """All hits of a query by what they have: `sense`, a metadata column, a period of a date, a word at a position.

        Positions are `node`, `L1`, `R2`, ..., an attribute behind a dot: `node.word`, `L1.lemma`, `R1.pos`. `collocate`
        counts the content words within `span` tokens. Raises UsageError for anything else to group by.
        """
        index = self._index
        group_key(index.catalog, by)
        found, hits = self._found(asked, options)
        counts = breakdown(
            index.catalog,
            hits,
            by,
            span=found.query.span,
            where=found.where,
            parameters=found.parameters,
            ignore_case=ignore_case,
        )
        return counts.groups()

    @asks
    def crossed(
        self,
        first: str,
        second: str,
        asked: Query | str | None = None,
        *,
        ignore_case: bool = False,
        **options: Unpack[QueryOptions],
    ) -> Crossing:
        """All hits of a query by two of the things that `breakdown` knows, the most frequent pair first."""
        catalog = self._index.catalog
        for by in (first, second):
            group_key(catalog, by)
        found, hits = self._found(asked, options)
        return crossed(
            catalog,
            hits,
            (first, second),
            where=found.where,
            parameters=found.parameters,
            ignore_case=ignore_case,
        )

    def _found(self, asked: Query | str | None, options: QueryOptions) -> tuple[Lookup, Hits]:
        query = Query.of(asked, **options)
        if query.any_word:
            raise UsageError("a search over all words cannot be grouped")
        found = look_up(self._index, query)
        return found, select(self._index.catalog, self._index.store, found)
