"""What is said in two files is the same in both."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import yaml

import senseindex

REPOSITORY = Path(__file__).resolve().parents[2]


def text_of(name: str) -> str:
    return (REPOSITORY / name).read_text(encoding="utf-8")


def test_the_version_is_the_newest_of_the_changelog_and_the_one_that_is_cited() -> None:
    versions = re.findall(r"^## \[([\d.]+)\]", text_of("CHANGELOG.md"), re.MULTILINE)
    assert versions[0] == senseindex.__version__
    assert yaml.safe_load(text_of("CITATION.cff"))["version"] == senseindex.__version__


def test_hooks_run_the_commands_of_make_lint() -> None:
    (lint,) = re.findall(r"^lint:.*\n((?:\t.*\n)+)", text_of("Makefile"), re.MULTILINE)
    (local,) = yaml.safe_load(text_of(".pre-commit-config.yaml"))["repos"]
    assert [hook["entry"] for hook in local["hooks"]] == [
        line.strip().replace("$(BIN)", ".venv/bin") for line in lint.splitlines()
    ]


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    extras = [each for extra in project["optional-dependencies"].values() for each in extra]
    wanted = {plain_name(re.split(r"[<>=\[ ]", each)[0]) for each in project["dependencies"] + extras}
    pinned = {plain_name(name) for name in re.findall(r"^([\w.-]+)==", text_of("constraints.txt"), re.MULTILINE)}
    assert wanted - pinned == {"senseindex"}


def plain_name(name: str) -> str:
    return name.lower().replace("_", "-")
