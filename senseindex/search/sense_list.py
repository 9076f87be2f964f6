"""The senses of a word, each with typical lines: what people ticked, then those nearest to its centre."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from senseindex.answers.concordance import Hit
from senseindex.answers.senses import Sense, SenseList
from senseindex.errors import UsageError
from senseindex.search.concordance import page
from senseindex.search.kwic import occurrence_hits
from senseindex.search.lookup import Lookup
from senseindex.search.query import Query
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.senses import UNCLEAR_NUMBER
from senseindex.store.cells.vector_store import VectorStore

if TYPE_CHECKING:
    from senseindex.index.open_index import OpenIndex

NEAR_DUPLICATE = 0.6
"""Jaccard of the words from which two lines are nearly the same, as in `examples.toml`."""

SPARE = 5
"""So many times the lines asked for are looked at."""


def sense_list(index: OpenIndex, lemma: str, *, examples: int = 3, window: int = 10, depth: int = 1) -> SenseList:
    """The main senses of a lemma, largest first, each with typical lines, ticked ones first. Empty before induction.

    At `depth` 2 each is followed by its subsenses.
    """
    if depth not in (1, 2):
        raise UsageError(f"senses are asked for to depth 1 or 2, not {depth}")
    rows = index.lemmas(lemma)
    tokens = max(index.catalog.documents.tokens(), 1)
    found = index.catalog.senses.of([row.id for row in rows], depth)
    total = max(sum(sense.size for sense in found if not sense.parent), 1)
    names = {sense.id: sense.name for sense in found}
    lempos = {row.id: row.lempos for row in rows}
    ticks = index.catalog.labels.ticked([member for sense in found for member in sense.members])
    senses = []
    for sense in found:
        if sense.number == UNCLEAR_NUMBER and not sense.size:
            continue
        ticked = [each for member in sense.members for each in ticks.get(member, ())]
        query = Query(lemma, senses=(sense.name,), n=examples, window=window)
        of_sense = tuple(row for row in rows if row.id == sense.lemma_id)
        asked = Lookup(query, lemma, of_sense, (sense,), sense.centre)
        senses.append(
            Sense(
                sense.name,
                lempos[sense.lemma_id],
                sense.label,
                sense.size,
                sense.size / total,
                1e6 * sense.size / tokens,
                sense.confidence,
                sense.context_words,
                sense.similar_words,
                _typical_lines(index.catalog, index.store, asked, ticked),
                definition=sense.definition,
                locked=sense.locked,
                ticked=len(ticked),
                parent=names.get(sense.parent),
                subsenses=len(sense.members) - 1,
            )
        )
    separability = index.catalog.lemmas.separability([row.id for row in rows])
    return SenseList(rows[0].lemma, tuple(senses), separability)


def _typical_lines(catalog: Catalog, store: VectorStore, asked: Lookup, ticked: Sequence[int]) -> tuple[Hit, ...]:
    """Up to `n` lines of the sense, of which the first are the occurrences `ticked`, no two nearly the same."""
    query = asked.query
    if not query.n:
        return ()
    chosen = occurrence_hits(catalog, ticked[: query.n], query.window)
    seen = [_words(hit) for hit in chosen]
    if len(chosen) < query.n:
        more = page(catalog, store, replace(asked, query=replace(query, n=SPARE * query.n)))
        for hit in more.hits:
            words = _words(hit)
            if len(chosen) < query.n and all(_jaccard(words, each) < NEAR_DUPLICATE for each in seen):
                chosen.append(hit)
                seen.append(words)
    return tuple(chosen)


def _words(hit: Hit) -> set[str]:
    return set(re.findall(r"\w+", f"{hit.left} {hit.right}".lower()))


def _jaccard(first: set[str], second: set[str]) -> float:
    return len(first & second) / max(len(first | second), 1)
