"""Imports point one way, public names are what they say, and light commands stay light."""

import ast
import re
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
    "lists": 12,
    "edit": 13,
    "output": 14,
    "evaluation": 15,
    "training": 16,
    "sense_index": 16,
    "__init__": 17,
    "cli": 18,
}
"""Where a room stands; it may import from lower ones and from itself."""


def room_of(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


PATHS = sorted(PACKAGE.rglob("*.py"))
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in PATHS}
MODULES = {module_name(path) for path in PATHS}


def imports_of(path: Path, *, typing: bool = True) -> set[str]:
    """The modules that a module imports, also inside functions; those under TYPE_CHECKING only with `typing`."""
    blocks = [
        node
        for node in ast.walk(TREES[path])
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    ]
    left_out = set() if typing else {inner for block in blocks for inner in ast.walk(block)}
    found = set()
    for node in ast.walk(TREES[path]):
        if isinstance(node, ast.Import) and node not in left_out:
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level and node not in left_out:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= names & MODULES or {node.module}
    return found


def own_imports_of(path: Path, *, typing: bool = True) -> set[str]:
    return {name for name in imports_of(path, typing=typing) if name.split(".")[0] == "senseindex"}


@pytest.mark.parametrize("path", PATHS, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_downwards(path: Path) -> None:
    relative = path.relative_to(PACKAGE.parent).with_suffix("")
    own = room_of(".".join(relative.parts))
    for module in own_imports_of(path):
        other = room_of(module)
        assert other == own or RANKS[other] < RANKS[own] or own == "__init__", f"{path} imports {module}"


def circles(graph: dict[str, set[str]]) -> set[frozenset[str]]:
    """The groups of modules that import each other, by whatever way (Tarjan 1972)."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    waiting: list[str] = []
    found = set()

    def visit(module: str) -> None:
        number[module] = lowest[module] = len(number)
        waiting.append(module)
        for other in graph[module]:
            if other not in number:
                visit(other)
                lowest[module] = min(lowest[module], lowest[other])
            elif other in waiting:
                lowest[module] = min(lowest[module], number[other])
        if lowest[module] == number[module]:
            group = waiting[waiting.index(module) :]
            del waiting[waiting.index(module) :]
            if len(group) > 1:
                found.add(frozenset(group))

    for module in graph:
        if module not in number:
            visit(module)
    return found


def test_modules_do_not_import_each_other_in_circles() -> None:
    """Inside rooms too, and inside functions; what only a type checker reads does not count."""
    graph = {module_name(path): own_imports_of(path, typing=False) - {module_name(path)} for path in PATHS}
    assert not circles(graph)
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == {frozenset("abc")}


CATALOG = PACKAGE / "store" / "catalog"
SQL = re.compile(r"\b(SELECT|INSERT (OR \w+ )?INTO|UPDATE \w+ SET|DELETE FROM|CREATE TABLE|PRAGMA)\b")


def sql_in(path: Path) -> list[str]:
    """What a module has of SQL: statements, the connection of the catalog, SQLite itself."""
    found = sorted(imports_of(path) & {"sqlite3", "sqlite_utils"})
    for node in ast.walk(TREES[path]):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.search(node.value):
            found.append(node.value)
        if isinstance(node, ast.Attribute) and node.attr in ("rows", "connection"):
            owner = ast.unparse(node.value)
            found += [f"{owner}.{node.attr}"] if owner.endswith("catalog") else []
    return found


def test_sql_stands_in_the_catalog_alone() -> None:
    found = {str(path.relative_to(PACKAGE)): sql_in(path) for path in PATHS if CATALOG not in path.parents}
    assert {name for name, sql in found.items() if sql} == set()
    assert sum(bool(sql_in(path)) for path in PATHS if CATALOG in path.parents) > 10


def test_one_module_writes_the_senses() -> None:
    writes = re.compile(r"\b(INSERT INTO|UPDATE|DELETE FROM) sense\b")
    found = [path.name for path in PATHS if writes.search(path.read_text(encoding="utf-8"))]
    assert found == ["senses.py"]


def test_faiss_stands_in_the_stores_of_vectors_alone() -> None:
    homes = {path for path in PATHS if "faiss" in imports_of(path)}
    assert homes
    for path in homes:
        assert path.relative_to(PACKAGE).parts[:2] in (("store", "cells"), ("vectors", "static")), path


def test_a_class_name_stands_once() -> None:
    names = [node.name for tree in TREES.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    assert len(names) > 200
    assert {name for name in names if names.count(name) > 1} == set()


def test_every_room_says_what_it_knows() -> None:
    rooms = [path for path in PATHS if path.name == "__init__.py" and path.parent != PACKAGE]
    assert len(rooms) > 15
    for path in rooms:
        assert len((ast.get_docstring(TREES[path]) or "").splitlines()) >= 3, path


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
