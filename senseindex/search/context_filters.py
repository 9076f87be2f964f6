"""Hits by the words around them: `--near loan,account --without river --span 5`.

A context word is a lemma or a form, in any case; the span counts tokens on either side and ends with the sentence.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from senseindex.arrays import BoolArray, IntArray
from senseindex.errors import UsageError
from senseindex.search.hits import Hits
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.token_table import TokenTable


def with_context(catalog: Catalog, hits: Hits, wanted: Sequence[str], unwanted: Sequence[str], span: int) -> Hits:
    """The hits that have, within `span` tokens, one word of every entry of `wanted` and none of `unwanted`.

    An entry lists words apart by commas. Raises UsageError for an entry without words.
    """
    if not wanted and not unwanted:
        return hits
    table = catalog.sentences.tokens(np.unique(hits.sentences))
    kept = np.ones(len(hits), dtype=np.bool_)
    for entries, positive in ((wanted, True), (unwanted, False)):
        for entry in entries:
            marked = _marked(catalog, table, _words(entry))
            kept &= (_count_around(table, hits, marked, span) > 0) == positive
    return hits.take(kept)


def around(table: TokenTable, hits: Hits, span: int) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """Places `(n,)` in the table: where the context begins, the hit begins, the hit ends, the context ends."""
    rows = np.searchsorted(table.sentences, hits.sentences)
    begin, end = table.starts[rows], table.starts[rows + 1]
    first, last = begin + hits.first, begin + hits.last + 1
    return np.maximum(first - span, begin), first, last, np.minimum(last + span, end)


def _count_around(table: TokenTable, hits: Hits, marked: BoolArray, span: int) -> IntArray:
    before, first, last, after = around(table, hits, span)
    sums = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(marked)])
    counts: IntArray = sums[first] - sums[before] + sums[after] - sums[last]
    return counts


def _words(entry: str) -> list[str]:
    words = [word.strip().casefold() for word in entry.split(",") if word.strip()]
    if not words:
        raise UsageError("a context filter lists words: loan,account")
    several = next((word for word in words if len(word.split()) > 1), None)
    if several is not None:
        raise UsageError(
            f"{several!r} is more than one word; a context filter lists single words, --pattern finds phrases"
        )
    return words


def _marked(catalog: Catalog, table: TokenTable, words: Sequence[str]) -> BoolArray:
    """`(tokens,)`: whether lemma or form is one of the words."""
    wanted = set(words)
    marked: BoolArray = np.isin(table.lemmas, catalog.lemmas.folded(wanted))
    others = table.unmarked_with(words, marked)
    forms = np.array([form.casefold() in wanted for form in table.forms(others)], dtype=np.bool_)
    marked[others[forms]] = True
    return marked
