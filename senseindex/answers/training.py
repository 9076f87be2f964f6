"""What a training of senses came to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from senseindex.answers.tables import Column, Rows


@dataclass(frozen=True, slots=True)
class TrainingState:
    """A look at a training: after so many steps and minutes.

    `apart`, `likeness` and `within` are the mean losses of the steps before it, None before the first. `held_out` is
    the figure on what is kept aside: of labelled lemmas the mean average precision when each usage asks for those of
    its sense, else the correlation of the cosines within a word with the teacher's. None where nothing is kept aside.
    """

    step: int
    minutes: float
    apart: float | None
    likeness: float | None
    within: float | None
    held_out: float | None


@dataclass(frozen=True)
class SenseTraining(Rows[TrainingState]):
    """The looks at a training, from before its first step to after its last."""

    items: tuple[TrainingState, ...]
    record = TrainingState
    columns: ClassVar[tuple[Column, ...]] = (
        Column("step"),
        Column("minutes", ".1f"),
        Column("apart", ".3f"),
        Column("likeness", ".5f"),
        Column("within", ".4f"),
        Column("held_out", ".3f", header="held out"),
    )
