"""What all edits have in common: the transaction, looking senses and occurrences up, moving and recentring."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from senseindex.answers.senses import UNCLEAR
from senseindex.arrays import FloatArray, IntArray
from senseindex.errors import NotFoundError, UsageError
from senseindex.index.open_index import OpenIndex
from senseindex.senses.recentre import recentre
from senseindex.store.catalog.connection import chunks, placeholders
from senseindex.store.catalog.edits import Recorder
from senseindex.store.catalog.lemmas import LemmaRow
from senseindex.store.catalog.senses import UNCLEAR_NUMBER, SenseRow

MOST_ID = 2**63 - 1
NAME_THEM = "name the occurrences: their ids stand in the first column of a query"


@dataclass
class EditorBase:
    """The index that is edited, and the author of the edits."""

    index: OpenIndex
    author: str

    @contextmanager
    def transaction(self, action: str, lemma_id: int) -> Iterator[Recorder]:
        """One logged edit of a lemma, inside `parts.editing()`."""
        catalog = self.index.catalog
        with catalog.writing(), catalog.edits.recording(self.author, action, lemma_id) as edit:
            yield edit

    def _sense(self, name: str) -> SenseRow:
        found = self.index.catalog.senses.named(name)
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
        return self.index.catalog.lemmas.by_id([lemma_id])[lemma_id]

    def _lemma_of(self, occurrences: Sequence[int]) -> int:
        """The lemma that these occurrences are of."""
        catalog = self.index.catalog
        lemma_of = {
            each: lemma_id
            for chunk in chunks([each for each in occurrences if 0 < each <= MOST_ID])
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
        if not len(ids):
            raise UsageError(NAME_THEM)
        own = set(self.index.catalog.occurrences.ids([lemma_id]).tolist())
        for each in ids:  # before they are an array, which has no room for any number
            if each not in own:
                lempos = self._lemma(lemma_id).lempos
                raise NotFoundError(f"{lempos} has no occurrence {each}; ids stand in the first column of a query")
        return np.unique(np.array(list(ids), dtype=np.int64))

    def _encode(self, lemma_id: int, examples: Sequence[str]) -> FloatArray:
        """The vectors `(k, d)` of the lemma in example sentences."""
        lemma = self._lemma(lemma_id).lemma
        return self.index.models.text_encoder.encode_words(
            [self.index.models.target(text, [lemma]) for text in examples]
        )

    def _move(self, edit: Recorder, ids: IntArray, sense_id: int, percent: int | None = None) -> None:
        percents = self.index.catalog.occurrences.assignments(ids.tolist())[:, 2] if percent is None else None
        edit.move(ids, np.full(len(ids), sense_id), np.full(len(ids), percent) if percents is None else percents)

    def _update(self, row: SenseRow, **values: str | int) -> None:
        sets = ", ".join(f"{name} = ?" for name in values)
        self.index.catalog.connection.execute(f"UPDATE sense SET {sets} WHERE id = ?", [*values.values(), row.id])

    def _retire(self, row: SenseRow) -> None:
        self._update(row, retired=1, locked=0)

    def recentre(self, *sense_ids: int) -> None:
        """Let centres, confidences and separability follow what was moved."""
        if sense_ids:
            recentre(self.index.catalog, self.index.store, sense_ids)


def names_of(rows: Sequence[SenseRow]) -> str:
    return ", ".join(row.name for row in rows)
