"""One run of an evaluation: the engine, the static vectors to compare with, the seed, where progress goes."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from senseindex.evaluation.baselines import static_source
from senseindex.evaluation.cases import Case
from senseindex.evaluation.engine import Engine, Progress

if TYPE_CHECKING:
    from senseindex.vectors.static import StaticVectors


@dataclass(frozen=True)
class Run:
    """What every set is evaluated with. `index` and `static_file` name static vectors; both may be None."""

    engine: Engine
    seed: int = 0
    index: Path | None = None
    static_file: Path | None = None
    progress: Progress | None = None

    def static(self, cases: Sequence[Case]) -> AbstractContextManager[StaticVectors]:
        """The static vectors to compare with: given ones, else word2vec trained on the sentences of the cases."""
        return static_source(cases, self.index, self.static_file, self.seed, self.progress)

    def report(self, stage: str, done: int, total: int) -> None:
        """Say how far a stage is."""
        if self.progress:
            self.progress(stage, done, total)
