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
        "--with", "loan,account", "--with", "rate", "--without", "river", "--span", "3", "--sample", "30",
        "--in", "nineties",
    )  # fmt: skip
    assert outcome.code == 0
    arguments, settings = question(index)
    assert arguments == ("bank",)
    assert settings == {
        "sense": None,
        "context": "The river burst its banks.",
        "like": None,
        "any_word": False,
        "own_word": False,
        "where": "year > 1990",
        "n": 5,
        "offset": 10,
        "window": 7,
        "sort": "right",
        "seed": 3,
        "pattern": None,
        "near": ("loan,account", "rate"),
        "without": ("river",),
        "span": 3,
        "sample": 30,
        "subcorpus": "nineties",
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
    assert index.calls[1] == ("senses", ("bank",), {"examples": 1, "window": 4, "depth": 1})


def test_senses_that_were_not_induced_say_how(run, index, monkeypatch):
    from senseindex.answers.senses import SenseList

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
        ("neighbors", ("bank", 3), {}),
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


def test_counts_and_groups_are_shown_in_every_format(run, index, monkeypatch):
    from senseindex.answers.concordance import Breakdown, Group

    groups = tuple(Group(f"{year}", 5, 0.5, 1.25) for year in (1990, 1991, 1992))
    monkeypatch.setattr(index, "count", lambda self, lemma, **asked: 42, raising=False)
    monkeypatch.setattr(index, "breakdown", lambda self, by, lemma, **asked: Breakdown(by, 10, groups), raising=False)
    assert json.loads(run("query", "bank", "--count", "--format", "json").out) == {"hits": 42}
    table = run("query", "bank", "--group-by", "year", "-n", "2")
    assert table.out.startswith("10 hits by year\n\nyear  hits  share  ipm\n1990     5  50.0%  1.2")
    assert table.err == "More groups: --offset 2\n"
    rows = run("query", "bank", "--group-by", "year", "--format", "csv", "--offset", "2").out
    assert rows == "value,hits,share,ipm\n1992,5,0.5,1.25\n"
    nothing = run("query", "bank", "--group-by", "year", "--format", "csv", "--offset", "9").out
    assert nothing == "value,hits,share,ipm\n"
    assert run("query", "bank", "--group-by", "year", "--count").code == 2


def test_subcorpora_are_defined_listed_and_removed(run, tmp_path):
    from tests.builders import make_bank_index

    make_bank_index(tmp_path / "banks").close()
    place = ("--index", str(tmp_path / "banks"))
    assert "no subcorpora yet" in run("subcorpus", "list", *place).err
    assert run("subcorpus", "define", "rivers", "--where", "kind = 'river'", *place).err == "rivers: 10 documents\n"
    assert json.loads(run("subcorpus", "list", "--format", "json", *place).out) == {"rivers": "kind = 'river'"}
    assert json.loads(run("query", "bank", "--in", "rivers", "--count", "--format", "json", *place).out)["hits"] == 20
    assert run("subcorpus", "define", "bad", "--where", "colour = 1", *place).code == 2
    assert run("subcorpus", "remove", "rivers", *place).code == 0
    assert run("query", "bank", "--in", "rivers", *place).code == 1
