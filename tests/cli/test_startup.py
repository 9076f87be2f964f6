"""Commands that need no model import no model library: that is what makes them start at once."""

import json
import subprocess
import sys

import pytest

from tests.builders import make_bank_index

HEAVY = ("torch", "transformers", "spacy", "gensim", "sklearn", "matplotlib", "pandas")

SCRIPT = """
import json, sys
from senseindex.cli.main import main
code = main(json.loads(sys.argv[1]))
print(json.dumps([code, [name for name in json.loads(sys.argv[2]) if name in sys.modules]]), file=sys.stderr)
"""


def imported(*arguments: str) -> tuple[int, list[str]]:
    command = [sys.executable, "-c", SCRIPT, json.dumps(arguments), json.dumps(HEAVY)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)
    code, names = json.loads(done.stderr.splitlines()[-1])
    return code, names


@pytest.mark.parametrize(
    "arguments", [["--help"], ["query", "--help"], ["ingest", "--help"], ["evaluate", "--help"], ["--version"]]
)
def test_help_imports_no_model_library(arguments):
    assert imported(*arguments) == (0, [])


@pytest.mark.parametrize(
    "arguments",
    [
        ["query", "bank", "--sort", "R1,-year", "--near", "money", "--sample", "5"],
        ["query", "--pattern", '[lemma="bank"] []{0,2}', "--count"],
        ["query", "bank", "--group-by", "collocate"],
        ["subcorpus", "define", "rivers", "--where", "kind = 'river'"],
        ["wordlist", "-o", "words.xlsx"],
        ["keywords", "--where", "kind = 'river'"],
        ["ngrams", "--size", "3"],
        ["statistics", "--by", "kind"],
        ["frequency", "bank", "--by", "L1.lemma", "--by", "year"],
        ["info", "--by", "kind"],
        ["export", "bank", "-o", "out.xlsx"],
        ["export", "bank", "-o", "out.xml"],
        ["export", "-o", "out.vec"],
        ["export", "--corpus", "-o", "out.vert"],
    ],
)
def test_what_needs_no_model_imports_none(arguments, banks, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert imported("--index", str(banks), *arguments) == (0, [])


@pytest.fixture(scope="module")
def banks(tmp_path_factory):
    from tests.builders import make_bank_index

    path = tmp_path_factory.mktemp("banks") / "index"
    make_bank_index(path).close()
    return path


def test_work_on_senses_imports_no_model_library(tmp_path, monkeypatch):
    with make_bank_index(tmp_path / "index") as index:
        line = str(index.query("bank", n=1).hits[0].occurrence_id)
    monkeypatch.setenv("SENSEINDEX", str(tmp_path / "index"))
    for command in (
        ["sense", "rename", "bank%1", "x"],
        ["sense", "split", "bank%1", "-n", "2"],
        ["undo"],
        ["sense", "create", "bank", "--like", line, "--dry-run"],
        ["sense", "tick", line],
        ["history"],
        ["senses", "--ambiguous"],
        ["review", "bank"],
        ["label", "bank"],
    ):
        assert imported(*command) == (0, []), command
