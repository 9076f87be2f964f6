"""`index.subcorpora`: named conditions on the metadata of documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from senseindex.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from senseindex.index.open_index import OpenIndex


class NamedSubcorpora:
    """The named parts of the corpus. A condition is kept and not the documents: what is ingested later belongs too."""

    def __init__(self, index: OpenIndex) -> None:
        self._index = index

    def all(self) -> Mapping[str, str]:
        """The named subcorpora: name and condition."""
        return self._index.catalog.subcorpora.all()

    def define(self, name: str, where: str) -> int:
        """Name the documents that fulfil `where`, now and later; gives their number now. Replaces one of that name.

        Raises FilterError for a condition that is none, UsageError for an empty name.
        """
        if not name.strip():
            raise UsageError("a subcorpus needs a name")
        catalog = self._index.catalog
        documents = len(catalog.documents.filtered(where))
        with self._index.editing(), catalog.writing():
            catalog.subcorpora.define(name.strip(), where)
        return documents

    def remove(self, name: str) -> None:
        """Forget a subcorpus; its documents stay. Raises NotFoundError for a name that is not there."""
        self.where(name)
        catalog = self._index.catalog
        with self._index.editing(), catalog.writing():
            catalog.subcorpora.forget(name)

    def where(self, name: str) -> str:
        """The condition of a subcorpus. Raises NotFoundError for a name that is not there."""
        known = self.all()
        if name not in known:
            there = f"there are {', '.join(known)}" if known else "there are none yet: senseindex subcorpus define"
            raise NotFoundError(f"there is no subcorpus {name!r}; {there}")
        return known[name]


def condition_of(
    index: OpenIndex, where: str | None, parameters: tuple[Any, ...], subcorpus: str | None
) -> tuple[str | None, tuple[Any, ...]]:
    """The filter and the subcorpus as one condition."""
    if subcorpus is None:
        return where, parameters
    named = NamedSubcorpora(index).where(subcorpus)
    if where is None:
        return named, parameters
    index.catalog.documents.filtered(where, parameters)  # a condition by itself, before it stands in another
    return f"({named}) AND ({where})", parameters
