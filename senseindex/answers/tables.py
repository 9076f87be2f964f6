"""Records and tables: from fields and columns follow plain data, plain text and HTML, the same way for every answer.

A `Record` is a frozen dataclass; its fields, in their order, are its JSON output. A `Table` declares its `columns`;
`Rows` is a table with one row an item, and a sequence of them; without `columns` of its own it shows the fields of its
record. A new column is one line in `columns`, or one field.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from html import escape
from operator import eq
from typing import TYPE_CHECKING, Any, ClassVar, Generic, NamedTuple, TypeVar, get_type_hints, overload

from senseindex.arrays import IntArray

if TYPE_CHECKING:
    import pandas
    import polars

Row = TypeVar("Row")

_ATOMS = frozenset({str, int, float, bool, type(None)})

TICK = "✓"
"""Stands before an example that a person has ticked."""


class Record:
    """Plain data. A frozen dataclass whose fields, in their order, are the keys of its JSON output."""

    __slots__ = ()

    def as_dict(self) -> dict[str, Any]:
        """Plain data, in the key order of the JSON output."""
        return {name: plain(getattr(self, name)) for name in field_names(self)}

    def as_json(self) -> Any:
        """What JSON holds: an object, or a list where the rows are all there is to say."""
        return self.as_dict()

    def records(self) -> list[dict[str, Any]]:
        """What JSONL holds: one object a line."""
        return [self.as_dict()]

    def flat_records(self) -> list[dict[str, Any]]:
        """What CSV and TSV hold: records whose nested keys are joined by dots."""
        return [flatten(record) for record in self.records()]

    def names(self) -> list[str]:
        """The names in a flat record, for a file without any."""
        return []

    def to_dicts(self) -> list[dict[str, Any]]:
        """A flat dict a row, as CSV has it: metadata of hits stands under `metadata.KEY`, empty where there is none."""
        records = self.flat_records()
        names = dict.fromkeys([*self.names(), *(name for record in records for name in record)])
        return [{name: record.get(name) for name in names} for record in records]

    def to_pandas(self) -> pandas.DataFrame:
        """A data frame with a row a dict of `to_dicts`. Raises UsageError where pandas is not installed."""
        from senseindex.answers.frames import pandas_frame

        return pandas_frame(self.to_dicts(), self.names())

    def to_polars(self) -> polars.DataFrame:
        """A data frame of polars, as `to_pandas`; a column of numbers and text becomes text. Raises UsageError."""
        from senseindex.answers.frames import polars_frame

        return polars_frame(self.to_dicts(), self.names())


def field_names(record: Any) -> tuple[str, ...]:
    """The names of the fields of a dataclass, or of one of its objects."""
    return tuple(each.name for each in fields(record))


def plain(value: Any) -> Any:
    """`value` with objects for records and mappings, lists for tuples."""
    if type(value) in _ATOMS:
        return value
    if isinstance(value, Record):
        return value.as_dict()
    if is_dataclass(value):
        return {name: plain(getattr(value, name)) for name in field_names(value)}
    if isinstance(value, Mapping):
        return {key: plain(part) for key, part in value.items()}
    return [plain(part) for part in value] if isinstance(value, tuple | list | ColumnRows) else value


def flatten(record: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """The values of a record by the names of their keys, joined by dots where they are nested."""
    flat: dict[str, Any] = {}
    for name, value in record.items():
        flat.update(flatten(value, f"{prefix}{name}.") if isinstance(value, Mapping) else {f"{prefix}{name}": value})
    return flat


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: where its values come from, and how they are written.

    `of` is the name of an attribute of a row, or makes the value of a row. `form` is a format specification such as
    `,` or `.1%`, or a function; text stays as it is, and nothing stands for None. `header` stands above it, by default
    the attribute's name; it may be made of the table. What has a `form` is a number, and stands to the `right`, unless
    that is said otherwise. An `optional` column is left out where no row fills it.
    """

    of: str | Callable[[Any], Any] = ""
    form: str | Callable[[Any], str] = ""
    header: str | Callable[[Any], str] | None = None
    right: bool | None = None
    optional: bool = False

    def value(self, row: Any) -> Any:
        """The typed value of a row."""
        return getattr(row, self.of) if isinstance(self.of, str) else self.of(row)

    def text(self, value: Any) -> str:
        """A value as people read it."""
        if value is None or isinstance(value, str):
            return value or ""
        return format(value, self.form) if isinstance(self.form, str) else self.form(value)

    def title(self, table: Any) -> str:
        """What stands above the column in this table."""
        if self.header is None or isinstance(self.header, str):
            return str(self.of) if self.header is None else self.header
        return self.header(table)

    @property
    def is_right(self) -> bool:
        """Whether it is aligned to the right."""
        return bool(self.form) if self.right is None else self.right


HIDDEN = "hidden"
"""Stands in the `Annotated` type of a field that is no column."""


def columns_of(record: type[Any]) -> tuple[Column, ...]:
    """A column a field, as its type says: `Annotated` with a column or `HIDDEN`; else counts with commas, and text."""
    columns = []
    for name, hint in get_type_hints(record, include_extras=True).items():
        (told,) = getattr(hint, "__metadata__", (Column(form="," if hint is int else ""),))
        if told is not HIDDEN:
            columns.append(replace(told, of=told.of or name))
    return tuple(columns)


class Written(NamedTuple):
    """A table as strings: its headers (all empty for none), its rows, and the numbers of right-aligned columns."""

    headers: list[str]
    rows: list[list[str]]
    right: frozenset[int]


class Table(Record, ABC):
    """An answer that people read as a table, in a terminal and in a notebook."""

    columns: ClassVar[tuple[Column, ...]] = ()

    def caption(self) -> str:
        """What stands above the table, "" for nothing."""
        return ""

    def all_columns(self) -> Sequence[Column]:
        """The columns, where they depend on the answer."""
        return self.columns

    @abstractmethod
    def cells(self) -> Iterable[Sequence[Any]]:
        """The typed values of every row, one a column."""

    def table(self) -> Written:
        """The table as people read it."""
        columns = self.all_columns()
        rows = [[column.text(cell) for column, cell in zip(columns, row, strict=True)] for row in self.cells()]
        kept = [n for n, column in enumerate(columns) if not column.optional or any(row[n] for row in rows)]
        right = frozenset(place for place, n in enumerate(kept) if columns[n].is_right)
        return Written([columns[n].title(self) for n in kept], [[row[n] for n in kept] for row in rows], right)

    def __str__(self) -> str:
        text = text_table(*self.table())
        return f"{self.caption()}\n{text}" if self.caption() else text

    def _repr_html_(self) -> str:
        return html_table(*self.table(), caption=self.caption())


class ColumnRows(Sequence[Row]):
    """Records that are made of columns when they are asked for, so that a million of them are a few arrays.

    `columns` has a list or array for each field of `record`, `order` `(n,)` the numbers of the rows in them, in their
    order.
    """

    def __init__(self, record: Callable[..., Row], columns: Mapping[str, Any], order: IntArray) -> None:
        self._record, self._columns, self._order = record, columns, order

    def __len__(self) -> int:
        return len(self._order)

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | Sequence[Row]:
        if isinstance(place, slice):
            return ColumnRows(self._record, self._columns, self._order[place])
        number = self._order[place]
        return self._record(**{name: _item(column[number]) for name, column in self._columns.items()})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(eq, self, other))

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"<{len(self):,} rows>"


def _item(value: Any) -> Any:
    """A value of a column as Python has it; None for a number that there is none of."""
    value = value.item() if hasattr(value, "item") else value
    return None if value != value else value


class Rows(Table, Sequence[Row], Generic[Row]):
    """A table of records, and a read-only sequence of them. A subclass is a frozen dataclass with the field `items`.

    `key` is what the records are called in JSON; without one they are the whole of it. `record` is their dataclass.
    """

    items: Sequence[Row]
    key: ClassVar[str] = ""
    record: ClassVar[type[Any] | None] = None

    def __len__(self) -> int:
        return len(self.items)

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | Sequence[Row]:
        return self.items[place]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.items)

    def all_columns(self) -> Sequence[Column]:
        return self.columns or (columns_of(self.record) if self.record else ())

    def cells(self) -> Iterable[Sequence[Any]]:
        columns = self.all_columns()
        return ([column.value(row) for column in columns] for row in self.items)

    def as_dict(self) -> dict[str, Any]:
        return {self.key or "items" if name == "items" else name: part for name, part in super().as_dict().items()}

    def as_json(self) -> Any:
        return self.as_dict() if self.key else self.records()

    def records(self) -> list[dict[str, Any]]:
        return [plain(row) for row in self.items]

    def names(self) -> list[str]:
        return list(field_names(self.record)) if self.record else []


@dataclass(frozen=True)
class Facts(Table):
    """A small answer: names and values, shown as a table of one row."""

    values: Mapping[str, str | int | float]

    def as_dict(self) -> dict[str, Any]:
        return dict(self.values)

    def all_columns(self) -> Sequence[Column]:
        return [Column(header=name, form=_fact, right=False) for name in self.values]

    def cells(self) -> Iterable[Sequence[Any]]:
        return [list(self.values.values())]


def _fact(value: Any) -> str:
    return f"{value:.4f}" if isinstance(value, float) else str(value)


def text_table(headers: Sequence[str], rows: Sequence[Sequence[str]], right: Iterable[int] = ()) -> str:
    """Align `rows` under `headers`, if there are any; columns whose number is in `right` are right-aligned."""
    right = frozenset(right)
    table = [list(headers), *[list(row) for row in rows]]
    widths = [max(len(row[column]) for row in table) for column in range(len(headers))]
    lines = []
    for row in table:
        cells = [
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    lines[:1] = [lines[0], "  ".join("-" * width for width in widths)] if any(headers) else []
    return "\n".join(lines)


def html_table(
    headers: Sequence[str], rows: Sequence[Sequence[str]], right: Iterable[int] = (), *, caption: str = ""
) -> str:
    """The same table as HTML, every cell escaped."""
    right = frozenset(right)
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    head = "".join(f'<th scope="col">{escape(header)}</th>' for header in headers)

    def cell(column: int, value: str) -> str:
        return f'<td style="text-align:{"right" if column in right else "left"}">{escape(value)}</td>'

    body = "".join("<tr>" + "".join(cell(column, value) for column, value in enumerate(row)) + "</tr>" for row in rows)
    above = f"<thead><tr>{head}</tr></thead>" if any(headers) else ""
    return f"<table>{title}{above}<tbody>{body}</tbody></table>"
