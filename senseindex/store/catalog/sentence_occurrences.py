"""The occurrences of given sentences, found by id alone: the table needs no index on its sentences.

Occurrences of a document have consecutive ids, in the order of its sentences. So those of one sentence are found by
halving the range of its document; where many sentences of a document are asked for, the whole range is read.
"""

from __future__ import annotations

import numpy as np

from senseindex.arrays import IntArray
from senseindex.store.catalog.connection import Connection

HALVING_COST = 40
"""Rows that may be read in the time of finding one sentence by halving."""
ROWS_AT_ONCE = 200_000
_COLUMNS = ("sentence_id", "position", "id", "lemma_id", "coalesce(sense_id, 0)", "coalesce(confidence, -1)")
_ROWS = f"SELECT {', '.join(_COLUMNS)} FROM occurrence WHERE id >= ? AND id < ? ORDER BY id"
_TEXTS = (
    f"SELECT {', '.join(f'group_concat({column})' for column in _COLUMNS)} FROM occurrence WHERE id >= ? AND id < ?"
)
"""Each column as one text of numbers set apart by commas: read in a third of the time of rows of Python objects."""


def occurrences_in(connection: Connection, sentence_ids: IntArray, document_ids: IntArray) -> IntArray:
    """Rows `(n, 6)` by id of the occurrences in these sentences `(s,)`, ascending, of these documents `(s,)`.

    Columns: sentence id, position, occurrence id, lemma id, sense id (0 for none), confidence (percent, -1 for none).
    """
    if not len(sentence_ids):
        return np.empty((0, 6), dtype=np.int64)
    ranges = {
        row[0]: row[1:]
        for row in connection.rows(
            "SELECT id, first_occurrence, end_occurrence FROM document WHERE id BETWEEN ? AND ?",
            (int(document_ids.min()), int(document_ids.max())),
        )
    }
    documents, first, counts = np.unique(document_ids, return_index=True, return_counts=True)
    whole: list[tuple[int, int]] = []
    rows: list[tuple[int, ...]] = []
    for document, start, count in zip(documents.tolist(), first.tolist(), counts.tolist(), strict=True):
        low, end = ranges[document]
        if count > 2 and end - low > HALVING_COST * count:
            low = _first_of(connection, int(sentence_ids[start]), low, end)
            end = _first_of(connection, int(sentence_ids[start + count - 1]) + 1, low, end)
        if end - low <= HALVING_COST * count:
            if whole and whole[-1][1] == low and end - whole[-1][0] <= ROWS_AT_ONCE:
                whole[-1] = (whole[-1][0], end)
            else:
                whole.append((low, end))
            continue
        for sentence in sentence_ids[start : start + count].tolist():
            low = _first_of(connection, sentence, low, end)
            for row in connection.execute(_ROWS, (low, end)):
                if row[0] != sentence:
                    break
                rows.append(row)
    parts = [np.array(rows, dtype=np.int64).reshape(-1, 6)]
    for low, end in whole:
        for text, *texts in connection.rows(_TEXTS, (low, end)):
            if text is not None:
                columns = [np.fromstring(each, dtype=np.int64, sep=",") for each in (text, *texts)]
                table = np.stack(columns, axis=1)
                parts.append(table[np.isin(table[:, 0], sentence_ids)])
    joined = np.concatenate(parts)
    ordered: IntArray = joined[np.argsort(joined[:, 2], kind="stable")]
    return ordered


def _first_of(connection: Connection, sentence: int, low: int, high: int) -> int:
    """The first id from `low` to `high` whose sentence is this one or comes after it; `high` where there is none."""
    while low < high:
        middle = (low + high) // 2
        ((found,),) = connection.rows("SELECT sentence_id FROM occurrence WHERE id = ?", (middle,))
        if found < sentence:
            low = middle + 1
        else:
            high = middle
    return low
