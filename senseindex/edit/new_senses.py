"""Senses that were not there: divide one, or make one of examples. What would move can be looked at first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypedDict

import numpy as np
import numpy.typing as npt

from senseindex.answers.concordance import Concordance
from senseindex.arrays import FloatArray, IntArray
from senseindex.edit.levels import parts_of_the_tree
from senseindex.edit.lookup import clear_sense, clear_senses_of, occurrence_ids, of_one_lemma
from senseindex.edit.transaction import Workbench
from senseindex.errors import NotFoundError, UsageError
from senseindex.senses.algorithms.assign import centres_of, own_confidences
from senseindex.senses.algorithms.gather import Gathered, divide, divide_by_example, gather
from senseindex.senses.context_words import contrast_words
from senseindex.senses.lemma_vectors import lemma_occurrences, lemma_vectors
from senseindex.senses.stored_induction import stored_induction
from senseindex.store.catalog.edits import Recorder
from senseindex.store.catalog.lemmas import LemmaRow
from senseindex.store.catalog.occurrences import Occurrence
from senseindex.store.catalog.senses import SenseRow
from senseindex.vectors.likeness import QUICK, smoothed

_Scores = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Examples:
    """What a new sense is like: sentences with the word, occurrences of it.

    What is nearer to them than to anything else by the `margin` goes into it; by default the examples say how much.
    """

    examples: Sequence[str] = ()
    occurrences: Sequence[Occurrence] = ()
    margin: float | None = None


class Like(TypedDict, total=False):
    """The fields of `Examples`, as an editor takes them."""

    examples: Sequence[str]
    occurrences: Sequence[Occurrence]
    margin: float | None


@dataclass(frozen=True)
class Division:
    """A sense and its occurrences: `labels` are parts from 0, which stays; `scores` say how surely.

    `by_tree`: it is divided between its subsenses.
    """

    row: SenseRow
    members: IntArray
    labels: IntArray
    confidences: _Scores
    scores: _Scores
    known: list[int]
    by_tree: bool = False


@dataclass(frozen=True)
class Creation:
    """A sense to be: of all occurrences of its lemma what goes into it, how surely, and its centre."""

    lemma: LemmaRow
    ids: IntArray
    gathered: Gathered
    confidences: _Scores
    centre: FloatArray
    known: IntArray


def division(bench: Workbench, sense: str, n: int | None, like: Examples) -> Division:
    """How a sense would be divided: into `n` parts, as many as an induction finds, or by examples."""
    if (like.examples and like.occurrences) or (n is not None and (like.examples or like.occurrences)):
        raise UsageError("split into a number of parts, by example sentences or by occurrences: choose one")
    catalog = bench.catalog
    row = clear_sense(catalog, sense)
    ids, vectors = lemma_vectors(catalog, bench.index.store, row.lemma_id)
    inside = np.flatnonzero(np.isin(ids, catalog.occurrences.ids([row.lemma_id], row.members)))
    if len(inside) < 2:
        raise UsageError(f"{row.name} has {len(inside)} occurrences; there is nothing to split")
    members = ids[inside]
    known = occurrence_ids(catalog, like.occurrences)
    if strange := set(known) - set(members.tolist()):
        raise NotFoundError(f"{row.name} has no occurrence {min(strange)}; see them with `query --sense`")
    if known:
        gathered = divide_by_example(smoothed(vectors, QUICK)[inside], np.searchsorted(members, known), like.margin)
    elif like.examples:
        seeds = _encode(bench, bench.lemma(row.lemma_id), like.examples)
        close = smoothed(np.concatenate([vectors, seeds]), QUICK)
        gathered = divide_by_example(close[inside], close[len(vectors) :], like.margin)
    else:
        if like.margin is not None:
            raise UsageError("a margin is for a split by examples; give them")
        found = catalog.occurrences.assignments(members.tolist())
        parts = parts_of_the_tree(catalog, row, found[:, 1], n or 2)
        if parts is not None:
            sure = (found[:, 2] / 100).astype(np.float32)
            return Division(row, members, parts, sure, sure, [], by_tree=True)
        divided = lemma_occurrences(catalog, bench.lemma(row.lemma_id), members, vectors[inside])
        labels, confidences = divide(divided, n, stored_induction(catalog))
        return Division(row, members, labels, confidences, confidences, [])
    confidences = own_confidences(vectors[inside], gathered.parts + 1)
    confidences[np.isin(members, known)] = 1.0
    return Division(row, members, gathered.parts + 1, confidences, gathered.margins, known)


def creation(bench: Workbench, lemma: LemmaRow, like: Examples, definition: str) -> Creation:
    """What would go into a new sense. Occurrences with a label, and those of locked senses, stay where they are."""
    if not like.examples and not like.occurrences and not definition.strip():
        raise UsageError("a sense is made from example sentences, occurrences or a definition: give one of them")
    catalog = bench.catalog
    ids, vectors = lemma_vectors(catalog, bench.index.store, lemma.id)
    known = np.empty(0, dtype=np.int64)
    if like.occurrences:
        known, _ = of_one_lemma(bench, like.occurrences, lemma.id)
    seeds = vectors[np.searchsorted(ids, known)]
    if like.examples or not len(known):
        texts = like.examples or [f"[{lemma.lemma}]: {definition.strip()}"]
        seeds = np.concatenate([seeds, _encode(bench, lemma, texts)])
    close = smoothed(np.concatenate([vectors, seeds]), QUICK)
    sense_of = catalog.occurrences.of_lemma(lemma.id).senses
    fixed = np.isin(ids, catalog.labels.of(lemma.id)[0])
    labels = np.full(len(ids), -1, dtype=np.int64)
    for place, sense in enumerate(clear_senses_of(catalog, lemma.id)):
        labels[np.isin(sense_of, sense.members)] = place
        fixed |= sense.locked & np.isin(sense_of, sense.members)
    gathered = gather(close[: len(ids)], close[len(ids) :], labels, fixed, like.margin)
    parts = gathered.parts.copy()
    parts[np.isin(ids, known)] = 0
    confidences = own_confidences(vectors, np.where(parts >= 0, labels.max() + 1, labels))
    confidences[np.isin(ids, known)] = 1.0
    near = np.concatenate([vectors[parts >= 0], seeds])
    centre = centres_of(near, np.zeros(len(near), dtype=np.int64), 1)[0]
    return Creation(lemma, ids, replace(gathered, parts=parts), confidences, centre, known)


def make(bench: Workbench, edit: Recorder, plan: Creation, *, definition: str, label: str) -> tuple[int, str]:
    """Write a planned sense; its id and its name."""
    catalog, lemma = bench.catalog, plan.lemma
    before = catalog.senses.ids_of(lemma.id)
    sense_id, name = catalog.senses.add(lemma)
    catalog.senses.unclear(lemma)
    taken = plan.gathered.parts >= 0
    edit.move(plan.ids[taken], sense_id, percents_of(plan.confidences[taken]))
    catalog.labels.put(plan.known.tolist(), sense_id, bench.author)
    words = contrast_words(catalog, plan.ids, plan.gathered.parts, 1, lemma.id)[0]
    catalog.senses.update(
        sense_id,
        label=label.strip() or ", ".join(words[:4]) or definition.strip(),
        named=bool(label.strip()),
        definition=definition.strip(),
        context_words=words,
        centre=plan.centre,
    )
    bench.recentre(sense_id, *before)
    edit.summary = f"create {name} with {int(taken.sum()):,} occurrences"
    return sense_id, name


def _encode(bench: Workbench, lemma: LemmaRow, sentences: Sequence[str]) -> FloatArray:
    """The vectors `(k, d)` of the lemma in example sentences."""
    models = bench.index.models
    return models.text_encoder.encode_words([models.target(text, [lemma.lemma]) for text in sentences])


def percents_of(confidences: _Scores) -> IntArray:
    return np.rint(100 * confidences).astype(np.int64)


def preview(bench: Workbench, title: str, ids: IntArray, scores: _Scores, lines: int, window: int) -> Concordance:
    from senseindex.search.kwic import occurrence_hits

    best = np.lexsort((ids, -scores))[:lines]
    hits = occurrence_hits(bench.catalog, ids[best].tolist(), window)
    scored = zip(hits, scores[best].tolist(), strict=True)
    return Concordance(title, len(ids), tuple(replace(hit, score=score) for hit, score in scored))
