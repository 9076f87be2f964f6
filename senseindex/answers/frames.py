"""Answers as frames of pandas and polars, which are imported when they are asked for, and needed by nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from senseindex.errors import UsageError

if TYPE_CHECKING:
    import pandas
    import polars

_Records = Sequence[Mapping[str, Any]]


def pandas_frame(rows: _Records, names: Sequence[str]) -> pandas.DataFrame:
    """A row a record, with these columns first. Raises UsageError where pandas is not installed."""
    return _package("pandas").DataFrame([dict(row) for row in rows], columns=_columns(rows, names))


def polars_frame(rows: _Records, names: Sequence[str]) -> polars.DataFrame:
    """A row a record; a column whose values are of several kinds becomes text. Raises UsageError without polars."""
    columns = _columns(rows, names)
    cells = {name: _of_one_kind([row.get(name) for row in rows]) for name in columns}
    return _package("polars").DataFrame(cells, strict=False)


def _columns(rows: _Records, names: Sequence[str]) -> list[str]:
    return list(dict.fromkeys([*names, *(name for row in rows for name in row)]))


def _of_one_kind(values: list[Any]) -> list[Any]:
    kinds = {type(value) for value in values if value is not None}
    if len(kinds) > 1 and not kinds <= {int, float}:
        return [None if value is None else str(value) for value in values]
    return values


def _package(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise UsageError(f"a frame of {name} needs the package: pip install {name}") from error
