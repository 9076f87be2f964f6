"""The manifest of a folder of static vectors: which generation is current, and what its files must look like."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from senseindex.errors import StaticVectorError

FORMAT = 2
"""2: with checksums of the files and a seal of the manifest."""

MANIFEST = "static.json"
_GENERATION = re.compile(r"[0-9]{1,18}")


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest. Raises StaticVectorError where there is none, or it is damaged or of a newer format."""
    path = folder / MANIFEST
    if not path.is_file():
        raise StaticVectorError(
            f"{folder}: no static vectors here; train them at ingest (--static word2vec-sg) "
            "or load a file (--static-vectors FILE)"
        )
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        version = int(manifest["format"])
        if version <= FORMAT and manifest["seal"] != seal_of(manifest):
            raise ValueError("it has changed since it was written")
        generation_of(manifest)
    except (ValueError, KeyError, TypeError) as error:
        raise StaticVectorError(f"{path}: damaged ({error}); train or import the static vectors again") from error
    if version > FORMAT:
        raise StaticVectorError(
            f"{path}: format {version} is newer than this senseindex, which reads up to {FORMAT}; update senseindex"
        )
    return dict(manifest)


def seal_of(manifest: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of everything else in the manifest."""
    rest = {name: value for name, value in manifest.items() if name != "seal"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()


def generation_of(manifest: Mapping[str, Any]) -> str:
    """The folder of a generation. Raises ValueError for anything but a number, which could lead elsewhere."""
    name = str(manifest["generation"])
    if not _GENERATION.fullmatch(name):
        raise ValueError(f"{name!r} is no generation")
    return name


def sha256_of(path: Path) -> str:
    """SHA-256 (hex) of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
