"""The inventory goes out as a file, and comes back with what people changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from senseindex import SenseIndex
from senseindex.errors import CorpusError, NotFoundError, UsageError
from senseindex.upkeep.doctor import examine


def inventory(index: SenseIndex) -> dict[str, tuple[str, str, bool]]:
    return {sense.id: (sense.label, sense.definition, sense.locked) for sense in index.senses("bank", examples=0)}


@pytest.mark.parametrize("name", ["senses.json", "senses.tsv"])
def test_an_inventory_goes_out_and_comes_back(index: SenseIndex, tmp_path: Path, name: str) -> None:
    index.edit.rename("bank%1", 'shore "of" a river')
    index.edit.define("bank%1", "wet\tland")
    index.edit.lock("bank%1")
    before = inventory(index)
    assert index.export.senses(tmp_path / name, "bank") == 2
    report = index.edit.import_senses(tmp_path / name)
    assert (report.senses, report.changed) == (2, 1 if name.endswith("tsv") else 0)  # TSV takes no tabs
    index.edit.undo()  # that one, or the lock
    for _ in range(2 if name.endswith("json") else 3):
        index.edit.undo()
    assert inventory(index) != before and all(each.state or each.action == "undo" for each in index.edit.history())
    index.edit.import_senses(tmp_path / name)
    assert inventory(index)["bank%1"] == ('shore "of" a river', "wet land" if "tsv" in name else "wet\tland", True)
    index.induce(["bank"])
    assert inventory(index)["bank%1"][0] == 'shore "of" a river'
    assert inventory(index)["bank%2"] == before["bank%2"]


def test_a_file_is_taken_whole_or_not_at_all(index: SenseIndex, tmp_path: Path) -> None:
    before = inventory(index)
    path = tmp_path / "senses.json"
    path.write_text(json.dumps([{"id": "bank%1", "label": "x"}, {"id": "bank%7", "label": "y"}]))
    with pytest.raises(NotFoundError, match="bank%7"):
        index.edit.import_senses(path)
    assert inventory(index) == before
    for name, text, message in (
        ("a.json", "{", "a.json, line 1: broken JSON"),
        ("a.json", "{}", "no list of senses"),
        ("a.json", '[{"id": 1}]', "without an id"),
        ("a.json", '[{"id": "bank%1", "label": 1}]', "the label of bank%1 is no text"),
        ("a.json", '[{"lemma": "bank", "occurrences": ["x"]}]', "the occurrences of bank are no list of them"),
        ("a.tsv", "lemma\texamples\n\tThe bank.\n", "line 1: the first line must name the columns"),
        ("a.tsv", "id\tlocked\nbank%1\tperhaps\n", "line 2: `locked` of bank%1"),
        ("a.json", '[{"id": "bank%1", "locked": []}]', "`locked` of bank%1 is neither yes nor no"),
        ("a.tsv", "name\n", "line 1: the first line must name the columns"),
    ):
        (tmp_path / name).write_text(text)
        with pytest.raises(CorpusError, match=message):
            index.edit.import_senses(tmp_path / name)
    with pytest.raises(UsageError, match=r"json or \.tsv"):
        index.export.senses(tmp_path / "senses.xml")


def test_an_import_makes_senses_that_are_not_there(index: SenseIndex, tmp_path: Path) -> None:
    hits = index.query(sense="bank%2", n=100).hits
    before = inventory(index)
    path = tmp_path / "senses.json"
    rows = [
        {"id": "bank%1", "label": "shore"},
        {"id": "bank%7", "label": "lender", "definition": "a firm", "locked": True}
        | {"occurrences": [hit.occurrence_id for hit in hits[:4]]},
        {"lemma": "volume", "occurrences": [index.query("volume", n=1).hits[0].occurrence_id]},
    ]
    path.write_text(json.dumps(rows))
    report = index.edit.import_senses(path)
    assert (report.senses, report.changed) == (3, 1)
    (given, made, size), (nothing, volume, _) = report.created
    assert (given, made, nothing) == ("bank%7", "bank%3", "") and volume.startswith("volume%")
    found = inventory(index)
    assert found["bank%1"][0] == "shore" and found["bank%3"] == ("lender", "a firm", True)
    own = {hit.occurrence_id for hit in index.query(sense="bank%3", n=100).hits}
    assert len(own) == size and own >= {hit.occurrence_id for hit in hits[:4]}
    assert examine(index.path).problems == ()
    assert [each.action for each in index.edit.history()] == ["import"] * 3
    for _ in range(3):
        index.edit.undo()
    assert inventory(index) == before
    rows[2]["occurrences"] = [99999]
    path.write_text(json.dumps(rows))
    with pytest.raises(NotFoundError, match="no occurrence 99999"):
        index.edit.import_senses(path)
    assert inventory(index) == before


def test_ticked_examples_go_out_with_the_inventory(index: SenseIndex, tmp_path: Path) -> None:
    hit = index.query(sense="bank%2", n=1).hits[0]
    index.edit.tick([hit.occurrence_id])
    for name in ("senses.json", "senses.tsv"):
        index.export.senses(tmp_path / name, "bank")
        assert index.edit.import_senses(tmp_path / name).created == ()
    (row,) = (row for row in json.loads((tmp_path / "senses.json").read_text())["senses"] if row["examples"])
    assert row["id"] == "bank%2" and row["occurrences"] == [hit.occurrence_id]
    assert f"[{hit.node}]" in row["examples"][0]
    assert f"{hit.occurrence_id}\t{row['examples'][0]}" in (tmp_path / "senses.tsv").read_text()


def test_lines_of_a_new_sense_may_be_named_by_their_place(index: SenseIndex, tmp_path: Path) -> None:
    hits = index.query(sense="bank%2", n=4).hits
    places = [f"{hit.document}:{hit.start}" for hit in hits]
    (tmp_path / "senses.json").write_text(
        json.dumps([{"id": "bank%7", "occurrences": [*places, hits[0].occurrence_id]}])
    )
    (tmp_path / "senses.tsv").write_text(f"id\toccurrences\nbank%7\t{', '.join(places)}\n")
    found = []
    for name in ("senses.json", "senses.tsv"):
        ((_, made, size),) = index.edit.import_senses(tmp_path / name).created
        assert size >= 4
        found.append({hit.occurrence_id for hit in index.query(sense=made, n=100)})
        index.edit.undo()
    assert found[0] == found[1] >= {hit.occurrence_id for hit in hits}
