"""What is built is what a user needs, and the wheel works where nothing else of the repository is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

import senseindex
from tests.example_corpus import FOLDER

REPOSITORY = Path(__file__).resolve().parents[2]
BUILT_FROM = (
    "pyproject.toml",
    "MANIFEST.in",
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
    "CITATION.cff",
    "CONTRIBUTING.md",
)
BUILD = "import sys; from setuptools import build_meta; getattr(build_meta, f'build_{sys.argv[1]}')(sys.argv[2])"


def python(*arguments: str | Path, cwd: Path, executable: str | Path = sys.executable) -> str:
    """The output of a Python process that sees neither this tree nor the network."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "SENSEINDEX"))}
    done = subprocess.run(
        [executable, *arguments],
        cwd=cwd,
        env=environment | {"PIP_NO_INDEX": "1", "HF_HUB_OFFLINE": "1"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, built from a copy of the repository, and the wheel, built from the sdist."""
    copy, unpacked, folder = map(tmp_path_factory.mktemp, ("repository", "unpacked", "dist"))
    for name in ("senseindex", "docs", "tests"):
        shutil.copytree(REPOSITORY / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in BUILT_FROM:
        shutil.copy(REPOSITORY / name, copy)
    python("-c", BUILD, "sdist", folder, cwd=copy)
    with tarfile.open(*folder.glob("*.tar.gz")) as archive:
        archive.extractall(unpacked, filter="data")
    python("-c", BUILD, "wheel", folder, cwd=next(unpacked.iterdir()))
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (path,) = built.glob("*.whl")
    return path


def package_files() -> set[str]:
    return {
        path.relative_to(REPOSITORY).as_posix()
        for path in (REPOSITORY / "senseindex").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_holds_the_package_its_data_and_the_licence(wheel: Path) -> None:
    assert wheel.name == f"senseindex-{senseindex.__version__}-py3-none-any.whl"
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        metadata = archive.read(f"senseindex-{senseindex.__version__}.dist-info/METADATA").decode()
    information = {name for name in names if ".dist-info/" in name}
    assert names - information == package_files()
    assert {"senseindex/py.typed", "senseindex/example_corpus/english.jsonl"} <= names
    assert any(name.endswith("/licenses/LICENSE") for name in information)
    assert "License-Expression: Apache-2.0" in metadata


def test_the_sdist_holds_what_a_wheel_is_made_of_and_no_tests(built: Path) -> None:
    (path,) = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert package_files() | set(BUILT_FROM) <= names
    assert not [name for name in names if name.startswith(("tests", "indexes", "examples"))]


def test_the_demo_runs_from_a_wheel_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    """The libraries are those of this environment; senseindex itself is only what the wheel holds."""
    made, elsewhere = tmp_path / "venv", tmp_path / "elsewhere"
    elsewhere.mkdir()
    venv.create(made, symlinks=True)
    python("-m", "pip", "--python", made, "install", "--quiet", "--no-deps", wheel, cwd=elsewhere)
    packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(made), "platbase": str(made)}))
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    command = made / "bin" / "senseindex"

    assert python(command, "--version", cwd=elsewhere, executable=made / "bin" / "python").split()[-1] == (
        senseindex.__version__
    )
    out = python(command, "demo", cwd=elsewhere, executable=made / "bin" / "python")
    assert str(packages / "senseindex" / FOLDER.name / "english.jsonl") in out
    assert "6. Go on" in out
    assert (elsewhere / "indexes" / "demo" / "catalog.db").is_file()
