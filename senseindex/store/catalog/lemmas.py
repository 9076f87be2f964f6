"""The lemmas of the corpus, one a part of speech: table `lemma`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from typing import overload

import numpy as np

from senseindex.arrays import BoolArray, IntArray
from senseindex.store.catalog.connection import Connection, chunks
from senseindex.store.catalog.images import RowImages

POS_LETTERS = {"NOUN": "n", "VERB": "v", "ADJ": "j", "ADV": "r", "PROPN": "p"}
"""The letter after the hyphen of a lempos; other tags are written out in lower case."""

_COLUMNS = "SELECT id, lemma, pos, frequency, occurrences, moved FROM lemma"


def lempos_of(lemma: str, pos: str) -> str:
    """`bank-n` where the part of speech is known, else `bank`."""
    return f"{lemma}-{POS_LETTERS.get(pos, pos.lower())}" if pos else lemma


@dataclass(frozen=True, slots=True)
class LemmaRow:
    """A lemma with its part of speech (UPOS, "" where unknown).

    `frequency` counts its tokens, `occurrences` those that have a vector, `moved` those whose sense is not the sense of
    the cell that holds their vector.
    """

    id: int
    lemma: str
    pos: str
    frequency: int
    occurrences: int
    moved: int

    @property
    def lempos(self) -> str:
        """`bank`, or `bank-n` where the part of speech is known."""
        return lempos_of(self.lemma, self.pos)

    @property
    def is_content(self) -> bool:
        """Whether it is a content word, see `is_content`."""
        return is_content(self.frequency, self.occurrences)


@dataclass(frozen=True)
class LemmaTable:
    """All lemmas in columns `(n,)`, ascending by id; see `LemmaRow`."""

    ids: IntArray
    lemmas: tuple[str, ...]
    tags: tuple[str, ...]
    frequencies: IntArray
    occurrences: IntArray

    @property
    def is_content(self) -> BoolArray:
        """Which of them are content words."""
        return is_content(self.frequencies, self.occurrences)


@overload
def is_content(frequency: int, occurrences: int) -> bool: ...
@overload
def is_content(frequency: IntArray, occurrences: IntArray) -> BoolArray: ...
def is_content(frequency: int | IntArray, occurrences: int | IntArray) -> bool | BoolArray:
    """Whether a lemma, or each of many `(n,)`, is a content word: at least half of its tokens have a vector.

    By most of its tokens, as IN may be a name, and *in* is none.
    """
    found: bool | BoolArray = 2 * occurrences >= frequency
    return found


class Lemmas:
    """Lemmas by spelling and by id."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.images = RowImages(connection, "lemma", "id", ("separability", "granularity"))

    def spelled(self, lemma: str, pos: str | None = None) -> list[LemmaRow]:
        """The rows of a lemma, in every part of speech or in one; exact spelling first, else any case."""
        for where in ("lemma = ?", "lemma = ? COLLATE NOCASE"):
            found = self._connection.rows(f"{_COLUMNS} WHERE {where} ORDER BY frequency DESC", (lemma,))
            rows = [row for row in map(_row, found) if row.frequency and (pos is None or row.pos == pos)]
            if rows:
                return rows
        return []

    def by_id(self, lemma_ids: Iterable[int]) -> dict[int, LemmaRow]:
        return {row[0]: _row(row) for row in self._connection.rows_among(f"{_COLUMNS} WHERE id IN ({{}})", lemma_ids)}

    def of_words(self, words: Sequence[tuple[str, str]]) -> dict[tuple[str, str], LemmaRow]:
        """Those of these lemmas with parts of speech that there are."""
        found = {}
        for chunk in chunks(words):
            sql = f"{_COLUMNS} WHERE (lemma, pos) IN (VALUES {', '.join(['(?, ?)'] * len(chunk))})"
            for row in self._connection.rows(sql, [value for word in chunk for value in word]):
                found[row[1], row[2]] = _row(row)
        return found

    def table(self) -> LemmaTable:
        """Every lemma in columns."""
        rows = self._connection.rows("SELECT id, lemma, pos, frequency, occurrences FROM lemma ORDER BY id")
        ids, lemmas, tags, frequencies, occurrences = zip(*rows, strict=True) if rows else ((),) * 5
        numbers = (np.array(each, dtype=np.int64) for each in (ids, frequencies, occurrences))
        first, *counts = numbers
        return LemmaTable(first, tuple(lemmas), tuple(tags), *counts)

    def rarer_than(self, frequency: float) -> set[int]:
        """The ids of the lemmas that have fewer tokens."""
        return {row[0] for row in self._connection.rows("SELECT id FROM lemma WHERE frequency < ?", (frequency,))}

    def with_occurrences(self, minimum: int) -> list[LemmaRow]:
        """Lemmas that have at least `minimum` vectors, by id."""
        return [
            _row(row) for row in self._connection.rows(f"{_COLUMNS} WHERE occurrences >= ? ORDER BY id", (minimum,))
        ]

    def names(self) -> dict[int, tuple[str, str]]:
        """Lemma and part of speech of every lemma, by id."""
        return {row[0]: row[1:] for row in self._connection.rows("SELECT id, lemma, pos FROM lemma")}

    def written(self) -> dict[int, str]:
        """The lemmas that have a letter or digit, by id."""
        return {key: name for key, (name, _) in self.names().items() if any(map(str.isalnum, name))}

    def folded(self, words: Set[str]) -> list[int]:
        """The ids of the lemmas that are one of these case-folded words, in any case."""
        rows = self._connection.rows("SELECT id, lemma FROM lemma")
        return [lemma_id for lemma_id, lemma in rows if lemma.casefold() in words]

    def content_words(self, lemma_ids: Iterable[int]) -> dict[int, str]:
        """Those of these lemmas that are content words, as lempos, by id."""
        sql = "SELECT id, lemma, pos, frequency, occurrences FROM lemma WHERE id IN ({})"
        return {
            lemma_id: lempos_of(lemma, pos)
            for lemma_id, lemma, pos, frequency, occurrences in self._connection.rows_among(sql, lemma_ids)
            if is_content(frequency, occurrences)
        }

    def spellings(self) -> list[tuple[str, int]]:
        """Every lemma that has a vector, with its frequency, for suggestions."""
        return self._connection.rows("SELECT lemma, sum(frequency) FROM lemma WHERE occurrences > 0 GROUP BY lemma")

    def types(self) -> int:
        """Number of different lemmas of the corpus."""
        return self._connection.number("SELECT count(DISTINCT lemma) FROM lemma WHERE frequency > 0")

    def tags(self) -> list[str]:
        """The parts of speech that there are, in the order of the alphabet."""
        rows = self._connection.rows("SELECT DISTINCT pos FROM lemma WHERE pos <> '' ORDER BY pos")
        return [row[0] for row in rows]

    def separability(self, lemma_ids: Sequence[int]) -> float | None:
        """How clearly the senses of these lemmas lie apart, at best; None where that was not measured."""
        found = [
            row[0] for row in self._connection.rows_among("SELECT separability FROM lemma WHERE id IN ({})", lemma_ids)
        ]
        return max((each for each in found if each is not None), default=None)

    # -- writing, inside the caller's transaction ------------------------------------------------------------------

    def add(self, rows: Iterable[tuple[int, str, str]]) -> None:
        """Enter lemmas: id, lemma, part of speech."""
        self._connection.executemany("INSERT INTO lemma (id, lemma, pos) VALUES (?, ?, ?)", rows)

    def count_up(self, rows: Iterable[tuple[int, int, int]]) -> None:
        """Add to the counts of lemmas: tokens, occurrences, id."""
        self._connection.executemany(
            "UPDATE lemma SET frequency = frequency + ?, occurrences = occurrences + ? WHERE id = ?", rows
        )

    def set_counts(self, rows: Iterable[tuple[int, int, int]]) -> None:
        """Correct the counts of lemmas: tokens, occurrences, id."""
        self._connection.executemany("UPDATE lemma SET frequency = ?, occurrences = ? WHERE id = ?", rows)

    def set_separability(self, lemma_id: int, separability: float | None) -> None:
        self._connection.execute("UPDATE lemma SET separability = ? WHERE id = ?", (separability, lemma_id))

    def set_tree(self, lemma_id: int, tree: str) -> None:
        """Keep how the leaves of a lemma's senses were merged, as JSON."""
        self._connection.execute("UPDATE lemma SET tree = ? WHERE id = ?", (tree, lemma_id))

    def tree(self, lemma_id: int) -> str | None:
        """What `set_tree` kept; None where nothing was found yet."""
        rows = self._connection.rows("SELECT tree FROM lemma WHERE id = ?", (lemma_id,))
        return rows[0][0] if rows else None

    def set_granularity(self, lemma_id: int, granularity: float | None) -> None:
        """The granularity of a word's main senses; None for that of the index."""
        self._connection.execute("UPDATE lemma SET granularity = ? WHERE id = ?", (granularity, lemma_id))

    def granularity(self, lemma_id: int) -> float | None:
        """That of a word, None where it has that of the index."""
        rows = self._connection.rows("SELECT granularity FROM lemma WHERE id = ?", (lemma_id,))
        return rows[0][0] if rows else None

    def with_moved(self) -> set[int]:
        """The ids of the lemmas of which some occurrences may lie in cells of another sense than theirs."""
        return {row[0] for row in self._connection.rows("SELECT id FROM lemma WHERE moved > 0")}

    def moved(self, lemma_id: int) -> int:
        """How many occurrences lie in cells of another sense than theirs, at most."""
        return self._connection.number("SELECT moved FROM lemma WHERE id = ?", (lemma_id,))

    def set_moved(self, lemma_id: int, moved: int) -> None:
        self._connection.execute("UPDATE lemma SET moved = ? WHERE id = ?", (moved, lemma_id))

    def move(self, lemma_id: int, count: int) -> None:
        """So many occurrences more lie away from the cell of their sense."""
        self._connection.execute("UPDATE lemma SET moved = min(occurrences, moved + ?) WHERE id = ?", (count, lemma_id))

    def move_all(self, lemma_ids: Iterable[int]) -> None:
        """All occurrences of these lemmas may lie away from the cells of their senses."""
        rows = [(each,) for each in lemma_ids]
        self._connection.executemany("UPDATE lemma SET moved = occurrences WHERE id = ?", rows)

    def none_moved(self) -> None:
        """The cells are laid out by today's senses."""
        self._connection.execute("UPDATE lemma SET moved = 0 WHERE moved > 0")


def _row(row: tuple[int, str, str, int, int, int]) -> LemmaRow:
    return LemmaRow(*row)
