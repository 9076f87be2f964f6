"""A dictionary beside an index: which of its senses are attested, and what it does not cover."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from senseindex.answers.concordance import Hit
from senseindex.answers.tables import Rows

FEW = 5
"""How many words a caption names."""


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
