"""Words of the static space: neighbours, comparisons across sentences, how good the space is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from senseindex.answers.tables import Rows


@dataclass(frozen=True, slots=True)
class Neighbor:
    """A word of the static space and its score: cosine, or the objective of the analogy."""

    word: str
    score: float


@dataclass(frozen=True)
class NeighborList(Rows[Neighbor]):
    """Words of the static space, nearest first."""

    query: str
    items: tuple[Neighbor, ...]
    right = (1,)

    def caption(self) -> str:
        return self.query

    def table(self) -> tuple[list[str], list[list[str]]]:
        return ["word", "score"], [[row.word, f"{row.score:.4f}"] for row in self.items]


@dataclass(frozen=True, slots=True)
class LayerCosines:
    """The cosines of one word between sentences at one layer, `(sentences, sentences)` as nested tuples.

    `layer` is a hidden state's number (0 = the input embeddings), or the name of a composed vector.
    """

    layer: str
    cosines: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Comparison:
    """What `compare` found: one word in several sentences, statically, in context and by layer.

    `static` is None where the index has no static vector of the word. `contextual` uses the sense vectors
    of the index's recipe; `by_layer` is empty unless layers were asked for.
    """

    word: str
    sentences: tuple[str, ...]
    nodes: tuple[str, ...]
    static: tuple[tuple[float, ...], ...] | None
    contextual: tuple[tuple[float, ...], ...]
    model: str
    by_layer: tuple[LayerCosines, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return {
            "word": self.word,
            "sentences": list(self.sentences),
            "nodes": list(self.nodes),
            "model": self.model,
            "static": None if self.static is None else [list(row) for row in self.static],
            "contextual": [list(row) for row in self.contextual],
            "by_layer": [
                {"layer": layer.layer, "cosines": [list(row) for row in layer.cosines]} for layer in self.by_layer
            ],
        }


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
    right = (1, 2, 3, 4)

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

    def table(self) -> tuple[list[str], list[list[str]]]:
        rows = [
            [row.name, f"{row.accuracy:.1%}", f"{row.correct:,}", f"{row.total:,}", f"{row.skipped:,}"]
            for row in self.items
        ]
        return ["section", "accuracy", "correct", "total", "left out"], rows


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
