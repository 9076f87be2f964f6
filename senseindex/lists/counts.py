"""How often every item stands in every document of a subcorpus: what lists of words and of keywords are made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from senseindex.arrays import IntArray
from senseindex.lists.items import LEFT_OUT, Numbers, TokenNumbers, asked_documents, check_choice, document_places
from senseindex.profile.subject import Subcorpus
from senseindex.store.catalog.catalog import Catalog

_UNCLEAR_END = "%0"
"""How the names of senses end that are none: the unclear occurrences of a lemma."""


@dataclass(frozen=True)
class ItemCounts:
    """The items of a subcorpus, by number.

    `items`, `documents` and `counts` `(pairs,)`: so many tokens of an item stand in a document, by its place in the
    subcorpus. `labels` are those of senses, "" for what has none; nothing where no item has one.
    """

    subcorpus: Subcorpus
    names: list[str]
    items: IntArray
    documents: IntArray
    counts: IntArray
    labels: list[str]

    @property
    def freqs(self) -> IntArray:
        """Tokens of each item `(items,)`."""
        return np.bincount(self.items, weights=self.counts, minlength=len(self.names)).astype(np.int64)

    @property
    def spread(self) -> IntArray:
        """Documents that each item stands in `(items,)`."""
        return np.bincount(self.items, minlength=len(self.names))

    @property
    def sizes(self) -> IntArray:
        """The tokens of the document of each pair `(pairs,)`."""
        return self.subcorpus.tokens[self.documents]

    def of_documents(self, chosen: npt.NDArray[np.bool_], subcorpus: Subcorpus) -> ItemCounts:
        """The counts in those documents alone that are `chosen` `(documents,)`, which are the `subcorpus`."""
        kept = chosen[self.documents]
        places = np.cumsum(chosen) - 1
        return ItemCounts(
            subcorpus, self.names, self.items[kept], places[self.documents[kept]], self.counts[kept], self.labels
        )


def count_items(
    catalog: Catalog,
    subcorpus: Subcorpus,
    of: str,
    *,
    pos: str | None = None,
    ignore_case: bool = False,
    punctuation: bool = False,
) -> ItemCounts:
    """Count what `of` says in the documents of a subcorpus. Raises what `check_choice` raises."""
    if of == "sense":
        return _count_senses(catalog, subcorpus, pos)
    numbers = TokenNumbers(catalog, of, pos=pos, ignore_case=ignore_case, punctuation=punctuation)
    size = max(len(subcorpus.documents), 1)
    keys, counts = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for block, items in numbers.blocks(asked_documents(subcorpus)):
        places = np.repeat(document_places(subcorpus, block.documents), block.counts)
        found, times = counted((items * size + places)[items != LEFT_OUT])
        keys.append(found)
        counts.append(times)
    pairs = np.concatenate(keys)
    return ItemCounts(subcorpus, numbers.names, pairs // size, pairs % size, np.concatenate(counts), [])


def counted(keys: IntArray) -> tuple[IntArray, IntArray]:
    """The different keys, ascending, and how often each is there; `keys` are put in order."""
    keys.sort()
    first = np.flatnonzero(np.concatenate([np.ones(min(len(keys), 1), dtype=np.bool_), keys[1:] != keys[:-1]]))
    return keys[first], np.diff(first, append=len(keys))


def _count_senses(catalog: Catalog, subcorpus: Subcorpus, pos: str | None) -> ItemCounts:
    """The main senses; occurrences that are unclear, or that no induction has looked at, are of none."""
    check_choice(catalog, "sense", pos)
    tags = {number: tag for number, (_, tag) in catalog.lemmas.names().items()} if pos is not None else {}
    numbers = Numbers()
    rows = catalog.senses.living_labels()
    of_sense = np.full(max((row[0] for row in rows), default=0) + 1, LEFT_OUT, dtype=np.int64)
    labels = {main: label for _, name, main, _, label in rows if name == main}
    for sense, _, main, lemma, _ in rows:
        if not main.endswith(_UNCLEAR_END) and (pos is None or tags.get(lemma) == pos):
            of_sense[sense] = numbers[main]
    size = max(len(subcorpus.documents), 1)
    keys = [np.empty(0, dtype=np.int64)]
    for ids, senses in catalog.occurrences.with_senses():
        places = subcorpus.places_of(ids)
        items = np.where(senses < len(of_sense), of_sense[np.minimum(senses, len(of_sense) - 1)], LEFT_OUT)
        kept = (places >= 0) & (items != LEFT_OUT)
        keys.append(items[kept] * size + places[kept])
    pairs, counts = counted(np.concatenate(keys))
    names = numbers.names
    return ItemCounts(subcorpus, names, pairs // size, pairs % size, counts, [labels.get(name, "") for name in names])
