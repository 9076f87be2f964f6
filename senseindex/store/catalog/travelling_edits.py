"""An edit of the log as any index can read it: senses by name, occurrences by document and offset.

At home, in the log of an index, an edit's images know both by the numbers of rows; see `edits`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np

from senseindex.store.catalog.edits import Images, pack_images
from senseindex.store.catalog.images import Row

Place = tuple[str, int]
"""A document and the offset of a character in it."""

Known = dict[tuple[str, int, int], int]
"""Occurrences by document, offset of the first character and lemma id."""


def occurrences_of(images: Images) -> set[int]:
    """All occurrences that an edit labelled or moved."""
    return {*map(int, images.rows["labelled"]), *images.moves[:, 0].tolist()}


def abroad(images: Images, names: dict[int, str], places: dict[int, Place]) -> str:
    """An edit as it travels, as JSON; occurrences without a place are left out, as they were deleted."""
    name_of: dict[int, str | None] = {**names, 0: None}
    senses = images.rows["sense"].items()

    def name_of_main(main: int | None) -> str | None:
        return None if main is None else names[main]

    labelled = [(places[int(key)], pair) for key, pair in images.rows["labelled"].items() if int(key) in places]
    moves = [(places[row[0]], row[1:]) for row in images.moves.tolist() if row[0] in places]
    travelling = {
        "sense": [
            [names[int(key)], *_with(_with(pair, "lemma_id", lambda _: None), "parent_id", name_of_main)]
            for key, pair in senses
        ],
        "lemma": list(images.rows["lemma"].values()),
        "labelled": [[*place, *_with(pair, "sense_id", names.__getitem__)] for place, pair in labelled],
        "moves": [[*place, name_of[old], was, name_of[new], is_now] for place, (old, was, new, is_now) in moves],
        "moved": images.moved,
    }
    return json.dumps(travelling)


def home(travelling: dict[str, Any], lemma_id: int, sense_id: Callable[[str], int], known: Known) -> bytes:
    """An edit of a lemma as the log of an index keeps it; occurrences that the index does not have are left out."""

    def id_of(name: str | None) -> int:
        return 0 if name is None else sense_id(name)

    def here(rows: list[list[Any]]) -> list[tuple[int, list[Any]]]:
        keys = [(row[0], row[1], lemma_id) for row in rows]
        return [(known[key], row[2:]) for key, row in zip(keys, rows, strict=True) if key in known]

    senses, moves = travelling["sense"], here(travelling["moves"])
    rows = {
        "sense": {
            str(sense_id(name)): _with(
                _with(pair, "lemma_id", lambda _: lemma_id), "parent_id", lambda main: main and sense_id(main)
            )
            for name, *pair in senses
        },
        "lemma": {str(lemma_id): pair for pair in travelling["lemma"]},
        "labelled": {str(each): _with(pair, "sense_id", sense_id) for each, pair in here(travelling["labelled"])},
    }
    table = [(each, id_of(old), was, id_of(new), is_now) for each, (old, was, new, is_now) in moves]
    return pack_images(Images(rows, travelling["moved"], 0, np.array(table, dtype=np.int64).reshape(-1, 5)))


def _with(pair: list[Row | None], column: str, change: Callable[[Any], Any]) -> list[Row | None]:
    """Rows, a column of which is changed where it is there."""
    return [row | {column: change(row[column])} if row is not None and column in row else row for row in pair]
