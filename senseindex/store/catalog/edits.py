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
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from senseindex.arrays import IntArray
from senseindex.errors import NotFoundError, UsageError
from senseindex.store.catalog.connection import Connection, placeholders
from senseindex.store.catalog.images import Row, RowImages
from senseindex.store.catalog.labels import Labels, now
from senseindex.store.catalog.lemmas import Lemmas
from senseindex.store.catalog.occurrences import Occurrences
from senseindex.store.catalog.segments import Segments
from senseindex.store.catalog.senses import UNCLEAR_NUMBER, Senses
from senseindex.store.catalog.settings import Settings

DONE, UNDONE, SUPERSEDED, STEP = 0, 1, 2, 3
"""`edit.undone`: in force; can be redone; undone, and another edit came since; an undoing or redoing itself."""

FOLLOWING = frozenset({"confidence", "centroid", "discriminant"})
"""Columns of a sense that may follow from what another sense of the lemma has."""

DERIVED = FOLLOWING | {"size", "separability"}
INDUCED = frozenset({"context_words", "similar_words", "leaf"})

_Image = dict[str, dict[str, Row]]
_Changes = dict[str, dict[str, list[Row | None]]]
_COLUMNS = "SELECT id, time, author, action, lemma_id, summary, undone"


@dataclass(frozen=True, slots=True)
class EditRow:
    """An edit as the log holds it; `time` in ISO 8601, UTC.

    Of one that was just made, undone or redone also what that did: the names of the senses that it `made`, those of all
    `senses` that it made, took away or changed, and how many occurrences it `moved` into another sense.
    """

    id: int
    time: str
    author: str
    action: str
    lemma_id: int
    summary: str
    undone: int
    senses: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    moved: int = 0


@dataclass(frozen=True)
class Images:
    """What an edit changed: by table and key, the rows before and after (the columns that differ, or the whole row).

    `moved` is `lemma.moved` before and after; `segments` tells whether the cells are those of then; `moves` `(n, 5)`
    are occurrences with their old sense and percent, and the new ones.
    """

    rows: _Changes
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

    Afterwards `edit` is the edit as it was logged; its id is 0 where nothing was changed, and so nothing logged.
    """

    def __init__(self, occurrences: Occurrences, senses: Senses) -> None:
        self._occurrences = occurrences
        self._senses = senses
        self._moves: list[IntArray] = []
        self.summary = ""
        self.edit: EditRow

    def move(self, ids: IntArray, sense_ids: IntArray | int, percents: IntArray | int | None = None) -> None:
        """Give occurrences `(n,)`, each once an edit, senses (0 for none) and confidences in percent (-1 for none).

        One number is that of all of them; without `percents` they keep what they have.
        """
        order = np.argsort(ids)
        table = self._occurrences.assignments(ids.tolist())[:, [0, 1, 2, 1, 2]]
        table[:, 3] = np.broadcast_to(sense_ids, ids.shape)[order]
        if percents is not None:
            table[:, 4] = np.broadcast_to(percents, ids.shape)[order]
        table = table[(table[:, 1:3] != table[:, 3:]).any(axis=1)]
        if len(table):
            self._occurrences.assign(table[:, [0, 3, 4]])
            for column, sign in ((3, 1), (1, -1)):
                senses, counts = np.unique(table[:, column], return_counts=True)
                self._senses.add_to_sizes(dict(zip(senses.tolist(), (sign * counts).tolist(), strict=True)))
            self._moves.append(table)

    @property
    def moves(self) -> IntArray:
        """`(n, 5)`: occurrence, old sense and percent, new sense and percent."""
        return np.concatenate([np.empty((0, 5), dtype=np.int64), *self._moves])

    @property
    def moved(self) -> int:
        """How many occurrences have another sense than before."""
        return _moved(self.moves)


@dataclass(frozen=True)
class Edits:
    """The log: table `edit`."""

    connection: Connection
    settings: Settings
    lemmas: Lemmas
    senses: Senses
    occurrences: Occurrences
    labels: Labels
    segments: Segments

    @property
    def images(self) -> dict[str, RowImages]:
        """What an edit may change, by table."""
        return {"sense": self.senses.images, "lemma": self.lemmas.images, "labelled": self.labels.images}

    def all(self, lemma_ids: Sequence[int] | None = None, count: int = -1) -> list[EditRow]:
        """The newest `count` edits (of these lemmas), newest first; -1 for all."""
        where = "" if lemma_ids is None else f"WHERE lemma_id IN ({placeholders(lemma_ids)})"
        sql = f"{_COLUMNS} FROM edit {where} ORDER BY id DESC LIMIT ?"
        return [EditRow(*row) for row in self.connection.rows(sql, [*(lemma_ids or []), count])]

    def newest(self) -> int:
        """The id of the newest edit in force, 0 where there is none."""
        return self.connection.number("SELECT coalesce(max(id), 0) FROM edit WHERE undone = ?", (DONE,))

    def senses_before(self, lemma_id: int, actions: Sequence[str]) -> dict[int, int | None]:
        """The sense that each labelled occurrence had before it got its label, if by one of these `actions`.

        0 for none, None for the sense that the label says too. Edits that were undone do not count.
        """
        found: dict[int, int | None] = {}
        own = f"lemma_id = ? AND undone = ? AND action IN ({placeholders(actions)})"
        for (packed,) in self.connection.rows(
            f"SELECT images FROM edit WHERE {own} ORDER BY id", [lemma_id, DONE, *actions]
        ):
            images = unpack_images(packed)
            changed = images.moves[images.moves[:, 1] != images.moves[:, 3]]
            moved = dict(zip(changed[:, 0].tolist(), changed[:, 1].tolist(), strict=True))
            for key, (before, _) in images.rows.get("labelled", {}).items():
                if before is None:  # the first thing that was said of it
                    found[int(key)] = moved.get(int(key))
        return found

    # -- writing, inside the caller's transaction ------------------------------------------------------------------

    @contextmanager
    def recording(self, author: str, action: str, lemma_id: int) -> Iterator[Recorder]:
        """Log the changes to a lemma's senses that the block makes, as one edit.

        What was undone before can be redone no longer. A block that changes nothing is not logged.
        """
        recorder = Recorder(self.occurrences, self.senses)
        before = self._image(lemma_id)
        moved_before = self.lemmas.moved(lemma_id)
        yield recorder
        moves, moved = recorder.moves, recorder.moved
        self.lemmas.move(lemma_id, moved)
        changes = _changes(before, self._image(lemma_id))
        edit = EditRow(0, "", author, action, lemma_id, recorder.summary, DONE)
        recorder.edit = self._with_effect(edit, changes, moved, forward=True)
        if not any(changes.values()) and not len(moves):
            return
        self.connection.execute("UPDATE edit SET undone = ? WHERE undone = ?", (SUPERSEDED, UNDONE))
        away = [moved_before, self.lemmas.moved(lemma_id)]
        images = pack_images(Images(changes, away, self.settings.next_id("segment"), moves))
        recorder.edit = self._log(recorder.edit, images)

    def step(self, author: str, lemma_ids: Sequence[int] | None = None, *, forward: bool) -> tuple[EditRow, set[int]]:
        """Undo the newest edit in force, or redo the one undone last (`forward`).

        With `lemma_ids` the newest, or the last, of these lemmas: edits of different lemmas do not touch the same rows.
        Gives the edit, and the senses whose size is right but whose centre and confidence must be computed anew. Raises
        NotFoundError where there is no such edit, UsageError where something else changed the same rows since.
        """
        chosen, order = (UNDONE, "ASC") if forward else (DONE, "DESC")
        own = "" if lemma_ids is None else f"AND lemma_id IN ({placeholders(lemma_ids)})"
        rows = self.connection.rows(
            f"{_COLUMNS}, images FROM edit WHERE undone = ? {own} ORDER BY id {order} LIMIT 1",
            [chosen, *(lemma_ids or [])],
        )
        if not rows:
            raise NotFoundError(f"there is nothing to {'redo' if forward else 'undo'}")
        edit = EditRow(*rows[0][:7])
        images = unpack_images(rows[0][7])
        stale, moved = _Step(self, edit, images, forward).apply()
        edit = replace(edit, undone=DONE if forward else UNDONE)
        self.connection.execute("UPDATE edit SET undone = ? WHERE id = ?", (edit.undone, edit.id))
        action = "redo" if forward else "undo"
        summary = f"{action} {edit.id}: {edit.summary}"
        self._log(EditRow(0, "", author, action, edit.lemma_id, summary, STEP), b"")
        return self._with_effect(edit, images.rows, moved, forward=forward), stale

    def restore(self, row: Sequence[Any]) -> None:
        """Enter an edit of another index, as the table has it."""
        self.connection.execute(f"INSERT INTO edit VALUES ({placeholders(row)})", row)

    def _log(self, edit: EditRow, images: bytes) -> EditRow:
        """Enter an edit, which gets its id and its time."""
        sql = "INSERT INTO edit (time, author, action, lemma_id, summary, undone, images) VALUES (?, ?, ?, ?, ?, ?, ?)"
        values = (now(), edit.author, edit.action, edit.lemma_id, edit.summary, edit.undone)
        edit_id = self.connection.execute(sql, (*values, images)).lastrowid
        return replace(edit, id=int(edit_id or 0), time=values[0])

    def _with_effect(self, edit: EditRow, changes: _Changes, moved: int, *, forward: bool) -> EditRow:
        """The edit with what it did, or what undoing it did: the senses by number."""
        before, after = (0, 1) if forward else (1, 0)
        pairs = changes["sense"].items()
        whole = [(pair[before], pair[after]) for _, pair in pairs if None in pair]
        kept = [int(key) for key, pair in pairs if pair[0] and pair[1] and pair[0].keys() - FOLLOWING]
        kept += self.occurrences.assignments(map(int, changes["labelled"]))[:, 1].tolist()
        names = {row["name"] for rows in whole for row in rows if row} | set(self.senses.names(kept).values())
        made = [row["name"] for old, row in whole if old is None and row and row["number"] != UNCLEAR_NUMBER]
        return replace(
            edit, senses=tuple(sorted(names, key=_number)), made=tuple(sorted(made, key=_number)), moved=moved
        )

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

    def apply(self) -> tuple[set[int], int]:
        """The senses whose centre must be computed anew, and how many occurrences have another sense than before."""
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
        moved = _moved(table)
        self._set_moved(moved)
        if self._stale:
            self._all_stale()
            log.senses.count_anew(lemma_id)
        return self._stale, moved

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


def _moved(table: IntArray) -> int:
    return int((table[:, 1] != table[:, 3]).sum())


def _number(name: str) -> tuple[int, ...]:
    return tuple(map(int, name.rpartition("%")[2].split(".")))


def _changes(before: _Image, after: _Image) -> _Changes:
    """[before, after] of every row that differs: the columns that do, or the whole row where it came or went."""
    found: _Changes = {}
    for table in before:
        found[table] = {}
        for key in before[table].keys() | after[table].keys():
            old, new = before[table].get(key), after[table].get(key)
            if old is None or new is None:
                found[table][key] = [old, new]
            elif names := [name for name in old if old[name] != new[name]]:
                found[table][key] = [{name: row[name] for name in names} for row in (old, new)]
    return found
