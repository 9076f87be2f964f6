"""What the work on senses answers with: the history, ambiguous words, labelling, a dictionary's gaps."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from senseindex.answers.records import Hit
from senseindex.answers.tables import Listing, Rows

FEW = 5
"""How many words a caption names."""


@dataclass(frozen=True, slots=True)
class Change:
    """An edit in the history; `time` in ISO 8601, UTC; `state` is "" while it is in force, else how it was undone."""

    id: int
    time: str
    author: str
    action: str
    lemma: str
    summary: str
    state: str = ""


@dataclass(frozen=True)
class History(Listing[Change]):
    """Edits of senses, newest first."""

    items: tuple[Change, ...]
    right = (0,)
    record = Change

    def caption(self) -> str:
        return f"{len(self.items):,} edits, newest first"

    def as_dict(self) -> dict[str, Any]:
        return {"edits": [asdict(each) for each in self.items]}

    def table(self) -> tuple[list[str], list[list[str]]]:
        rows = [[str(each.id), each.time, each.author, each.summary, each.state] for each in self.items]
        return ["id", "time", "author", "what", "state"], rows


@dataclass(frozen=True, slots=True)
class AmbiguousWord:
    """A word with several senses, and how clearly they lie apart: from 0 (one cloud) to 1."""

    lemma: str
    separability: float
    senses: int
    occurrences: int
    labels: tuple[str, ...]


@dataclass(frozen=True)
class AmbiguousWords(Listing[AmbiguousWord]):
    """Words of the vocabulary, the most clearly ambiguous first."""

    items: tuple[AmbiguousWord, ...]
    right = (1, 2, 3)
    record = AmbiguousWord

    def caption(self) -> str:
        return f"{len(self.items):,} words, the most clearly ambiguous first"

    def as_dict(self) -> dict[str, Any]:
        return {"words": [asdict(each) for each in self.items]}

    def table(self) -> tuple[list[str], list[list[str]]]:
        rows = [
            [each.lemma, f"{each.separability:.3f}", str(each.senses), f"{each.occurrences:,}", " | ".join(each.labels)]
            for each in self.items
        ]
        return ["lemma", "separability", "senses", "occurrences", "labels"], rows


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
class Propagation:
    """What the labels of a lemma made of its other occurrences.

    `accuracy` is the share of labelled lines that the others put into the right sense (cross-validation), between
    `low` and `high` with 95 % confidence (Wilson); `confidence` is what it expected of these lines, and `baseline`
    what the most frequent label would get. `sizes` are the senses afterwards; `kept` occurrences stayed in senses that
    have no label.
    """

    lemma: str
    labels: int
    senses: int
    accuracy: float
    low: float
    high: float
    confidence: float
    baseline: float
    assigned: int
    unclear: int
    moved: int
    sizes: tuple[tuple[str, int], ...]
    kept: int = 0
    right = (1,)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"sizes": dict(self.sizes)}

    def caption(self) -> str:
        kept = f"; {self.kept:,} stay in senses without a label" if self.kept else ""
        return (
            f"{self.lemma}: {self.labels:,} labels of {self.senses} senses; {self.assigned:,} other occurrences "
            f"assigned, {self.unclear:,} of them unclear, {self.moved:,} have another sense than before{kept}\n"
            f"cross-validated accuracy {self.accuracy:.3f} ({self.low:.3f} to {self.high:.3f}), mean confidence "
            f"{self.confidence:.3f}, always the most frequent {self.baseline:.3f}"
        )

    def table(self) -> tuple[list[str], list[list[str]]]:
        return ["sense", "size"], [[name, f"{size:,}"] for name, size in self.sizes]


@dataclass(frozen=True, slots=True)
class DictionaryRow:
    """A sense on one side of the comparison of a dictionary with an index.

    Of the dictionary (`side` "dictionary"): `size` occurrences attest it, which `induced` senses they have. Of the
    index (`side` "index"): its `size`, and the share of it that attests any dictionary sense. `gap`: a dictionary sense
    that hardly anything attests, or a sense of the index that the dictionary does not cover. `lines` illustrate it.
    """

    lemma: str
    side: str
    id: str
    text: str
    size: int
    share: float | None
    induced: tuple[tuple[str, int], ...]
    gap: bool
    lines: tuple[Hit, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "lemma": self.lemma,
            "side": self.side,
            "id": self.id,
            "text": self.text,
            "size": self.size,
            "share": self.share,
            "induced": dict(self.induced),
            "gap": self.gap,
            "lines": [hit.as_dict() for hit in self.lines],
        }


@dataclass(frozen=True)
class DictionaryReport(Rows[DictionaryRow]):
    """A dictionary beside an index. `missing` lemmas it does not have; `unusable` senses have no definition and no
    example that holds the lemma. Where no lemmas were asked for, `absent` are words of the dictionary that do not
    occur in the index, or too rarely for senses."""

    source: str
    items: tuple[DictionaryRow, ...]
    missing: tuple[str, ...] = ()
    unusable: int = 0
    absent: tuple[str, ...] = ()
    right = (3,)

    @property
    def unattested(self) -> tuple[DictionaryRow, ...]:
        """Dictionary senses that nothing in the corpus attests, or hardly anything."""
        return tuple(row for row in self.items if row.gap and row.side == "dictionary")

    @property
    def uncovered(self) -> tuple[DictionaryRow, ...]:
        """Senses of the index that the dictionary does not cover."""
        return tuple(row for row in self.items if row.gap and row.side == "index")

    def caption(self) -> str:
        own = sum(row.side == "dictionary" for row in self.items)
        text = (
            f"{self.source}: {own:,} senses, {len(self.unattested):,} hardly or not attested; "
            f"{len(self.items) - own:,} senses of the index, {len(self.uncovered):,} not covered"
        )
        if self.absent:
            more = ", ..." if len(self.absent) > FEW else ""
            text += f"; {len(self.absent):,} of its words have no senses here: {', '.join(self.absent[:FEW])}{more}"
        text += f"; {self.unusable:,} without definition and usable example" if self.unusable else ""
        return text + (f"; not in the dictionary: {', '.join(self.missing)}" if self.missing else "")

    def as_dict(self) -> dict[str, Any]:
        return {
            "source": self.source,
            "senses": [row.as_dict() for row in self.items],
            "missing": list(self.missing),
            "unusable": self.unusable,
            "absent": list(self.absent),
        }

    def table(self) -> tuple[list[str], list[list[str]]]:
        rows = []
        for row in self.items:
            induced = ", ".join(f"{name} {count:,}" for name, count in row.induced)
            about = induced if row.share is None else f"{row.share:.0%} attest a dictionary sense"
            gap = ""
            if row.gap:
                few = "hardly attested" if row.size else "no attestation"
                gap = few if row.side == "dictionary" else "not covered"
            rows.append([row.lemma, row.side, row.id, f"{row.size:,}", gap, about, row.text])
            if row.gap:
                rows += [["", "", "", "", "", "", f"  {hit}"] for hit in row.lines]
        return ["lemma", "side", "id", "size", "gap", "beside", "text and lines"], rows
