"""The documentation builds without a warning and asks nothing of the network."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from senseindex import SenseIndex
from tests.docs.pages import REPOSITORY

PARTS = {
    each.fget.__annotations__["return"]
    for each in vars(SenseIndex).values()
    if isinstance(each, property) and each.fget.__annotations__["return"][0].isupper()
}
"""The classes that an index has as attributes."""


def test_the_docs_build_and_load_nothing_from_elsewhere(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--keep-going", "--quiet", "--builder", "html"]
    folders = [str(REPOSITORY / "docs"), str(tmp_path / "site"), "--doctree-dir", str(tmp_path / "doctrees")]
    done = subprocess.run([*command, *folders], capture_output=True, text=True, cwd=REPOSITORY, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    pages = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "site").glob("*.html")}
    assert {"index.html", "tutorial.html", "commands.html", "api.html"} <= set(pages)
    for name, page in pages.items():
        assert not re.findall(r'<(?:script|link|img)[^>]*(?:src|href)="(?:https?:)?//[^"]*"', page), name
    assert re.search(r'id="senseindex-sense-split"', pages["commands.html"])
    for name in PARTS:
        assert re.search(rf'id="senseindex\.[\w.]+\.{name}"', pages["api.html"]), name
