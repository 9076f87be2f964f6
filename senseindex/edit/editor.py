"""`index.edit`: senses under people's hands. Each edit is one transaction, logged, and can be undone.

Its time depends on how often the word occurs and not on the corpus: only the word's own rows and cells are touched.
Vectors stay where they are until the next compaction.
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from senseindex.answers.dictionaries import DictionaryReport
from senseindex.answers.edits import Edit, History, ImportReport
from senseindex.arrays import IntArray
from senseindex.edit.base import names_of
from senseindex.edit.new_senses import NewSenses
from senseindex.errors import UsageError
from senseindex.store.catalog.edits import DONE, STEP, UNDONE
from senseindex.store.catalog.senses import UNCLEAR_NUMBER

AUTHOR_VARIABLE = "SENSEINDEX_AUTHOR"


def default_author() -> str:
    """Who edits, where nobody says: $SENSEINDEX_AUTHOR, else the login name."""
    if name := os.environ.get(AUTHOR_VARIABLE, "").strip():
        return name
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


class Editor(NewSenses):
    """Edits the senses of one index; `author` goes into the history with each edit."""

    def by(self, author: str | None) -> Editor:
        """The same in the name of an author; None is $SENSEINDEX_AUTHOR, else the login name."""
        return Editor(self.index, author or default_author())

    # -- what a sense is called ----------------------------------------------------------------------------------

    def rename(self, sense: str, label: str) -> None:
        """Give a sense a label, which no induction overwrites. Raises NotFoundError for an unknown sense."""
        label = _text(label, "label")
        with self.index.editing():
            row = self._clear(sense)
            with self.transaction("rename", row.lemma_id) as edit:
                edit.summary = f"rename {row.name}: {row.label!r} to {label!r}"
                self._update(row, label=label, named=1)

    def define(self, sense: str, definition: str) -> None:
        """Give a sense a definition; an empty one takes it away."""
        with self.index.editing():
            row = self._clear(sense)
            with self.transaction("define", row.lemma_id) as edit:
                edit.summary = f"define {row.name}: {definition.strip()!r}"
                self._update(row, definition=definition.strip())

    def lock(self, *senses: str, unlock: bool = False) -> None:
        """Let inductions leave senses and their occurrences alone, or no longer (`unlock`)."""
        verb = "unlock" if unlock else "lock"
        with self.index.editing():
            rows = self._of_one_lemma(senses)
            with self.transaction(verb, rows[0].lemma_id) as edit:
                edit.summary = f"{verb} {names_of(rows)}"
                for row in rows:
                    self._update(row, locked=int(not unlock))

    def size(self, sense: str) -> int:
        """How many occurrences a sense has."""
        return self._sense(sense).size

    # -- what is in a sense --------------------------------------------------------------------------------------

    def merge(self, sense: str, *others: str) -> None:
        """Put the occurrences of other senses of the same lemma into a sense; the others are retired."""
        with self.index.editing():
            row, *gone = self._of_one_lemma((sense, *others))
            if not gone:
                raise UsageError(f"name the senses that {row.name} takes in")
            with self.transaction("merge", row.lemma_id) as edit:
                edit.summary = f"merge {names_of(gone)} into {row.name}"
                ids = self.index.catalog.occurrences.ids([row.lemma_id], [each.id for each in gone])
                self._move(edit, ids, row.id)
                for each in gone:
                    self.index.catalog.connection.execute(
                        "UPDATE labelled SET sense_id = ? WHERE sense_id = ?", (row.id, each.id)
                    )
                    self._retire(each)
                self.recentre(row.id)

    def move(self, occurrences: Sequence[int], sense: str, *, action: str = "move") -> None:
        """Put occurrences into a sense of their lemma, or into its `%0` (unclear), as a person's decision.

        Their confidence is 1, and an induction keeps them there as long as the sense is there. Raises NotFoundError for
        an unknown occurrence.
        """
        with self.index.editing():
            row = self._sense(sense)
            ids = self._occurrences(occurrences, row.lemma_id)
            with self.transaction(action, row.lemma_id) as edit:
                edit.summary = f"{action} {_counted(ids)} to {row.name}: {_listed(ids)}"
                before = {each.id for each in self.index.catalog.senses.of([row.lemma_id])}
                self._move(edit, ids, row.id, 100)
                edit.label(ids, row.id, self.author)
                self.recentre(*before)

    def tick(self, occurrences: Sequence[int], sense: str | None = None) -> None:
        """Say that occurrences of one lemma are good examples of their senses, or of `sense`, which they go into.

        An example is put into its sense for good, as by `move`; `best_examples` gives those that are ticked first.
        Raises NotFoundError for an unknown occurrence, UsageError for one whose sense is not clear.
        """
        with self.index.editing():
            lemma_id = self._lemma_of(occurrences) if sense is None else self._clear(sense).lemma_id
            ids = self._occurrences(occurrences, lemma_id)
            names = {each.id: each.name for each in self.index.catalog.senses.of([lemma_id])}
            clear = [each for each, name in names.items() if not name.endswith(f"%{UNCLEAR_NUMBER}")]
            before = self.index.catalog.occurrences.assignments(ids.tolist())[:, 1]
            after = before if sense is None else np.full(len(ids), self._clear(sense).id)
            if len(lost := ids[~np.isin(after, clear)]):
                raise UsageError(f"occurrence {lost[0]} has no clear sense; say which with --sense ID")
            with self.transaction("tick", lemma_id) as edit:
                edit.move(ids, after, np.full(len(ids), 100))
                for each in np.unique(after).tolist():
                    edit.label(ids[after == each], each, self.author, ticked=True)
                self.recentre(*{*before.tolist(), *after.tolist()} & names.keys())
                known = ", ".join(names[each] for each in np.unique(after).tolist())
                edit.summary = f"tick {_counted(ids)} of {known}: {_listed(ids)}"

    def untick(self, occurrences: Sequence[int]) -> None:
        """Let occurrences be no examples any more; they stay in their senses. Raises UsageError where none is one."""
        with self.index.editing():
            lemma_id = self._lemma_of(occurrences)
            ids = self._occurrences(occurrences, lemma_id)
            senses = [each.id for each in self.index.catalog.senses.of([lemma_id])]
            ticked = [each for own in self.index.catalog.labels.ticked(senses).values() for each in own]
            if len(lost := ids[~np.isin(ids, ticked)]):
                raise UsageError(f"occurrence {lost[0]} is not ticked; `senseindex senses` shows which are")
            with self.transaction("untick", lemma_id) as edit:
                edit.untick(ids)
                edit.summary = f"untick {_counted(ids)}: {_listed(ids)}"

    def delete(self, sense: str) -> None:
        """Retire a sense; its occurrences become unclear."""
        with self.index.editing():
            row = self._clear(sense)
            with self.transaction("delete", row.lemma_id) as edit:
                ids = self.index.catalog.occurrences.ids([row.lemma_id], [row.id])
                edit.summary = f"delete {row.name} ({row.label}); {len(ids):,} occurrences became unclear"
                unclear = self.index.catalog.senses.unclear(self._lemma(row.lemma_id))
                self._move(edit, ids, unclear)
                self.index.catalog.connection.execute("DELETE FROM labelled WHERE sense_id = ?", (row.id,))
                self._retire(row)
                self.recentre(unclear)

    def import_senses(self, path: str | Path) -> ImportReport:
        """Take senses from a file that `export_senses` wrote and people changed; see `edit.importing`."""
        from senseindex.edit.importing import import_senses

        return import_senses(self, Path(path))

    def compare_dictionary(
        self,
        path: str | Path,
        lemmas: Sequence[str] = (),
        *,
        adopt: bool = False,
        window: int = 10,
        lines: int = 3,
    ) -> DictionaryReport:
        """Find the senses of a dictionary (JSON, TSV, WN-LMF, TEI Lex-0) in the corpus, and the gaps on both sides.

        Of these lemmas, or of all that have senses. `adopt` puts the dictionary's senses in the place of the index's
        (but locked ones), one edit a lemma. Raises CorpusError for a file that cannot be read.
        """
        from senseindex.edit.dictionaries.compare import compare_dictionary

        return compare_dictionary(self, Path(path), lemmas, adopt=adopt, window=window, lines=lines)

    # -- history -------------------------------------------------------------------------------------------------

    def undo(self, lemma: str | None = None) -> str:
        """Take the newest edit (of a lemma) back. Gives what it was.

        Raises NotFoundError where there is none, UsageError where an induction has changed the same senses since.
        """
        return self._step(lemma, forward=False)

    def redo(self, lemma: str | None = None) -> str:
        """Do again what was undone last (of a lemma), unless another edit came since."""
        return self._step(lemma, forward=True)

    def newest(self) -> int:
        """The id of the newest edit in force, 0 where there is none; the same before and after what changes nothing."""
        return self.index.catalog.edits.newest()

    def history(self, lemma: str | None = None, n: int = 20) -> History:
        """The newest `n` edits (of a lemma), newest first: who, when, what."""
        catalog = self.index.catalog
        lemma_ids = None if lemma is None else [row.id for row in self.index.lemmas(lemma)]
        rows = catalog.edits.all(lemma_ids, n)
        lempos = catalog.lemmas.by_id(sorted({row.lemma_id for row in rows}))
        state = {DONE: "", UNDONE: "undone", STEP: ""}
        return History(
            tuple(
                Edit(
                    row.id,
                    row.time,
                    row.author,
                    row.action,
                    lempos[row.lemma_id].lempos,
                    row.summary,
                    state.get(row.undone, "undone for good"),
                )
                for row in rows
            )
        )

    def _step(self, lemma: str | None, *, forward: bool) -> str:
        lemma_ids = None if lemma is None else [row.id for row in self.index.lemmas(lemma)]
        with self.index.editing(), self.index.catalog.writing(references=False):
            edit, stale = self.index.catalog.edits.step(self.author, lemma_ids, forward=forward)
            self.recentre(*stale)
        return edit.summary


def _text(text: str, what: str) -> str:
    if not text.strip():
        raise UsageError(f"the {what} is empty")
    return " ".join(text.split())


def _counted(ids: IntArray) -> str:
    return f"{len(ids):,} occurrence{'' if len(ids) == 1 else 's'}"


def _listed(ids: IntArray) -> str:
    return ", ".join(map(str, ids[:5].tolist())) + (", ..." if len(ids) > 5 else "")
