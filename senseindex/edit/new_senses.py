"""Senses that were not there: divide one, or make one of examples. What would move can be looked at first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from senseindex.answers.concordance import Concordance
from senseindex.arrays import FloatArray, IntArray
from senseindex.edit.base import EditorBase
from senseindex.errors import NotFoundError, UsageError
from senseindex.senses.algorithms.assign import centres_of, own_confidences
from senseindex.senses.algorithms.divide import divide
from senseindex.senses.algorithms.gather import Gathered, divide_by_example, gather
from senseindex.senses.context_words import contrast_words
from senseindex.senses.lemma_vectors import lemma_occurrences, lemma_vectors
from senseindex.senses.stored_induction import stored_induction
from senseindex.store.catalog.edits import Recorder
from senseindex.store.catalog.lemmas import LemmaRow
from senseindex.store.catalog.senses import CENTRE_TYPE, UNCLEAR_NUMBER, SenseRow
from senseindex.vectors.likeness import QUICK, smoothed


@dataclass(frozen=True)
class _Division:
    """A sense and its occurrences: `labels` are parts from 0, which stays; `scores` say how surely."""

    row: SenseRow
    members: IntArray
    labels: IntArray
    confidences: npt.NDArray[np.float32]
    scores: npt.NDArray[np.float32]
    known: tuple[int, ...]


@dataclass(frozen=True)
class _Creation:
    """A sense to be: of all occurrences of its lemma what goes into it, how surely, and its centre."""

    lemma: LemmaRow
    ids: IntArray
    gathered: Gathered
    confidences: npt.NDArray[np.float32]
    centre: FloatArray
    known: tuple[int, ...]


class NewSenses(EditorBase):
    """The part of `Editor` that divides and creates senses."""

    def split(
        self,
        sense: str,
        n: int | None = None,
        *,
        examples: Sequence[str] = (),
        occurrences: Sequence[int] = (),
        margin: float | None = None,
    ) -> tuple[str, ...]:
        """Divide a sense; the largest part, or that of the first example, keeps its id. Gives the ids of all parts.

        By itself into `n` index, or as many as an induction finds (2 where it finds one); or by two or more example
        sentences or occurrences: the first stands for what stays, and each other one gathers what is clearly like it
        (`senseindex.senses.algorithms.gather`). A lower `margin` takes more, a higher one less.
        """
        index = self.index
        with index.editing():
            plan = self._division(sense, n, examples, occurrences, margin)
            row, members, labels = plan.row, plan.members, plan.labels
            with self.transaction("split", row.lemma_id) as edit:
                lemma = self._lemma(row.lemma_id)
                rows = [row.id, *(index.catalog.senses.add(lemma)[0] for _ in range(int(labels.max())))]
                own = np.array(rows, dtype=np.int64)[labels]
                edit.move(members, own, np.rint(100 * plan.confidences).astype(np.int64))
                labelled, label_senses = index.catalog.labels.of(row.lemma_id)
                for place, occurrence in enumerate(plan.known):
                    edit.label(np.array([occurrence], dtype=np.int64), rows[place], self.author)
                for occurrence in labelled[(label_senses == row.id) & ~np.isin(labelled, plan.known)].tolist():
                    target = int(own[np.searchsorted(members, occurrence)])
                    index.catalog.connection.execute(
                        "UPDATE labelled SET sense_id = ? WHERE occurrence_id = ?", (target, occurrence)
                    )
                self._name_by_contrast(row, rows, members, labels)
                self.recentre(*rows)
                names = [each.name for each in index.catalog.senses.of([row.lemma_id]) if each.id in rows]
                edit.summary = f"split {row.name} into {', '.join(sorted(names, key=_number))}"
        return tuple(sorted(names, key=_number))

    def preview_split(
        self,
        sense: str,
        n: int | None = None,
        *,
        examples: Sequence[str] = (),
        occurrences: Sequence[int] = (),
        margin: float | None = None,
        lines: int = 20,
        window: int = 10,
    ) -> tuple[Concordance, ...]:
        """What `split` would put into each new part, surest first, and change nothing.

        The score is the margin (by example) or the confidence.
        """
        plan = self._division(sense, n, examples, occurrences, margin)
        return tuple(
            self._preview(
                f"{plan.row.name}, part {part + 1}",
                plan.members[plan.labels == part],
                plan.scores[plan.labels == part],
                lines,
                window,
            )
            for part in range(1, int(plan.labels.max()) + 1)
        )

    def create(
        self,
        lemma: str,
        *,
        examples: Sequence[str] = (),
        occurrences: Sequence[int] = (),
        definition: str = "",
        label: str = "",
        margin: float | None = None,
    ) -> str:
        """Make a sense from example sentences, occurrences or a definition, and give it what is clearly like them.

        Gives its id. A line goes into it if it is nearer to the examples than to any other sense, by a margin that the
        examples themselves say (`algorithms.gather`); a lower `margin` takes more, a higher one less. A
        definition makes up for examples where there are none. Occurrences that people have labelled, and those of
        locked senses, stay where they are. A word in two parts of speech must be named with one (`bank-n`).
        """
        with self.index.editing():
            plan = self._creation(self.index.one_lemma(lemma), examples, occurrences, definition, margin)
            with self.transaction("create", plan.lemma.id) as edit:
                return self._make(edit, plan, definition, label)

    def preview_create(
        self,
        lemma: str,
        *,
        examples: Sequence[str] = (),
        occurrences: Sequence[int] = (),
        definition: str = "",
        margin: float | None = None,
        lines: int = 20,
        window: int = 10,
    ) -> Concordance:
        """What `create` would put into the sense, surest first, and change nothing. The score is the margin."""
        plan = self._creation(self.index.one_lemma(lemma), examples, occurrences, definition, margin)
        taken = plan.gathered.parts >= 0
        title = f"a sense of {plan.lemma.lempos} at margin {plan.gathered.asked:.3f}"
        return self._preview(title, plan.ids[taken], plan.gathered.margins[taken], lines, window)

    def _division(
        self,
        sense: str,
        n: int | None,
        examples: Sequence[str],
        occurrences: Sequence[int],
        margin: float | None,
    ) -> _Division:
        if (examples and occurrences) or (n is not None and (examples or occurrences)):
            raise UsageError("split into a number of index, by example sentences or by occurrences: choose one")
        row = self._clear(sense)
        ids, vectors = lemma_vectors(self.index.catalog, self.index.store, row.lemma_id)
        inside = np.flatnonzero(np.isin(ids, self.index.catalog.occurrences.ids([row.lemma_id], [row.id])))
        if len(inside) < 2:
            raise UsageError(f"{row.name} has {len(inside)} occurrences; there is nothing to split")
        members = ids[inside]
        known = tuple(dict.fromkeys(occurrences))
        if strange := set(known) - set(members.tolist()):
            raise NotFoundError(f"{row.name} has no occurrence {min(strange)}; see them with `query --sense`")
        if known:
            found = divide_by_example(smoothed(vectors, QUICK)[inside], np.searchsorted(members, known), margin)
        elif examples:
            seeds = self._encode(row.lemma_id, examples)
            close = smoothed(np.concatenate([vectors, seeds]), QUICK)
            found = divide_by_example(close[inside], close[len(vectors) :], margin)
        else:
            if margin is not None:
                raise UsageError("a margin is for a split by examples; give them")
            catalog = self.index.catalog
            divided = lemma_occurrences(catalog, self._lemma(row.lemma_id), members, vectors[inside])
            labels, confidences = divide(divided, n, stored_induction(catalog))
            return _Division(row, members, labels, confidences, confidences, ())
        confidences = own_confidences(vectors[inside], found.parts + 1)
        confidences[np.isin(members, known)] = 1.0
        return _Division(row, members, found.parts + 1, confidences, found.margins, known)

    def _creation(
        self,
        lemma: LemmaRow,
        examples: Sequence[str],
        occurrences: Sequence[int],
        definition: str,
        margin: float | None,
    ) -> _Creation:
        if not examples and not occurrences and not definition.strip():
            raise UsageError("a sense is made from example sentences, occurrences or a definition: give one of them")
        catalog = self.index.catalog
        ids, vectors = lemma_vectors(catalog, self.index.store, lemma.id)
        known = self._occurrences(occurrences, lemma.id) if occurrences else np.empty(0, dtype=np.int64)
        seeds = vectors[np.searchsorted(ids, known)]
        if examples or not len(known):
            texts = examples or [f"[{lemma.lemma}]: {definition.strip()}"]
            seeds = np.concatenate([seeds, self._encode(lemma.id, texts)])
        close = smoothed(np.concatenate([vectors, seeds]), QUICK)
        senses = catalog.senses.of([lemma.id])
        _, sense_of = catalog.occurrences.senses_of(lemma.id)
        fixed = np.isin(ids, catalog.labels.of(lemma.id)[0])
        fixed |= np.isin(sense_of, [each.id for each in senses if each.locked])
        labels = np.full(len(ids), -1, dtype=np.int64)
        for place, each in enumerate(each for each in senses if each.number != UNCLEAR_NUMBER):
            labels[sense_of == each.id] = place
        found = gather(close[: len(ids)], close[len(ids) :], labels, fixed, margin)
        parts = found.parts.copy()
        parts[np.isin(ids, known)] = 0
        after = np.where(parts >= 0, labels.max() + 1, labels)
        confidences = own_confidences(vectors, after)
        confidences[np.isin(ids, known)] = 1.0
        near = np.concatenate([vectors[parts >= 0], seeds])
        centre = centres_of(near, np.zeros(len(near), dtype=np.int64), 1)
        return _Creation(lemma, ids, replace(found, parts=parts), confidences, centre[0], tuple(known.tolist()))

    def _make(self, edit: Recorder, plan: _Creation, definition: str, label: str) -> str:
        """Write a planned sense; gives its id."""
        catalog = self.index.catalog
        before = [each.id for each in catalog.senses.of([plan.lemma.id])]
        sense_id, name = catalog.senses.add(plan.lemma)
        catalog.senses.unclear(plan.lemma)
        taken = plan.gathered.parts >= 0
        moved = plan.ids[taken]
        edit.move(moved, np.full(len(moved), sense_id), np.rint(100 * plan.confidences[taken]).astype(np.int64))
        if plan.known:
            edit.label(np.array(plan.known, dtype=np.int64), sense_id, self.author)
        words = contrast_words(catalog, plan.ids, plan.gathered.parts, 1, plan.lemma.id)[0]
        catalog.connection.execute(
            "UPDATE sense SET label = ?, named = ?, definition = ?, context_words = ?, centroid = ? WHERE id = ?",
            (
                label.strip() or ", ".join(words[:4]) or definition.strip(),
                int(bool(label.strip())),
                definition.strip(),
                json.dumps(words),
                plan.centre.astype(CENTRE_TYPE).tobytes(),
                sense_id,
            ),
        )
        self.recentre(sense_id, *before)
        edit.summary = f"create {name} with {len(moved):,} occurrences"
        return name

    def _preview(
        self, title: str, ids: IntArray, scores: npt.NDArray[np.float32], lines: int, window: int
    ) -> Concordance:
        from senseindex.search.kwic import occurrence_hits

        best = np.lexsort((ids, -scores))[:lines]
        hits = occurrence_hits(self.index.catalog, ids[best].tolist(), window)
        scored = zip(hits, scores[best].tolist(), strict=True)
        return Concordance(title, len(ids), tuple(replace(hit, score=score) for hit, score in scored))

    def _name_by_contrast(self, row: SenseRow, rows: Sequence[int], ids: IntArray, labels: IntArray) -> None:
        chosen = contrast_words(self.index.catalog, ids, labels, len(rows), row.lemma_id)
        for sense_id, words in zip(rows, chosen, strict=True):
            label = row.label if row.named and sense_id == row.id else ", ".join(words[:4])
            self.index.catalog.connection.execute(
                "UPDATE sense SET label = ?, context_words = ? WHERE id = ?", (label, json.dumps(words), sense_id)
            )


def _number(name: str) -> int:
    return int(name.rpartition("%")[2])
