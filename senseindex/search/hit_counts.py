"""`index.hits`: how many hits a query has, and of what kinds they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from senseindex.errors import UsageError
from senseindex.search.concordancing import Asked, query, request_of

if TYPE_CHECKING:
    from typing import Unpack

    from senseindex.answers.concordance import Breakdown
    from senseindex.index.open_index import OpenIndex


class HitCounts:
    """Counts the hits of queries, which are asked as in `SenseIndex.query`."""

    def __init__(self, index: OpenIndex) -> None:
        self._index = index

    def count(self, lemma: str | None = None, **asked: Unpack[Asked]) -> int:
        """The number of hits of a query."""
        asked["n"], asked["sort"] = 0, None
        return query(self._index, lemma, **asked).total

    def breakdown(self, by: str, lemma: str | None = None, **asked: Unpack[Asked]) -> Breakdown:
        """All hits of a query by `sense`, by `collocate` within `span` tokens, or by a metadata column.

        Raises UsageError for anything else to group by.
        """
        from senseindex.search.breakdown import breakdown, checked_group
        from senseindex.search.selection import select

        index = self._index
        checked_group(index.catalog, by)
        request = request_of(index, lemma, **asked)
        question = request.question
        if question.any_word:
            raise UsageError("a search over all words cannot be grouped")
        found = select(index.catalog, index.store, request)
        return breakdown(
            index.catalog, found, by, span=request.span, where=question.where, parameters=question.parameters
        )
