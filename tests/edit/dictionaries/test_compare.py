"""A dictionary beside the example corpus, and a sense made from example sentences: with the real encoder."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from senseindex import SenseIndex
from senseindex.cli.main import main
from senseindex.errors import NotFoundError
from senseindex.upkeep.doctor import examine
from tests.example_corpus import FOLDER, TEXTS

DICTIONARY = [
    (
        "bank",
        "bank:river",
        "the land along the side of a river",
        ["The bank was overgrown with reeds.", "We pulled the boat up on the bank of the stream."],
    ),
    ("bank", "bank:money", "a firm that keeps and lends money", ["The bank refused to lend him the money."]),
    ("bank", "bank:blood", "a store of blood in a hospital", ["Donors gave a pint each at the blood bank."]),
    ("pitch", "pitch:sound", "how high or low a sound is", ["She sang at a higher pitch than the piano."]),
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("dictionary")
    with SenseIndex.create(path / "index") as index:
        index.ingest(TEXTS, static="none")
        index.induce(["bank", "pitch"])
    senses = [{"lemma": a, "pos": "n", "id": b, "definition": c, "examples": d} for a, b, c, d in DICTIONARY]
    (path / "dictionary.json").write_text(json.dumps(senses))
    return path


@pytest.fixture
def index(made: Path, tmp_path: Path) -> Iterator[SenseIndex]:
    shutil.copytree(made / "index", tmp_path / "index")
    with SenseIndex.open(tmp_path / "index") as index:
        yield index


def gold(lemma: str) -> dict[tuple[str, int], str]:
    with (FOLDER / "english.gold.tsv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["lemma"] == lemma]
    return {(row["document"], int(row["start"])): row["sense"] for row in rows}


def agreement(index: SenseIndex, lemma: str, sense: str, expected: str) -> tuple[float, float]:
    """Precision and recall of a sense's lines."""
    truth = gold(lemma)
    found = {(hit.document, hit.start) for hit in index.query(sense=sense, n=1000).hits}
    right = {place for place, own in truth.items() if own == expected}
    known = found & truth.keys()
    return len(known & right) / max(len(known), 1), len(known & right) / len(right)


def test_the_gaps_on_both_sides(index: SenseIndex, made: Path) -> None:
    report = index.edit.compare_dictionary(made / "dictionary.json")
    rows = {row.id: row for row in report}
    assert rows["bank:river"].size > 10 and rows["bank:money"].size > 10
    assert [row.id for row in report.unattested] == ["bank:blood"]
    assert rows["bank:blood"].lines  # what comes nearest, to judge by
    covered = {row.id for row in report if row.side == "index" and row.share is not None and not row.gap}
    for sense in ("bank:river", "bank:money"):
        assert rows[sense].induced[0][0] in covered
    kinds = {row.id: {gold("pitch").get((hit.document, hit.start)) for hit in row.lines} for row in report.uncovered}
    assert kinds and all("pitch:sound" not in found for found in kinds.values())
    for row in report:
        assert row.size == 0 or row.side == "index" or row.lines


def test_words_that_the_corpus_does_not_have_are_named(index: SenseIndex, tmp_path: Path) -> None:
    rows = [(f"word{number}", f"w{number}", "a sense") for number in range(7)]
    rows += [("bank", "b1", "a firm that keeps and lends money"), ("match", "m1", "a small stick that makes fire")]
    path = tmp_path / "dictionary.tsv"
    path.write_text("lemma\tid\tdefinition\n" + "".join("\t".join(row) + "\n" for row in rows))
    report = index.edit.compare_dictionary(path)
    assert list(report.absent) == [*(f"word{number}" for number in range(7)), "match"]  # which was not induced
    assert "8 of its words have no senses here: word0, word1, word2, word3, word4, ..." in str(report)
    assert report.as_dict()["absent"] == list(report.absent)
    assert index.edit.compare_dictionary(path, ["bank"]).absent == ()


def test_a_dictionary_can_be_adopted_and_undone(index: SenseIndex, made: Path) -> None:
    before = index.senses("bank")
    index.edit.compare_dictionary(made / "dictionary.json", ["bank"], adopt=True)
    senses = {sense.label: sense for sense in index.senses("bank", examples=0) if not sense.id.endswith("%0")}
    assert set(senses) == {"bank:river", "bank:money", "bank:blood"}
    assert senses["bank:river"].definition == "the land along the side of a river"
    for label in ("bank:river", "bank:money"):
        precision, recall = agreement(index, "bank", senses[label].id, label)
        assert precision > 0.9 and recall > 0.5, label
    assert examine(index.path).problems == ()
    index.edit.undo()
    assert index.senses("bank") == before


def test_a_sense_made_from_examples_gathers_its_lines(index: SenseIndex) -> None:
    for sense in index.senses("bank", examples=0)[1:]:
        if not sense.id.endswith("%0"):
            index.edit.merge("bank%1", sense.id)
    before = index.senses("bank")
    examples = [
        "The river burst its banks.",
        "We pulled the boat up on the bank of the stream.",
        "Reeds grew along the bank and ducks slept in them.",
    ]
    shown = index.edit.preview_create("bank", examples=examples, lines=1000)
    narrow = index.edit.preview_create("bank", examples=examples, margin=0.15, lines=1000)
    scores = [hit.score or 0.0 for hit in shown.hits]
    assert scores == sorted(scores, reverse=True) and 0 < narrow.total < shown.total
    assert index.senses("bank") == before
    (name,) = index.edit.create("bank", examples=examples, definition="land beside water", label="shore").made
    assert {hit.occurrence_id for hit in index.query(sense=name, n=1000).hits} == {
        hit.occurrence_id for hit in shown.hits
    }
    precision, recall = agreement(index, "bank", name, "bank:river")
    assert precision > 0.9 and recall > 0.5
    assert next(each for each in index.senses("bank", examples=0) if each.id == name).label == "shore"
    assert examine(index.path).problems == ()
    index.edit.undo()
    assert index.senses("bank") == before


def test_the_command(index: SenseIndex, made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    index.close()
    where = ["--index", str(index.path)]
    assert main(["dictionary", str(made / "dictionary.json"), "bank", *where]) == 0
    out = capsys.readouterr().out
    assert "3 senses, 1 hardly or not attested" in out and "no attestation" in out
    assert main(["dictionary", str(made / "dictionary.json"), "bank", "--format", "json", *where]) == 0
    assert json.loads(capsys.readouterr().out)["senses"][2]["gap"] is True
    assert main(["dictionary", str(made / "dictionary.json"), "match", *where]) == 1
    assert "has no sense of match" in capsys.readouterr().err


def test_a_word_of_one_sense_is_covered_by_what_is_ordinary_in_it(index: SenseIndex, made: Path) -> None:
    for sense in index.senses("bank", examples=0)[1:]:
        if not sense.id.endswith("%0"):
            index.edit.merge("bank%1", sense.id)
    report = index.edit.compare_dictionary(made / "dictionary.json", ["bank"])
    assert [row.gap for row in report if row.side == "index"] == [False]
    other = [{"lemma": "bank", "id": "bank:blood", "examples": ["Donors gave a pint each at the blood bank."]}]
    (made / "other.json").write_text(json.dumps(other))
    assert index.edit.compare_dictionary(made / "other.json", ["bank"]).uncovered


def test_a_lemma_that_is_not_there(index: SenseIndex, made: Path) -> None:
    report = index.edit.compare_dictionary(made / "dictionary.json", ["bank", "match"])
    assert report.missing == ("match",)
    with pytest.raises(NotFoundError):
        index.edit.compare_dictionary(made / "dictionary.json", ["match"])
