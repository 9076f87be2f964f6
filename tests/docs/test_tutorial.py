"""The commands of the tutorial do what the tutorial shows."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.docs.pages import REPOSITORY, text_of

PAGE = "docs/tutorial.md"


@pytest.fixture(scope="module")
def record() -> ModuleType:
    spec = importlib.util.spec_from_file_location("record", REPOSITORY / "docs" / "record.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`senseindex` is on the path, whether the package is installed or not."""
    program = tmp_path / "bin" / "senseindex"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m senseindex.cli.main "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(REPOSITORY))


def first_line(output: str) -> str:
    """The line that says what was found or done, whatever the numbers of this machine are."""
    return re.sub(r"\d[\d.,]*", "#", output.partition("\n")[0])


@pytest.mark.slow
def test_the_tutorial_shows_what_its_commands_print(
    record: ModuleType, command: None, demo: Path, tmp_path: Path
) -> None:
    shutil.copytree(demo, tmp_path / "indexes" / "demo")
    page = text_of(PAGE)
    printed = record.run(record.commands_of(page), tmp_path)
    assert [first_line(each) for each in printed] == [first_line(each) for each in record.outputs_of(page)]
    assert record.outputs_of(record.recorded(page, printed)) == printed
