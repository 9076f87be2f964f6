"""Occurrences as people name them: by id in this index, or by document and character offset in any."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from senseindex.errors import NotFoundError

if TYPE_CHECKING:
    from senseindex.store.catalog.catalog import Catalog

Occurrence = int | tuple[str, int]
"""The id of an occurrence, or its document and the offset in it at which its token begins."""


def named_occurrence(text: str) -> Occurrence | None:
    """The occurrence written as its id or as DOCUMENT:OFFSET, None where it is neither."""
    document, _, number = text.strip().rpartition(":")
    try:
        return (document, int(number)) if document else int(text)
    except ValueError:
        return None


def occurrence_ids(catalog: Catalog, occurrences: Iterable[Occurrence]) -> list[int]:
    """The ids of occurrences, in their order, each once. Raises NotFoundError for a place where there is none."""
    ids: dict[int, None] = {}
    for occurrence in occurrences:
        if not isinstance(occurrence, int):
            document, offset = occurrence
            known = catalog.occurrences.at(document, offset)
            if known is None:
                raise NotFoundError(f"there is no occurrence at {document}:{offset}; no token of one begins there")
            occurrence = known
        ids[occurrence] = None
    return list(ids)
