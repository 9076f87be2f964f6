"""`index.edit`: senses under people's hands. Each edit is one transaction, logged, and can be undone.

Its time depends on how often the word occurs and not on the corpus: only the word's own rows and cells are touched.
Vectors stay where they are until the next compaction.
"""

from __future__ import annotations

import getpass
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from senseindex.errors import NotFoundError, UsageError
from senseindex.parts import IndexParts
from senseindex.records import UNCLEAR
from senseindex.senses.context_words import contrast_words
from senseindex.senses.divide import assign_around, divide, examples_centre, like_examples
from senseindex.senses.exchange import read_senses
from senseindex.senses.lemma_vectors import lemma_vectors
from senseindex.senses.recentre import recentre
from senseindex.store.catalog import LemmaRow, chunks, placeholders
from senseindex.store.edits import DONE, STEP, UNDONE, Recorder, edits, occurrence_rows, recording, step
from senseindex.store.senses import (
    CENTRE_TYPE,
    UNCLEAR_NUMBER,
    SenseRow,
    labels_of,
    new_sense,
    sense_named,
    senses_of,
    ticked_examples,
    unclear_sense,
)
from senseindex.store.vector_store import FloatArray, IntArray
from senseindex.workbench_records import Change, History, ImportReport

NAME_THEM = "name the occurrences: their ids stand in the first column of a query"
AUTHOR_VARIABLE = "SENSEINDEX_AUTHOR"


def default_author() -> str:
    """Who edits, where nobody says: $SENSEINDEX_AUTHOR, else the login name."""
    if name := os.environ.get(AUTHOR_VARIABLE, "").strip():
        return name
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


@dataclass
class Editor:
    """Edits the senses of one index; `author` goes into the history with each edit."""

    parts: IndexParts
    author: str

    # -- what a sense is called ----------------------------------------------------------------------------------

    def rename(self, sense: str, label: str) -> None:
        """Give a sense a label, which no induction overwrites. Raises NotFoundError for an unknown sense."""
        label = _text(label, "label")
        with self.parts.editing():
            row = self._clear(sense)
            with self.transaction("rename", row.lemma_id) as edit:
                edit.summary = f"rename {row.name}: {row.label!r} to {label!r}"
                self._update(row, label=label, named=1)

    def define(self, sense: str, definition: str) -> None:
        """Give a sense a definition; an empty one takes it away."""
        with self.parts.editing():
            row = self._clear(sense)
            with self.transaction("define", row.lemma_id) as edit:
                edit.summary = f"define {row.name}: {definition.strip()!r}"
                self._update(row, definition=definition.strip())

    def lock(self, *senses: str, unlock: bool = False) -> None:
        """Let inductions leave senses and their occurrences alone, or no longer (`unlock`)."""
        verb = "unlock" if unlock else "lock"
        with self.parts.editing():
            rows = self._of_one_lemma(senses)
            with self.transaction(verb, rows[0].lemma_id) as edit:
                edit.summary = f"{verb} {_names(rows)}"
                for row in rows:
                    self._update(row, locked=int(not unlock))

    # -- what is in a sense --------------------------------------------------------------------------------------

    def merge(self, sense: str, *others: str) -> None:
        """Put the occurrences of other senses of the same lemma into a sense; the others are retired."""
        with self.parts.editing():
            row, *gone = self._of_one_lemma((sense, *others))
            if not gone:
                raise UsageError(f"name the senses that {row.name} takes in")
            with self.transaction("merge", row.lemma_id) as edit:
                edit.summary = f"merge {_names(gone)} into {row.name}"
                ids = self.parts.catalog.occurrence_ids([row.lemma_id], [each.id for each in gone])
                self._move(edit, ids, row.id)
                for each in gone:
                    self.parts.catalog.connection.execute(
                        "UPDATE labelled SET sense_id = ? WHERE sense_id = ?", (row.id, each.id)
                    )
                    self._retire(each)
                self.recentre(row.id)

    def move(self, occurrences: Sequence[int], sense: str, *, action: str = "move") -> None:
        """Put occurrences into a sense of their lemma, or into its `%0` (unclear), as a person's decision.

        Their confidence is 1, and an induction keeps them there as long as the sense is there. Raises NotFoundError for
        an unknown occurrence.
        """
        with self.parts.editing():
            row = self._sense(sense)
            ids = self._occurrences(occurrences, row.lemma_id)
            with self.transaction(action, row.lemma_id) as edit:
                edit.summary = f"{action} {_counted(ids)} to {row.name}: {_listed(ids)}"
                before = {each.id for each in senses_of(self.parts.catalog, [row.lemma_id])}
                self._move(edit, ids, row.id, 100)
                edit.label(ids, row.id, self.author)
                self.recentre(*before)

    def tick(self, occurrences: Sequence[int], sense: str | None = None) -> None:
        """Say that occurrences of one lemma are good examples of their senses, or of `sense`, which they go into.

        An example is put into its sense for good, as by `move`; `best_examples` gives those that are ticked first.
        Raises NotFoundError for an unknown occurrence, UsageError for one whose sense is not clear.
        """
        with self.parts.editing():
            lemma_id = self._lemma_of(occurrences) if sense is None else self._clear(sense).lemma_id
            ids = self._occurrences(occurrences, lemma_id)
            names = {each.id: each.name for each in senses_of(self.parts.catalog, [lemma_id])}
            clear = [each for each, name in names.items() if not name.endswith(f"%{UNCLEAR_NUMBER}")]
            before = occurrence_rows(self.parts.catalog, ids.tolist())[:, 1]
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
        with self.parts.editing():
            lemma_id = self._lemma_of(occurrences)
            ids = self._occurrences(occurrences, lemma_id)
            senses = [each.id for each in senses_of(self.parts.catalog, [lemma_id])]
            ticked = [each for own in ticked_examples(self.parts.catalog, senses).values() for each in own]
            if len(lost := ids[~np.isin(ids, ticked)]):
                raise UsageError(f"occurrence {lost[0]} is not ticked; `senseindex senses` shows which are")
            with self.transaction("untick", lemma_id) as edit:
                edit.untick(ids)
                edit.summary = f"untick {_counted(ids)}: {_listed(ids)}"

    def split(
        self, sense: str, n: int | None = None, *, examples: Sequence[str] = (), occurrences: Sequence[int] = ()
    ) -> tuple[str, ...]:
        """Divide a sense; the largest part, or that of the first example, keeps its id. Gives the ids of all parts.

        By itself into `n` parts, or as many as an induction finds (2 where it finds one); or by example: a part for
        each of two or more example sentences or occurrences, which gathers what is like it.
        """
        if (examples and occurrences) or (n is not None and (examples or occurrences)):
            raise UsageError("split into a number of parts, by example sentences or by occurrences: choose one")
        parts = self.parts
        with parts.editing():
            row = self._clear(sense)
            ids, vectors, inside = self._members(row)
            members = ids[inside]
            known = list(dict.fromkeys(occurrences))
            if strange := set(known) - set(members.tolist()):
                raise NotFoundError(f"{row.name} has no occurrence {min(strange)}; see them with `query --sense`")
            if known:
                labels, confidences = like_examples(vectors, inside, vectors[np.searchsorted(ids, known)])
                for place, occurrence in enumerate(known):
                    labels[members == occurrence], confidences[members == occurrence] = place, 1.0
            elif examples:
                labels, confidences = like_examples(vectors, inside, self._encode(row.lemma_id, examples))
            else:
                labels, confidences = divide(vectors[inside], n)
            count = int(labels.max()) + 1
            with self.transaction("split", row.lemma_id) as edit:
                lemma = self._lemma(row.lemma_id)
                rows = [row.id, *(new_sense(parts.catalog, lemma)[0] for _ in range(count - 1))]
                own = np.array(rows, dtype=np.int64)[labels]
                edit.move(members, own, np.rint(100 * confidences).astype(np.int64))
                labelled, label_senses = labels_of(parts.catalog, row.lemma_id)
                for place, occurrence in enumerate(known):
                    edit.label(np.array([occurrence], dtype=np.int64), rows[place], self.author)
                for occurrence in labelled[(label_senses == row.id) & ~np.isin(labelled, known)].tolist():
                    target = int(own[np.searchsorted(members, occurrence)])
                    parts.catalog.connection.execute(
                        "UPDATE labelled SET sense_id = ? WHERE occurrence_id = ?", (target, occurrence)
                    )
                self._name_by_contrast(row, rows, members, labels)
                self.recentre(*rows)
                names = [each.name for each in senses_of(parts.catalog, [row.lemma_id]) if each.id in rows]
                edit.summary = f"split {row.name} into {', '.join(sorted(names, key=_number))}"
        return tuple(sorted(names, key=_number))

    def create(self, lemma: str, *, examples: Sequence[str] = (), definition: str = "", label: str = "") -> str:
        """Make a sense from example sentences, a definition or both, and give it what is nearest to it. Gives its id.

        Occurrences that people have labelled, and those of locked senses, stay where they are. A word in two parts of
        speech must be named with one (`bank-n`).
        """
        if not examples and not definition.strip():
            raise UsageError("a sense is made from example sentences or from a definition: give one or both")
        parts = self.parts
        with parts.editing():
            row = parts.one_lemma(lemma)
            seeds = self._encode(row.id, examples, definition)
            ids, vectors = lemma_vectors(parts.catalog, parts.store, row.id)
            senses = senses_of(parts.catalog, [row.id])
            with self.transaction("create", row.id) as edit:
                sense_id, name = new_sense(parts.catalog, row)
                unclear_sense(parts.catalog, row)
                known, sense_of = parts.catalog.senses_of_occurrences(row.id)
                fixed = np.isin(known, labels_of(parts.catalog, row.id)[0])
                fixed |= np.isin(sense_of, [each.id for each in senses if each.locked])
                centre = examples_centre(vectors, seeds)
                clear = [each.id for each in senses if each.number != UNCLEAR_NUMBER]
                labels = np.full(len(ids), -1, dtype=np.int64)
                for place, each in enumerate(clear):
                    labels[sense_of == each] = place
                taken, confidences = assign_around(vectors, centre, labels, len(clear), fixed)
                moved = ids[taken]
                edit.move(moved, np.full(len(moved), sense_id), np.rint(100 * confidences[taken]).astype(np.int64))
                words = contrast_words(parts.catalog, ids, taken.astype(np.int64) - 1, 1, row.id)[0]
                parts.catalog.connection.execute(
                    "UPDATE sense SET label = ?, named = ?, definition = ?, context_words = ?, centroid = ? "
                    "WHERE id = ?",
                    (
                        label.strip() or ", ".join(words[:4]) or definition.strip(),
                        int(bool(label.strip())),
                        definition.strip(),
                        json.dumps(words),
                        centre.astype(CENTRE_TYPE).tobytes(),
                        sense_id,
                    ),
                )
                self.recentre(sense_id, *(each.id for each in senses))
                edit.summary = f"create {name} with {len(moved):,} occurrences"
        return name

    def delete(self, sense: str) -> None:
        """Retire a sense; its occurrences become unclear."""
        with self.parts.editing():
            row = self._clear(sense)
            with self.transaction("delete", row.lemma_id) as edit:
                ids = self.parts.catalog.occurrence_ids([row.lemma_id], [row.id])
                edit.summary = f"delete {row.name} ({row.label}); {len(ids):,} occurrences became unclear"
                unclear = unclear_sense(self.parts.catalog, self._lemma(row.lemma_id))
                self._move(edit, ids, unclear)
                self.parts.catalog.connection.execute("DELETE FROM labelled WHERE sense_id = ?", (row.id,))
                self._retire(row)
                self.recentre(unclear)

    def import_senses(self, path: str | Path) -> ImportReport:
        """Take labels, definitions and locks of senses from a file that `export_senses` wrote and people changed.

        All or nothing, one edit a lemma; what is as it was is left alone. Raises CorpusError for a file that cannot be
        read, NotFoundError for a sense that is not there.
        """
        wanted = read_senses(Path(path))
        changed = 0
        with self.parts.editing():
            by_lemma: dict[int, list[tuple[SenseRow, dict[str, str | int]]]] = {}
            for each in wanted:
                row = self._clear(each.id)
                values: dict[str, str | int] = {}
                if each.label is not None and each.label.strip() and each.label.strip() != row.label:
                    values |= {"label": each.label.strip(), "named": 1}
                if each.definition is not None and each.definition.strip() != row.definition:
                    values["definition"] = each.definition.strip()
                if each.locked is not None and each.locked != row.locked:
                    values["locked"] = int(each.locked)
                if values:
                    by_lemma.setdefault(row.lemma_id, []).append((row, values))
            with self.parts.catalog.writing():
                for lemma_id, changes in by_lemma.items():
                    with recording(self.parts.catalog, self.author, "import", lemma_id) as edit:
                        edit.summary = f"import {_names([row for row, _ in changes])} from {Path(path).name}"
                        for row, values in changes:
                            self._update(row, **values)
                            changed += 1
        return ImportReport(len(wanted), changed)

    # -- history -------------------------------------------------------------------------------------------------

    def undo(self) -> str:
        """Take the newest edit back. Gives what it was; raises NotFoundError where there is none."""
        return self._step(forward=False)

    def redo(self) -> str:
        """Do again what was undone last, unless another edit came since."""
        return self._step(forward=True)

    def history(self, lemma: str | None = None, n: int = 20) -> History:
        """The newest `n` edits (of a lemma), newest first: who, when, what."""
        catalog = self.parts.catalog
        lemma_ids = None if lemma is None else [row.id for row in self.parts.lemmas(lemma)]
        rows = edits(catalog, lemma_ids, n)
        lempos = catalog.lemma_rows(sorted({row.lemma_id for row in rows}))
        state = {DONE: "", UNDONE: "undone", STEP: ""}
        return History(
            tuple(
                Change(
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

    def _step(self, *, forward: bool) -> str:
        with self.parts.editing(), self.parts.catalog.writing(references=False):
            edit, stale = step(self.parts.catalog, self.author, forward=forward)
            self.recentre(*stale)
        return edit.summary

    # -- helpers, inside a transaction where they write ----------------------------------------------------------

    @contextmanager
    def transaction(self, action: str, lemma_id: int) -> Iterator[Recorder]:
        """One logged edit of a lemma, inside `parts.editing()`."""
        catalog = self.parts.catalog
        with catalog.writing(), recording(catalog, self.author, action, lemma_id) as edit:
            yield edit

    def _sense(self, name: str) -> SenseRow:
        found = sense_named(self.parts.catalog, name)
        if found is None:
            raise NotFoundError(f"there is no sense {name!r}; `senseindex senses LEMMA` lists those of a word")
        return found

    def _clear(self, name: str) -> SenseRow:
        found = self._sense(name)
        if found.number == UNCLEAR_NUMBER:
            raise UsageError(f"{name} holds the {UNCLEAR} occurrences and is no sense; move them into one instead")
        return found

    def _of_one_lemma(self, names: Sequence[str]) -> list[SenseRow]:
        rows = [self._clear(name) for name in dict.fromkeys(names)]
        if not rows:
            raise UsageError("name a sense")
        for row in rows:
            if row.lemma_id != rows[0].lemma_id:
                raise UsageError(f"{rows[0].name} and {row.name} are senses of different lemmas")
        return rows

    def _lemma(self, lemma_id: int) -> LemmaRow:
        return self.parts.catalog.lemma_rows([lemma_id])[lemma_id]

    def _lemma_of(self, occurrences: Sequence[int]) -> int:
        """The lemma that these occurrences are of."""
        catalog = self.parts.catalog
        lemma_of = {
            each: lemma_id
            for chunk in chunks(list(occurrences))
            for each, lemma_id in catalog.rows(
                f"SELECT id, lemma_id FROM occurrence WHERE id IN ({placeholders(chunk)})", chunk
            )
        }
        for each in occurrences:
            if each not in lemma_of:
                raise NotFoundError(f"there is no occurrence {each}; ids stand in the first column of a query")
        if len(set(lemma_of.values())) > 1:
            raise UsageError("these are occurrences of different lemmas; take those of one at a time")
        if not lemma_of:
            raise UsageError(NAME_THEM)
        return int(next(iter(lemma_of.values())))

    def _occurrences(self, ids: Sequence[int], lemma_id: int) -> IntArray:
        found = np.unique(np.array(list(ids), dtype=np.int64))
        if not len(found):
            raise UsageError(NAME_THEM)
        own = self.parts.catalog.occurrence_ids([lemma_id])
        strange = found[~np.isin(found, own)]
        if len(strange):
            lempos = self._lemma(lemma_id).lempos
            raise NotFoundError(f"{lempos} has no occurrence {strange[0]}; ids stand in the first column of a query")
        return found

    def _members(self, row: SenseRow) -> tuple[IntArray, FloatArray, IntArray]:
        """Ids and vectors of a sense's lemma, and the places of the sense's occurrences among them."""
        ids, vectors = lemma_vectors(self.parts.catalog, self.parts.store, row.lemma_id)
        inside = np.flatnonzero(np.isin(ids, self.parts.catalog.occurrence_ids([row.lemma_id], [row.id])))
        if len(inside) < 2:
            raise UsageError(f"{row.name} has {len(inside)} occurrences; there is nothing to split")
        return ids, vectors, inside

    def _encode(self, lemma_id: int, examples: Sequence[str], definition: str = "") -> FloatArray:
        """The vectors `(k, d)` of the lemma in example sentences, and in front of its definition."""
        lemma = self._lemma(lemma_id).lemma
        texts = [*examples, *([f"[{lemma}]: {definition.strip()}"] if definition.strip() else [])]
        return self.parts.encode_all([self.parts.target(text, [lemma]) for text in texts])

    def _move(self, edit: Recorder, ids: IntArray, sense_id: int, percent: int | None = None) -> None:
        percents = occurrence_rows(self.parts.catalog, ids.tolist())[:, 2] if percent is None else None
        edit.move(ids, np.full(len(ids), sense_id), np.full(len(ids), percent) if percents is None else percents)

    def _name_by_contrast(self, row: SenseRow, rows: Sequence[int], ids: IntArray, labels: IntArray) -> None:
        chosen = contrast_words(self.parts.catalog, ids, labels, len(rows), row.lemma_id)
        for sense_id, words in zip(rows, chosen, strict=True):
            label = row.label if row.named and sense_id == row.id else ", ".join(words[:4])
            self.parts.catalog.connection.execute(
                "UPDATE sense SET label = ?, context_words = ? WHERE id = ?", (label, json.dumps(words), sense_id)
            )

    def _update(self, row: SenseRow, **values: str | int) -> None:
        sets = ", ".join(f"{name} = ?" for name in values)
        self.parts.catalog.connection.execute(f"UPDATE sense SET {sets} WHERE id = ?", [*values.values(), row.id])

    def _retire(self, row: SenseRow) -> None:
        self._update(row, retired=1, locked=0)

    def recentre(self, *sense_ids: int) -> None:
        """Let centres, confidences and separability follow what was moved."""
        if sense_ids:
            recentre(self.parts.catalog, self.parts.store, sense_ids)


def _text(text: str, what: str) -> str:
    if not text.strip():
        raise UsageError(f"the {what} is empty")
    return " ".join(text.split())


def _names(rows: Sequence[SenseRow]) -> str:
    return ", ".join(row.name for row in rows)


def _counted(ids: IntArray) -> str:
    return f"{len(ids):,} occurrence{'' if len(ids) == 1 else 's'}"


def _listed(ids: IntArray) -> str:
    return ", ".join(map(str, ids[:5].tolist())) + (", ..." if len(ids) > 5 else "")


def _number(name: str) -> int:
    return int(name.rpartition("%")[2])
