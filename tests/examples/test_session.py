"""The recorded session: its page shows what its script runs, and the recorder tells commands from text."""

import importlib.util
import re
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def record() -> ModuleType:
    spec = importlib.util.spec_from_file_location("record", EXAMPLES / "record.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_shows_every_command_of_the_script_in_order(record: ModuleType) -> None:
    _, parts = record.parts_of((EXAMPLES / "session.sh").read_text("utf-8"))
    page = (EXAMPLES / "session.md").read_text("utf-8")
    shown = re.findall(r"```console\n\$ (.*?)   # (?:\d+ min )?[\d.]+ s\n", page, re.DOTALL)
    assert shown == [said for kind, said in parts if kind == "command"]
    assert all(said in page for kind, said in parts if kind == "text")
    assert "Error" not in page


def test_the_script_is_sound() -> None:
    subprocess.run(["bash", "-n", str(EXAMPLES / "session.sh")], check=True)


SCRIPT = """#!/bin/sh
set -e
word=$1
#| # Title
#|
#| Some text
#| goes on.

# a remark
said=$(echo "$word" | tr a-z A-Z)
echo "$said" \\
    again >&2
#| The end.
"""


def test_commands_share_a_shell_and_text_is_kept(record: ModuleType) -> None:
    before, parts = record.parts_of(SCRIPT)
    assert parts == [
        ("text", "# Title\n\nSome text\ngoes on."),
        ("command", 'said=$(echo "$word" | tr a-z A-Z)'),
        ("command", 'echo "$said" \\\n    again >&2'),
        ("text", "The end."),
    ]
    results = record.run(before, [said for kind, said in parts if kind == "command"], ["bank"])
    assert [output for output, _ in results] == ["", "BANK again"]
    assert all(seconds >= 0 for _, seconds in results)
    progress = "ingest: 240,373 of 2,822,799 (9%), 14,147/s, 3 min 3 s left\n"
    assert record.shown(progress + "a" * 200 + "\nb") == "a" * 144 + " [...]\nb"


def test_a_command_that_fails_ends_it_with_its_output(record: ModuleType) -> None:
    with pytest.raises(SystemExit, match="no such thing"):
        record.run("set -e", ["echo fine", "echo no such thing; false", "echo later"], [])
