import errno
import os
import sqlite3
import subprocess
import sys

import pytest

from senseindex.errors import FilterError, NotFoundError, SenseIndexError, StoreError


def one_line(outcome):
    return outcome.err.count("\n") == 1 and outcome.err.startswith("Error: ") and not outcome.out


@pytest.mark.parametrize(
    ("failure", "code", "message"),
    [
        (StoreError("the index is damaged"), 1, "the index is damaged"),
        (NotFoundError("'bnak' does not occur.", suggestions=["bank"]), 1, "'bnak' does not occur. Did you mean bank?"),
        (FilterError("no column 'x'"), 2, "no column 'x'"),
        (SenseIndexError("two\nlines"), 1, "two lines"),
        (OSError(errno.ENOSPC, "No space left on device"), 1, "No space left on device"),
        (PermissionError(errno.EACCES, "Permission denied", "indexes/x"), 1, "indexes/x: Permission denied"),
        (sqlite3.OperationalError("disk I/O error"), 1, "the catalog of the index cannot be used: disk I/O error"),
        (sqlite3.DatabaseError("malformed"), 1, "the catalog of the index cannot be used: malformed; restore"),
        (MemoryError(), 1, "out of memory"),
        (ZeroDivisionError("division by zero"), 1, "a fault in senseindex: ZeroDivisionError: division by zero"),
    ],
)
def test_a_failure_is_one_line_and_an_exit_code(run, index, failure, code, message):
    index.failure = failure
    outcome = run("senses", "bank")
    assert outcome.code == code
    assert one_line(outcome)
    assert outcome.err.startswith(f"Error: {message}")


def test_a_fault_shows_its_traceback_when_asked_to(run, index, monkeypatch):
    index.failure = ZeroDivisionError()
    monkeypatch.setenv("SENSEINDEX_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        run("senses", "bank")


def test_an_interrupt_is_one_line_and_130(run, index):
    index.failure = KeyboardInterrupt()
    outcome = run("senses", "bank")
    assert outcome.code == 130
    assert outcome.err == "Interrupted.\n"
    assert index.calls[-1][0] == "close"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["qurey", "bank"], "did you mean query?"),
        (["frobnicate"], "`senseindex help` lists them"),
        (["rename", "bank%1"], "did you mean sense rename?"),
        (["Words"], "did you mean wordlist"),
        (["query", "bank", "--foo"], "No such option '--foo'"),
        (["query", "bank", "-n", "many"], "'many' is not a valid integer"),
        (["query", "bank", "-n", "0"], "0 is not in the range"),
        (["query", "bank", "--format", "xml"], "'xml' is not one of"),
        (["query"], "what is asked for?"),
        (["query", "bank", "--any-word"], "--any-word needs an example"),
        (["query", ""], "is empty"),
        (["query", "bank", "--context", "  "], "is empty"),
        (["query", "\udcff"], "is not valid UTF-8"),
        (["senses"], "what is asked for?"),
        (["senses", "bank", "--ambiguous"], "give no LEMMA"),
        (["senses", "--ambiguous", "--export", "x.tsv"], "give one of them"),
        (["analogy", "a", "b"], "Missing argument 'C'"),
        (["odd", "a", "b"], "three different words"),
        (["compare", "bank", "-s", "One bank."], "two sentences or more"),
        (["compare", "bank", "-s", "One bank.", "-s", "A bank.", "--plot", "x.txt"], "must end in"),
        (["ingest"], "Missing argument 'SOURCE...'"),
        (["ingest", "x", "--static-vectors", "nowhere.vec"], "'nowhere.vec' does not exist"),
        (["ingest", "x", "--device", "abacus"], "'abacus' is not one of"),
        (["ingest", "x", "--static", "glove"], "'glove' is not one of"),
        (["ingest", "x", "--static", "fasttext", "--static-vectors", __file__], "give one of the two"),
        (["induce", "bank", "--min-frequency", "3"], "give one of the two"),
        (["induce", "--update", "--algorithm", "kmeans"], "goes on as the index was induced before"),
        (["induce", "--update", "--parameter", "count=3"], "goes on as the index was induced before"),
        (["induce", "--parameter", "count"], "'count' is no NAME=VALUE"),
    ],
)
def test_a_wrong_request_is_one_line_and_2(run, index, arguments, message):
    outcome = run(*arguments)
    assert outcome.code == 2
    assert one_line(outcome)
    assert message in outcome.err
    assert not index.calls


@pytest.mark.parametrize(
    "arguments", [["senses", "bank"], ["query", "bank"], ["neighbors", "bank"], ["info"], ["induce"]]
)
def test_without_an_index_the_error_says_how_to_make_one(run, arguments):
    outcome = run(*arguments)
    assert outcome.code == 1
    assert one_line(outcome)
    assert "senseindex ingest SOURCE --index indexes/default" in outcome.err


def test_the_index_is_the_one_named_last_then_of_the_environment_then_the_default(run, index, monkeypatch, tmp_path):
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "catalog.db").touch()

    def opened(*arguments):
        index.calls.clear()
        assert run(*arguments).code == 0
        return str(index.calls[0][1][0])

    assert opened("info") == "indexes/default"
    monkeypatch.setenv("SENSEINDEX", "a")
    assert opened("info") == "a"
    assert opened("--index", "b", "info") == "b"
    assert opened("--index", "b", "info", "--index", "c") == "c"


def in_a_process(script: str, **settings):
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, **settings)


WRITES_MUCH = """
import sys, types
from senseindex.cli.main import main
import senseindex.cli.options as options
from senseindex.answers.words import Neighbor, NeighborList
class Index:
    def __enter__(self): return self
    def __exit__(self, *_): pass
    words = property(lambda self: self)
    def neighbors(self, word, n): return NeighborList(word, tuple(Neighbor("w\\u00f6rd", 0.5) for _ in range(n)))
import senseindex.cli.words as words
words.open_index = lambda path: Index()
sys.exit(main(["neighbors", "x", "-n", "100000", "--format", "csv"]))
"""


def test_a_reader_that_stops_early_ends_the_command_quietly():
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run([sys.executable, "-c", WRITES_MUCH], stdout=writing, stderr=subprocess.PIPE, timeout=60)
    finally:
        os.close(writing)
    assert done.returncode == 0
    assert done.stderr == b""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")  # noqa: PTH110
def test_a_full_disk_is_one_line():
    with open("/dev/full", "w") as full:  # noqa: PTH123
        done = subprocess.run([sys.executable, "-c", WRITES_MUCH], stdout=full, stderr=subprocess.PIPE, timeout=60)
    assert done.returncode == 1
    assert done.stderr.decode().strip() == "Error: No space left on device"


def test_output_to_a_pipe_is_utf_8_whatever_the_locale_says():
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    script = WRITES_MUCH.replace("100000", "1")
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, env=environment, timeout=60)
    assert done.stdout.decode("utf-8") == "word,score\nwörd,0.5\n"
