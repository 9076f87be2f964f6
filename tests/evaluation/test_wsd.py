"""All words and a wordnet's senses: figures that can be counted by hand, and the field's development set."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from senseindex.corpus.segmentation import Segmenter
from senseindex.errors import CorpusError, UsageError
from senseindex.evaluation import evaluate
from senseindex.evaluation.wsd import PUBLISHED, read_instances
from tests.evaluation import layouts


def test_money_and_rivers_are_told_by_definitions(tmp_path: Path, run):
    data, wordnet = layouts.wsd(tmp_path / "data"), layouts.wordnet(tmp_path)
    outcome = run("evaluate", "wsd", str(data), "--senses", str(wordnet), "--json")
    assert outcome.code == 0, outcome.err
    answer = json.loads(outcome.out)
    # 16 of bank, 8 of each sense; one credit card, of one sense; one willow, which the wordnet does not have.
    assert (answer["instances"], answer["lemmas_missing"]) == (18, 1)
    assert answer["coverage"] == pytest.approx(17 / 18)
    assert answer["monosemous"] == pytest.approx(1 / 18)
    first = answer["baselines"]["first_sense"]
    assert (first["precision"], first["recall"]) == pytest.approx((9 / 17, 9 / 18))
    assert first["f1"] == first["noun"] == pytest.approx(2 * 9 / (17 + 18))
    assert answer["baselines"]["random"]["recall"] == pytest.approx(9 / 18)
    assert "most_frequent" not in answer["baselines"]  # nobody counted
    assert answer["recall"] > first["recall"]
    assert answer["baselines"]["likeness"]["recall"] >= 13 / 18  # 9 / 18 by chance
    assert answer["parts"]["bank.NOUN"]["first_sense"] == 8
    assert "verb" not in answer and "published" not in answer
    again = evaluate("wsd", data / "small.data.xml", senses=wordnet)
    assert again.figures["f1"] == answer["f1"]
    assert "likeness alone" in run("evaluate", "wsd", str(data), "--senses", str(wordnet)).out


def test_counts_make_a_most_frequent_sense(tmp_path: Path):
    data = layouts.wsd(tmp_path / "data")
    sense = '<Sense id="w-bank__1.14.00.." synset="money"/>'
    counted = layouts.WORDNET.replace(sense, sense.replace("/>", "><Count>5</Count></Sense>"))
    layouts.write(tmp_path / "counted.xml", counted)
    found = evaluate("wsd", data, senses=tmp_path / "counted.xml").baselines
    assert found["most_frequent"]["recall"] == pytest.approx(9 / 18)
    right = {
        name: part["right"] for name, part in evaluate("wsd", data, senses=tmp_path / "counted.xml").breakdown.items()
    }
    assert right["credit card.NOUN"] == 1


def test_instances_stand_in_their_texts(tmp_path: Path):
    instances, source = read_instances(layouts.wsd(tmp_path), Segmenter())
    assert source == "tests"
    card = next(each for each in instances if each.lemma == "credit card")
    assert card.case.form == "card"  # what carries a compound
    assert card.keys == {"credit_card%1:21:00::", "plastic%1:21:00::"}
    assert len(card.case.sentences) == 4 and card.case.number > 0
    assert {each.case.form for each in instances} == {"bank", "card", "willow"}


def test_what_is_wrong_with_the_data_is_said(tmp_path: Path):
    wordnet = layouts.wordnet(tmp_path)
    data = layouts.wsd(tmp_path / "data")
    with pytest.raises(UsageError, match="needs the senses of a wordnet"):
        evaluate("wsd", data)
    with pytest.raises(UsageError, match="takes no --senses"):
        evaluate("wic", data, senses=wordnet)
    with pytest.raises(CorpusError, match=r"one NAME\.data\.xml is wanted here, and there are: none"):
        evaluate("wsd", tmp_path, senses=wordnet)
    layouts.write(tmp_path / "nokeys.xml", layouts.WORDNET.replace("__", "-"))
    with pytest.raises(CorpusError, match="have no sense keys"):
        evaluate("wsd", data, senses=tmp_path / "nokeys.xml")
    (data / "small.gold.key.txt").write_text("d000.t000\n")
    with pytest.raises(CorpusError, match="line 1: the line is not `id key"):
        evaluate("wsd", data, senses=wordnet)
    (data / "small.gold.key.txt").write_text("other bank%1:14:00::\n")
    with pytest.raises(CorpusError, match="no <instance> that"):
        evaluate("wsd", data, senses=wordnet)
    (data / "small.gold.key.txt").unlink()
    with pytest.raises(CorpusError, match="the answers are missing"):
        evaluate("wsd", data, senses=wordnet)


@pytest.mark.slow
def test_the_development_set_of_the_field(shared_data):
    result = evaluate("wsd", shared_data / "wsd_semeval2007", senses=shared_data / "oewn" / "oewn.xml.xz")
    figures = result.figures
    assert (figures["instances"], figures["lemmas_missing"]) == (455, 0)
    assert figures["coverage"] == pytest.approx(453 / 455)
    # Princeton WordNet 3.0's first sense as published; the wordnet is another edition.
    assert result.baselines["first_sense"]["f1"] == pytest.approx(PUBLISHED["semeval2007"]["first_sense"], abs=0.015)
    assert figures["f1"] > result.baselines["first_sense"]["f1"] > result.baselines["lesk"]["f1"]
    assert figures["calibration_error"] < 0.1
