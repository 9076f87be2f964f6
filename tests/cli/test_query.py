import csv
import io
import json

import pytest


def question(index):
    (call,) = [call for call in index.calls if call[0] == "query"]
    return call[1], call[2]


def test_a_query_passes_what_was_asked_to_the_library(run, index):
    outcome = run(
        "query", "bank", "--context", "The river burst its banks.", "--where", "year > 1990", "-n", "5",
        "--offset", "10", "--window", "7", "--seed", "3", "--sort", "right",
    )  # fmt: skip
    assert outcome.code == 0
    arguments, settings = question(index)
    assert arguments == ("bank",)
    assert settings == {
        "sense": None,
        "context": "The river burst its banks.",
        "like": None,
        "any_word": False,
        "where": "year > 1990",
        "n": 5,
        "offset": 10,
        "window": 7,
        "sort": "right",
        "seed": 3,
    }


@pytest.mark.parametrize(
    "arguments",
    [["--sense", "bank%1"], ["--like", "17"], ["--like", "17", "--any-word"], ["--context", "We sat on the [bank]."]],
)
def test_a_query_needs_no_lemma_where_the_rest_says_it(run, index, arguments):
    assert run("query", *arguments).code == 0
    assert question(index)[0] == (None,)


def test_lines_go_to_stdout_and_the_way_to_more_to_stderr(run, index):
    outcome = run("query", "bank", "--offset", "4")
    assert outcome.out.startswith("bank: 50 hits, 2 shown\n")
    assert "we sat on the  bank  of the river" in outcome.out
    assert outcome.err == "More lines: --offset 6\n"


def test_no_hits_are_no_failure(run, index):
    index.total = 0
    outcome = run("query", "bank", "--where", "year > 3000")
    assert (outcome.code, outcome.out, outcome.err) == (0, "bank: 0 hits\n", "")


def test_machine_formats_write_nothing_but_the_result(run, index):
    outcome = run("query", "bank", "--format", "json")
    assert json.loads(outcome.out)["total"] == 50
    assert outcome.err == ""
    rows = list(csv.DictReader(io.StringIO(run("query", "bank", "--format", "csv").out)))
    assert [row["node"] for row in rows] == ["bank", "bank"]
    index.total = 0
    assert run("query", "bank", "--format", "jsonl").out == ""


def test_senses_pass_examples_and_window_on(run, index):
    outcome = run("senses", "bank", "--examples", "1", "--window", "4")
    assert outcome.out.startswith("bank: 2 senses")
    assert index.calls[1] == ("senses", ("bank",), {"examples": 1, "window": 4})


def test_senses_that_were_not_induced_say_how(run, index, monkeypatch):
    from senseindex.records import SenseList

    monkeypatch.setattr(index, "senses", lambda self, lemma, **_: SenseList(lemma, ()))
    outcome = run("senses", "bank")
    assert outcome.code == 0
    assert "senseindex induce bank --index indexes/default" in outcome.err


def test_words_are_asked_of_the_static_vectors(run, index):
    assert "river" in run("neighbors", "bank", "-n", "3").out
    assert "0.2500" in run("similarity", "a", "b").out
    assert "queen" in run("analogy", "man", "king", "woman", "--method", "3cosmul").out
    assert json.loads(run("odd", "a", "b", "c", "--format", "json").out)["odd_one_out"] == "c"
    asked = [call for call in index.calls if call[0] not in ("open", "close")]
    assert asked == [
        ("similar_words", ("bank", 3), {}),
        ("similarity", ("a", "b"), {}),
        ("analogy", ("man", "king", "woman"), {"n": 10, "method": "3cosmul"}),
        ("odd_one_out", (("a", "b", "c"),), {}),
    ]


def test_a_comparison_is_shown_and_drawn(run, index, tmp_path):
    pytest.importorskip("matplotlib")
    outcome = run("compare", "bank", "-s", "A bank.", "-s", "The bank.", "--layers", "all", "--plot", "bank.png")
    assert outcome.code == 0
    assert "static: one vector a word" in outcome.out
    assert outcome.err == "Wrote bank.png\n"
    assert (tmp_path / "bank.png").read_bytes().startswith(b"\x89PNG")
    assert ("compare", ("bank", ("A bank.", "The bank.")), {"layers": "all"}) in index.calls
