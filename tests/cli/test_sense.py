"""The commands that edit senses, on an index made by hand."""

import json
from pathlib import Path

import click
import pytest

from senseindex.cli.main import main
from senseindex.cli.sense import sense
from tests.builders import make_bank_index


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    make_bank_index(tmp_path / "index").close()
    monkeypatch.setenv("SENSEINDEX", str(tmp_path / "index"))

    def call(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(list(arguments))
        return code, *capsys.readouterr()

    return call


def test_a_session_of_edits(run) -> None:
    assert run("sense", "rename", "bank%1", "shore", "--author", "the author")[0] == 0
    assert run("sense", "define", "bank%2", "where money is")[0] == 0
    assert run("sense", "lock", "bank%2")[0] == 0
    table = run("senses", "bank", "--examples", "0")[1]
    assert "separability 0." in table and "shore" in table and "where money is" in table and "locked" in table
    assert run("sense", "unlock", "bank%2")[0] == 0
    assert run("sense", "merge", "bank%1", "bank%2")[1].startswith("bank%2 went into bank%1")
    assert run("sense", "split", "bank%1", "-n", "2")[1].startswith("bank%1 was split into bank%1, bank%3")
    ids = [
        line.split(",")[0] for line in run("query", "--sense", "bank%3", "--format", "csv", "-n", "2")[1].split()[1:]
    ]
    assert run("sense", "move", ids[0], "bank%1")[1].startswith("1 occurrence moved")
    assert run("sense", "tick", ids[0])[1].startswith("1 occurrence ticked")
    assert "\n✓ " in run("senses", "bank")[1]
    assert "✓" in run("profile", "--sense", "bank%1", "--show", "examples")[1]
    assert run("sense", "untick", ids[0])[1].startswith("1 occurrence no longer ticked")
    assert run("undo", "2")[0] == 0
    assert run("sense", "delete", "bank%3")[0] == 0
    code, out, _ = run("undo", "4")
    assert code == 0 and out.count("Undone: ") == 4
    assert run("redo")[1].startswith("Done again: merge bank%2 into bank%1")
    assert run("undo")[0] == 0
    history = run("history", "bank")[1]
    assert "the author" in history and "rename bank%1" in history and "undone" in history
    rows = run("history", "bank", "--format", "tsv")[1].splitlines()
    assert rows[0] == "id\ttime\tauthor\taction\tlemma\tsummary\tstate" and len(rows) == len(history.splitlines()) - 2


def test_occurrences_are_named_by_place_too(run) -> None:
    (line,) = json.loads(run("query", "--sense", "bank%1", "--format", "json", "-n", "1")[1])["hits"]
    place = f"{line['document']}:{line['start']}"
    assert run("sense", "move", place, "bank%2")[1] == (
        "1 occurrence moved to bank%2; `senseindex undo` takes it back\n"
    )
    assert f"move 1 occurrence to bank%2: {line['occurrence_id']}" in run("history")[1]
    assert run("sense", "tick", place)[0] == 0
    assert "bank%3 was made and has" in run("sense", "create", "bank", "--like", place)[1]
    code, out, err = run("sense", "move", "here", "bank%1")
    assert (code, out) == (2, "") and "'here' is neither the id of an occurrence nor DOCUMENT:OFFSET" in err


def test_what_changes_nothing_is_not_offered_to_be_undone(run, tmp_path: Path) -> None:
    assert "senseindex undo" in run("sense", "lock", "bank%2")[1]
    assert run("sense", "lock", "bank%2")[1] == "bank%2 locked; it was so before\n"
    file = str(tmp_path / "senses.tsv")
    assert run("senses", "--export", file)[0] == 0
    code, out, _ = run("senses", "--import", file)
    assert code == 0 and out.endswith("senses changed, 0 made\n")
    Path(file).write_text(Path(file).read_text().replace("\tyes\t", "\tno\t"))
    assert "1 of" in (out := run("senses", "--import", file)[1]) and "senseindex undo" in out


def test_the_edits_of_one_word_are_undone_by_its_name(run) -> None:
    run("sense", "rename", "volume%1", "loudness")
    run("sense", "rename", "bank%1", "shore")
    assert run("undo", "--lemma", "volume")[1].startswith("Undone: rename volume%1")
    assert run("redo", "--lemma", "volume")[1].startswith("Done again: rename volume%1")
    assert run("undo")[1].startswith("Undone: rename bank%1")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("sense", "move", str(2**63), "bank%1"), 1, f"bank has no occurrence {2**63}"),
        (("senses", "--export", "nowhere/senses.tsv"), 2, "nowhere: there is no such folder to write senses.tsv to"),
        (("sense", "rename", "bank%9", "x"), 1, "there is no sense 'bank%9'"),
        (("sense", "merge", "bank%1", "volume%1"), 2, "senses of different lemmas"),
        (("sense", "merge", "bank%1"), 2, "Missing argument"),
        (("sense", "move", "1", "2"), 1, "there is no sense '2'"),
        (("sense", "create", "bank"), 2, "what is the sense?"),
        (("sense", "split", "bank%1", "--like", "1", "-n", "2"), 2, "choose one"),
        (("undo",), 1, "there is nothing to undo"),
        (("sense", "delete", "bank%0"), 2, "is no sense"),
    ],
)
def test_what_cannot_be_done_is_one_line(run, arguments, code, message) -> None:
    found, out, err = run(*arguments)
    assert (found, out) == (code, "")
    assert message in err and err.count("\n") == 1


@pytest.mark.parametrize("name", list(sense.commands))
def test_every_edit_explains_itself(name: str) -> None:
    page = sense.commands[name].get_help(click.Context(sense.commands[name], info_name=name))
    assert f"senseindex sense {name}" in page.split("Example")[1]
