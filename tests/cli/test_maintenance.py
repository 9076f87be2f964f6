"""`delete`, `compact`, `doctor` and `backup` on a small real index."""

from __future__ import annotations

import json

import pytest

from tests.builders import make_bank_index
from tests.cli.test_startup import imported


@pytest.fixture
def place(run, tmp_path, monkeypatch):
    """An index of 20 documents at the place where commands look for one."""
    path = tmp_path / "index"
    make_bank_index(path).close()
    monkeypatch.setenv("SENSEINDEX", str(path))
    return path


def total(run, *options: str) -> int:
    return int(json.loads(run("query", "bank", "--format", "json", *options).out)["total"])


def test_documents_are_deleted_by_name_and_by_filter(run, place):
    outcome = run("delete", "--document", "river1", "-d", "money1")
    assert (outcome.code, outcome.out) == (
        0,
        "2 documents (6 sentences, 36 tokens, 19 occurrences) deleted\n",
    )
    assert total(run) == 36
    outcome = run("delete", "--where", "kind = 'river' and year < 1993", "--format", "json")
    assert json.loads(outcome.out)["documents"] == 2
    assert total(run) == 32 and total(run, "--where", "kind = 'river'") == 14


def test_a_dry_run_deletes_nothing(run, place):
    assert "10 documents (" in run("delete", "--where", "kind = 'river'", "--dry-run").out
    assert "would be deleted" in run("delete", "--where", "kind = 'river'", "--dry-run").out
    assert total(run) == 40


@pytest.mark.parametrize(("answer", "left"), [(True, 38), (False, 40)])
def test_a_terminal_is_asked_first(run, place, monkeypatch, answer, left):
    asked = []

    def confirm(text, **_):
        asked.append(text)
        return answer

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.confirm", confirm)
    outcome = run("delete", "-d", "river1")
    assert asked == ["Delete 1 document (3 sentences, 19 tokens, 10 occurrences)?"]
    assert outcome.code == (0 if answer else 130)
    assert total(run) == left
    asked.clear()
    assert run("delete", "-d", "river2", "--yes").code == 0
    assert asked == []


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ([], 2, "say which documents"),
        (["-d", "river1", "--where", "year > 1"], 2, "not both"),
        (["-d", "riverr1"], 1, "Did you mean river1"),
        (["--where", "yaer > 1"], 2, "did you mean year"),
        (["--where", " "], 2, "is empty"),
        (["--where", "1=1; drop table document"], 2, "not a filter"),
    ],
)
def test_a_wrong_deletion_is_one_line_and_deletes_nothing(run, place, arguments, code, message):
    outcome = run("delete", *arguments)
    assert (outcome.code, outcome.err.count("\n")) == (code, 1)
    assert message in outcome.err
    assert total(run) == 40


def test_deleting_a_fifth_compacts(run, place):
    assert run("delete", "--where", "year <= 1993").out.endswith("deleted; the index was compacted\n")
    assert json.loads(run("info", "--format", "json").out)["segments"] == 1


def test_compact_says_what_became_of_the_segments(run, place):
    assert run("compact").out.startswith("2 segments became 1: ")
    assert total(run) == 40


def test_the_doctor_examines_and_mends(run, place):
    outcome = run("doctor")
    assert (outcome.code, outcome.out) == (0, f"{place}: sound (20 documents, 190 occurrences, 2 segments)\n")
    import sqlite3

    (place / "catalog.checksums").unlink()
    connection = sqlite3.connect(place / "catalog.db")
    with connection:
        connection.execute("UPDATE lemma SET frequency = 1")
    connection.close()
    outcome = run("doctor")
    assert outcome.code == 1
    assert "can be mended with --repair" in outcome.out and outcome.out.endswith("segments)\n")
    outcome = run("doctor", "--repair", "--json")
    report = json.loads(outcome.out)
    assert outcome.code == 0 and report["sound"]
    assert [(each["check"], each["done"]) for each in report["problems"]] == [("counts", "counted these lemmas anew")]
    assert run("doctor").code == 0


def test_the_doctor_names_a_damaged_file(run, place):
    file = next(place.glob("segments/*/cells.faiss"))
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)
    outcome = run("doctor", "--repair")
    assert outcome.code == 1 and str(file) in outcome.out
    assert "1 problem" in outcome.out


def test_a_backup_is_an_index(run, place, tmp_path):
    outcome = run("backup", str(tmp_path / "copy"))
    assert outcome.code == 0 and outcome.out.startswith("20 documents copied to ")
    assert run("delete", "--where", "year > 0").code == 0
    assert run("query", "bank", "--index", str(tmp_path / "copy")).out.startswith("bank: 40 hits")
    outcome = run("backup", str(tmp_path / "copy"))
    assert (outcome.code, outcome.err.count("\n")) == (1, 1)
    assert "not empty" in outcome.err


def test_where_there_is_no_index_they_say_so(run, tmp_path):
    for arguments in (["delete", "-d", "x"], ["compact"], ["doctor"], ["backup", "copy"]):
        outcome = run(*arguments)
        assert (outcome.code, outcome.err.count("\n")) == (1, 1)
        assert "there is no index here" in outcome.err


@pytest.mark.parametrize("arguments", [["delete", "-d", "river1"], ["compact"], ["doctor"], ["backup", "copy"]])
def test_none_of_them_imports_a_model_library(run, place, arguments):
    code, heavy = imported(*arguments, "--index", str(place))
    assert (code, heavy) == (0, [])


def test_how_senses_are_found_is_told_by_info_and_checked_before_any_work(run, place):
    assert run("induce", "--algorithm", "kmeans", "--parameter", "largest_count=3", "--min-frequency", "5").code == 0
    info = json.loads(run("info", "--format", "json").out)
    assert info["induction"] == {"algorithm": "kmeans", "parameters": {"largest_count": 3}, "seed": 0}
    outcome = run("induce", "--parameter", "least_gain=0.02")
    assert outcome.code == 2
    assert "kmeans has no parameter 'least_gain'; it has largest_count, smallest_cluster" in outcome.err


def test_senses_are_updated_where_they_are_due(run, place):
    assert run("induce", "--update").out == "0 of 15 words were due\n"
    run("delete", "--where", "kind = 'money'")
    outcome = run("induce", "--update")
    assert outcome.code == 0
    assert "bank (40 occurrences became 20): 1 senses kept, 0 new, 1 retired; 0 of 20 occurrences moved" in outcome.out
    assert run("induce", "--update", "bank").code == 2
