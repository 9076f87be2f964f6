"""Encoders for the tests of this room."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from senseindex.vectors.contextual.transformers_encoder import TransformersEncoder
from tests.vectors.tiny_models import FAMILIES, save_tiny_model


@pytest.fixture(autouse=True, scope="module")
def one_thread() -> Iterator[None]:
    """Tiny models gain nothing from threads, and lose much where other work runs beside the tests."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="session")
def tiny_folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Folders of the tiny encoders, by family."""
    return {family: save_tiny_model(family, tmp_path_factory.mktemp(family)) for family in FAMILIES}


@pytest.fixture(scope="session", params=FAMILIES)
def family(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def folder(family: str, tiny_folders: dict[str, Path]) -> Path:
    return tiny_folders[family]


@pytest.fixture(scope="session")
def encoder(folder: Path) -> TransformersEncoder:
    """A tiny encoder of each family in turn, in fp32."""
    return TransformersEncoder.load(folder, device="cpu", precision="fp32")


@pytest.fixture(scope="session")
def bert(tiny_folders: dict[str, Path]) -> TransformersEncoder:
    return TransformersEncoder.load(tiny_folders["bert"], device="cpu", precision="fp32")


@pytest.fixture(scope="session")
def default_encoder() -> TransformersEncoder:
    return TransformersEncoder.load(device="cpu", precision="fp32")
