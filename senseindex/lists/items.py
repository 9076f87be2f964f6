"""Tokens as numbers of items: of what a list is of, be it forms, lemmas, tags or senses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

import numpy as np

from senseindex.answers.lists import ATTRIBUTES
from senseindex.arrays import BoolArray, IntArray
from senseindex.errors import UsageError
from senseindex.profile.subject import Subcorpus
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.lemmas import lempos_of
from senseindex.store.catalog.token_blocks import TokenBlock

LEFT_OUT = -1
"""The number of a token that is none of the items."""

_Item = TypeVar("_Item")


class Numbers(dict[str, int]):
    """The number of each name, given out as it is first asked for; `LEFT_OUT` for punctuation if `words` alone count.

    `names` has the names by number.
    """

    def __init__(self, *, words: bool = False) -> None:
        super().__init__()
        self.names: list[str] = []
        self._words = words

    def __missing__(self, name: str) -> int:
        if self._words and not is_word(name):
            self[name] = LEFT_OUT
            return LEFT_OUT
        number = self[name] = len(self.names)
        self.names.append(name)
        return number

    def of(self, names: Iterable[str]) -> IntArray:
        """The numbers of these names `(n,)`."""
        return np.fromiter(map(self.__getitem__, names), dtype=np.int64)


def is_word(name: str) -> bool:
    """Whether it has a letter or a digit; what has none is punctuation."""
    return any(map(str.isalnum, name))


class TokenNumbers:
    """Gives every token the number of its item, or `LEFT_OUT`. `names` has the items by number.

    Punctuation is left out unless `punctuation`, tokens without the tag `pos` where one is given. `ignore_case` takes
    items together that differ in case alone.
    """

    def __init__(
        self, catalog: Catalog, of: str, *, pos: str | None = None, ignore_case: bool = False, punctuation: bool = False
    ) -> None:
        check_choice(catalog, of, pos)
        self._of, self._ignore_case = of, ignore_case
        self._catalog = catalog
        table = catalog.lemmas.table()
        self._numbers = Numbers(words=not punctuation and of != "pos")
        self._kept: BoolArray | None = None
        size = int(table.ids.max(initial=0)) + 1
        if pos is not None:
            self._kept = np.zeros(size, dtype=np.bool_)
            self._kept[table.ids] = [tag == pos for tag in table.tags]
        if of != "word":
            names: Iterable[str] = table.tags if of == "pos" else table.lemmas
            if of == "lempos":
                names = map(lempos_of, table.lemmas, table.tags)
            self._of_lemma = np.full(size, LEFT_OUT, dtype=np.int64)
            self._of_lemma[table.ids] = self._numbered(names)
            if self._kept is not None:
                self._of_lemma[~self._kept] = LEFT_OUT

    @property
    def names(self) -> list[str]:
        return self._numbers.names

    def blocks(self, documents: IntArray | None) -> Iterator[tuple[TokenBlock, IntArray]]:
        """The tokens of these documents, or of all, some sentences at a time, and the item of each `(tokens,)`."""
        for block in self._catalog.sentences.blocks(documents, forms=self._of == "word"):
            yield block, self.items_of(block)

    def items_of(self, block: TokenBlock) -> IntArray:
        """The item of each token of a block `(tokens,)`, which has forms where the list is of these."""
        if self._of != "word":
            return self._of_lemma[block.lemmas]
        forms, place = block.forms()
        items = self._numbered(forms)[place] if forms else place
        return items if self._kept is None else np.where(self._kept[block.lemmas], items, LEFT_OUT)

    def _numbered(self, names: Iterable[str]) -> IntArray:
        return self._numbers.of(map(str.casefold, names) if self._ignore_case else names)


def document_places(subcorpus: Subcorpus, documents: IntArray) -> IntArray:
    """Where each of these documents `(n,)`, by id, stands in the subcorpus."""
    order = np.argsort(subcorpus.documents)
    return order[np.searchsorted(subcorpus.documents[order], documents)]


def asked_documents(subcorpus: Subcorpus) -> IntArray | None:
    """The ids of the documents to read, None for all."""
    return None if subcorpus.where is None else subcorpus.documents


def check_choice(catalog: Catalog, of: str, pos: str | None) -> None:
    """Raises UsageError for what is no attribute, and for tags that the index does not have."""
    if of not in ATTRIBUTES:
        raise UsageError(f"no list of {of!r}; there are {', '.join(ATTRIBUTES)}")
    if pos is None and of not in ("pos", "lempos"):
        return
    tags = catalog.lemmas.tags()
    if not tags:
        raise UsageError("this index has no parts of speech; ingest with --pipeline, or a corpus that brings them")
    if pos is not None and pos not in tags:
        raise UsageError(f"no part of speech {pos!r} in this index; there are {', '.join(tags)}")
