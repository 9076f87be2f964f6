"""The walks of docs/how-it-works.md name files and functions that exist, and none enters a file again and again."""

import ast
import re
from collections import Counter

import pytest

from tests.docs.pages import text_of
from tests.test_architecture import PACKAGE

_, _, WALKS = text_of("docs/how-it-works.md").partition("## Walks")
SECTIONS = {section.split("\n")[0]: section for section in WALKS.split("\n### ")[1:]}
STEP = re.compile(r"`([\w/]+\.py)`:\s+`([\w.]+)`")


def functions_of(file: str) -> set[str]:
    """Functions and methods of a module, by their qualified names."""
    names = set()
    for node in ast.parse((PACKAGE / file).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            names.add(node.name)
        if isinstance(node, ast.ClassDef):
            names |= {f"{node.name}.{inner.name}" for inner in node.body if isinstance(inner, ast.FunctionDef)}
    return names


def test_there_are_four_walks() -> None:
    assert len(SECTIONS) == 4
    assert all(len(STEP.findall(section)) >= 8 for section in SECTIONS.values())


@pytest.mark.parametrize("name", SECTIONS)
def test_what_a_walk_names_is_there(name: str) -> None:
    for file, function in STEP.findall(SECTIONS[name]):
        assert function in functions_of(file), f"{file} has no {function}"


@pytest.mark.parametrize("name", SECTIONS)
def test_no_walk_enters_a_file_more_than_twice(name: str) -> None:
    visits = Counter(file for file, _ in STEP.findall(SECTIONS[name]))
    assert max(visits.values()) <= 2, visits.most_common(1)
