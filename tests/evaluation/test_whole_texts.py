"""Labelled usages in whole texts: the figures are those of what an index answers to who asks it."""

from __future__ import annotations

import json
import shutil
import tarfile
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from senseindex.evaluation import evaluate
from senseindex.sense_index import SenseIndex
from tests.evaluation import layouts
from tests.subsenses import KINDS, make_index_of_four_kinds


def gold_lines(folder: Path) -> list[dict[str, object]]:
    file = folder / "gold" / "prose" / "bank.jsonl"
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def write_gold(folder: Path, lines: list[dict[str, object]], name: str = "bank") -> None:
    layouts.write(folder / "gold" / "prose" / f"{name}.jsonl", *map(json.dumps, lines))


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """The data, its figures, and the folder with the index that was kept."""
    folder = tmp_path_factory.mktemp("usages")
    path = layouts.usages(folder / "data")
    return path, evaluate("usages", path, keep=folder / "kept").figures["prose"], folder / "kept" / "prose"


def test_retrieval_is_that_of_queries_like_each_line(measured):
    path, figures, kept = measured
    sense_at = {(line["document"], line["start"]): line["sense"] for line in gold_lines(path)}
    precisions, early = [], []
    with SenseIndex.open(kept) as index:
        for place, sense in sense_at.items():
            if sense == "name":  # there is no other
                continue
            hits = index.query("bank", like=place, n=100)
            right = np.array([sense_at[hit.document, hit.start] == sense for hit in hits])
            assert len(right) == 15
            precisions.append((np.cumsum(right) / np.arange(1, 16))[right].mean())
            early.append(right[:10].mean())
    assert figures["retrieval_map"] == pytest.approx(np.mean(precisions))
    assert figures["retrieval_p10"] == pytest.approx(np.mean(early))


def test_senses_and_confidences_are_those_of_the_hits(measured):
    path, figures, kept = measured
    sense_at = {(line["document"], line["start"]): line["sense"] for line in gold_lines(path)}
    with SenseIndex.open(kept) as index:
        senses = [sense for sense in index.senses("bank") if not sense.id.endswith("%0")]
        hits = list(index.query("bank", n=100))
    assert figures["senses"] == len(senses)
    gold = [sense_at[hit.document, hit.start] for hit in hits]
    assert not any(hit.sense.endswith("%0") for hit in hits) and figures["unclear"] == 0.0
    assert figures["induction_ari"] == pytest.approx(adjusted_rand_score(gold, [hit.sense for hit in hits]))
    assert (figures["coverage"], figures["lines"], figures["gold_senses"]) == (1.0, 16, 3.0)


def test_a_line_that_a_query_for_its_lemma_does_not_find_costs_coverage(tmp_path):
    path = layouts.usages(tmp_path)
    lines = gold_lines(path)
    inside = {**lines[0], "start": lines[0]["start"] + 1}  # no word begins there
    inside.pop("text")
    place = {key: lines[2][key] for key in ("document", "start", "end")}
    elsewhere = {**place, "lemma": "heron", "sense": "bird"}
    write_gold(path, [*lines, inside])
    write_gold(path, [elsewhere], "heron")
    figures = evaluate("usages", path).figures["prose"]
    assert figures["words"]["bank"]["coverage"] == pytest.approx(16 / 17)
    assert figures["words"]["heron"]["coverage"] == 0.0 and np.isnan(figures["words"]["heron"]["purity"])
    assert figures["retrieval_map"] == figures["words"]["bank"]["retrieval_map"]  # the mean of what there is
    assert figures["lines"] == 18


def test_texts_may_be_files_in_a_folder_or_in_an_archive(measured, tmp_path):
    path, figures, _ = measured
    for way in ("folder", "archive"):
        data = shutil.copytree(path, tmp_path / way)
        records = [json.loads(line) for line in (data / "prose.jsonl").read_text(encoding="utf-8").splitlines()]
        (data / "prose.jsonl").unlink()
        for record in records:
            layouts.write(data / "prose" / f"{record['id']}.txt", record["text"].rstrip())
        write_gold(data, [{**line, "document": f"{line['document']}.txt"} for line in gold_lines(data)])
        if way == "archive":
            with tarfile.open(data / "prose.tar.xz", "w:xz") as archive:
                archive.add(data / "prose", "prose")
            shutil.rmtree(data / "prose")
        found = evaluate("usages", data, keep=tmp_path / f"kept-{way}").figures["prose"]
        assert found == figures
        # Again from what was kept: nothing is read twice.
        assert evaluate("usages", data, keep=tmp_path / f"kept-{way}").figures["prose"] == figures
        with SenseIndex.open(tmp_path / f"kept-{way}" / "prose") as index:
            assert index.info().documents == 2


def test_a_byte_order_mark_may_be_counted(measured, tmp_path):
    """Who reads a file with its mark has every place one too high."""
    path, figures, kept = measured
    data = shutil.copytree(path, tmp_path / "data")
    write_gold(data, [{**line, "start": line["start"] + 1, "end": line["end"] + 1} for line in gold_lines(data)])
    assert evaluate("usages", data, keep=kept.parent).figures["prose"] == figures


def test_senses_that_people_edited_are_measured_as_they_are(measured, tmp_path):
    path, figures, kept = measured
    shutil.copytree(kept, tmp_path / "prose")
    with SenseIndex.open(tmp_path / "prose") as index:
        lines = [(line["document"], line["start"]) for line in gold_lines(path) if line["sense"] == "river"]
        index.edit.create("bank", occurrences=lines)
        before = [sense.id for sense in index.senses("bank")]
    again = evaluate("usages", path, keep=tmp_path).figures["prose"]
    assert again["senses"] == figures["senses"] + 1
    assert again["induction_ari"] > figures["induction_ari"]
    with SenseIndex.open(tmp_path / "prose") as index:
        assert [sense.id for sense in index.senses("bank")] == before


def test_an_unclear_line_counts_with_its_nearest_sense(measured, tmp_path):
    path, figures, kept = measured
    shutil.copytree(kept, tmp_path / "prose")
    with SenseIndex.open(tmp_path / "prose") as index:
        sure = max(index.query("bank", n=100), key=lambda hit: hit.confidence)
        index.edit.move([(sure.document, sure.start)], "bank%0")
    again = evaluate("usages", path, keep=tmp_path).figures["prose"]
    assert (figures["unclear"], again["unclear"]) == (0.0, 1 / 16)
    for name in ("induction_ari", "purity", "senses"):
        assert again[name] == pytest.approx(figures[name])


def test_main_senses_and_subsenses_are_scored_apart(tmp_path):
    """Four kinds of *bank*, two and two of one main sense: the subsenses are right, the main senses half as fine."""
    with make_index_of_four_kinds(tmp_path / "kept" / "prose") as index:
        hits = list(index.query("bank", n=100))
        recipe = index.recipe
    texts, gold = [], []
    for kind, (count, text) in KINDS.items():
        start = text.index("bank")
        for number in range(count):
            texts.append(json.dumps({"id": f"{kind}-{number}", "text": text, "kind": kind}))
            place = {"document": f"{kind}-{number}", "start": start, "end": start + 4}
            gold.append({"lemma": "bank", **place, "sense": kind})
    layouts.write(tmp_path / "data" / "prose.jsonl", *texts)
    write_gold(tmp_path / "data", gold)
    figures = evaluate("usages", tmp_path / "data", recipe=recipe, keep=tmp_path / "kept").figures["prose"]
    assert figures["lines"] == len(hits) and figures["coverage"] == 1.0
    main, narrow = figures["levels"]["main"], figures["levels"]["subsenses"]
    assert (main["senses"], narrow["senses"], figures["senses"]) == (2, 4, 2)
    assert (narrow["induction_ari"], narrow["purity"]) == (1.0, 1.0)
    assert main["purity"] == pytest.approx((30 + 16) / 78)
    assert "calibration_error" in main and "calibration_error" not in narrow


def test_a_kept_index_of_other_vectors_is_refused(run, measured):
    path, _, kept = measured
    outcome = run("evaluate", "usages", str(path), "--keep", str(kept.parent), "--codec", "fp16")
    assert outcome.code == 2
    assert "holds" in outcome.err and "codec sq4" in outcome.err and len(outcome.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"document": "frist"}, "bank.jsonl, line 1: the texts of prose have no document 'frist'; they have 'first'"),
        ({"start": 9000, "end": 9004}, "line 1: the usage ends at 9004, and the document 'first' at"),
        ({"start": 6, "end": 10}, "line 1: characters 6 to 10 of 'first' are 'nk r', and the line has 'bank'"),
    ],
)
def test_a_line_that_is_not_in_the_texts_is_named(run, tmp_path, change, message):
    path = layouts.usages(tmp_path)
    first, *others = gold_lines(path)
    write_gold(path, [{**first, **change}, *others])
    outcome = run("evaluate", "usages", str(path))
    assert (outcome.code, outcome.out) == (1, "")
    assert message in outcome.err
    assert len(outcome.err.splitlines()) == 1


def test_texts_that_are_not_there_or_no_archive_are_named(run, tmp_path):
    path = layouts.usages(tmp_path)
    (path / "prose.jsonl").rename(path / "other.jsonl")
    outcome = run("evaluate", "usages", str(path))
    assert outcome.code == 1
    assert "the texts of gold/prose must be one folder or file, and there are: none" in outcome.err
    layouts.write(path / "prose.tar.gz", "no archive")
    outcome = run("evaluate", "usages", str(path))
    assert outcome.code == 1 and "prose.tar.gz: it cannot be unpacked" in outcome.err
    assert len(outcome.err.splitlines()) == 1


def test_lines_and_keep_exclude_each_other(run, tmp_path):
    assert run("evaluate", "usages", str(tmp_path), "--lines", "--keep", "kept").code == 2
    assert run("evaluate", "wic", str(tmp_path), "--keep", "kept").code == 2


def test_an_export_of_uses_with_a_column_of_labels_measures_the_same(measured, tmp_path):
    path, figures, kept = measured
    sense_at = {f"{line['document']}:{line['start']}-{line['end']}": line["sense"] for line in gold_lines(path)}
    with SenseIndex.open(kept) as index:
        index.export.hits(tmp_path / "uses.csv", "bank", format="uses")
    head, *rows = (tmp_path / "uses.csv").read_text(encoding="utf-8").splitlines()
    place = head.split("\t").index("identifier")
    labelled = [f"{head}\tlabel", *("\t".join([row, sense_at[row.split("\t")[place]]]) for row in rows)]
    layouts.write(tmp_path / "data" / "gold" / "prose" / "uses.csv", *labelled)
    shutil.copy(path / "prose.jsonl", tmp_path / "data" / "prose.jsonl")
    found = evaluate("usages", tmp_path / "data", keep=kept.parent).figures["prose"]
    assert len(rows) == found["lines"] == 16
    for name in ("retrieval_map", "retrieval_p10", "induction_ari", "purity", "coverage"):
        assert found[name] == pytest.approx(figures[name])
