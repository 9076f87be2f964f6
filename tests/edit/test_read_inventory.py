"""The sense inventory of one index, taken into another one of the same texts through the facade."""

from pathlib import Path

import pytest

from senseindex import SenseIndex
from senseindex.errors import StoreError, UsageError
from senseindex.upkeep.doctor import examine
from tests.builders import BANKS, TinyIndex, bank_document, bank_vector, make_bank_index


def lines(index: SenseIndex, sense: str) -> set[tuple[str, int]]:
    return {(hit.document, hit.start) for hit in index.query("bank", sense=sense, n=1000)}


def test_senses_labels_and_edits_go_into_another_index(tmp_path: Path) -> None:
    tiny = TinyIndex(tmp_path / "other")
    documents = [bank_document(kind, number) for number in reversed(range(10)) for kind in BANKS]
    tiny.add(*documents, vector=bank_vector)
    tiny.complete()
    tiny.close()
    with make_bank_index(tmp_path / "index") as index, SenseIndex.open(tmp_path / "other") as other:
        index.edit.by("ann").rename("bank%1", "shore")
        hit = index.query("bank", sense="bank%2", n=1)[0]
        index.edit.by("ann").move([hit.occurrence_id], "bank%1")
        index.export.inventory(tmp_path / "senses.db")
        report = other.edit.read_inventory(tmp_path / "senses.db")
        assert (report.labels, report.left_out, report.edits) == (1, 0, 2)
        assert {sense.id: sense.label for sense in other.senses("bank")}["bank%1"] == "shore"
        assert other.edit.history().items[0].summary == index.edit.history().items[0].summary
        assert lines(other, "bank%1") == lines(index, "bank%1")
        assert (hit.document, hit.start) in lines(other, "bank%1")
        assert [sense.size for sense in other.senses("bank")] == [sense.size for sense in index.senses("bank")]
        with pytest.raises(UsageError, match="has senses already"):
            other.edit.read_inventory(tmp_path / "senses.db")
    assert examine(tmp_path / "other").problems == ()


def test_a_file_that_is_no_inventory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("no database")
    with make_bank_index(tmp_path / "index") as index, pytest.raises((StoreError, UsageError)):
        index.edit.read_inventory(tmp_path / "text.db")
