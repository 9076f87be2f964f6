"""The answer of an evaluation: figures by name, the same figures of the baselines, and the parts they are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from senseindex.answers.tables import Column, Table, flatten

Figures = Mapping[str, Any]

BASELINES = {
    "one_cluster": "one cluster",
    "chance": "chance",
    "one_each": "one each",
    "first_sense": "first sense",
    "most_frequent": "most frequent",
    "likeness": "likeness alone",
    "lesk": "Lesk",
    "random": "random",
    "cosine": "cosine",
    "tfidf": "TF-IDF",
    "static": "static",
}
"""Baselines by the key in JSON, with the head of the column; any evaluation has those that make sense for it."""


WORDS = "words"
"""Key of the figures of every word in a group of figures: in JSON alone."""


@dataclass(frozen=True)
class Outcome:
    """What the evaluator of a set returns: `figures` (a group of figures may be a mapping), `baselines` with some of
    the same keys, and `breakdown`: the figures of every word, lemma or section."""

    figures: Figures
    baselines: Mapping[str, Figures] = field(default_factory=dict)
    breakdown: Mapping[str, Figures] = field(default_factory=dict)


@dataclass(frozen=True)
class Evaluation(Table):
    """The figures of one set by their JSON keys, those of the baselines, and those of every word, lemma or section."""

    set: str
    path: str
    vectors: str
    full_precision: bool
    seed: int
    figures: Figures
    baselines: Mapping[str, Figures]
    breakdown: Mapping[str, Figures]
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        """Plain data, in the key order of the JSON output; the figures stand among the other keys."""
        found: dict[str, Any] = {}
        for name, value in super().as_dict().items():
            found.update(value if name == "figures" else {"parts" if name == "breakdown" else name: value})
        return found | {"seconds": round(self.seconds, 1)}

    def all_columns(self) -> Sequence[Column]:
        heads = ["senseindex", *(head for name, head in BASELINES.items() if name in self.baselines)]
        return [Column(header=""), *(Column(header=head, form=_figure) for head in heads)]

    def cells(self) -> Iterable[Sequence[Any]]:
        baselines = [flatten(self.baselines[name]) for name in BASELINES if name in self.baselines]
        figures = flatten(_without_words(self.figures))
        return [[name, value, *(each.get(name) for each in baselines)] for name, value in figures.items()]

    def caption(self) -> str:
        precision = ", full precision" if self.full_precision else ""
        return f"{self.set}: {self.path} ({self.vectors}{precision}, {self.seconds:.0f} s)"


def _without_words(figures: Figures) -> dict[str, Any]:
    return {
        name: _without_words(value) if isinstance(value, Mapping) else value
        for name, value in figures.items()
        if name != WORDS
    }


def _figure(value: Any) -> str:
    return f"{value:.3f}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)
