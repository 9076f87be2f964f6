"""Metadata filters: a plain SQL condition on the columns of a document's metadata, and nothing else.

The condition is compiled by SQLite itself, first over empty tables in memory, under an authorizer that allows reading
the metadata (and `document`, the document's id as a column) and a few harmless functions. A subquery, a second
statement, another table, a pragma or a function with side effects is refused before anything runs on the catalog.
"""

from __future__ import annotations

import difflib
import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from typing import Any

from senseindex.errors import FilterError
from senseindex.store.catalog.connection import Connection, quoted

FUNCTIONS = frozenset(
    {"abs", "coalesce", "glob", "ifnull", "instr", "length", "like", "lower", "round", "substr", "substring", "trim"}
    | {"upper", "date", "strftime"}
)
_SELECTS = 2  # the query, and the part of it that names the document column
_QUERY = (
    "SELECT metadata.document_id FROM metadata "
    'JOIN (SELECT id AS "id of the document", name AS document FROM document) AS named_document '
    'ON "id of the document" = metadata.document_id WHERE (\n{}\n)'
)
_STATEMENT = re.compile(r";|--|/\*|\b(?:select|values|with)\b", re.IGNORECASE)
_BARE_DATE = re.compile(r"(?<![\w.])\d{4}-\d{2}(?:-\d{2})?(?![\w.])")
"""A date that is none: SQLite would compute 1987-10-01 to 1976, which every later date is larger than."""
_QUOTED = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|\[[^\]]*\]|`[^`]*`""")


def filtered_documents(
    connection: Connection, columns: Sequence[str], condition: str, parameters: Sequence[Any]
) -> list[int]:
    """Ids of the documents that fulfil `condition`, whose `?` are bound to `parameters`.

    Raises FilterError for anything that is not a condition on these metadata columns.
    """
    _check_form(condition, (*columns, "document"))
    try:
        _check_in_memory(columns, condition, parameters)
        rows = connection.execute(_QUERY.format(condition), tuple(parameters)).fetchall()
    except (sqlite3.Error, sqlite3.Warning, OverflowError, UnicodeEncodeError) as error:
        raise FilterError(_explain(condition, str(error), (*columns, "document"))) from None
    return [row[0] for row in rows]


def _check_in_memory(columns: Sequence[str], condition: str, parameters: Sequence[Any]) -> None:
    """Raises sqlite3.Error where the condition does more than a filter may."""
    selects = 0

    def authorize(action: int, first: str | None, second: str | None, *_: str | None) -> int:
        nonlocal selects
        if action == sqlite3.SQLITE_SELECT:
            selects += 1
            return sqlite3.SQLITE_OK if selects <= _SELECTS else sqlite3.SQLITE_DENY
        if action == sqlite3.SQLITE_READ:
            known = first == "metadata" or (first == "document" and second in ("id", "name")) or not second
            return sqlite3.SQLITE_OK if known or first == "named_document" else sqlite3.SQLITE_DENY
        if action == sqlite3.SQLITE_FUNCTION:
            return sqlite3.SQLITE_OK if str(second).lower() in FUNCTIONS else sqlite3.SQLITE_DENY
        return sqlite3.SQLITE_DENY

    with closing(sqlite3.connect(":memory:")) as scratch:
        scratch.execute("CREATE TABLE document (id INTEGER PRIMARY KEY, name TEXT)")
        scratch.execute(
            f"CREATE TABLE metadata ({', '.join(['document_id INTEGER PRIMARY KEY', *map(quoted, columns)])})"
        )
        scratch.set_authorizer(authorize)
        scratch.execute(_QUERY.format(condition), tuple(parameters))


def _check_form(condition: str, columns: Sequence[str]) -> None:
    if not condition.strip():
        raise FilterError('the filter is empty; write a condition such as "year >= 1990"')
    if "\x00" in condition:
        raise FilterError("the filter holds a NUL character")
    known = {column.lower() for column in columns}
    for match in _QUOTED.finditer(condition):
        # SQLite would silently read a misspelt "name" as a string.
        if match[0][0] == '"' and match[0][1:-1].replace('""', '"').lower() not in known:
            raise FilterError(
                f"{match[0]} is no metadata column; columns are {_listed(columns)}; strings stand in single quotes"
            )
    bare = _QUOTED.sub("''", condition)
    if _STATEMENT.search(bare):
        raise FilterError(f"not a filter: {condition!r}; write one condition, without subqueries, ; and comments")
    if date := _BARE_DATE.search(bare):
        raise FilterError(f"{date[0]} without quotes is a subtraction; write '{date[0]}' in single quotes")
    depth = 0
    for character in bare:
        depth += (character == "(") - (character == ")")
        if depth < 0:
            break
    if depth:
        raise FilterError(f"not a filter: {condition!r}; its brackets do not match")


def _explain(condition: str, message: str, columns: Sequence[str]) -> str:
    missing = re.search(r"no such column: (?:\w+\.)?(.+)", message)
    if missing:
        near = difflib.get_close_matches(missing[1], columns, n=1)
        hint = f"; did you mean {near[0]}?" if near else f"; columns are {_listed(columns)}"
        return f"{missing[1]} is no metadata column{hint}"
    if "not authorized" in message or "prohibited" in message:
        return f"not a filter: {condition!r} uses more than metadata columns and simple functions"
    if "binding" in message.lower():
        return f"the filter {condition!r} and its parameters do not match: {message}"
    return f"not a filter: {condition!r} ({message}); write a condition such as \"year >= 1990 and genre = 'news'\""


def _listed(columns: Sequence[str]) -> str:
    shown = ", ".join(columns[:12])
    return f"{shown} and {len(columns) - 12} more" if len(columns) > 12 else shown
