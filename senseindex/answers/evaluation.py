"""The answer of an evaluation: figures by name, the same figures of the baselines, and the parts they are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from senseindex.answers.tables import Column, Rows, flatten

Figures = Mapping[str, Any]

BASELINES = {
    "one_cluster": "one cluster",
    "one_each": "one each",
    "most_frequent": "most frequent",
    "cosine": "cosine",
    "tfidf": "TF-IDF",
    "static": "static",
}
"""Baselines by the key in JSON, with the head of the column; any evaluation has those that make sense for it."""


@dataclass(frozen=True)
class Outcome:
    """What the evaluator of a set returns: `figures` (a group of figures may be a mapping), `baselines` with some of
    the same keys, and `breakdown`: the figures of every word, lemma or section."""

    figures: Figures
    baselines: Mapping[str, Figures] = field(default_factory=dict)
    breakdown: Mapping[str, Figures] = field(default_factory=dict)


@dataclass(frozen=True)
class Evaluation(Rows[tuple[str, Any]]):
    """The figures of one set; iterating gives (name, value). A name in a group is `group.name`."""

    set: str
    path: str
    vectors: str
    full_precision: bool
    seed: int
    outcome: Outcome
    seconds: float
    items: tuple[tuple[str, Any], ...]
    key = "figures"

    @property
    def figures(self) -> Figures:
        """The figures by their JSON keys."""
        return self.outcome.figures

    @property
    def baselines(self) -> Mapping[str, Figures]:
        """The figures of the baselines."""
        return self.outcome.baselines

    @property
    def breakdown(self) -> Mapping[str, Figures]:
        """The figures of every word, lemma or section."""
        return self.outcome.breakdown

    def as_dict(self) -> dict[str, Any]:
        """Plain data, in the key order of the JSON output."""
        return {
            "set": self.set,
            "path": self.path,
            "vectors": self.vectors,
            "full_precision": self.full_precision,
            "seed": self.seed,
            **self.figures,
            "baselines": {name: dict(figures) for name, figures in self.baselines.items()},
            "parts": {name: dict(figures) for name, figures in self.breakdown.items()},
            "seconds": round(self.seconds, 1),
        }

    def records(self) -> list[dict[str, Any]]:
        return [self.as_dict()]

    def all_columns(self) -> Sequence[Column]:
        heads = ["senseindex", *(head for name, head in BASELINES.items() if name in self.baselines)]
        return [Column(header=""), *(Column(header=head, form=_figure, right=True) for head in heads)]

    def cells(self) -> Iterable[Sequence[Any]]:
        baselines = [flatten(self.baselines[name]) for name in BASELINES if name in self.baselines]
        return [[name, value, *(each.get(name) for each in baselines)] for name, value in self.items]

    def caption(self) -> str:
        precision = ", full precision" if self.full_precision else ""
        return f"{self.set}: {self.path} ({self.vectors}{precision}, {self.seconds:.0f} s)"


def evaluation(
    set_name: str, path: str, vectors: str, full_precision: bool, seed: int, outcome: Outcome, seconds: float
) -> Evaluation:
    """An `Evaluation` whose rows are the figures, groups flattened."""
    rows = tuple(flatten(outcome.figures).items())
    return Evaluation(set_name, path, vectors, full_precision, seed, outcome, seconds, rows)


def _figure(value: Any) -> str:
    return f"{value:.3f}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)
