"""What the work on senses answers with: the history, ambiguous words, labelling, a dictionary's gaps."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from senseindex.records import Rows


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
class History(Rows[Change]):
    """Edits of senses, newest first."""

    items: tuple[Change, ...]
    right = (0,)

    def caption(self) -> str:
        return f"{len(self.items):,} edits, newest first"

    def as_dict(self) -> dict[str, Any]:
        return {"edits": [asdict(each) for each in self.items]}

    def table(self) -> tuple[list[str], list[list[str]]]:
        rows = [[str(each.id), each.time, each.author, each.summary, each.state] for each in self.items]
        return ["id", "time", "author", "what", "state"], rows
