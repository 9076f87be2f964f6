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
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from senseindex.errors import NotFoundError, UsageError
from senseindex.store.catalog.catalog import Catalog, chunks, placeholders
from senseindex.store.cells.vector_store import IntArray

DONE, UNDONE, SUPERSEDED, STEP = 0, 1, 2, 3
"""`edit.undone`: in force; can be redone; undone, and another edit came since; an undoing or redoing itself."""

DERIVED = frozenset({"size", "confidence", "centroid", "discriminant", "separability"})
INDUCED = frozenset({"context_words", "similar_words"})

_Row = dict[str, Any]
_Image = dict[str, dict[str, _Row]]
_KEYS = {"sense": "id", "lemma": "id", "labelled": "occurrence_id"}


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


class Recorder:
    """Collects one edit of a lemma, inside the caller's transaction; `summary` says in a line what was done."""

    def __init__(self, catalog: Catalog, lemma_id: int) -> None:
        self._catalog = catalog
        self._lemma_id = lemma_id
        self._moves: list[npt.NDArray[np.int64]] = []
        self.summary = ""

    def move(self, ids: IntArray, sense_ids: IntArray, percents: IntArray) -> None:
        """Give occurrences `(n,)`, each once an edit, senses (0 for none) and confidences in percent (-1 for none)."""
        before = occurrence_rows(self._catalog, ids.tolist())
        order = np.argsort(ids)
        ids, sense_ids, percents = ids[order], sense_ids[order], percents[order]
        changed = (before[:, 1] != sense_ids) | (before[:, 2] != percents)
        table = np.column_stack([before, sense_ids, percents])[changed]
        if len(table):
            write_occurrences(self._catalog, table[:, [0, 3, 4]], table[:, 1])
            self._moves.append(table)

    def label(self, ids: IntArray, sense_id: int, author: str, *, ticked: bool = False) -> None:
        """Remember that a person put these occurrences into this sense, and whether as examples of it.

        A tick stays while the sense does.
        """
        self._catalog.connection.executemany(
            "INSERT INTO labelled VALUES (?, ?, ?, ?, ?) ON CONFLICT (occurrence_id) DO UPDATE SET "
            "ticked = max(excluded.ticked, ticked AND sense_id = excluded.sense_id), "
            "sense_id = excluded.sense_id, author = excluded.author, time = excluded.time",
            [(each, sense_id, author, _now(), int(ticked)) for each in ids.tolist()],
        )

    def untick(self, ids: IntArray) -> None:
        """Let these occurrences be no examples any more; what sense they have stays said."""
        self._catalog.connection.executemany(
            "UPDATE labelled SET ticked = 0 WHERE occurrence_id = ?", [(each,) for each in ids.tolist()]
        )

    @property
    def moves(self) -> npt.NDArray[np.int64]:
        """`(n, 5)`: occurrence, old sense and percent, new sense and percent."""
        return np.concatenate([np.empty((0, 5), dtype=np.int64), *self._moves])


@contextmanager
def recording(catalog: Catalog, author: str, action: str, lemma_id: int) -> Iterator[Recorder]:
    """Log the changes to a lemma's senses that the block makes, as one edit, inside the caller's transaction.

    What was undone before can be redone no longer. A block that changes nothing is not logged.
    """
    recorder = Recorder(catalog, lemma_id)
    before = _image(catalog, lemma_id)
    (moved_before,) = catalog.rows("SELECT moved FROM lemma WHERE id = ?", (lemma_id,))[0]
    yield recorder
    moves = recorder.moves
    count = int((moves[:, 1] != moves[:, 3]).sum())
    catalog.connection.execute("UPDATE lemma SET moved = min(occurrences, moved + ?) WHERE id = ?", (count, lemma_id))
    (moved_after,) = catalog.rows("SELECT moved FROM lemma WHERE id = ?", (lemma_id,))[0]
    changes = _changes(before, _image(catalog, lemma_id))
    if not any(changes.values()) and not len(moves):
        return
    catalog.connection.execute("UPDATE edit SET undone = ? WHERE undone = ?", (SUPERSEDED, UNDONE))
    head = {"rows": changes, "moved": [moved_before, moved_after], "segments": catalog.next_id("segment")}
    images = zlib.compress(json.dumps(head).encode() + b"\0" + moves.astype("<i8").tobytes(), 1)
    _log(catalog, author, action, lemma_id, recorder.summary, DONE, images)


def _log(catalog: Catalog, author: str, action: str, lemma_id: int, summary: str, undone: int, images: bytes) -> None:
    catalog.connection.execute(
        "INSERT INTO edit (time, author, action, lemma_id, summary, undone, images) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (_now(), author, action, lemma_id, summary, undone, images),
    )


def edits(catalog: Catalog, lemma_ids: list[int] | None = None, count: int = -1) -> list[EditRow]:
    """The newest `count` edits (of these lemmas), newest first; -1 for all."""
    where = "" if lemma_ids is None else f"WHERE lemma_id IN ({placeholders(lemma_ids)})"
    sql = f"SELECT id, time, author, action, lemma_id, summary, undone FROM edit {where} ORDER BY id DESC LIMIT ?"
    return [EditRow(*row) for row in catalog.rows(sql, [*(lemma_ids or []), count])]


def newest(catalog: Catalog) -> int:
    """The id of the newest edit in force, 0 where there is none."""
    (found,) = catalog.rows("SELECT coalesce(max(id), 0) FROM edit WHERE undone = ?", (DONE,))[0]
    return int(found)


def step(
    catalog: Catalog, author: str, lemma_ids: list[int] | None = None, *, forward: bool
) -> tuple[EditRow, set[int]]:
    """Undo the newest edit in force, or redo the one undone last (`forward`), inside the caller's transaction.

    With `lemma_ids` the newest, or the last, of these lemmas: edits of different lemmas do not touch the same rows.
    Gives the edit, and the senses whose size is right but whose centre and confidence must be computed anew. Raises
    NotFoundError where there is no such edit, UsageError where something else changed the same rows since.
    """
    chosen, order = (UNDONE, "ASC") if forward else (DONE, "DESC")
    own = "" if lemma_ids is None else f"AND lemma_id IN ({placeholders(lemma_ids)})"
    rows = catalog.rows(
        "SELECT id, time, author, action, lemma_id, summary, undone, images FROM edit "
        f"WHERE undone = ? {own} ORDER BY id {order} LIMIT 1",
        [chosen, *(lemma_ids or [])],
    )
    if not rows:
        raise NotFoundError(f"there is nothing to {'redo' if forward else 'undo'}")
    edit = EditRow(*rows[0][:7])
    head, _, body = zlib.decompress(rows[0][7]).partition(b"\0")
    images = json.loads(head)
    moves = np.frombuffer(body, dtype="<i8").reshape(-1, 5).astype(np.int64)
    stale = _Step(catalog, edit, images, moves, forward).apply()
    catalog.connection.execute("UPDATE edit SET undone = ? WHERE id = ?", (DONE if forward else UNDONE, edit.id))
    action = "redo" if forward else "undo"
    _log(catalog, author, action, edit.lemma_id, f"{action} {edit.id}: {edit.summary}", STEP, b"")
    return edit, stale


class _Step:
    """One undoing or redoing: from the values that must stand there to those that shall."""

    def __init__(
        self, catalog: Catalog, edit: EditRow, images: dict[str, Any], moves: npt.NDArray[np.int64], forward: bool
    ) -> None:
        self._catalog = catalog
        self._edit = edit
        self._verb = "redone" if forward else "undone"
        self._from, self._to = (0, 1) if forward else (1, 0)
        self._rows: dict[str, dict[str, list[_Row | None]]] = images["rows"]
        self._moved: list[int] = images["moved"]
        self._same_cells = images["segments"] == catalog.next_id("segment")
        self._table = moves if forward else moves[:, [0, 3, 4, 1, 2]]
        self._stale: set[int] = set()

    def apply(self) -> set[int]:
        catalog, lemma_id = self._catalog, self._edit.lemma_id
        now = {table: _image_rows(catalog, table, list(rows)) for table, rows in self._rows.items()}
        self._refuse_what_has_changed(now)
        # In this order, as rows refer to senses; those that shall be gone go last.
        for key, pair in self._rows["sense"].items():
            self._put("sense", key, now["sense"].get(key), pair)
        present = occurrence_rows(catalog, self._table[:, 0].tolist())
        table = self._table[np.isin(self._table[:, 0], present[:, 0])]
        if len(table) < len(self._table):  # deleted with their documents
            self._stale.update(row[0] for row in self._living())
        write_occurrences(catalog, table[:, [0, 3, 4]], table[:, 1], sizes=False)
        for key, pair in self._rows["labelled"].items():
            if pair[self._to] is None or catalog.rows("SELECT 1 FROM occurrence WHERE id = ?", (int(key),)):
                self._put("labelled", key, now["labelled"].get(key), pair)
        for key, pair in self._rows["lemma"].items():
            self._put("lemma", key, now["lemma"].get(key), pair)
        for key, pair in self._rows["sense"].items():
            if pair[self._to] is None:
                self._take_away(int(key))
        self._set_moved(int((table[:, 1] != table[:, 3]).sum()))
        if self._stale:
            self._stale.update(row[0] for row in self._living())
            catalog.connection.execute(
                "UPDATE sense SET size = (SELECT count(*) FROM occurrence WHERE lemma_id = ?1 AND sense_id = sense.id) "
                "WHERE lemma_id = ?1",
                (lemma_id,),
            )
        return self._stale

    def _living(self) -> list[tuple[Any, ...]]:
        return self._catalog.rows("SELECT id FROM sense WHERE lemma_id = ? AND retired = 0", (self._edit.lemma_id,))

    def _refuse_what_has_changed(self, now: dict[str, dict[str, _Row]]) -> None:
        same = True
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
        present = occurrence_rows(self._catalog, self._table[:, 0].tolist())
        expected_rows = self._table[np.isin(self._table[:, 0], present[:, 0]), :3]
        if not same or not np.array_equal(expected_rows, present):
            raise UsageError(
                f"edit {self._edit.id} ({self._edit.summary}) cannot be {self._verb}: these senses were changed since, "
                "by an induction or an import; edits of another word can be, with --lemma"
            )

    def _put(self, table: str, key: str, now: _Row | None, pair: list[_Row | None]) -> None:
        expected, wanted = pair[self._from], pair[self._to]
        connection = self._catalog.connection
        if wanted is None:
            if table == "labelled":
                connection.execute("DELETE FROM labelled WHERE occurrence_id = ?", (int(key),))
            return
        if expected is not None and now is not None:
            derived = [name for name in wanted if name in DERIVED]
            if any(now[name] != expected[name] for name in derived):
                wanted = {name: value for name, value in wanted.items() if name not in DERIVED}
                self._stale.update(row[0] for row in self._living())
        names = list(wanted)
        values = [_from_json(value) for value in wanted.values()]
        if now is None:
            columns = [_KEYS[table], *names]
            connection.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({placeholders(columns)})", [int(key), *values]
            )
        elif names:
            sets = ", ".join(f"{name} = ?" for name in names)
            connection.execute(f"UPDATE {table} SET {sets} WHERE {_KEYS[table]} = ?", [*values, int(key)])

    def _take_away(self, sense_id: int) -> None:
        """A sense that shall not be; what came into it since becomes unclear. Where cells name it, it is retired."""
        catalog, lemma_id = self._catalog, self._edit.lemma_id
        unclear = catalog.rows(
            "SELECT id FROM sense WHERE lemma_id = ? AND number = 0 AND retired = 0 AND id != ?", (lemma_id, sense_id)
        )
        strays = catalog.connection.execute(
            "UPDATE occurrence SET sense_id = ? WHERE lemma_id = ? AND sense_id = ?",
            (unclear[0][0] if unclear else None, lemma_id, sense_id),
        ).rowcount
        if strays:
            self._stale.update(row[0] for row in self._living())
            self._set_moved(strays)
        used = catalog.rows(
            "SELECT 1 FROM cell WHERE lemma_id = ?1 AND sense_id = ?2 "
            "UNION ALL SELECT 1 FROM sense_history WHERE sense_id = ?2 LIMIT 1",
            (lemma_id, sense_id),
        )
        if used:
            catalog.connection.execute("UPDATE sense SET retired = 1, size = 0 WHERE id = ?", (sense_id,))
        else:
            catalog.connection.execute("DELETE FROM sense WHERE id = ?", (sense_id,))
        self._stale.discard(sense_id)

    def _set_moved(self, count: int) -> None:
        connection, lemma_id = self._catalog.connection, self._edit.lemma_id
        (now,) = self._catalog.rows("SELECT moved FROM lemma WHERE id = ?", (lemma_id,))[0]
        if self._same_cells and now == self._moved[self._from]:
            connection.execute("UPDATE lemma SET moved = ? WHERE id = ?", (self._moved[self._to], lemma_id))
        else:  # the cells were laid out anew since, so that what moves back is away from them
            connection.execute("UPDATE lemma SET moved = min(occurrences, moved + ?) WHERE id = ?", (count, lemma_id))


def occurrence_rows(catalog: Catalog, ids: list[int]) -> npt.NDArray[np.int64]:
    """`(n, 3)`: id, sense (0 for none) and percent (-1 for none) of the occurrences that there are, by id."""
    rows = [
        row
        for chunk in chunks(ids)
        for row in catalog.rows(
            "SELECT id, coalesce(sense_id, 0), coalesce(confidence, -1) FROM occurrence "
            f"WHERE id IN ({placeholders(chunk)})",
            chunk,
        )
    ]
    return np.array(sorted(rows), dtype=np.int64).reshape(-1, 3)


def write_occurrences(catalog: Catalog, table: npt.NDArray[np.int64], old: IntArray, *, sizes: bool = True) -> None:
    """Write rows `(n, 3)` as above; `old` `(n,)` are the senses before. The sizes of senses follow."""
    catalog.connection.executemany(
        "UPDATE occurrence SET sense_id = nullif(?2, 0), confidence = nullif(?3, -1) WHERE id = ?1", table.tolist()
    )
    if sizes:
        for sense_ids, sign in ((table[:, 1], 1), (old, -1)):
            found, counts = np.unique(sense_ids, return_counts=True)
            catalog.connection.executemany(
                "UPDATE sense SET size = size + ? WHERE id = ?",
                [(sign * count, each) for each, count in zip(found.tolist(), counts.tolist(), strict=True)],
            )


def _image(catalog: Catalog, lemma_id: int) -> _Image:
    senses = [row[0] for row in catalog.rows("SELECT id FROM sense WHERE lemma_id = ?", (lemma_id,))]
    labels = catalog.rows(f"SELECT occurrence_id FROM labelled WHERE sense_id IN ({placeholders(senses)})", senses)
    keys = {"sense": senses, "lemma": [lemma_id], "labelled": [row[0] for row in labels]}
    return {table: _image_rows(catalog, table, own) for table, own in keys.items()}


def _image_rows(catalog: Catalog, table: str, keys: list[Any]) -> dict[str, _Row]:
    """Rows as JSON holds them, without their key; of a lemma, what says of its senses."""
    columns = (
        ["id", "separability"] if table == "lemma" else [r[1] for r in catalog.rows(f"PRAGMA table_info({table})")]
    )
    key = columns.index(_KEYS[table])
    return {
        str(row[key]): {name: _to_json(value) for name, value in zip(columns, row, strict=True) if name != _KEYS[table]}
        for chunk in chunks([int(each) for each in keys])
        for row in catalog.rows(
            f"SELECT {', '.join(columns)} FROM {table} WHERE {_KEYS[table]} IN ({placeholders(chunk)})", chunk
        )
    }


def _changes(before: _Image, after: _Image) -> dict[str, dict[str, list[_Row | None]]]:
    """[before, after] of every row that differs: the columns that do, or the whole row where it came or went."""
    found: dict[str, dict[str, list[_Row | None]]] = {}
    for table in before:
        found[table] = {}
        for key in before[table].keys() | after[table].keys():
            old, new = before[table].get(key), after[table].get(key)
            if old is None or new is None:
                found[table][key] = [old, new]
            elif names := [name for name in old if old[name] != new[name]]:
                found[table][key] = [{name: row[name] for name in names} for row in (old, new)]
    return found


def _to_json(value: Any) -> Any:
    return {"hex": value.hex()} if isinstance(value, bytes) else value


def _from_json(value: Any) -> Any:
    return bytes.fromhex(value["hex"]) if isinstance(value, dict) else value


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
