"""Answer many queries by example at once: each word's vectors are read once, and each concordance line is cut once.

The answers are those of `senseindex.search.query.answer`, one by one, up to the rounding of scores.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from senseindex.answers.concordance import Concordance, Hit
from senseindex.arrays import FloatArray, IntArray
from senseindex.search.kwic import concordance_lines
from senseindex.search.query import MOST_COMPARED, Question, answer, hits_of, read_living
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.cells.vector_store import VectorStore
from senseindex.vectors.likeness import WordLikeness

SCORES_AT_ONCE = 4_000_000


def answer_many(catalog: Catalog, store: VectorStore, questions: Sequence[Question]) -> list[Concordance]:
    """The answers to questions that ask for lemmas by an example, without senses and filters, in their order."""
    groups: dict[tuple[int, ...], list[int]] = {}
    for place, question in enumerate(questions):
        groups.setdefault(tuple(lemma.id for lemma in question.lemmas), []).append(place)
    answers: dict[int, Concordance] = {}
    found: dict[int, tuple[int, IntArray, FloatArray]] = {}
    for lemma_ids, places in groups.items():
        if sum(lemma.occurrences for lemma in questions[places[0]].lemmas) > MOST_COMPARED:
            answers |= {place: answer(catalog, store, questions[place]) for place in places}
            continue
        ids, vectors = read_living(catalog, store, lemma_ids)
        word = WordLikeness(vectors)
        rows = max(SCORES_AT_ONCE // max(len(ids), 1), 1)
        for start in range(0, len(places), rows):
            some = places[start : start + rows]
            examples = np.stack([questions[place].vector for place in some])  # type: ignore[misc]
            for place, scores in zip(some, word.scores(examples), strict=True):
                found[place] = _best(questions[place], ids, scores)
    windows = {questions[place].window for place in found}
    lines: dict[tuple[int, int], Hit] = {}
    for window in windows:
        wanted = [ids for place, (_, ids, _) in found.items() if questions[place].window == window]
        cut = concordance_lines(catalog, np.unique(np.concatenate(wanted)).tolist(), window)
        lines |= {(window, hit.occurrence_id): hit for hit in hits_of(catalog, cut, {})}
    for place, (total, ids, scores) in found.items():
        window = questions[place].window
        hits = tuple(
            replace(lines[window, occurrence_id], score=score)
            for occurrence_id, score in zip(ids.tolist(), scores.tolist(), strict=True)
        )
        answers[place] = Concordance(questions[place].word, total, hits)
    return [answers[place] for place in range(len(questions))]


def _best(question: Question, ids: IntArray, scores: FloatArray) -> tuple[int, IntArray, FloatArray]:
    """The number of hits, and ids and scores of the page, best first; ties are broken by id."""
    if question.exclude:
        kept = ids != question.exclude
        ids, scores = ids[kept], scores[kept]
    last = question.offset + question.count
    total = len(ids)
    if 0 < last < total:
        border = np.partition(scores, total - last)[total - last]
        near = np.flatnonzero(scores >= border)
        ids, scores = ids[near], scores[near]
    order = np.lexsort((ids, -scores))[question.offset : last]
    return total, ids[order], scores[order]
