"""The command `show`, and what `query` tells of a sample."""

import json
import re
from pathlib import Path

import pytest

from tests.builders import make_bank_index


@pytest.fixture(scope="module")
def banks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("banks") / "index"
    make_bank_index(path).close()
    return path


def test_more_of_the_document_is_shown(run, banks):
    shown = run("--index", str(banks), "show", "river3:10", "--sentences", "1")
    assert shown.code == 0
    assert shown.out.startswith("river3, characters 10-14, occurrence ")
    assert (
        "kind: river\nyear: 1993\n\nThe river [bank] was green and muddy. Nobody fished from that bank.\n" in shown.out
    )
    whole = json.loads(run("--index", str(banks), "show", "river3:10", "--document", "--format", "json").out)
    assert whole["right"].endswith("Volume 3 is out.")
    assert whole["sentences"] == 3
    for arguments, message in (
        (["show", "river3:10", "--document", "--sentences", "2"], "leave out --sentences"),
        (["show", "river3:9"], "no occurrence begins at character 9 of river3"),
        (["show", "none"], "neither the id of an occurrence nor DOCUMENT:OFFSET"),
    ):
        outcome = run("--index", str(banks), *arguments)
        assert outcome.code != 0 and message in outcome.err


def test_a_sample_tells_its_seed(run, banks):
    first = run("--index", str(banks), "query", "bank", "--sample", "5")
    assert "--seed 0 draws the same again" in first.err
    again = run("--index", str(banks), "query", "bank", "--sample", "5", "--seed", "0")
    assert again.out == first.out
    other = run("--index", str(banks), "query", "bank", "-n", "5", "--seed", "3")
    assert re.search("--seed 3 draws", other.err)
    assert "draws" not in run("--index", str(banks), "query", "bank").err
