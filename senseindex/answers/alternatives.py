"""Lines with the senses that they may have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from senseindex.answers.tables import Column, Rows


def _written(senses: tuple[tuple[str, float], ...]) -> str:
    return ", ".join(f"{name} {share:.2f}" for name, share in senses)


@dataclass(frozen=True, slots=True)
class GradedLine:
    """A concordance line and its `senses`: up to three names, a subsense where there is one, best first, with the
    confidence (0..1) of each; of all senses of the word it would add up to 1."""

    occurrence_id: Annotated[int, Column(form="d", header="id", right=False)]
    senses: Annotated[tuple[tuple[str, float], ...], Column(form=_written, right=False)]
    left: str
    node: str
    right: str
    document: str


@dataclass(frozen=True)
class Alternatives(Rows[GradedLine]):
    """Lines in the order in which they were asked for."""

    items: tuple[GradedLine, ...]
    key = "lines"
    record = GradedLine

    def caption(self) -> str:
        return f"{len(self.items):,} lines with the senses that they may have"
