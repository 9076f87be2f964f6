"""`profile` on a real, small index: which view, which format, and what it refuses."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.builders import make_bank_index
from tests.cli.test_startup import imported


@pytest.fixture(scope="module")
def banks(tmp_path_factory):
    path = tmp_path_factory.mktemp("cli") / "banks"
    make_bank_index(path).close()
    return str(path)


VIEWS = {
    "frequency": ["--show", "frequency"],
    "collocates": ["--show", "collocates"],
    "contrast": ["--sense", "bank%1", "--contrast", "bank%2"],
    "examples": ["--show", "examples", "-n", "2"],
    "change": ["--by", "kind"],
    "thesaurus": ["--show", "thesaurus"],
    "keyness": ["--where", "kind = 'river'", "--against", "kind = 'money'"],
}


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_in_every_format(run, banks, view):
    arguments = ["profile", "bank", "--index", banks, *VIEWS[view]]
    table = run(*arguments)
    assert table.code == 0 and table.out.count("\n") > 2
    plain = json.loads(run(*arguments, "--format", "json").out)
    assert isinstance(plain, dict)
    lines = [json.loads(line) for line in run(*arguments, "--format", "jsonl").out.splitlines()]
    comma = list(csv.DictReader(io.StringIO(run(*arguments, "--format", "csv").out)))
    tabs = list(csv.DictReader(io.StringIO(run(*arguments, "--format", "tsv").out), delimiter="\t"))
    assert len(lines) == len(comma) == len(tabs) >= 1
    assert list(comma[0]) == list(tabs[0])


def test_the_overview_has_three_parts(run, banks):
    outcome = run("profile", "bank", "--index", banks)
    assert outcome.code == 0
    for part in ("bank%1", "collocates of bank", "examples of bank"):
        assert part in outcome.out
    found = json.loads(run("profile", "bank", "--index", banks, "--format", "json").out)
    assert list(found) == ["frequency", "collocates", "examples"]
    assert found["frequency"]["frequencies"][0]["freq"] == 40


def test_a_plot_beside_the_table(run, banks, tmp_path):
    pytest.importorskip("matplotlib")
    outcome = run("profile", "bank", "--index", banks, "--plot", "bank.html")
    assert (outcome.code, outcome.err) == (0, "Wrote bank.html\n")
    assert "<svg" in (tmp_path / "bank.html").read_text(encoding="utf-8")
    assert "1990" in outcome.out


def test_two_named_subcorpora_side_by_side(run, tmp_path):
    make_bank_index(tmp_path / "index").close()
    for name, kind in (("shore", "river"), ("town", "money")):
        arguments = ("subcorpus", "define", name, "--where", f"kind = '{kind}'", "--index", str(tmp_path / "index"))
        assert run(*arguments).code == 0
    named = run("profile", "bank", "--in", "shore", "--against-in", "town", "--index", str(tmp_path / "index"))
    assert named.code == 0 and named.out.startswith("bank: kind = 'river' (")
    asked = ("--where", "kind = 'river'", "--against", "kind = 'money'")
    assert named.out == run("profile", "bank", *asked, "--index", str(tmp_path / "index")).out


def test_nothing_found_still_names_the_columns(run, banks):
    outcome = run("profile", "bank", "--index", banks, "--min-freq", "1000", "--format", "csv", "--show", "collocates")
    assert outcome.out == "word,pos,freq,left,right,corpus_freq,logdice,mi,t,ll\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "what is asked about"),
        (["bank", "--show", "frequency", "--by", "kind"], "--by belongs to --show change, not to frequency"),
        (["bank", "--contrast", "bank%1"], "give --sense ID too"),
        (["bank", "--format", "csv"], "takes one view"),
        (["bank", "--plot", "bank.gif"], "must end in"),
        (["bank", "--by", "colour"], "no metadata column"),
        (["bank", "--show", "keyness"], "which subcorpora? Give --where SQL or --subcorpus NAME"),
        (["bank", "--show", "frequency", "--against-in", "x"], "--against-subcorpus belongs to --show keyness"),
        (["bank", "--where", "kind = 'x'"], "no document fulfils"),
        (["bank", "--config", "none.toml"], "cannot be read"),
        (["bank", "--pos", "NOUN"], "no parts of speech"),
        (["bank", "--by", "kind", "--against", "year > 1"], "belongs to"),
    ],
)
def test_what_it_refuses(run, banks, arguments, message):
    outcome = run("profile", *arguments, "--index", banks)
    assert outcome.code == 2
    assert message in outcome.err and outcome.err.count("\n") == 1
    assert outcome.out == ""


@pytest.mark.parametrize("arguments", [[], ["--show", "thesaurus"], ["--by", "year"]])
def test_no_view_imports_a_model_library(banks, arguments):
    assert imported("profile", "bank", "--index", banks, *arguments) == (0, [])
