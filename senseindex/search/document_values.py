"""What documents have in a column of metadata, or what period its date falls into."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from senseindex.answers.change import MONTHS, PERIODS, years_of
from senseindex.arrays import IntArray
from senseindex.corpus.documents import MetadataValue
from senseindex.errors import UsageError
from senseindex.store.catalog.catalog import Catalog

_YEAR = re.compile(r"\s*(-?\d{3,4})(?!\d)")
_MONTH = re.compile(r"\s*(\d{4})[-/.](\d{1,2})(?!\d)")


@dataclass(frozen=True)
class DocumentColumn:
    """A column of metadata in its own spelling ("" for the documents themselves), and what is made of its values."""

    by: str
    column: str
    period: Callable[[MetadataValue], MetadataValue] | None = None

    def values(self, catalog: Catalog, documents: IntArray) -> list[MetadataValue]:
        """The value of each document `(n,)`, by its id; None where it has none, or no date where one is asked for.

        Raises UsageError where none of the values is a date.
        """
        if not self.column:
            names = catalog.documents.names()
            return [names[document] for document in documents.tolist()]
        stored = catalog.documents.values(self.column)
        values = [stored.get(document) for document in documents.tolist()]
        if self.period is None:
            return values
        dated = [None if value is None else self.period(value) for value in values]
        if all(value is None for value in dated) and any(value is not None for value in values):
            raise UsageError(
                f"the column {self.column} holds nothing to take {self.by} from: its values do not begin as dates do, "
                "as in 1972-05-01"
            )
        return dated


def document_column(catalog: Catalog, by: str) -> DocumentColumn:
    """What `by` means: `document`, a column, `COLUMN:PERIOD`, or a period alone (of the column `date`, or `year`).

    A period is `year`, `decade`, `century`, `quarter`, `month`, or a number of years. Raises UsageError for anything
    else.
    """
    columns = {column.lower(): column for column in catalog.documents.metadata_columns()}
    if by.lower() in columns:
        return DocumentColumn(columns[by.lower()], columns[by.lower()])
    if by.lower() == "document":
        return DocumentColumn("document", "")
    name, _, period = by.rpartition(":")
    years = years_of(period)
    if (years or period in MONTHS) and (name.lower() in columns or not name):
        if not name:
            name = next((source for source in ("date", "year") if source in columns), "")
        if not name:
            raise UsageError(f"no column named date or year to take {by} from; write COLUMN:{by}, such as sent:{by}")
        column = columns[name.lower()]
        if years:
            return DocumentColumn(by, column, lambda value: _year(value, years))
        return DocumentColumn(by, column, lambda value: _month(value, MONTHS[period]))
    known = ", ".join(["document", *columns.values(), *PERIODS, *MONTHS])
    raise UsageError(f"{by!r} is no metadata column of this index; there are {known}")


def _year(value: MetadataValue, years: int) -> int | None:
    if isinstance(value, int | float):
        return int(value) // years * years
    found = _YEAR.match(value or "")
    return int(found[1]) // years * years if found else None


def _month(value: MetadataValue, months: int) -> str | None:
    found = _MONTH.match(value) if isinstance(value, str) else None
    if found is None or not 1 <= int(found[2]) <= 12:
        return None
    return f"{found[1]}-{int(found[2]):02d}" if months == 1 else f"{found[1]}-Q{(int(found[2]) - 1) // months + 1}"
