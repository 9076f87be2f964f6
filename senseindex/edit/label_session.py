"""A walk through the lines of a word, to say of one after the other which sense it has; the most informative first."""

from __future__ import annotations

import numpy as np

from senseindex.answers.concordance import Hit
from senseindex.answers.edits import Edit
from senseindex.edit.editor import Editor
from senseindex.edit.lookup import senses_to_choose_from
from senseindex.edit.transaction import Workbench
from senseindex.errors import UsageError
from senseindex.senses.algorithms.informative import most_informative
from senseindex.senses.lemma_vectors import lemma_vectors
from senseindex.store.catalog.senses import UNCLEAR_NUMBER
from senseindex.vectors.likeness import QUICK, smoothed

POOL = 2000
"""Of a word with more lines so many are looked at for the next one to label."""


class LabelSession:
    """A walk through the lines of a lemma. `senses` are those to choose from, without `unclear`, in a fixed order."""

    def __init__(self, bench: Workbench, lemma: str, window: int = 10) -> None:
        self._bench = bench
        self._editor = Editor(bench.index, bench.author)
        self._window = window
        catalog = bench.catalog
        self.lemma = bench.index.one_lemma(lemma)
        self.senses = senses_to_choose_from(catalog, self.lemma)
        ids, vectors = lemma_vectors(catalog, bench.index.store, self.lemma.id)
        labelled, _ = catalog.labels.of(self.lemma.id)
        if len(ids) > POOL:
            random = np.random.default_rng(0).choice(len(ids), POOL, replace=False)
            kept = np.union1d(random, np.flatnonzero(np.isin(ids, labelled)))
            ids, vectors = ids[kept], vectors[kept]
        self._ids, self._vectors = ids, smoothed(vectors, QUICK)
        percents = catalog.occurrences.assignments(ids.tolist())[:, 2]
        self._confidences = (np.maximum(percents, 0) / 100).astype(np.float32)
        self._skipped: set[int] = set()
        self._steps: list[tuple[int, int]] = []

    @property
    def labelled(self) -> int:
        """How many lines of the lemma have a label."""
        return len(self._bench.catalog.labels.of(self.lemma.id)[0])

    def next(self) -> Hit | None:
        """The most informative line that has no label and was not skipped, None when there is none left."""
        from senseindex.search.kwic import occurrence_hits

        catalog = self._bench.catalog
        labelled, label_senses = catalog.labels.of(self.lemma.id)
        labels = np.zeros(len(self._ids), dtype=np.int64)
        places = np.searchsorted(self._ids, labelled)
        label_senses = catalog.senses.to_mains(self.lemma.id, label_senses)
        clear = np.isin(label_senses, [sense.id for sense in self.senses])
        labels[places[clear]] = label_senses[clear]
        seen = np.isin(self._ids, [*labelled.tolist(), *self._skipped])
        place = most_informative(self._vectors, labels, seen, self._confidences)
        return None if place < 0 else occurrence_hits(catalog, [int(self._ids[place])], self._window)[0]

    def label(self, occurrence_id: int, sense: str) -> Edit:
        """Give a line a sense, by name; the lemma's `%0` is unclear."""
        if sense.endswith(f"%{UNCLEAR_NUMBER}"):
            self._make_unclear()
        edit = self._editor.move([occurrence_id], sense, action="label")
        self._steps.append((occurrence_id, edit.id))
        return edit

    def unclear(self, occurrence_id: int) -> Edit:
        """Label a line as unclear."""
        return self.label(occurrence_id, self._make_unclear())

    def skip(self, occurrence_id: int) -> None:
        """Do not show this line again in this session."""
        self._skipped.add(occurrence_id)
        self._steps.append((occurrence_id, 0))

    def undo(self) -> int | None:
        """Take the last step of this session back; the line it was about, None where there is none.

        Raises UsageError where somebody has edited senses since, so that it is no longer the newest edit.
        """
        if not self._steps:
            return None
        occurrence_id, edit_id = self._steps[-1]
        if edit_id:
            with self._bench.index.editing():
                if edit_id != self._bench.catalog.edits.newest():
                    raise UsageError(
                        f"the label of occurrence {occurrence_id} is not the newest edit any more; `senseindex "
                        "history` shows what came since, and `senseindex undo` takes it back"
                    )
                self._bench.step(None, forward=False)
        self._steps.pop()
        self._skipped.discard(occurrence_id)
        return occurrence_id

    def _make_unclear(self) -> str:
        """The name of the lemma's `unclear`, which is entered where there is none."""
        catalog = self._bench.catalog
        with self._bench.index.editing():
            for sense in catalog.senses.of([self.lemma.id]):
                if sense.number == UNCLEAR_NUMBER:
                    return sense.name
            with catalog.writing():
                unclear = catalog.senses.unclear(self.lemma)
            return catalog.senses.names([unclear])[unclear]
