"""A dictionary beside an index: which of its senses are attested, and what it does not cover."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from senseindex.answers.concordance import Hit
from senseindex.answers.forms import human_seconds, plural
from senseindex.answers.tables import Column, Record, Rows

FEW = 5
"""How many words a caption names."""


@dataclass(frozen=True, slots=True)
class DictionaryRow(Record):
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
        return Record.as_dict(self) | {"induced": dict(self.induced)}


def _gap(row: DictionaryRow) -> str:
    if not row.gap:
        return ""
    few = "hardly attested" if row.size else "no attestation"
    return few if row.side == "dictionary" else "not covered"


def _beside(row: DictionaryRow) -> str:
    if row.share is not None:
        return f"{row.share:.0%} attest a dictionary sense"
    return ", ".join(f"{name} {count:,}" for name, count in row.induced)


@dataclass(frozen=True, slots=True)
class DictionaryImport(Record):
    """A dictionary that is kept with an index from now on, by its `name`: its `senses` and `words`, and of how many the
    vectors are kept too, because the index has senses of their words; those of `later_words` are encoded when they are
    first asked for."""

    name: str
    source: str
    senses: int
    words: int
    encoded_senses: int
    encoded_words: int
    later_words: int
    seconds: float

    def __str__(self) -> str:
        later = f", {plural(self.later_words, 'rarer word')} when first asked for" if self.later_words else ""
        return (
            f"{self.source} is kept as {self.name!r}: {self.senses:,} senses of {self.words:,} words; "
            f"{self.encoded_senses:,} of {self.encoded_words:,} words of the index are encoded{later}, "
            f"in {human_seconds(self.seconds)}"
        )


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
    key = "senses"
    columns = (
        Column("lemma"),
        Column("side"),
        Column("id"),
        Column("size", ","),
        Column(_gap, header="gap"),
        Column(_beside, header="beside"),
        Column("text", header="text and lines"),
    )

    def records(self) -> list[dict[str, Any]]:
        return [self.as_dict()]

    def cells(self) -> Iterable[Sequence[Any]]:
        for row, cells in zip(self.items, super().cells(), strict=True):
            yield cells
            if row.gap:
                yield from ([*[""] * (len(self.columns) - 1), f"  {hit}"] for hit in row.lines)

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
