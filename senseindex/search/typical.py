"""Typical lines of a sense: what people ticked, then those nearest to its centre, no two nearly the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from senseindex.answers.concordance import Hit
from senseindex.search.query import Question, answer, occurrence_hits
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.cells.vector_store import VectorStore

NEAR_DUPLICATE = 0.6
"""Jaccard of the words from which two lines are nearly the same, as in `examples.toml`."""

SPARE = 5
"""So many times the lines asked for are looked at."""


def typical_lines(
    catalog: Catalog, store: VectorStore, question: Question, ticked: Sequence[int] = ()
) -> tuple[Hit, ...]:
    """Up to `question.count` lines of its sense, of which the first are the occurrences `ticked`."""
    if not question.count:
        return ()
    chosen = occurrence_hits(catalog, ticked[: question.count], question.window)
    seen = [_words(hit) for hit in chosen]
    if len(chosen) < question.count:
        more = answer(catalog, store, replace(question, count=SPARE * question.count))
        for hit in more.hits:
            own = _words(hit)
            if len(chosen) < question.count and all(_jaccard(own, each) < NEAR_DUPLICATE for each in seen):
                chosen.append(hit)
                seen.append(own)
    return tuple(chosen)


def _words(hit: Hit) -> set[str]:
    return set(re.findall(r"\w+", f"{hit.left} {hit.right}".lower()))


def _jaccard(first: set[str], second: set[str]) -> float:
    return len(first & second) / max(len(first | second), 1)
