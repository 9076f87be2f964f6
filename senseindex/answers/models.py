"""The encoders that have a name here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from senseindex.answers.forms import human_bytes
from senseindex.answers.tables import Column, Rows


@dataclass(frozen=True, slots=True)
class ModelRow:
    """An encoder: `bytes` are fetched (0: it comes with the installation), `relative_speed` is that beside `fast`.

    `folder` is where it lies, "" where it has not been fetched.
    """

    name: str
    encoder: str
    bytes: int
    relative_speed: float
    default: bool
    folder: str

    @property
    def state(self) -> str:
        """Whether it is there, and what to do if not."""
        return (self.folder or "installed") if self.is_there else f"not fetched: senseindex models get {self.name}"

    @property
    def is_there(self) -> bool:
        return not self.bytes or bool(self.folder)


def _speed(relative: float) -> str:
    return "1" if relative == 1 else f"1/{1 / relative:.0f}" if relative < 1 else f"{relative:.1f}"


@dataclass(frozen=True)
class ModelList(Rows[ModelRow]):
    """The encoders that have a name, the fastest first."""

    items: tuple[ModelRow, ...]
    record = ModelRow
    columns: ClassVar[tuple[Column, ...]] = (
        Column(lambda row: row.name + (" (default)" if row.default else ""), header="name"),
        Column("encoder"),
        Column("bytes", human_bytes, header="to fetch"),
        Column("relative_speed", _speed, header="speed"),
        Column("state", header="where"),
    )
