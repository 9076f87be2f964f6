"""Typical lines: ticked first, then the nearest to the centre, no two nearly the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from senseindex import SenseIndex
from tests.builders import DIMENSION, TinyIndex, document

TEXTS = (
    "The old bank lends money to farmers in spring.",
    "The old bank lends money to farmers in autumn.",
    "The old bank lends money to bakers in autumn.",
    "Nobody knows whether that bank charges interest.",
    "My brother works at another bank downtown.",
)


def test_near_duplicates_are_left_out_and_ticked_lines_come_first(tmp_path: Path) -> None:
    tiny = TinyIndex(tmp_path / "index")

    def vector(name: str, lemma: str) -> np.ndarray:
        return np.eye(DIMENSION)[0] + 0.1 * int(name) * np.eye(DIMENSION)[1]

    tiny.add(*(document(str(number), text) for number, text in enumerate(TEXTS)), vector=vector)
    tiny.complete()
    tiny.close()
    with SenseIndex.open(tmp_path / "index") as index:
        index.induce(["bank"])
        ids = {hit.document: hit.occurrence_id for hit in index.query("bank", n=10).hits}

        def lines(count: int) -> list[str]:
            return [hit.document for hit in index.senses("bank", examples=count)[0].examples]

        centre = np.mean([vector(str(number), "") for number in range(5)], axis=0)
        near = sorted(
            range(5),
            key=lambda number: -float(centre @ vector(str(number), "") / np.linalg.norm(vector(str(number), ""))),
        )
        first = next(number for number in near if number < 3)
        kept = [str(number) for number in near if number > 2 or number == first]
        assert lines(5) == kept and lines(2) == kept[:2]
        other = next(number for number in (0, 1, 2) if number != first)
        index.edit.tick([ids[str(other)]])
        assert lines(5) == [str(other), *(each for each in kept if each != str(first))]
        assert lines(1) == [str(other)] and lines(0) == []
