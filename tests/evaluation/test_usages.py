"""Labelled usages: the files that say where they are, and the figures, held against brute force."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import average_precision_score

from senseindex.errors import CorpusError
from senseindex.evaluation import evaluate
from senseindex.evaluation.cases import CaseMaker
from senseindex.evaluation.gold_usages import read_gold
from senseindex.evaluation.run import Run
from senseindex.evaluation.usage_figures import FoundSenses, WordLines, few_shot, kind_figures
from senseindex.evaluation.ways import most_frequent
from senseindex.vectors.likeness import WordLikeness, unit
from tests.evaluation import layouts

PROMISED = (
    "retrieval_map",
    "retrieval_p10",
    "few_shot_macro_f1",
    "few_shot_macro_f1_10",
    "induction_ari",
    "induction_bcubed",
    "purity",
    "senses",
    "gold_senses",
    "calibration_error",
    "coverage",
)


def test_lines_alone_give_every_figure_beside_the_baselines(run, tmp_path):
    path = layouts.usages(tmp_path)
    outcome = run("evaluate", "usages", str(path), "--lines", "--json")
    assert outcome.code == 0, outcome.err
    answer = json.loads(outcome.out)
    assert set(PROMISED) <= set(answer["prose"]) and set(PROMISED) <= set(answer["prose"]["words"]["bank"])
    assert set(answer["baselines"]) == {"one_cluster", "chance", "most_frequent", "cosine", "tfidf", "static"}
    assert (answer["prose"]["gold_senses"], answer["prose"]["lines"], answer["prose"]["coverage"]) == (3, 16, 1)
    levels = answer["prose"]["levels"]
    assert set(levels) == {"main", "subsenses"} and levels["subsenses"]["senses"] >= levels["main"]["senses"]
    assert levels["main"]["induction_ari"] == answer["prose"]["induction_ari"]
    again = json.loads(run("evaluate", "usages", str(path), "--lines", "--json").out)
    assert again["prose"] == answer["prose"]
    table = run("evaluate", "usages", str(path), "--lines").out
    assert "prose.retrieval_map" in table and "words" not in table


def test_retrieval_is_what_the_likeness_of_the_lines_gives(tmp_path):
    usages = read_gold(layouts.usages(tmp_path))["prose"]["bank"]
    maker = CaseMaker()
    vectors = unit(Run().vectors([maker.of_text(each.text, each.text_start, each.text_end) for each in usages]))
    scores = WordLikeness(vectors).scores(vectors)
    senses = np.array([each.sense for each in usages])
    precisions = [
        average_precision_score(np.delete(senses == senses[own], own), np.delete(scores[own], own))
        for own in range(len(senses))
        if senses[own] != "name"  # which has no other line
    ]
    figures = evaluate("usages", tmp_path, lines=True).figures["prose"]
    assert figures["retrieval_map"] == pytest.approx(np.mean(precisions))


def test_calibration_pools_the_lines_of_all_words():
    """One word is right with 0.9 throughout, the other half the time with 0.7: gaps of 0.1 and 0.2 of equal weight."""

    def word(name, gold, labels, confidence):
        count = len(gold)
        found = FoundSenses(np.array(labels), 2, np.full(count, confidence))
        nothing, clear = np.zeros((count, count), dtype=np.float32), np.zeros(count, dtype=bool)
        return WordLines(
            name,
            count,
            np.array(gold),
            nothing,
            {"main": found},
            clear,
            most_frequent,
            np.arange(count),
            {},
        )

    words = [word("bank", [0, 0, 1, 1], [0, 0, 1, 1], 0.9), word("bar", [0, 1, 0, 1, 0, 1], [0] * 6, 0.7)]
    figures, _ = kind_figures(words, 0)
    assert figures["calibration_error"] == pytest.approx((0.1 + 0.2) / 2)
    assert figures["confidence"] == pytest.approx(0.8)
    assert figures["purity"] == pytest.approx((1.0 + 0.5) / 2)
    assert figures["words"]["bar"]["calibration_error"] == pytest.approx(0.2)
    assert figures["senses_within_one"] == 1.0


def test_few_labels_never_learn_from_what_they_are_tested_on():
    gold = np.array([0] * 12 + [1] * 5 + [2])
    seen = []

    def way(known, senses, others):
        seen.append((known, senses, others))
        return gold[others], np.ones(len(others), dtype=np.float32)

    assert few_shot(gold, way, np.arange(18), 5, seed=0) == 1.0
    for known, senses, others in seen:
        assert np.bincount(senses).tolist() == [5, 2]  # at most half of the lines of a sense
        assert sorted([*known, *others]) == list(range(17))  # the sense of one line is left out
    assert len({tuple(known) for known, _, _ in seen}) == len(seen) > 1
    assert np.isnan(few_shot(gold[:12], way, np.arange(12), 5, seed=0))


def test_the_same_lines_as_a_table_of_uses(tmp_path):
    """What `export --format uses` writes, with a column of labels, says the same as JSON lines."""
    usages = read_gold(layouts.usages(tmp_path))["prose"]["bank"]
    rows = ["lemma\tpos\tidentifier\tcontext\tindexes_target_token\tlabel"]
    for each in usages:
        place, target = f"{each.document}:{each.start}-{each.end}", f"{each.text_start}:{each.text_end}"
        rows.append(f"{each.lemma}\tNOUN\t{place}\t{each.text}\t{target}\t{each.sense}")
    rows.append("bank\tNOUN\tsecond:999-1003\tNot labelled: bank\t14:18\t")
    layouts.write(tmp_path / "uses" / "gold" / "prose" / "uses.csv", *rows)
    found = read_gold(tmp_path / "uses")["prose"]["bank"]
    what = [(each.document, each.start, each.end, each.sense, each.form) for each in usages]
    assert [(each.document, each.start, each.end, each.sense, each.form) for each in found] == what


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("A bank.", "A bank."),
        ('"A bank."', '"A bank."'),  # a spreadsheet would have doubled the marks of the text
        ('"""A bank."""', '"A bank."'),
        ('"A ""bank"" it is."', 'A "bank" it is.'),
        ('"A" and "bank"', '"A" and "bank"'),
    ],
)
def test_quotation_marks_of_a_spreadsheet_are_taken_off(tmp_path, field, text):
    place = text.index("bank")
    layouts.write(
        tmp_path / "gold" / "prose" / "uses.tsv",
        "lemma\tidentifier\tcontext\tindexes_target_token\tlabel",
        f"bank\tfirst:4-8\t{field}\t{place}:{place + 4}\tmoney",
    )
    ((usage,),) = read_gold(tmp_path)["prose"].values()
    assert (usage.text, usage.form) == (text, "bank")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('{"lemma"', "lemma", "bank.jsonl, line 1: the line is no JSON"),
        ('"sense": "money"', '"sense": ""', "line 1: the line has no 'sense'"),
        ('"start": 4', '"start": "4"', "line 1: 'start' and 'end' must be whole numbers"),
        ('"text_end": 8', '"text_end": 800', "line 1: 'text_end' is 800, and the line's text ends at"),
        ('"start": 90', '"start": 4', "line 2: the usage is labelled already, in line 1 of bank.jsonl"),
    ],
)
def test_a_bad_line_is_named(run, tmp_path, old, new, message):
    layouts.usages(tmp_path)
    file = tmp_path / "gold" / "prose" / "bank.jsonl"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    outcome = run("evaluate", "usages", str(tmp_path), "--lines")
    assert (outcome.code, outcome.out) == (1, "")
    assert message in outcome.err
    assert len(outcome.err.splitlines()) == 1


def test_lines_without_text_are_measured_in_whole_texts_only(tmp_path):
    layouts.usages(tmp_path)
    file = tmp_path / "gold" / "prose" / "bank.jsonl"
    records = [json.loads(line) for line in file.read_text().splitlines()]
    layouts.write(file, *(json.dumps({k: v for k, v in each.items() if "text" not in k}) for each in records))
    with pytest.raises(CorpusError, match="line 1: the line has no text around the usage"):
        evaluate("usages", tmp_path, lines=True)


@pytest.mark.parametrize("place", ["", "gold", "gold/prose"])
def test_a_folder_without_labelled_usages_is_none(tmp_path, place):
    (tmp_path / "data" / place).mkdir(parents=True)
    with pytest.raises(CorpusError, match="data"):
        evaluate("usages", Path(tmp_path / "data"), lines=True)


def test_lines_is_refused_elsewhere(run, tmp_path):
    outcome = run("evaluate", "coarsewsd", str(tmp_path), "--lines")
    assert outcome.code == 2 and "--lines is for usages" in outcome.err


@pytest.mark.slow
def test_known_figures_on_real_lines(shared_data):
    """Floors a little below what was measured when this was written; they rise with the engine."""
    if not (shared_data / "usages").is_dir():
        pytest.skip("the labelled usages of novels and news are not there")
    result = evaluate("usages", shared_data / "usages", lines=True)
    for kind, precision, few in (("novels", 0.55, 0.48), ("news", 0.85, 0.75)):
        figures = result.figures[kind]
        assert figures["retrieval_map"] >= precision and figures["few_shot_macro_f1"] >= few
        assert figures["coverage"] == 1.0
        for name in ("chance", "tfidf", "static"):
            assert result.baselines[name][kind]["retrieval_map"] < figures["retrieval_map"]
