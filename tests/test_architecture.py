"""Imports point one way, public names are what they say, and light commands stay light."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import senseindex
from senseindex import errors

PACKAGE = Path(senseindex.__file__).parent

RANKS = {
    "arrays": 0,
    "errors": 0,
    "files": 1,
    "corpus": 2,
    "answers": 3,
    "vectors": 4,
    "store": 5,
    "index": 6,
    "senses": 7,
    "ingest": 8,
    "upkeep": 9,
    "search": 10,
    "profile": 11,
    "edit": 12,
    "output": 13,
    "evaluation": 14,
    "training": 14,
    "sense_index": 15,
    "__init__": 16,
    "cli": 17,
}
"""Where a room stands; it may import from lower ones and from itself."""


def room_of(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def imports_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return {name for name in found if name.split(".")[0] == "senseindex"}


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_downwards(path: Path) -> None:
    relative = path.relative_to(PACKAGE.parent).with_suffix("")
    own = room_of(".".join(relative.parts))
    for module in imports_of(path):
        other = room_of(module)
        assert other == own or RANKS[other] < RANKS[own] or own == "__init__", f"{path} imports {module}"


def test_nothing_below_the_command_line_knows_click() -> None:
    for path in PACKAGE.rglob("*.py"):
        if "cli" not in path.relative_to(PACKAGE).parts:
            assert "import click" not in path.read_text(encoding="utf-8"), path


def test_every_error_is_public_and_one_of_ours() -> None:
    defined = {name for name, value in vars(errors).items() if isinstance(value, type)}
    assert defined - {"Sequence"} == set(errors.__all__)
    for name in errors.__all__:
        assert issubclass(getattr(errors, name), errors.SenseIndexError)
        assert name in (errors.__doc__ or ""), f"{name} is missing from the error tree"


def test_importing_the_class_imports_no_model_library() -> None:
    code = (
        "import sys; from senseindex import SenseIndex; "
        "print([name for name in ('torch', 'transformers', 'spacy', 'gensim', 'sklearn') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
