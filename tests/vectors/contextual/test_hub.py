"""What is fetched of a model on the hub, and at which revision."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from senseindex.vectors.contextual.loading import find_model

FILES = {
    "config.json": True,
    "model.safetensors": True,
    "tokenizer.json": True,
    "modules.json": True,
    "1_Pooling/config.json": True,
    "pytorch_model.bin": False,
    "README.md": False,
    "onnx/config.json": False,
    "openvino/model.safetensors": False,
}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[list[dict[str, Any]]]:
    """What the hub was asked for; every model is in its cache."""
    for name, wanted in FILES.items():
        if wanted:
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text("{}")
    calls: list[dict[str, Any]] = []

    def snapshot_download(name: str, **settings: Any) -> str:
        calls.append({"name": name, **settings})
        return str(tmp_path)

    monkeypatch.setattr("huggingface_hub.snapshot_download", snapshot_download)
    yield calls


def test_what_says_how_sentence_vectors_are_made_is_fetched_and_other_formats_are_not(
    asked: list[dict[str, Any]],
) -> None:
    from huggingface_hub.utils import filter_repo_objects

    find_model("someone/tiny")
    patterns = {name: asked[0][name] for name in ("allow_patterns", "ignore_patterns")}
    assert list(filter_repo_objects(FILES, **patterns)) == [name for name, wanted in FILES.items() if wanted]


@pytest.mark.parametrize(
    ("name", "revision"),
    [
        ("pierluigic/xl-lexeme", "refs/pr/1"),  # its main branch has a pickle alone
        ("gabrielloiseau/CALE-MBERT-en", None),
        ("someone/tiny", None),
    ],
)
def test_a_known_model_is_taken_from_where_it_has_safetensors(
    asked: list[dict[str, Any]], name: str, revision: str | None
) -> None:
    assert find_model(name).name == name
    assert [(call["name"], call["revision"]) for call in asked] == [(name, revision)]
