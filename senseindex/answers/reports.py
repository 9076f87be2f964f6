"""What a piece of work did to an index: ingest, induction, update, deletion, backup, examination; and what it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from senseindex.answers.tables import text_table


@dataclass(frozen=True)
class IngestReport:
    """What one ingest did. Times are seconds by stage; `skipped` documents were in the index already.

    `damaged` documents could not be read and were left out; `damage` holds the first messages about them. `types`
    (different lemmas) and `bytes_by_part` are those of the whole index afterwards.
    """

    documents: int
    replaced: int
    skipped: int
    sentences: int
    tokens: int
    occurrences: int
    seconds: float
    seconds_by_stage: Mapping[str, float] = field(default_factory=dict)
    damaged: int = 0
    damage: tuple[str, ...] = ()
    types: int = 0
    bytes_by_part: Mapping[str, int] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return {
            "documents": self.documents,
            "replaced": self.replaced,
            "skipped": self.skipped,
            "damaged": self.damaged,
            "sentences": self.sentences,
            "tokens": self.tokens,
            "types": self.types,
            "occurrences": self.occurrences,
            "seconds": round(self.seconds, 3),
            "seconds_by_stage": {stage: round(seconds, 3) for stage, seconds in self.seconds_by_stage.items()},
            "bytes_by_part": dict(self.bytes_by_part),
        }


@dataclass(frozen=True)
class InduceReport:
    """What one induction did: `lemmas` looked at, `ambiguous` ones with more than one sense.

    `locked` lemmas were left alone, as people have locked all their senses.
    """

    lemmas: int
    ambiguous: int
    senses: int
    occurrences: int
    unclear: int
    seconds: float
    locked: int = 0

    def as_dict(self) -> dict[str, Any]:
        return {
            "lemmas": self.lemmas,
            "locked": self.locked,
            "ambiguous": self.ambiguous,
            "senses": self.senses,
            "occurrences": self.occurrences,
            "unclear": self.unclear,
            "seconds": round(self.seconds, 3),
        }


@dataclass(frozen=True)
class IndexInfo:
    """What an index holds. `types` counts distinct lemmas; `bytes` is the size of the directory on disk."""

    path: str
    documents: int
    sentences: int
    tokens: int
    types: int
    occurrences: int
    senses: int
    bytes: int
    model: str
    recipe: Mapping[str, Any]
    language: str
    pipeline: str
    static_vectors: Mapping[str, Any]
    metadata_columns: tuple[str, ...]
    segments: int
    schema_version: int

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"metadata_columns": list(self.metadata_columns)}

    def __str__(self) -> str:
        rows = [
            [name, f"{value:,}" if isinstance(value, int) else str(value)] for name, value in self.as_dict().items()
        ]
        return text_table(["", self.path], [row for row in rows if row[0] != "path"])


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


@dataclass(frozen=True)
class UpdateReport:
    """What an update of the senses did; `lemmas` are those that were looked at."""

    lemmas: int
    updated: tuple[LemmaUpdate, ...]
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        return {
            "lemmas": self.lemmas,
            "updated": [asdict(each) for each in self.updated],
            "seconds": round(self.seconds, 3),
        }


@dataclass(frozen=True)
class DeleteReport:
    """What a deletion removed, or would remove (`dry_run`); `senses` counts those that lost an occurrence."""

    documents: int
    sentences: int
    tokens: int
    occurrences: int
    senses: int
    dry_run: bool
    compacted: bool
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class BackupReport:
    """A finished backup."""

    path: str
    documents: int
    files: int
    bytes: int
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Diagnosis:
    """A problem, and what was done about it ("" for nothing)."""

    check: str
    problem: str
    done: str
    mendable: bool

    def as_dict(self) -> dict[str, Any]:
        return {"check": self.check, "problem": self.problem, "done": self.done, "mendable": self.mendable}


@dataclass(frozen=True)
class DoctorReport:
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
        return {
            "path": self.path,
            "sound": self.sound,
            "documents": self.documents,
            "occurrences": self.occurrences,
            "segments": self.segments,
            "problems": [problem.as_dict() for problem in self.problems],
            "seconds": round(self.seconds, 3),
        }
