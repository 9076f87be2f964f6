"""Words of the static space: neighbours, comparisons across sentences, how good the space is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any

from senseindex.answers.tables import Column, Record, Rows


@dataclass(frozen=True, slots=True)
class Neighbor:
    """A word of the static space and its score: cosine, or the objective of the analogy."""

    word: str
    score: Annotated[float, Column(form=".4f")]


@dataclass(frozen=True)
class NeighborList(Rows[Neighbor]):
    """Words of the static space, nearest first."""

    query: str
    items: tuple[Neighbor, ...]
    record = Neighbor

    def caption(self) -> str:
        return self.query


@dataclass(frozen=True, slots=True)
class LayerCosines:
    """The cosines of one word between sentences at one layer, `(sentences, sentences)` as nested tuples.

    `layer` is a hidden state's number (0 = the input embeddings), or the name of a composed vector.
    """

    layer: str
    cosines: tuple[tuple[float, ...], ...]

    @property
    def title(self) -> str:
        """The layer in words."""
        return f"layer {self.layer}" if self.layer.lstrip("-").isdigit() else self.layer


@dataclass(frozen=True)
class Comparison(Record):
    """What `compare` found: one word in several sentences, statically, in context and by layer.

    `static` is None where the index has no static vector of the word. `contextual` uses the sense vectors
    of the index's recipe; `by_layer` is empty unless layers were asked for.
    """

    word: str
    sentences: tuple[str, ...]
    nodes: tuple[str, ...]
    model: str = field(kw_only=True)
    static: tuple[tuple[float, ...], ...] | None
    contextual: tuple[tuple[float, ...], ...]
    by_layer: tuple[LayerCosines, ...] = ()

    def records(self) -> list[dict[str, Any]]:
        """The cosine of every pair of sentences, by each kind of vectors."""
        static = () if self.static is None else (("static", self.static),)
        layers = [(layer.layer, layer.cosines) for layer in self.by_layer]
        return [
            dict(zip(self.names(), (name, first + 1, second + 1, matrix[first][second]), strict=True))
            for name, matrix in (*static, ("contextual", self.contextual), *layers)
            for first in range(len(matrix))
            for second in range(first + 1, len(matrix))
        ]

    def names(self) -> list[str]:
        return ["vectors", "first", "second", "cosine"]


@dataclass(frozen=True, slots=True)
class AnalogySection:
    """One section of an analogy file: `correct` of `total` questions, those left out not counted."""

    name: str
    correct: int
    total: int
    skipped: int

    @property
    def accuracy(self) -> float:
        """Correct over total, 0 where no question could be asked."""
        return self.correct / self.total if self.total else 0.0


@dataclass(frozen=True)
class AnalogyReport(Rows[AnalogySection]):
    """The sections of an analogy file in its order, and their sum; `skipped` questions had an unknown word."""

    items: tuple[AnalogySection, ...]
    key = "sections"
    record = AnalogySection
    columns = (
        Column("name", header="section"),
        Column("accuracy", ".1%"),
        Column("correct", ","),
        Column("total", ","),
        Column("skipped", ",", "left out"),
    )

    @property
    def sections(self) -> tuple[AnalogySection, ...]:
        return self.items

    @property
    def correct(self) -> int:
        return sum(section.correct for section in self.items)

    @property
    def total(self) -> int:
        return sum(section.total for section in self.items)

    @property
    def skipped(self) -> int:
        return sum(section.skipped for section in self.items)

    @property
    def accuracy(self) -> float:
        """Correct over total of all sections, 0 where no question could be asked."""
        return self.correct / self.total if self.total else 0.0

    def caption(self) -> str:
        return f"{self.correct:,} of {self.total:,} analogies correct ({self.accuracy:.1%}), {self.skipped:,} left out"


@dataclass(frozen=True, slots=True)
class PairsReport:
    """The correlation of cosines with human judgments over `pairs` word pairs.

    `out_of_vocabulary` is the share (0 to 1) of pairs left out because a word is not known.
    """

    spearman: float
    pearson: float
    pairs: int
    out_of_vocabulary: float

    def __str__(self) -> str:
        return (
            f"Spearman {self.spearman:.3f}, Pearson {self.pearson:.3f} over {self.pairs:,} pairs, "
            f"{self.out_of_vocabulary:.1%} left out"
        )
