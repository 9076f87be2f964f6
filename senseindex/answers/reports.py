"""What a piece of work did to an index: ingest, induction, update, deletion, backup, examination; and what it holds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from senseindex.answers.forms import human_bytes, human_seconds, plural, yes_or_no
from senseindex.answers.tables import Column, Record, Table, flatten

ENOUGH_FOR_SPEED = 5_000
"""Tokens below which a speed would say more about loading the model than about reading."""

LEAST_TIME = 0.1
"""Seconds below which a stage is not worth a word."""


class Report(Record):
    """A record of finished work; its times are in seconds, written with three digits."""

    def as_dict(self) -> dict[str, Any]:
        return _rounded(super().as_dict())


def _rounded(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: _rounded(value) if isinstance(value, dict) else round(value, 3) if isinstance(value, float) else value
        for name, value in values.items()
    }


@dataclass(frozen=True)
class IngestReport(Report):
    """What one ingest did. Times are seconds by stage; `skipped` documents were in the index already.

    `damaged` documents could not be read and were left out; `damage` holds the first messages about them. `types`
    (different lemmas) and `bytes_by_part` are those of the whole index afterwards.
    """

    documents: int
    replaced: int
    skipped: int
    damaged: int = field(default=0, kw_only=True)
    damage: tuple[str, ...] = field(default=(), kw_only=True)
    sentences: int
    tokens: int
    types: int = field(default=0, kw_only=True)
    occurrences: int
    seconds: float
    seconds_by_stage: Mapping[str, float] = field(default_factory=dict)
    bytes_by_part: Mapping[str, int] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return {name: value for name, value in super().as_dict().items() if name != "damage"}

    def __str__(self) -> str:
        """What was added, then where the time went and what lies on the disk, the largest first."""
        known = f", {self.replaced:,} replaced" if self.replaced else ""
        known += f", {self.skipped:,} skipped as unchanged" if self.skipped else ""
        known += f", {self.damaged:,} damaged and left out" if self.damaged else ""
        types = f" (the index has {plural(self.types, 'type')})" if self.types else ""
        fast = self.tokens >= ENOUGH_FOR_SPEED and self.seconds > 0
        speed = f", {self.tokens / self.seconds:,.0f} tokens/s" if fast else ""
        lines = [
            f"{plural(self.documents, 'document')} added{known}: {plural(self.sentences, 'sentence')}, "
            f"{plural(self.tokens, 'token')}{types}, {plural(self.occurrences, 'occurrence')} with a vector, "
            f"in {human_seconds(self.seconds)}{speed}"
        ]
        if self.documents or self.replaced:
            times = sorted(self.seconds_by_stage.items(), key=lambda stage: -stage[1])
            sizes = sorted(self.bytes_by_part.items(), key=lambda part: -part[1])
            spent = [f"{stage} {human_seconds(seconds)}" for stage, seconds in times if seconds >= LEAST_TIME]
            taken = [f"{part} {human_bytes(size)}" for part, size in sizes if size]
            lines += [f"{title}: {', '.join(each)}" for title, each in (("time", spent), ("on disk", taken)) if each]
        return "\n".join(lines)


@dataclass(frozen=True)
class InduceReport(Report):
    """What one induction did: `lemmas` looked at, `ambiguous` ones with more than one sense.

    `locked` lemmas were left alone, as people have locked all their senses.
    """

    lemmas: int
    locked: int = field(default=0, kw_only=True)
    ambiguous: int
    senses: int
    occurrences: int
    unclear: int
    seconds: float

    def __str__(self) -> str:
        share = f" ({self.unclear / self.occurrences:.0%})" if self.occurrences else ""
        locked = f"; {plural(self.locked, 'word')} left alone as locked" if self.locked else ""
        return (
            f"{plural(self.senses, 'sense')} of {plural(self.lemmas, 'word')}, {self.ambiguous:,} with more than "
            f"one; {plural(self.occurrences, 'occurrence')}, {self.unclear:,} unclear{share}{locked}, "
            f"in {human_seconds(self.seconds)}"
        )


@dataclass(frozen=True)
class LemmaUpdate:
    """What a new induction changed in one lemma: its senses that stayed, came and went, and how many of its
    `occurrences` now have another sense than before (`moved`). `reason` says why it was due."""

    lemma: str
    reason: str
    kept: int
    new: int
    retired: int
    moved: int
    occurrences: int

    def __str__(self) -> str:
        return (
            f"{self.lemma} ({self.reason}): {self.kept} senses kept, {self.new} new, {self.retired} retired; "
            f"{self.moved:,} of {self.occurrences:,} occurrences moved"
        )


@dataclass(frozen=True)
class UpdateReport(Report):
    """What an update of the senses did; `lemmas` are those that were looked at."""

    lemmas: int
    updated: tuple[LemmaUpdate, ...]
    seconds: float

    def __str__(self) -> str:
        return "\n".join([*map(str, self.updated), f"{len(self.updated):,} of {self.lemmas:,} words were due"])


@dataclass(frozen=True)
class DeleteReport(Report):
    """What a deletion removed, or would remove (`dry_run`); `senses` counts those that lost an occurrence."""

    documents: int
    sentences: int
    tokens: int
    occurrences: int
    senses: int
    dry_run: bool
    compacted: bool
    seconds: float

    @property
    def amount(self) -> str:
        """How much it is, in words."""
        counts = (self.sentences, "sentence"), (self.tokens, "token"), (self.occurrences, "occurrence")
        return f"{plural(self.documents, 'document')} ({', '.join(plural(*each) for each in counts)})"

    def __str__(self) -> str:
        verb = "would be deleted" if self.dry_run else "deleted"
        return f"{self.amount} {verb}{'; the index was compacted' if self.compacted else ''}"


@dataclass(frozen=True)
class BackupReport(Report):
    """A finished backup."""

    path: str
    documents: int
    files: int
    bytes: int
    seconds: float

    def __str__(self) -> str:
        return (
            f"{self.documents:,} documents copied to {self.path}: {self.files:,} files, "
            f"{human_bytes(self.bytes)}, in {human_seconds(self.seconds)}"
        )


@dataclass(frozen=True)
class Diagnosis:
    """A problem, and what was done about it ("" for nothing)."""

    check: str
    problem: str
    done: str
    mendable: bool


@dataclass(frozen=True)
class DoctorReport(Report):
    """What the doctor found in an index."""

    path: str
    documents: int
    occurrences: int
    segments: int
    problems: tuple[Diagnosis, ...]
    seconds: float

    @property
    def sound(self) -> bool:
        """Whether no problem is left."""
        return all(problem.done for problem in self.problems)

    def as_dict(self) -> dict[str, Any]:
        return {"path": self.path, "sound": self.sound} | super().as_dict()


@dataclass(frozen=True)
class IndexInfo(Table):
    """What an index holds. `types` counts distinct lemmas; `bytes` is the size of the directory on disk.

    `encoder` says what the name of the model stands for, and what ran it when the vectors were made. `induction` says
    how the senses were found: algorithm, parameters and seed; it is empty before that.
    """

    path: str
    documents: int
    sentences: int
    tokens: int
    types: int
    occurrences: int
    senses: int
    bytes: int
    model: str
    encoder: Mapping[str, str]
    recipe: Mapping[str, Any]
    language: str
    pipeline: str
    static_vectors: Mapping[str, Any]
    induction: Mapping[str, Any]
    metadata_columns: tuple[str, ...]
    segments: int
    schema_version: int
    columns = (Column(header=""), Column(header=""))

    def cells(self) -> Iterable[Sequence[Any]]:
        for name, value in self.as_dict().items():
            if isinstance(value, Mapping):
                yield from [(f"{name}.{key}", _setting(part)) for key, part in value.items()] or [(name, "none")]
            else:
                yield name.replace("_", " "), human_bytes(value) if name == "bytes" else _setting(value)

    def flat_records(self) -> list[dict[str, Any]]:
        return [{"name": name, "value": value} for name, value in flatten(self.as_dict()).items()]


def _setting(value: Any) -> str:
    if isinstance(value, bool):
        return yes_or_no(value)
    if isinstance(value, int | float):
        return f"{value:,}"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, Mapping) else str(value or "none")
