"""What adopted senses are called."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from senseindex.edit.dictionaries.adopted_labels import adopted_labels, is_readable
from senseindex.edit.dictionaries.entries import DictionarySense
from senseindex.edit.lookup import senses_to_choose_from
from senseindex.store.catalog.senses import SenseRow
from tests.builders import make_bank_index

SENSES = [
    DictionarySense("bank", "NOUN", "oewn-09236472-n", "land along the side of a river; a slope"),
    DictionarySense("bank", "NOUN", "bank:money", "a firm that keeps money"),
    DictionarySense("bank", "NOUN", "b3"),
]
TELLING = [("water", "reed"), ("loan",), ("cloud", "fog")]


@pytest.fixture
def old(tmp_path: Path) -> list[SenseRow]:
    with make_bank_index(tmp_path / "index") as index:
        index.edit.rename("bank%1", "waterside")
        return senses_to_choose_from(index.opened.catalog, index.opened.one_lemma("bank"))


def called(old: list[SenseRow], labels: list[int], standing: list[int]) -> list[str]:
    return adopted_labels(SENSES, TELLING, np.array(labels), np.array(standing), old)


def test_an_id_that_nobody_can_read_is_no_label(old: list[SenseRow]) -> None:
    nothing = called([replace(row, named=False) for row in old], [0, 1, 2], [old[0].id] * 3)
    assert nothing == ["land along the side of a river", "bank:money", "cloud, fog"]


def test_what_a_person_called_a_sense_stays_with_most_of_its_lines(old: list[SenseRow]) -> None:
    first, second = old[0].id, old[1].id
    assert called(old, [1, 1, 0, -1, 0], [first, first, first, second, second])[1] == "waterside"
    assert "waterside" not in called(old, [1, 1, 0, -1], [first] * 4)  # half of them is not most


@pytest.mark.parametrize(
    ("sense_id", "readable"),
    [
        ("bank:river", True), ("slope", True), ("oewn-09236472-n", False), ("bank%1:17:01::", False),
        ("bank.n.02", False), ("bank", False), ("bank-noun", False), ("w1", False), ("", False),
    ],
)  # fmt: skip
def test_ids_that_can_be_read(sense_id: str, readable: bool) -> None:
    assert is_readable(sense_id, "bank") is readable
