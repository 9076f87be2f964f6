"""Everything that hits go through between retrieval and the page: context, sample, order, count, breakdown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from senseindex.answers.concordance import Concordance, Hit
from senseindex.search.context import with_context
from senseindex.search.found import Found
from senseindex.search.pattern import find_matches
from senseindex.search.query import Question, all_hits, answer, hits_of
from senseindex.search.sorting import ordered, sort_keys
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.cells.vector_store import VectorStore


@dataclass(frozen=True)
class Request:
    """A question and what is to be done with its hits.

    With a `pattern` the question gives only the filter and the page. `wanted` and `unwanted` are context filters, see
    `search.context`; `sample` hits are drawn with `sample_seed` before they are sorted by `sort`.
    """

    question: Question
    pattern: str | None = None
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    span: int = 5
    sample: int | None = None
    sample_seed: int = 0
    sort: str | None = None

    @property
    def is_plain(self) -> bool:
        """Whether a page can be answered without looking at all hits."""
        scored = self.question.vector is not None and self.question.seed is None
        usual = self.sort is None or self.sort == ("score" if scored else "document")
        return usual and self.pattern is None and not (self.wanted or self.unwanted) and self.sample is None


def page(catalog: Catalog, store: VectorStore, request: Request) -> Concordance:
    """One page of lines and the number of all hits (of the sample, if one is drawn)."""
    question = request.question
    if request.is_plain:
        return answer(catalog, store, question)
    found = _narrowed(catalog, store, request)
    total = answer(catalog, store, question).total if question.any_word else len(found)
    pages = slice(question.offset, question.offset + question.count)
    if question.seed is not None:
        found, pages = found.sampled(question.count, question.seed, question.offset), slice(0, question.count)
    chosen = _sorted(catalog, found, request).take(pages)
    return Concordance(question.word, total, tuple(_hits(catalog, chosen, question.window)))


def hits(catalog: Catalog, store: VectorStore, request: Request) -> tuple[int, Iterator[Hit]]:
    """The number of all hits, and the hits one after another, as few in memory as may be."""
    found = select(catalog, store, request)
    batches = found.line_batches(catalog, request.question.window)
    return len(found), (hit for part, lines in batches for hit in hits_of(catalog, lines, _scores(part)))


def select(catalog: Catalog, store: VectorStore, request: Request) -> Found:
    """All hits, filtered, sampled and sorted. Over all words these are the best up to the end of the page."""
    return _sorted(catalog, _narrowed(catalog, store, request), request)


def _narrowed(catalog: Catalog, store: VectorStore, request: Request) -> Found:
    question = request.question
    if request.sort is not None:
        sort_keys(catalog, request.sort)  # a wrong key is told before the work
    if request.pattern is not None:
        found = Found.of_matches(find_matches(catalog, request.pattern))
        if question.where is not None:
            allowed = catalog.documents.filtered(question.where, question.parameters)
            found = found.take(np.isin(found.documents, np.array(allowed, dtype=np.int64)))
    else:
        found = Found.of_occurrences(catalog, *all_hits(catalog, store, question))
    found = with_context(catalog, found, request.wanted, request.unwanted, request.span)
    return found if request.sample is None else found.sampled(request.sample, request.sample_seed)


def _sorted(catalog: Catalog, found: Found, request: Request) -> Found:
    if request.sort is not None:
        return ordered(catalog, found, sort_keys(catalog, request.sort))
    # A sample has lost the order of its scores.
    return ordered(catalog, found, ["score"]) if found.scores is not None and request.sample is not None else found


def _hits(catalog: Catalog, found: Found, window: int) -> list[Hit]:
    return hits_of(catalog, found.lines(catalog, window), _scores(found))


def _scores(found: Found) -> dict[int, float]:
    if found.scores is None or found.occurrences is None:
        return {}
    return dict(zip(found.occurrences.tolist(), found.scores.tolist(), strict=True))
