"""Blocks of Python in the pages: all compile, and those of a page run one after the other on the index of the demo."""

from __future__ import annotations

import runpy
import shutil
from pathlib import Path

import pytest

from tests.docs.pages import PAGES, blocks_of

WITH_PYTHON = [page for page in PAGES if any(block.kind == "python" for block in blocks_of(page))]


@pytest.mark.parametrize("page", WITH_PYTHON)
def test_python_compiles(page: str) -> None:
    for block in blocks_of(page):
        if block.kind == "python":
            compile(block.text, page, "exec")


@pytest.mark.parametrize("page", WITH_PYTHON)
def test_python_runs(page: str, demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(demo, tmp_path / "indexes" / "demo")
    (tmp_path / "my-texts").mkdir()
    (tmp_path / "my-texts" / "one.txt").write_text("The bank lends money. The river left its bank.", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    script = tmp_path / "page.py"
    blocks = [block.text for block in blocks_of(page) if block.kind == "python" and block.runs]
    script.write_text("\n".join(blocks), encoding="utf-8")
    runpy.run_path(str(script))
