"""The log of what people did to senses, and what it takes to undo and redo it.

An edit concerns one lemma. Around it, the rows of the lemma and of its senses and the labels of its occurrences are
read twice; what differs is kept in the log, column by column, beside the old and the new sense of every occurrence that
moved. Undoing puts the old values back where the new ones still stand, so it gives the very rows there were before.
Where something else has changed them since (an induction, say), it refuses. What only follows from other rows (sizes,
centres) is no reason to refuse: the caller is told to compute it anew.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from senseindex.arrays import IntArray
from senseindex.errors import NotFoundError, UsageError
from senseindex.store.catalog.connection import Connection, placeholders
from senseindex.store.catalog.images import Row
from senseindex.store.catalog.labels import Labels, now
from senseindex.store.catalog.lemmas import Lemmas
from senseindex.store.catalog.occurrences import Occurrences
from senseindex.store.catalog.segments import Segments
from senseindex.store.catalog.senses import UNCLEAR_NUMBER, Senses
from senseindex.store.catalog.settings import Settings

DONE, UNDONE, SUPERSEDED, STEP = 0, 1, 2, 3
"""`edit.undone`: in force; can be redone; undone, and another edit came since; an undoing or redoing itself."""

DERIVED = frozenset({"size", "confidence", "centroid", "discriminant", "separability"})
INDUCED = frozenset({"context_words", "similar_words"})

_Image = dict[str, dict[str, Row]]
_COLUMNS = "SELECT id, time, author, action, lemma_id, summary, undone"


@dataclass(frozen=True, slots=True)
class EditRow:
    """An edit as the log holds it; `time` in ISO 8601, UTC."""

    id: int
    time: str
    author: str
    action: str
    lemma_id: int
    summary: str
    undone: int


@dataclass(frozen=True)
class Images:
    """What an edit changed: by table and key, the rows before and after (the columns that differ, or the whole row).

    `moved` is `lemma.moved` before and after; `segments` tells whether the cells are those of then; `moves` `(n, 5)`
    are occurrences with their old sense and percent, and the new ones.
    """

    rows: dict[str, dict[str, list[Row | None]]]
    moved: list[int]
    segments: int
    moves: IntArray


def pack_images(images: Images) -> bytes:
    head = {"rows": images.rows, "moved": images.moved, "segments": images.segments}
    return zlib.compress(json.dumps(head).encode() + b"\0" + images.moves.astype("<i8").tobytes(), 1)


def unpack_images(packed: bytes) -> Images:
    head, _, body = zlib.decompress(packed).partition(b"\0")
    moves = np.frombuffer(body, dtype="<i8").reshape(-1, 5).astype(np.int64)
    return Images(**json.loads(head), moves=moves)


class Recorder:
    """Collects one edit of a lemma, inside the caller's transaction; `summary` says in a line what was done.

    `edit` is the edit as it was logged, None before that and where nothing was changed.
    """

    def __init__(self, occurrences: Occurrences, senses: Senses, labels: Labels) -> None:
        self._occurrences = occurrences
        self._senses = senses
        self._labels = labels
        self._moves: list[IntArray] = []
        self.summary = ""
        self.edit: EditRow | None = None

    def move(self, ids: IntArray, sense_ids: IntArray, percents: IntArray) -> None:
        """Give occurrences `(n,)`, each once an edit, senses (0 for none) and confidences in percent (-1 for none)."""
        before = self._occurrences.assignments(ids.tolist())
        order = np.argsort(ids)
        ids, sense_ids, percents = ids[order], sense_ids[order], percents[order]
        changed = (before[:, 1] != sense_ids) | (before[:, 2] != percents)
        table = np.column_stack([before, sense_ids, percents])[changed]
        if len(table):
            self._occurrences.assign(table[:, [0, 3, 4]])
            for column, sign in ((3, 1), (1, -1)):
                found, counts = np.unique(table[:, column], return_counts=True)
                self._senses.add_to_sizes(dict(zip(found.tolist(), (sign * counts).tolist(), strict=True)))
            self._moves.append(table)

    def label(self, ids: IntArray, sense_id: int, author: str, *, ticked: bool = False) -> None:
        """Remember that a person put these occurrences into this sense, and whether as examples of it."""
        self._labels.put(ids.tolist(), sense_id, author, ticked=ticked)

    def untick(self, ids: IntArray) -> None:
        """Let these occurrences be no examples any more; what sense they have stays said."""
        self._labels.untick(ids.tolist())

    @property
    def moves(self) -> IntArray:
        """`(n, 5)`: occurrence, old sense and percent, new sense and percent."""
        return np.concatenate([np.empty((0, 5), dtype=np.int64), *self._moves])


class Edits:
    """The log: table `edit`."""

    def __init__(
        self,
        connection: Connection,
        settings: Settings,
        lemmas: Lemmas,
        senses: Senses,
        occurrences: Occurrences,
        labels: Labels,
        segments: Segments,
    ) -> None:
        self._connection = connection
        self.settings = settings
        self.lemmas = lemmas
        self.senses = senses
        self.occurrences = occurrences
        self.labels = labels
        self.segments = segments
        self.images = {"sense": senses.images, "lemma": lemmas.images, "labelled": labels.images}
        """What an edit may change, by table."""

    def all(self, lemma_ids: Sequence[int] | None = None, count: int = -1) -> list[EditRow]:
        """The newest `count` edits (of these lemmas), newest first; -1 for all."""
        where = "" if lemma_ids is None else f"WHERE lemma_id IN ({placeholders(lemma_ids)})"
        sql = f"{_COLUMNS} FROM edit {where} ORDER BY id DESC LIMIT ?"
        return [EditRow(*row) for row in self._connection.rows(sql, [*(lemma_ids or []), count])]

    def newest(self) -> int:
        """The id of the newest edit in force, 0 where there is none."""
        return self._connection.number("SELECT coalesce(max(id), 0) FROM edit WHERE undone = ?", (DONE,))

    # -- writing, inside the caller's transaction ------------------------------------------------------------------

    @contextmanager
    def recording(self, author: str, action: str, lemma_id: int) -> Iterator[Recorder]:
        """Log the changes to a lemma's senses that the block makes, as one edit.

        What was undone before can be redone no longer. A block that changes nothing is not logged.
        """
        recorder = Recorder(self.occurrences, self.senses, self.labels)
        before = self._image(lemma_id)
        moved_before = self.lemmas.moved(lemma_id)
        yield recorder
        moves = recorder.moves
        self.lemmas.move(lemma_id, int((moves[:, 1] != moves[:, 3]).sum()))
        changes = _changes(before, self._image(lemma_id))
        if not any(changes.values()) and not len(moves):
            return
        self._connection.execute("UPDATE edit SET undone = ? WHERE undone = ?", (SUPERSEDED, UNDONE))
        moved, segments = [moved_before, self.lemmas.moved(lemma_id)], self.settings.next_id("segment")
        images = pack_images(Images(changes, moved, segments, moves))
        recorder.edit = self._log(author, action, lemma_id, recorder.summary, DONE, images)

    def step(self, author: str, lemma_ids: Sequence[int] | None = None, *, forward: bool) -> tuple[EditRow, set[int]]:
        """Undo the newest edit in force, or redo the one undone last (`forward`).

        With `lemma_ids` the newest, or the last, of these lemmas: edits of different lemmas do not touch the same rows.
        Gives the edit, and the senses whose size is right but whose centre and confidence must be computed anew. Raises
        NotFoundError where there is no such edit, UsageError where something else changed the same rows since.
        """
        chosen, order = (UNDONE, "ASC") if forward else (DONE, "DESC")
        own = "" if lemma_ids is None else f"AND lemma_id IN ({placeholders(lemma_ids)})"
        rows = self._connection.rows(
            f"{_COLUMNS}, images FROM edit WHERE undone = ? {own} ORDER BY id {order} LIMIT 1",
            [chosen, *(lemma_ids or [])],
        )
        if not rows:
            raise NotFoundError(f"there is nothing to {'redo' if forward else 'undo'}")
        edit = EditRow(*rows[0][:7])
        stale = _Step(self, edit, unpack_images(rows[0][7]), forward).apply()
        self._connection.execute("UPDATE edit SET undone = ? WHERE id = ?", (DONE if forward else UNDONE, edit.id))
        action = "redo" if forward else "undo"
        self._log(author, action, edit.lemma_id, f"{action} {edit.id}: {edit.summary}", STEP, b"")
        return edit, stale

    def restore(self, row: Sequence[Any]) -> None:
        """Enter an edit of another index, as the table has it."""
        self._connection.execute(f"INSERT INTO edit VALUES ({placeholders(row)})", row)

    def _log(self, author: str, action: str, lemma_id: int, summary: str, undone: int, images: bytes) -> EditRow:
        values = (now(), author, action, lemma_id, summary, undone)
        sql = "INSERT INTO edit (time, author, action, lemma_id, summary, undone, images) VALUES (?, ?, ?, ?, ?, ?, ?)"
        edit_id = self._connection.execute(sql, (*values, images)).lastrowid
        return EditRow(int(edit_id or 0), *values)

    def _image(self, lemma_id: int) -> _Image:
        senses = self.senses.ids_of(lemma_id, retired=True)
        keys = {"sense": senses, "lemma": [lemma_id], "labelled": self.labels.ids_of(senses)}
        return {table: self.images[table].read(own) for table, own in keys.items()}


class _Step:
    """One undoing or redoing: from the values that must stand there to those that shall."""

    def __init__(self, log: Edits, edit: EditRow, images: Images, forward: bool) -> None:
        self._log = log
        self._edit = edit
        self._verb = "redone" if forward else "undone"
        self._from, self._to = (0, 1) if forward else (1, 0)
        self._rows = images.rows
        self._moved = images.moved
        self._same_cells = images.segments == log.settings.next_id("segment")
        self._table = images.moves if forward else images.moves[:, [0, 3, 4, 1, 2]]
        self._stale: set[int] = set()

    def apply(self) -> set[int]:
        log, lemma_id = self._log, self._edit.lemma_id
        now = {table: log.images[table].read(map(int, rows)) for table, rows in self._rows.items()}
        present = log.occurrences.assignments(self._table[:, 0].tolist())
        table = self._table[np.isin(self._table[:, 0], present[:, 0])]
        self._refuse_what_has_changed(now, np.array_equal(table[:, :3], present))
        # In this order, as rows refer to senses; those that shall be gone go last.
        for key, pair in self._rows["sense"].items():
            self._put("sense", key, now["sense"].get(key), pair)
        if len(table) < len(self._table):  # deleted with their documents
            self._all_stale()
        log.occurrences.assign(table[:, [0, 3, 4]])
        living = log.occurrences.lemmas_of(map(int, self._rows["labelled"]))
        for key, pair in self._rows["labelled"].items():
            if pair[self._to] is None:
                log.labels.forget([int(key)])
            elif int(key) in living:
                self._put("labelled", key, now["labelled"].get(key), pair)
        for key, pair in self._rows["lemma"].items():
            self._put("lemma", key, now["lemma"].get(key), pair)
        for key, pair in self._rows["sense"].items():
            if pair[self._to] is None:
                self._take_away(int(key))
        self._set_moved(int((table[:, 1] != table[:, 3]).sum()))
        if self._stale:
            self._all_stale()
            log.senses.count_anew(lemma_id)
        return self._stale

    def _all_stale(self) -> None:
        self._stale.update(self._log.senses.ids_of(self._edit.lemma_id))

    def _refuse_what_has_changed(self, now: _Image, same: bool) -> None:
        """Raises UsageError unless the rows are what this step starts from; `same`: whether the occurrences are."""
        for table, rows in self._rows.items():
            for key, pair in rows.items():
                expected, found = pair[self._from], now[table].get(key)
                if table == "labelled" and found is None:
                    continue  # deleted with its document
                if expected is None:
                    same &= found is None or bool(found.get("retired"))
                else:
                    loose = DERIVED | INDUCED if pair[self._to] is None else DERIVED
                    same &= found is not None and all(
                        found[name] == value for name, value in expected.items() if name not in loose
                    )
        if not same:
            raise UsageError(
                f"edit {self._edit.id} ({self._edit.summary}) cannot be {self._verb}: these senses were changed since, "
                "by an induction or an import; edits of another word can be, with --lemma"
            )

    def _put(self, table: str, key: str, now: Row | None, pair: list[Row | None]) -> None:
        expected, wanted = pair[self._from], pair[self._to]
        if wanted is None:
            return
        if expected is not None and now is not None:
            derived = [name for name in wanted if name in DERIVED]
            if any(now[name] != expected[name] for name in derived):
                wanted = {name: value for name, value in wanted.items() if name not in DERIVED}
                self._all_stale()
        self._log.images[table].write(int(key), wanted, new=now is None)

    def _take_away(self, sense_id: int) -> None:
        """A sense that shall not be; what came into it since becomes unclear. Where cells name it, it is retired."""
        log, lemma_id = self._log, self._edit.lemma_id
        unclear = [each for each in log.senses.of([lemma_id]) if each.number == UNCLEAR_NUMBER and each.id != sense_id]
        strays = log.occurrences.move(lemma_id, sense_id, unclear[0].id if unclear else None)
        if strays:
            self._all_stale()
            self._set_moved(strays)
        if log.segments.cells([lemma_id], [sense_id]) or log.senses.has_history(sense_id):
            log.senses.retire(sense_id)
        else:
            log.senses.remove(sense_id)
        self._stale.discard(sense_id)

    def _set_moved(self, count: int) -> None:
        lemmas, lemma_id = self._log.lemmas, self._edit.lemma_id
        if self._same_cells and lemmas.moved(lemma_id) == self._moved[self._from]:
            lemmas.set_moved(lemma_id, self._moved[self._to])
        else:  # the cells were laid out anew since, so that what moves back is away from them
            lemmas.move(lemma_id, count)


def _changes(before: _Image, after: _Image) -> dict[str, dict[str, list[Row | None]]]:
    """[before, after] of every row that differs: the columns that do, or the whole row where it came or went."""
    found: dict[str, dict[str, list[Row | None]]] = {}
    for table in before:
        found[table] = {}
        for key in before[table].keys() | after[table].keys():
            old, new = before[table].get(key), after[table].get(key)
            if old is None or new is None:
                found[table][key] = [old, new]
            elif names := [name for name in old if old[name] != new[name]]:
                found[table][key] = [{name: row[name] for name in names} for row in (old, new)]
    return found
