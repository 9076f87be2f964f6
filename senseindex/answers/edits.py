"""What edits of senses answer with: the history, an import, what labels made of the other occurrences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from senseindex.answers.tables import HIDDEN, Column, Rows, Table


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """An edit in the history; `time` in ISO 8601, UTC; `state` is "" while it is in force, else how it was undone."""

    id: Annotated[int, Column(form="d")]
    time: str
    author: str
    action: Annotated[str, HIDDEN]
    lemma: Annotated[str, HIDDEN]
    summary: Annotated[str, Column(header="what")]
    state: str = ""


@dataclass(frozen=True, slots=True)
class Edit(HistoryRow):
    """An edit that was just made, undone or redone, and what that did.

    `senses` are those that it made, took away or changed, by number, `made` those that it made, and `moved` is how many
    occurrences it gave another sense. An edit that changes nothing is not in the history: its id is 0.
    """

    senses: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    moved: int = 0

    @property
    def changed(self) -> bool:
        """Whether anything is other than before."""
        return self.id != 0


@dataclass(frozen=True)
class History(Rows[HistoryRow]):
    """Edits of senses, newest first."""

    items: tuple[HistoryRow, ...]
    key = "edits"
    record = HistoryRow

    def caption(self) -> str:
        return f"{len(self.items):,} edits, newest first"


@dataclass(frozen=True, slots=True)
class ImportReport:
    """How many senses a file had, and how many of them it changed.

    `created` are those that the index did not have: their id in the file ("" for none), the one that they got, and how
    many occurrences they have.
    """

    senses: int
    changed: int
    created: tuple[tuple[str, str, int], ...] = ()


@dataclass(frozen=True)
class Propagation(Table):
    """What the labels of a lemma make of its other occurrences.

    `accuracy` is the share of labelled lines that the others would put into the right sense (cross-validation), between
    `low` and `high` with 95 % confidence (Wilson); `confidence` is what it expected of these lines, and `baseline`
    what the most frequent label would get. `judged` are the labelled lines of which it is known where they stood before
    somebody labelled them: `stood` is the share of these that stood right, `mended` and `spoilt` how many of them the
    other labels would put right and wrong. Where they do not mend clearly more than they spoil, nothing moves, and
    `refused` says why. `moved` occurrences have another sense than before, or would (`dry_run`); `sizes` are the senses
    then, `moves` from which sense how many go to which; `kept` occurrences stay in senses that have no label.
    """

    lemma: str
    labels: int
    senses: int
    accuracy: float
    low: float
    high: float
    confidence: float
    baseline: float
    judged: int
    stood: float | None
    mended: int
    spoilt: int
    refused: str
    looked_at: int
    moved: int
    sizes: tuple[tuple[str, int], ...]
    moves: tuple[tuple[str, str, int], ...] = ()
    kept: int = 0
    dry_run: bool = False
    columns = (Column(header="sense"), Column(header="size", form=","))

    def as_dict(self) -> dict[str, Any]:
        return super().as_dict() | {"sizes": dict(self.sizes)}

    def cells(self) -> Iterable[Sequence[Any]]:
        return self.sizes

    def caption(self) -> str:
        stood = (
            f"\n{self.stood:.3f} of {self.judged} stood right before they were labelled; the others' labels would mend "
            f"{self.mended} of them and spoil {self.spoilt}"
            if self.stood is not None
            else ""
        )
        kept = f"; {self.kept:,} stay in senses without a label" if self.kept else ""
        done = "would move" if self.dry_run else "moved"
        moves = "".join(f"\n  {count:,} from {old} to {new}" for old, new, count in self.moves)
        what = f"nothing moves: {self.refused}" if self.refused else f"{self.moved:,} {done}{kept}{moves}"
        return (
            f"{self.lemma}: {self.labels:,} labels of {self.senses} senses\n"
            f"cross-validated accuracy {self.accuracy:.3f} ({self.low:.3f} to {self.high:.3f}), mean confidence "
            f"{self.confidence:.3f}, always the most frequent {self.baseline:.3f}{stood}\n"
            f"{self.looked_at:,} other occurrences looked at; {what}"
        )
