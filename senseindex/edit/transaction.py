"""What every edit is: one author, one lock, one transaction, one entry in the log, and centres that follow."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from senseindex.answers.edits import Edit
from senseindex.index.open_index import OpenIndex
from senseindex.senses.recentre import recentre
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.edits import DONE, STEP, UNDONE, EditRow, Recorder
from senseindex.store.catalog.lemmas import LemmaRow

AUTHOR_VARIABLE = "SENSEINDEX_AUTHOR"
_STATES = {DONE: "", UNDONE: "undone", STEP: ""}


def default_author() -> str:
    """Who edits, where nobody says: $SENSEINDEX_AUTHOR, else the login name."""
    if name := os.environ.get(AUTHOR_VARIABLE, "").strip():
        return name
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


@dataclass(frozen=True)
class Workbench:
    """The index that is edited, and the author of the edits."""

    index: OpenIndex
    author: str

    @property
    def catalog(self) -> Catalog:
        return self.index.catalog

    @contextmanager
    def edit(self, action: str, lemma_id: int) -> Iterator[Recorder]:
        """One edit of a lemma's senses, logged, in a transaction of its own; inside `index.editing()`."""
        with self.catalog.writing(), self.catalog.edits.recording(self.author, action, lemma_id) as edit:
            yield edit

    def recentre(self, *sense_ids: int) -> None:
        """Let centres, confidences and separability follow what was moved."""
        if sense_ids:
            recentre(self.catalog, self.index.store, sense_ids)

    def step(self, lemma: str | None, *, forward: bool) -> Edit:
        """Undo the newest edit (of a lemma), or redo the one undone last; inside `index.editing()`."""
        lemma_ids = self.lemma_ids(lemma)
        with self.catalog.writing(references=False):
            row, stale = self.catalog.edits.step(self.author, lemma_ids, forward=forward)
            self.recentre(*stale)
        return self.answer(row)

    def lemma_ids(self, lemma: str | None) -> list[int] | None:
        """The lemmas meant by a word; None, for all, where none is named."""
        return None if lemma is None else [row.id for row in self.index.lemmas(lemma)]

    def lemma(self, lemma_id: int) -> LemmaRow:
        return self.catalog.lemmas.by_id([lemma_id])[lemma_id]

    def answer(self, row: EditRow) -> Edit:
        """What whoever made, undid or redid an edit is told."""
        return Edit(*described(row, self.lemma(row.lemma_id)), row.senses, row.made, row.moved)


def described(row: EditRow, lemma: LemmaRow) -> tuple[int, str, str, str, str, str, str]:
    """The fields of an edit in the history."""
    state = _STATES.get(row.undone, "undone for good")
    return row.id, row.time, row.author, row.action, lemma.lempos, row.summary, state
