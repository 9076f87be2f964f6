"""The collocates of a lemma or a sense, and the difference between two senses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from senseindex.answers.tables import Column, Rows
from senseindex.errors import UsageError

MEASURES = ("logdice", "mi", "t", "ll", "freq")

SIDES = ("both", "left", "right")


@dataclass(frozen=True)
class CollocateOptions:
    """What counts as a collocate, and which come first.

    `window` tokens to a side in the sentence, `side` both, left or right of the word; at least `min_frequency` times
    together; `sort` is one of `MEASURES`; `pos` keeps one part of speech, `all` gives `n` of each. Function words are
    left out unless `function_words`.
    """

    window: int = 5
    side: str = "both"
    min_frequency: int = 3
    sort: str = "logdice"
    pos: str | None = None
    function_words: bool = False
    n: int = 20

    def __post_init__(self) -> None:
        if self.window < 1 or self.min_frequency < 1 or self.n < 0:
            raise UsageError("the window and the minimum frequency are whole numbers from 1, n from 0")
        if self.side not in SIDES:
            raise UsageError(f"no side {self.side!r}; there are {', '.join(SIDES)}")
        if self.sort not in MEASURES:
            raise UsageError(f"collocates cannot be sorted by {self.sort!r}; there are {', '.join(MEASURES)}")


@dataclass(frozen=True, slots=True)
class Collocate:
    """A collocate: `freq` tokens of it near the word, of which `left` and `right` of it; measures as their names say.

    `corpus_freq` counts it in the subcorpus. A token between two hits counts once in `freq`, and on both sides.
    """

    word: str
    pos: str
    freq: int
    left: int
    right: int
    corpus_freq: Annotated[int, Column(form=",", header="corpus")]
    logdice: Annotated[float, Column(form=".2f", header="logDice")]
    mi: Annotated[float, Column(form=".2f", header="MI")]
    t: Annotated[float, Column(form=".2f")]
    ll: Annotated[float, Column(form=",.1f", header="LL")]


@dataclass(frozen=True)
class CollocateList(Rows[Collocate]):
    """Collocates, best first (of each part of speech where `pos` is all)."""

    name: str
    freq: int
    options: CollocateOptions
    items: tuple[Collocate, ...]
    key = "collocates"
    record = Collocate

    def caption(self) -> str:
        chosen = self.options
        span = {"both": f"±{chosen.window}", "left": f"-{chosen.window}", "right": f"+{chosen.window}"}[chosen.side]
        return f"collocates of {self.name}: {self.freq:,} hits, window {span}, by {chosen.sort}"


@dataclass(frozen=True, slots=True)
class Contrast:
    """A collocate of either sense; `difference` is logDice with the first less that with the second.

    logDice is None where they meet too rarely; then 0 stands for it in the difference.
    """

    word: str
    pos: str
    first_freq: Annotated[int, Column(form=",", header=lambda pair: f"freq {pair.first}")]
    second_freq: Annotated[int, Column(form=",", header=lambda pair: f"freq {pair.second}")]
    first_logdice: Annotated[float | None, Column(form=".2f", header=lambda pair: f"logDice {pair.first}")]
    second_logdice: Annotated[float | None, Column(form=".2f", header=lambda pair: f"logDice {pair.second}")]
    difference: Annotated[float, Column(form="+.2f")]


@dataclass(frozen=True)
class ContrastList(Rows[Contrast]):
    """Two senses side by side, from what is most of the first to what is most of the second."""

    first: str
    second: str
    options: CollocateOptions
    items: tuple[Contrast, ...]
    key = "collocates"
    record = Contrast

    def caption(self) -> str:
        return f"{self.first} beside {self.second}: collocates by difference of logDice"
