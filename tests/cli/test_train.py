"""`train senses` from the command line: the file, the folder of a model, and what it says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from senseindex.vectors.contextual.adapters import Adapters
from senseindex.vectors.contextual.transformers_encoder import TransformersEncoder
from tests.training.texts_with_senses import write_noad
from tests.vectors.tiny_models import save_tiny_model


@pytest.fixture
def arguments(tmp_path: Path) -> list[str]:
    (tmp_path / "lemmas.txt").write_text("Mole\n")
    return [
        *("train", "senses", "--labelled", f"noad={write_noad(tmp_path / 'noad')}", "--steps", "2", "--rank", "2"),
        *("--leave-out", str(tmp_path / "lemmas.txt"), "--model", str(save_tiny_model("mpnet", tmp_path / "mpnet"))),
        *("--output", str(tmp_path / "adapters.safetensors"), "--device", "cpu"),
    ]


def test_a_training_leaves_adapters_and_an_encoder(run, arguments: list[str], tmp_path: Path) -> None:
    outcome = run(*arguments, "--save-model", str(tmp_path / "trained"), "--format", "json")
    assert outcome.code == 0
    assert [look["step"] for look in json.loads(outcome.out)] == [0, 1, 2]
    assert "words with known senses" in outcome.err and "use it with ingest --model" in outcome.err
    assert Adapters.load(tmp_path / "adapters.safetensors").rank == 2
    assert TransformersEncoder.load(tmp_path / "trained", device="cpu").hidden_states == 4


def test_the_cost_alone(run, arguments: list[str], tmp_path: Path) -> None:
    outcome = run(*arguments, "--dry-run")
    assert outcome.code == 0 and outcome.out == "" and "of disk" in outcome.err
    assert not list(tmp_path.glob("adapters*"))


def test_wrong_requests_are_one_line(run, arguments: list[str], tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    for more, what in (
        (["--minutes", "1"], "--minutes or --steps"),
        (["--save-model", str(tmp_path / "full")], "is there already"),
        (["--labelled", "words=x"], "KIND=FOLDER"),
        (["--leave-out", str(tmp_path / "none.txt")], "none.txt"),
        (["--text", str(tmp_path / "nowhere")], "nowhere"),
    ):
        outcome = run(*arguments, *more)
        assert outcome.code in (1, 2) and what in outcome.err and outcome.err.count("\n") == 1, outcome.err
