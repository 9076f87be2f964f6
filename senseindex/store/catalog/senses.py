"""The senses of lemmas and what became of them: tables `sense` and `sense_history`.

Number 0 of a lemma is its `unclear` sense, and has no centre. A sense that is given up is retired: its name is never
given to another. A sense may have a parent: then it is a subsense (`bank%1.2`) of a main sense (`bank%1`), whose size
counts its occurrences too. An occurrence has one sense, the narrowest that is known; who asks for the senses of a lemma
gets the main ones, unless they say otherwise.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypedDict, Unpack

import numpy as np

from senseindex.answers.senses import UNCLEAR
from senseindex.arrays import FloatArray, IntArray
from senseindex.store.catalog.connection import Connection, placeholders
from senseindex.store.catalog.images import RowImages
from senseindex.store.catalog.lemmas import LemmaRow
from senseindex.store.catalog.settings import Settings

UNCLEAR_NUMBER = 0
CENTRE_TYPE = np.float16
_SENSES = (
    "SELECT sense.id, name, lemma_id, number, label, context_words, similar_words, size, confidence, centroid, "
    "definition, named, locked, discriminant, coalesce(parent_id, 0), leaf FROM sense WHERE retired = 0"
)
_CLEAR = "WHERE retired = 0 AND number > 0 AND parent_id IS NULL"


@dataclass(frozen=True, slots=True)
class SenseRow:
    """A sense as it is stored; `centre` `(d,) float32` of unit norm, None for `unclear`.

    `discriminant` `(d,)` is what new occurrences are assigned by (`algorithms.discriminants`), None where it has
    not been computed.

    `named`: its label is a person's; `locked`: an induction leaves it and its occurrences alone. `parent` is the id of
    the main sense that it is a subsense of, 0 for a main sense; `members` are the ids of the senses whose occurrences
    it has: its own, and those of its subsenses. `leaf` is its leaf in the lemma's tree, or the largest of its leaves;
    None where people made it what it is.
    """

    id: int
    name: str
    lemma_id: int
    number: int
    label: str
    context_words: tuple[str, ...]
    similar_words: tuple[str, ...]
    size: int
    confidence: float | None
    centre: FloatArray | None
    definition: str = ""
    named: bool = False
    locked: bool = False
    discriminant: FloatArray | None = None
    parent: int = 0
    leaf: int | None = None
    members: tuple[int, ...] = ()

    @property
    def main(self) -> int:
        """The id of its main sense: its own, where it is one."""
        return self.parent or self.id


class SenseValues(TypedDict, total=False):
    """What may be changed of a sense."""

    label: str
    context_words: Sequence[str]
    similar_words: Sequence[str]
    size: int
    confidence: float | None
    centre: FloatArray | None
    definition: str
    named: bool
    locked: bool
    discriminant: FloatArray | None
    leaf: int | None


class Senses:
    """Senses by name, id and lemma; living ones where nothing else is said."""

    def __init__(self, connection: Connection, settings: Settings) -> None:
        self._connection = connection
        self._settings = settings
        self.images = RowImages(connection, "sense", "id")

    def count(self) -> int:
        """Number of living main senses, without `unclear`."""
        return self._connection.number(f"SELECT count(*) FROM sense {_CLEAR}")

    def of(self, lemma_ids: Iterable[int], depth: int = 1) -> list[SenseRow]:
        """The main senses of these lemmas, largest first, `unclear` last; at `depth` 2 with the subsenses of each."""
        rows = _with_members(
            map(_sense_row, self._connection.rows_among(f"{_SENSES} AND lemma_id IN ({{}})", lemma_ids))
        )
        mains = [row for row in rows if not row.parent]
        mains.sort(key=lambda row: (row.number == 0, -row.size, row.lemma_id, row.number))
        return mains if depth == 1 else _nested(mains, rows)

    def all(self, depth: int = 1) -> list[SenseRow]:
        """Every main sense, by lemma and number; at `depth` 2 each with its subsenses after it."""
        rows = _with_members(
            _sense_row(row) for row in self._connection.rows(f"{_SENSES} ORDER BY lemma_id, number, sense.id")
        )
        mains = [row for row in rows if not row.parent]
        return mains if depth == 1 else _nested(mains, rows)

    def named(self, name: str) -> SenseRow | None:
        """A sense by its name, such as `bank%1` or `bank%1.2`."""
        rows = self._connection.rows(f"{_SENSES} AND name = ?", (name,))
        if not rows:
            return None
        family = self._connection.rows(f"{_SENSES} AND parent_id = ?", (rows[0][0],)) if _is_main(rows[0]) else []
        return _with_members(map(_sense_row, [*rows, *family]))[0]

    def mains_of(self, lemma_id: int) -> dict[int, int]:
        """The main sense of every subsense of a lemma, retired ones too; main senses are not in it."""
        sql = "SELECT id, parent_id FROM sense WHERE lemma_id = ? AND parent_id IS NOT NULL"
        return dict(self._connection.rows(sql, (lemma_id,)))

    def to_mains(self, lemma_id: int, sense_ids: IntArray) -> IntArray:
        """The main senses `(n,)` of the senses `(n,)` of a lemma's occurrences; 0 stays 0."""
        main_of = self.mains_of(lemma_id)
        if not main_of:
            return sense_ids
        found, places = np.unique(sense_ids, return_inverse=True)
        mains = np.array([main_of.get(each, each) for each in found.tolist()], dtype=np.int64)
        return np.asarray(mains[places], dtype=np.int64)

    def levels(self, sense_ids: Iterable[int]) -> dict[int, tuple[str, str, str | None]]:
        """Name and label of the main sense of each of these senses, retired ones too, and its own name where it is a
        subsense."""
        sql = (
            "SELECT sense.id, coalesce(main.name, sense.name), coalesce(main.label, sense.label), "
            "CASE WHEN main.id THEN sense.name END FROM sense "
            "LEFT JOIN sense AS main ON main.id = sense.parent_id WHERE sense.id IN ({})"
        )
        return {row[0]: tuple(row[1:]) for row in self._connection.rows_among(sql, sense_ids)}

    def main_names(self, sense_ids: Iterable[int] | None = None) -> dict[int, str]:
        """The names of the main senses of these senses, or of all, retired ones too, by the id of the sense."""
        sql = (
            "SELECT sense.id, coalesce(main.name, sense.name) FROM sense "
            "LEFT JOIN sense AS main ON main.id = sense.parent_id"
        )
        if sense_ids is None:
            return dict(self._connection.rows(sql))
        return dict(self._connection.rows_among(f"{sql} WHERE sense.id IN ({{}})", sense_ids))

    def names(self, sense_ids: Iterable[int] | None = None) -> dict[int, str]:
        """The names of these senses, or of all, retired ones too, by id."""
        if sense_ids is None:
            return dict(self._connection.rows("SELECT id, name FROM sense"))
        return dict(self._connection.rows_among("SELECT id, name FROM sense WHERE id IN ({})", sense_ids))

    def living_names(self) -> list[tuple[int, str, str, int]]:
        """Id, name, name of the main sense and lemma id of all living senses, `unclear` too."""
        return self._connection.rows(
            "SELECT sense.id, sense.name, coalesce(main.name, sense.name), sense.lemma_id FROM sense "
            "LEFT JOIN sense AS main ON main.id = sense.parent_id WHERE sense.retired = 0"
        )

    def living_labels(self) -> list[tuple[int, str, str, int, str]]:
        """What `living_names` gives, and the label of the sense."""
        return self._connection.rows(
            "SELECT sense.id, sense.name, coalesce(main.name, sense.name), sense.lemma_id, sense.label FROM sense "
            "LEFT JOIN sense AS main ON main.id = sense.parent_id WHERE sense.retired = 0"
        )

    def most_separable(
        self, count: int, *, min_occurrences: int, min_share: float
    ) -> list[tuple[int, float, int, int]]:
        """The lemmas whose senses lie apart most clearly: lemma id, separability, number of senses, occurrences.

        Of lemmas with so many occurrences, those of which two senses or more have this share of them.
        """
        return self._connection.rows(
            "SELECT lemma_id, separability, count(*), occurrences FROM lemma JOIN sense ON lemma_id = lemma.id "
            "WHERE separability IS NOT NULL AND occurrences >= ? AND retired = 0 AND number > 0 AND parent_id IS NULL "
            "GROUP BY lemma_id HAVING sum(size >= ? * occurrences) > 1 ORDER BY separability DESC, lemma_id LIMIT ?",
            (min_occurrences, min_share, count),
        )

    def clear_names(self) -> dict[int, str]:
        """The names of the main senses of all living senses but `unclear`, by the id of the sense."""
        return dict(
            self._connection.rows(
                "SELECT sense.id, coalesce(main.name, sense.name) FROM sense "
                "LEFT JOIN sense AS main ON main.id = sense.parent_id WHERE sense.retired = 0 AND sense.number > 0"
            )
        )

    def lemmas_of(self, sense_ids: Iterable[int]) -> list[int]:
        """The ids of the lemmas of these senses, ascending."""
        sql = "SELECT DISTINCT lemma_id FROM sense WHERE id IN ({})"
        return sorted({row[0] for row in self._connection.rows_among(sql, sense_ids)})

    def lemmas_with_any(self) -> set[int]:
        """The ids of the lemmas that have a sense, or had one."""
        return {row[0] for row in self._connection.rows("SELECT DISTINCT lemma_id FROM sense")}

    def any(self) -> bool:
        """Whether there is a sense at all, be it unclear."""
        return bool(self._connection.rows("SELECT 1 FROM sense WHERE retired = 0 LIMIT 1"))

    def lemmas_with_clear(self) -> set[int]:
        """The ids of the lemmas that have a sense which is not `unclear`."""
        return {row[0] for row in self._connection.rows(f"SELECT DISTINCT lemma_id FROM sense {_CLEAR}")}

    def lemmas_all_locked(self) -> set[int]:
        """Those of them whose senses are all locked."""
        sql = f"SELECT lemma_id FROM sense {_CLEAR} GROUP BY lemma_id HAVING min(locked) = 1"
        return {row[0] for row in self._connection.rows(sql)}

    def unclear_sizes(self) -> dict[int, int]:
        """How many occurrences of each lemma are unclear, where it has senses."""
        sql = "SELECT lemma_id, size FROM sense WHERE number = ? AND retired = 0"
        return dict(self._connection.rows(sql, (UNCLEAR_NUMBER,)))

    def history(self, actions: Sequence[str]) -> list[tuple[int, int, str, dict[str, Any]]]:
        """What was done to senses by these actions, in the order of time: lemma id, number, time and details."""
        rows = self._connection.rows(
            "SELECT lemma_id, number, time, detail FROM sense_history JOIN sense ON sense.id = sense_id "
            f"WHERE action IN ({placeholders(actions)}) ORDER BY sense_history.id",
            actions,
        )
        return [(*row[:3], json.loads(row[3] or "{}")) for row in rows]

    def has_history(self, sense_id: int) -> bool:
        return bool(self._connection.rows("SELECT 1 FROM sense_history WHERE sense_id = ? LIMIT 1", (sense_id,)))

    def ids_of(self, lemma_id: int, *, retired: bool = False) -> list[int]:
        """The ids of the senses of a lemma, with `retired` of those that were given up too."""
        sql = "SELECT id FROM sense WHERE lemma_id = ? AND retired <= ?"
        return [row[0] for row in self._connection.rows(sql, (lemma_id, int(retired)))]

    def next_number(self, lemma_id: int) -> int:
        """The lowest number that no main sense of a lemma has had."""
        sql = "SELECT coalesce(max(number), 0) FROM sense WHERE lemma_id = ? AND parent_id IS NULL"
        highest = self._connection.number(sql, (lemma_id,))
        return max(highest + 1, self._settings.next_id(f"sense of lemma {lemma_id}"))

    # -- writing, inside the caller's transaction ------------------------------------------------------------------

    def add(self, lemma: LemmaRow, number: int | None = None) -> tuple[int, str]:
        """Enter a sense without occurrences: its id and its name.

        Without `number` it gets the next one; numbers are never given out again, also where the sense was undone. Two
        lemmas may look alike (`bank-n`, and the noun `bank`): the names of the later one show its row.
        """
        if number is None:
            number = self.next_number(lemma.id)
            self.set_next_number(lemma.id, number + 1)
        sense_id = self._settings.take_id("sense")
        name = f"{lemma.lempos}%{number}"
        if self._connection.rows("SELECT 1 FROM sense WHERE name = ?", (name,)):
            name = f"{lemma.lempos}.{lemma.id}%{number}"
        self._connection.execute(
            "INSERT INTO sense (id, name, lemma_id, number, label) VALUES (?, ?, ?, ?, '')",
            (sense_id, name, lemma.id, number),
        )
        return sense_id, name

    def add_under(self, main: SenseRow) -> tuple[int, str]:
        """Enter a subsense of a main sense, without occurrences: its id and its name, which no other has had."""
        taken = f"subsense of {main.id}"
        sql = "SELECT coalesce(max(number), 0) FROM sense WHERE parent_id = ?"
        number = max(self._connection.number(sql, (main.id,)) + 1, self._settings.next_id(taken))
        self._settings.set_next_id(taken, number + 1)
        sense_id, name = self._settings.take_id("sense"), f"{main.name}.{number}"
        self._connection.execute(
            "INSERT INTO sense (id, name, lemma_id, number, label, parent_id) VALUES (?, ?, ?, ?, '', ?)",
            (sense_id, name, main.lemma_id, number, main.id),
        )
        return sense_id, name

    def leaves_of(self, lemma_id: int) -> list[tuple[int, int, int]]:
        """The senses of a lemma that are leaves of its tree, retired ones too: id, id of the main sense or 0, leaf."""
        sql = "SELECT id, coalesce(parent_id, 0), leaf FROM sense WHERE lemma_id = ? AND leaf >= 0 ORDER BY id DESC"
        return self._connection.rows(sql, (lemma_id,))

    def revive(self, sense_id: int) -> None:
        """Let a retired sense be there again."""
        self._connection.execute("UPDATE sense SET retired = 0 WHERE id = ?", (sense_id,))

    def made_by_people(self, main_id: int) -> None:
        """Let granularity leave a main sense and its subsenses alone, as people said what they are."""
        self._connection.execute("UPDATE sense SET leaf = NULL WHERE id = ?1 OR parent_id = ?1", (main_id,))

    def forget_leaves(self, lemma_id: int) -> None:
        """Let no sense of a lemma be a leaf of its tree any more, as the tree is another one."""
        self._connection.execute("UPDATE sense SET leaf = NULL WHERE lemma_id = ? AND leaf IS NOT NULL", (lemma_id,))

    def set_next_number(self, lemma_id: int, number: int) -> None:
        self._settings.set_next_id(f"sense of lemma {lemma_id}", number)

    def restore(self, name: str, lemma_id: int, columns: Sequence[str], values: Sequence[Any]) -> int:
        """Enter a sense of another index, without occurrences; its id here."""
        sense_id = self._settings.take_id("sense")
        row = dict(zip(columns, values, strict=True))
        self.images.write(sense_id, {"name": name, "lemma_id": lemma_id, "size": 0, **row}, new=True)
        return sense_id

    def unclear(self, lemma: LemmaRow) -> int:
        """The id of a lemma's `unclear` sense, which is entered where there is none."""
        sql = "SELECT id FROM sense WHERE lemma_id = ? AND number = ?"
        rows = self._connection.rows(sql, (lemma.id, UNCLEAR_NUMBER))
        sense_id = rows[0][0] if rows else self.add(lemma, UNCLEAR_NUMBER)[0]
        self._connection.execute("UPDATE sense SET label = ?, retired = 0 WHERE id = ?", (UNCLEAR, sense_id))
        return int(sense_id)

    def update(self, sense_id: int, **values: Unpack[SenseValues]) -> None:
        """Change some values of a sense."""
        columns = {_COLUMN_OF.get(name, name): _stored(value) for name, value in values.items()}
        sets = ", ".join(f"{name} = ?" for name in columns)
        self._connection.execute(f"UPDATE sense SET {sets} WHERE id = ?", [*columns.values(), sense_id])

    def set_sizes(self, sizes: Iterable[tuple[int, int]]) -> None:
        """Correct the sizes of senses: size, id."""
        self._connection.executemany("UPDATE sense SET size = ? WHERE id = ?", sizes)

    def add_to_sizes(self, counts: Mapping[int, int]) -> None:
        """Count so many occurrences more, or fewer, of each of these senses and of its main sense."""
        self._connection.executemany(
            "UPDATE sense SET size = size + ?1 WHERE id = ?2 OR id = (SELECT parent_id FROM sense WHERE id = ?2)",
            [(count, each) for each, count in sorted(counts.items())],
        )

    def count_anew(self, lemma_id: int) -> None:
        """Take the sizes of a lemma's senses from its occurrences."""
        counted = "SELECT sense_id, count(*) FROM occurrence WHERE lemma_id = ? AND sense_id IS NOT NULL GROUP BY 1"
        sizes = dict(self._connection.rows(counted, (lemma_id,)))
        main_of = self.mains_of(lemma_id)
        own = dict(sizes)
        for sense_id, size in own.items():
            if main := main_of.get(sense_id):
                sizes[main] = sizes.get(main, 0) + size
        self.set_sizes((sizes.get(each, 0), each) for each in self.ids_of(lemma_id, retired=True))

    def retire(self, sense_id: int) -> None:
        """Give a sense up with its subsenses; their names stay taken."""
        self._connection.execute(
            "UPDATE sense SET retired = 1, size = 0, locked = 0 WHERE id = ?1 OR parent_id = ?1",
            (sense_id,),
        )

    def remove(self, sense_id: int) -> None:
        """Remove a sense that nothing refers to."""
        self._connection.execute("DELETE FROM sense WHERE id = ?", (sense_id,))

    def record(self, sense_id: int, time: str, action: str, detail: Mapping[str, object]) -> None:
        """Add to the history of a sense."""
        self._connection.execute(
            "INSERT INTO sense_history (sense_id, time, action, detail) VALUES (?, ?, ?, ?)",
            (sense_id, time, action, json.dumps(detail)),
        )


_COLUMN_OF = {"centre": "centroid"}


def _stored(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.astype(CENTRE_TYPE).tobytes()
    return json.dumps(value) if isinstance(value, list | tuple) else int(value) if isinstance(value, bool) else value


def _sense_row(row: tuple[Any, ...]) -> SenseRow:
    sense_id, name, lemma_id, number, label, context_words, similar_words, size, confidence, centre, *edited = row
    definition, named, locked, discriminant, parent, leaf = edited
    return SenseRow(
        sense_id,
        name,
        lemma_id,
        number,
        label,
        tuple(json.loads(context_words or "[]")),
        tuple(json.loads(similar_words or "[]")),
        size,
        confidence,
        _vector(centre),
        definition,
        bool(named),
        bool(locked),
        _vector(discriminant),
        parent,
        leaf,
    )


def _is_main(row: tuple[Any, ...]) -> bool:
    return not row[-2]


def _with_members(rows: Iterable[SenseRow]) -> list[SenseRow]:
    """The rows, each main one with its subsenses among them."""
    found = list(rows)
    members: dict[int, list[int]] = {row.id: [row.id] for row in found}
    for row in found:
        if row.parent in members:
            members[row.parent].append(row.id)
    return [replace(row, members=tuple(members[row.id])) for row in found]


def _nested(mains: Sequence[SenseRow], rows: Sequence[SenseRow]) -> list[SenseRow]:
    """The main senses, each with its subsenses after it, largest first."""
    under: dict[int, list[SenseRow]] = {}
    for row in sorted(rows, key=lambda row: (-row.size, row.number)):
        if row.parent:
            under.setdefault(row.parent, []).append(row)
    return [row for main in mains for row in (main, *under.get(main.id, ()))]


def _vector(stored: bytes | None) -> FloatArray | None:
    return None if stored is None else np.frombuffer(stored, dtype=CENTRE_TYPE).astype(np.float32)
