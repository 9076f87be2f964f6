"""Many queries by example at once: texts are encoded together, vectors are read once, each line is cut once.

The answers are those that each query gets alone, up to the rounding of scores.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from senseindex.answers.concordance import Concordance, Hit
from senseindex.arrays import FloatArray, IntArray
from senseindex.errors import UsageError
from senseindex.search.concordance import page
from senseindex.search.hits import Hits
from senseindex.search.kwic import concordance_hits
from senseindex.search.lookup import Lookup
from senseindex.search.query import Query
from senseindex.search.retrieval import MOST_COMPARED
from senseindex.search.stored_vectors import living_vectors, vectors_of
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.cells.vector_store import VectorStore
from senseindex.vectors.likeness import WordLikeness

if TYPE_CHECKING:
    from senseindex.index.open_index import OpenIndex
    from senseindex.store.catalog.occurrences import Occurrence

SCORES_AT_ONCE = 4_000_000


def query_many(
    index: OpenIndex,
    contexts: Sequence[str] = (),
    *,
    lemma: str | None = None,
    likes: Sequence[Occurrence] = (),
    n: int = 20,
    offset: int = 0,
    window: int = 10,
) -> list[Concordance]:
    """What `query` answers for every example sentence of `contexts`, or every occurrence of `likes`, in order.

    `lemma` is the word that all examples are of; without it each says its own, as `query` has it. Scores may differ
    in the last digits, as sentences are encoded together. Raises what `query` raises, for the first bad example.
    """
    if contexts and likes:
        raise UsageError("give example sentences or occurrences to be like, not both")
    if isinstance(contexts, str):
        raise UsageError("contexts is a list of sentences; `query` takes a single one")
    lemma = lemma or None
    queries = [Query(lemma, context=context, n=n, offset=offset, window=window) for context in contexts]
    queries += [Query(lemma, like=like, n=n, offset=offset, window=window) for like in likes]
    rows = tuple(index.lemmas(lemma)) if lemma else ()
    asked: list[Lookup] = []
    if likes:
        ids = index.catalog.occurrences.find([query.like for query in queries if query.like is not None])
        liked, vectors = vectors_of(index.catalog, index.store, ids)
        for query, row, exclude, vector in zip(queries, liked, ids, vectors, strict=True):
            lemmas = rows or (row,)
            asked.append(Lookup(query, lemma or lemmas[0].lempos, lemmas, vector=vector, exclude=exclude))
    elif contexts:
        words = [row.lemma for row in rows] + ([lemma] if lemma else [])
        targets = [index.models.target(context, words) for context in contexts]
        vectors = index.models.text_encoder.encode_words(targets)
        meant = [target.sentence.lemmas[target.position] for target in targets]
        known = {word: rows or tuple(index.lemmas(word)) for word in dict.fromkeys(meant)}
        for query, word, vector in zip(queries, meant, vectors, strict=True):
            asked.append(Lookup(query, lemma or known[word][0].lempos, known[word], vector=vector))
    return answer_many(index.catalog, index.store, asked)


def answer_many(catalog: Catalog, store: VectorStore, asked: Sequence[Lookup]) -> list[Concordance]:
    """The answers to queries for lemmas by an example, without senses and filters, in their order."""
    groups: dict[tuple[int, ...], list[int]] = {}
    for place, each in enumerate(asked):
        groups.setdefault(tuple(each.lemma_ids), []).append(place)
    answers: dict[int, Concordance] = {}
    found: dict[int, tuple[int, IntArray, FloatArray]] = {}
    for lemma_ids, places in groups.items():
        if asked[places[0]].occurrences > MOST_COMPARED:
            answers |= {place: page(catalog, store, asked[place]) for place in places}
            continue
        ids, vectors = living_vectors(catalog, store, lemma_ids)
        word = WordLikeness(vectors)
        rows = max(SCORES_AT_ONCE // max(len(ids), 1), 1)
        for start in range(0, len(places), rows):
            some = places[start : start + rows]
            examples = np.stack([asked[place].vector for place in some])  # type: ignore[misc]
            for place, scores in zip(some, word.scores(examples), strict=True):
                found[place] = _best(asked[place], ids, scores)
    windows = {asked[place].query.window for place in found}
    lines: dict[tuple[int, int], Hit] = {}
    for window in windows:
        wanted = [ids for place, (_, ids, _) in found.items() if asked[place].query.window == window]
        cut = concordance_hits(catalog, Hits.of_occurrences(catalog, np.unique(np.concatenate(wanted))), window)
        lines |= {(window, hit.occurrence_id): hit for hit in cut}
    for place, (total, ids, scores) in found.items():
        window = asked[place].query.window
        hits = tuple(
            replace(lines[window, occurrence_id], score=score)
            for occurrence_id, score in zip(ids.tolist(), scores.tolist(), strict=True)
        )
        answers[place] = Concordance(asked[place].word, total, hits, catalog.documents.metadata_columns())
    return [answers[place] for place in range(len(asked))]


def _best(asked: Lookup, ids: IntArray, scores: FloatArray) -> tuple[int, IntArray, FloatArray]:
    """The number of hits, and ids and scores of the page, best first; ties are broken by id."""
    if asked.exclude:
        kept = ids != asked.exclude
        ids, scores = ids[kept], scores[kept]
    last = asked.query.offset + asked.query.n
    total = len(ids)
    if 0 < last < total:
        border = np.partition(scores, total - last)[total - last]
        near = np.flatnonzero(scores >= border)
        ids, scores = ids[near], scores[near]
    order = np.lexsort((ids, -scores))[asked.query.offset : last]
    return total, ids[order], scores[order]
