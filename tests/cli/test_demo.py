import json
from pathlib import Path

import pytest

from senseindex.cli import demo
from tests.example_corpus import TEXTS


def test_the_sentences_of_the_demo_are_not_in_the_corpus():
    texts = [json.loads(line)["text"] for line in TEXTS.read_text(encoding="utf-8").splitlines()]
    for sentence in {demo.MONEY, demo.RIVER, *demo.COMPARED}:
        assert not any(sentence in text for text in texts)


def test_the_demo_goes_the_whole_way_in_a_fresh_index(run, index, tmp_path):
    outcome = run("demo", "--corpus", str(TEXTS))
    assert outcome.code == 0
    done = [name for name, _, _ in index.calls]
    assert done == ["create", "ingest", "induce", "senses", "query", "query", "compare", "close"]
    assert index.calls[0][1] == (Path("indexes/demo"),)
    for number in range(1, 7):
        assert f"\n{number}. " in outcome.out
    assert max(map(len, outcome.out.splitlines())) <= 130


def test_every_command_that_the_demo_shows_parses(run, index):
    import shlex

    from senseindex.cli.main import senseindex

    out = run("demo", "--corpus", str(TEXTS)).out
    shown = ["senseindex " + line.split("senseindex ", 1)[1] for line in out.splitlines() if "  senseindex " in line]
    shown += [line.removeprefix("$ ") for line in out.splitlines() if line.startswith("$ ")]
    assert len(shown) > 8
    for line in shown:
        arguments = shlex.split(line)[1:]
        name = arguments[0]
        if name.startswith("-"):
            continue
        command = senseindex.get_command(None, name)
        extra = [word for word in arguments[1:] if word != "..."] if name != "compare" else ["w", "-s", "a", "-s", "b"]
        command.make_context(name, extra)


def test_the_index_of_the_last_demo_is_replaced(run, index, tmp_path):
    old = tmp_path / "indexes" / "demo"
    old.mkdir()
    (old / "catalog.db").touch()
    (old / "old").touch()
    outcome = run("demo", "--corpus", str(TEXTS))
    assert outcome.code == 0
    assert "Removing the index of the last demo" in outcome.err
    assert not (old / "old").exists()


def test_the_demo_removes_nothing_that_it_did_not_make(run, index, tmp_path, monkeypatch):
    monkeypatch.setenv("SENSEINDEX", str(tmp_path / "indexes" / "default"))
    assert run("demo", "--corpus", str(TEXTS)).code == 0
    assert (tmp_path / "indexes" / "default" / "catalog.db").exists()
    outcome = run("demo", "--corpus", str(TEXTS), "--index", "indexes/default")
    assert (outcome.code, outcome.err.count("\n")) == (2, 1)
    assert (tmp_path / "indexes" / "default" / "catalog.db").exists()


def test_a_folder_that_is_no_index_is_not_removed(run, index, tmp_path):
    (tmp_path / "indexes" / "demo").mkdir()
    (tmp_path / "indexes" / "demo" / "thesis.doc").touch()
    assert run("demo", "--corpus", str(TEXTS)).code == 2
    assert (tmp_path / "indexes" / "demo" / "thesis.doc").exists()


def test_the_corpus_comes_with_the_package_and_another_one_can_be_named(run, index, tmp_path):
    assert run("demo").code == 0
    (tmp_path / "mine.jsonl").write_text('{"text": "A bank."}\n', encoding="utf-8")
    assert run("demo", "--corpus", "mine.jsonl").code == 0
    assert [call[1] for call in index.calls if call[0] == "ingest"] == [(TEXTS,), (Path("mine.jsonl"),)]
    outcome = run("demo", "--corpus", "nowhere.jsonl")
    assert (outcome.code, "nowhere.jsonl: there is no such file" in outcome.err) == (2, True)


def test_what_lies_here_is_shown_from_here(run, index, monkeypatch):
    monkeypatch.setattr(demo.Path, "cwd", lambda: TEXTS.parents[2])
    assert "$ senseindex ingest senseindex/example_corpus/english.jsonl --index" in run("demo").out


@pytest.mark.parametrize("width", [80, 100])
def test_the_demo_fits_a_terminal(run, index, monkeypatch, width):
    monkeypatch.setattr(demo, "stdout_width", lambda: width)
    long = [line for line in run("demo").out.splitlines() if len(line) > width]
    assert [line for line in long if not line.startswith("$ ")] == []
