"""Answers that are a list of records: the same rows as plain data, for CSV and JSONL."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any, ClassVar

from senseindex.records import Row, Rows


class Listing(Rows[Row]):
    """A subclass names the dataclass of its rows as `record`."""

    record: ClassVar[type[Any]]

    def records(self) -> list[dict[str, Any]]:
        """One plain record a row."""
        return [asdict(row) for row in self.items]  # type: ignore[call-overload]

    def columns(self) -> list[str]:
        """The names in a record, also where there is none."""
        return [field.name for field in fields(self.record)]
