"""The command line on a real index: the lines about banks of the example corpus."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from pathlib import Path

import pytest

from senseindex.cli.demo import COMPARED
from senseindex.cli.main import main
from tests.cli.test_startup import imported
from tests.example_corpus import TEXTS


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the documents in which a bank occurs, with static vectors and senses."""
    folder = tmp_path_factory.mktemp("cli")
    lines = [line for line in TEXTS.read_text(encoding="utf-8").splitlines() if " bank" in line]
    (folder / "banks.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert main(["ingest", str(folder / "banks.jsonl"), "--index", str(folder / "index"), "--induce"]) == 0
    return folder / "index"


@pytest.fixture
def ask(run, built, monkeypatch):
    monkeypatch.setenv("SENSEINDEX", str(built))
    return run


def hits(outcome):
    assert outcome.code == 0, outcome.err
    return json.loads(outcome.out)["hits"]


def test_money_and_rivers_come_apart(ask):
    money = hits(
        ask(
            "query",
            "bank",
            "--context",
            "She asked her bank for a loan to buy the bakery.",
            "-n",
            "5",
            "--format",
            "json",
        )
    )
    river = hits(
        ask(
            "query",
            "bank",
            "--context",
            "We tied the boat to a willow on the bank and ate our sandwiches.",
            "-n",
            "5",
            "--format",
            "json",
        )
    )
    assert not {hit["occurrence_id"] for hit in money} & {hit["occurrence_id"] for hit in river}
    assert [hit["score"] for hit in money] == sorted((hit["score"] for hit in money), reverse=True)
    assert "weir" in ask("query", "bank", "--context", "The weir broke the bank.", "--format", "csv", "-n", "10").out


def test_hits_point_back_into_the_corpus(ask):
    texts = {each["id"]: each for each in map(json.loads, TEXTS.read_text(encoding="utf-8").splitlines())}
    lines = ask("query", "banks", "-n", "100", "--format", "jsonl").out.splitlines()
    assert len(lines) > 40
    for hit in map(json.loads, lines):
        source = texts[hit["document"]]
        assert source["text"][hit["start"] : hit["end"]] == hit["node"]
        assert hit["metadata"]["genre"] == source["genre"]


def test_senses_add_up_and_each_can_be_queried(ask):
    senses = json.loads(ask("senses", "bank", "--format", "json").out)
    total = json.loads(ask("query", "bank", "--format", "json").out)["total"]
    assert sum(sense["size"] for sense in senses) == total
    assert sum(sense["share"] for sense in senses) == pytest.approx(1)
    for sense in senses:
        found = json.loads(ask("query", "--sense", sense["id"], "--format", "json").out)
        assert found["total"] == sense["size"]
        assert {hit["sense"] for hit in found["hits"]} == {sense["id"]}


def test_a_filter_sees_the_metadata_and_pages_do_not_overlap(ask):
    news = hits(ask("query", "bank", "--where", "genre = 'news' and year >= 1990", "--format", "json"))
    assert news
    assert all(hit["metadata"]["genre"] == "news" and hit["metadata"]["year"] >= 1990 for hit in news)
    first = hits(ask("query", "bank", "-n", "5", "--sort", "date", "--format", "json"))
    second = hits(ask("query", "bank", "-n", "5", "--offset", "5", "--sort", "date", "--format", "json"))
    assert not {hit["occurrence_id"] for hit in first} & {hit["occurrence_id"] for hit in second}


def test_other_words_are_found_by_their_use(ask):
    found = hits(ask("query", "--context", "We paid the [lender].", "--any-word", "--format", "json"))
    assert len({hit["lemma"] for hit in found}) > 1


def test_a_hit_can_be_asked_for_more_like_it(ask):
    (first, *_) = hits(ask("query", "bank", "--format", "json"))
    found = hits(ask("query", "--like", str(first["occurrence_id"]), "--format", "json"))
    assert first["occurrence_id"] not in [hit["occurrence_id"] for hit in found]
    assert {hit["lemma"] for hit in found} == {"bank"}
    place = f"{first['document']}:{first['start']}"
    assert hits(ask("query", "--like", place, "--format", "json")) == found


def test_static_words_are_answered(ask):
    rows = list(csv.DictReader(io.StringIO(ask("neighbors", "bank", "-n", "4", "--format", "csv").out)))
    assert len(rows) == 4
    cosine = json.loads(ask("similarity", "bank", rows[0]["word"], "--format", "json").out)["cosine"]
    assert cosine == pytest.approx(float(rows[0]["score"]), abs=1e-5)


def test_static_vectors_do_not_know_the_sentence_and_contextual_ones_do(ask):
    """What the demo says about its four sentences: two about money, two about rivers."""
    sentences = [part for sentence in COMPARED for part in ("-s", sentence)]
    answer = json.loads(ask("compare", "bank", *sentences, "--layers", "all", "--format", "json").out)
    assert [[round(value, 5) for value in row] for row in answer["static"]] == [[1.0] * 4] * 4
    cosines = answer["contextual"]
    across = [cosines[money][river] for money in (0, 1) for river in (2, 3)]
    assert min(cosines[0][1], cosines[2][3]) > max(across) + 0.05
    assert [layer["layer"] for layer in answer["by_layer"]] == [str(layer) for layer in range(7)]


def test_without_an_index_the_encoder_alone_compares(run):
    outcome = run(
        "compare", "bank", "-s", "The bank lent us money.", "-s", "We fished from the bank.", "--format", "json"
    )
    answer = json.loads(outcome.out)
    assert outcome.code == 0
    assert answer["static"] is None
    assert -1 <= answer["contextual"][0][1] < 1


def test_info_counts_what_was_read(ask, built):
    info = json.loads(ask("info", "--format", "json").out)
    documents = len((built.parent / "banks.jsonl").read_text(encoding="utf-8").splitlines())
    assert info["documents"] == documents
    assert info["senses"] >= 2
    assert 0 < info["occurrences"] < info["tokens"]
    assert info["model"] == "fast"


def test_reading_the_same_again_changes_nothing(ask, built):
    before = json.loads(ask("info", "--format", "json").out)
    outcome = ask("ingest", str(built.parent / "banks.jsonl"))
    assert outcome.out.startswith(f"0 documents added, {before['documents']} skipped as unchanged")
    after = json.loads(ask("info", "--format", "json").out)
    assert {name: after[name] for name in ("documents", "tokens", "occurrences", "senses")} == {
        name: before[name] for name in ("documents", "tokens", "occurrences", "senses")
    }


@pytest.mark.parametrize(
    "arguments",
    [
        ["info"],
        ["senses", "bank"],
        ["query", "bank"],
        ["query", "banks", "--where", "year > 1990", "--sort", "right"],
        ["query", "--sense", "bank%1"],
        ["neighbors", "bank"],
        ["similarity", "bank", "cash"],
        ["odd", "bank", "cash", "rain"],
    ],
)
def test_questions_without_an_example_import_no_model_library(built, arguments):
    assert imported(*arguments, "--index", str(built)) == (0, [])


BAD_QUESTIONS = [
    (["query", "bnak"], 1, "Did you mean bank"),
    (["senses", "bnak"], 1, "Did you mean bank"),
    (["query", "--sense", "bank%99"], 1, "has no sense 'bank%99'"),
    (["query", "--like", "99999999"], 1, "99999999"),
    (["query", "bank", "--context", "Nothing of the kind."], 2, "does not occur in 'Nothing of the kind.'"),
    (["query", "bank", "--where", "1=1; DROP TABLE document"], 2, "not a filter"),
    (["query", "bank", "--where", "speaker = 'x'"], 2, "no metadata column"),
    (["query", "bank", "--where", "year in (SELECT 1)"], 2, "not a filter"),
    (["query", "bank", "--sort", "nonsense"], 2, "nonsense"),
    (["neighbors", "zzzz"], 1, "zzzz"),
    (["compare", "bank", "-s", "A bank.", "-s", "None."], 2, "None."),
    (["compare", "bank", "-s", "A bank.", "-s", "A bank.", "--layers", "99"], 2, "99"),
    (["ingest", "nowhere.txt"], 1, "nowhere.txt"),
    (["ingest", "empty.txt"], 1, "empty.txt"),
    (["ingest", "binary.txt"], 1, "binary"),
    (["ingest", "latin.txt"], 1, "latin.txt, line 1"),
    (["ingest", "broken.jsonl"], 1, "broken.jsonl, line 1"),
    (["ingest", "broken.conllu"], 1, "broken.conllu, line 1"),
    (["ingest", "latin.txt", "--format", "nonsense"], 2, "nonsense"),
    (["ingest", "latin.txt", "--encoding", "nonsense"], 2, "nonsense"),
    (["ingest", "latin.txt", "--model", "other/model"], 2, "--model"),
]


@pytest.mark.parametrize(("arguments", "code", "message"), BAD_QUESTIONS)
def test_bad_input_is_one_clear_line_and_leaves_the_index_as_it_was(ask, tmp_path, arguments, code, message):
    (tmp_path / "empty.txt").touch()
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 4)
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9\n")
    (tmp_path / "broken.jsonl").write_text('{"text": broken}\n')
    (tmp_path / "broken.conllu").write_text("1\tA\n")
    before = ask("info", "--format", "jsonl").out
    outcome = ask(*arguments)
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (code, "", 1), outcome.err
    assert outcome.err.startswith("Error: ")
    assert message in outcome.err
    after = ask("info", "--format", "jsonl").out
    assert {**json.loads(after), "bytes": 0} == {**json.loads(before), "bytes": 0}


def test_what_is_no_index_or_of_a_newer_schema_is_said(run, tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "file").touch()
    newer = tmp_path / "newer"
    newer.mkdir()
    with sqlite3.connect(newer / "catalog.db") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    for place, message in (("nowhere", "no index"), ("folder", "not an index"), ("newer", "newer")):
        outcome = run("info", "--index", place)
        assert (outcome.code, outcome.err.count("\n")) == (1, 1)
        assert message in outcome.err


def test_an_unknown_model_without_a_network_is_one_line_and_leaves_no_index(run, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    (tmp_path / "text.txt").write_text("The bank lends money.")
    outcome = run("ingest", "text.txt", "--model", "no-such/model", "--index", "new")
    assert (outcome.code, outcome.err.count("\n")) == (1, 1)
    assert "no-such/model" in outcome.err
    assert not (tmp_path / "new").exists()
