"""What edits do between the two levels: main senses and subsenses."""

from __future__ import annotations

import numpy as np

from senseindex.arrays import IntArray, numbered
from senseindex.senses.algorithms.sense_tree import SenseTree
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.lemmas import LemmaRow
from senseindex.store.catalog.senses import SenseRow


def subsenses_of(catalog: Catalog, row: SenseRow) -> list[SenseRow]:
    """The subsenses of a main sense, largest first."""
    return [sense for sense in catalog.senses.of([row.lemma_id], depth=2) if sense.parent == row.id]


def carried_over(catalog: Catalog, old: SenseRow, into: SenseRow) -> dict[int, int]:
    """New subsenses of the main sense `into` for those of another one: their ids by those of the old ones."""
    return {sense.id: _copied(catalog, sense, into) for sense in subsenses_of(catalog, old)}


def _copied(catalog: Catalog, sense: SenseRow, into: SenseRow) -> int:
    sense_id = catalog.senses.add_under(into)[0]
    catalog.senses.update(
        sense_id,
        label=sense.label,
        named=sense.named,
        definition=sense.definition,
        context_words=sense.context_words,
        centre=sense.centre,
    )
    return sense_id


def parts_of_the_tree(catalog: Catalog, row: SenseRow, sense_ids: IntArray, count: int) -> IntArray | None:
    """The part `(n,)` of the occurrences of a main sense, with these senses, where its tree parts into `count`.

    The largest is 0. None where it has less than so many subsenses. Those that people made stand apart from each other.
    """
    under = subsenses_of(catalog, row)
    if len(under) < count:
        return None
    tree = catalog.lemmas.tree(row.lemma_id)
    leaves = [sense.leaf for sense in under if sense.leaf is not None]
    part_of = {sense.id: place for place, sense in enumerate(under)}
    if tree is not None and len(leaves) == len(under):
        parts = SenseTree.of_json(tree).among(leaves).parts(count).tolist()
        part_of = dict(zip((sense.id for sense in under), parts, strict=True))
    found, places = np.unique(sense_ids, return_inverse=True)
    # What is in none of them goes with the largest.
    parts_of_found = np.array([part_of.get(each, part_of[under[0].id]) for each in found.tolist()], dtype=np.int64)
    labels = numbered(parts_of_found[places])
    rank = np.argsort(np.argsort(-np.bincount(labels), kind="stable"), kind="stable")
    return np.asarray(rank[labels], dtype=np.int64)


def new_parts(catalog: Catalog, row: SenseRow, lemma: LemmaRow, count: int) -> list[tuple[int, str]]:
    """So many new senses beside one: main senses beside a main sense, subsenses beside a subsense."""
    if not row.parent:
        return [catalog.senses.add(lemma) for _ in range(count)]
    main = next(sense for sense in catalog.senses.of([lemma.id]) if sense.id == row.parent)
    return [catalog.senses.add_under(main) for _ in range(count)]


def under_their_mains(
    catalog: Catalog, row: SenseRow, sense_ids: IntArray, after: IntArray, lemma: LemmaRow
) -> IntArray:
    """Where the parts of a main sense are divided by its subsenses: the senses `(n,)`, with new subsenses of new parts.

    `sense_ids` `(n,)` are the senses of before, `after` the main senses that they are part of now.
    """
    result = after.copy()
    mains = {sense.id: sense for sense in catalog.senses.of([lemma.id])}
    under = {sense.id: sense for sense in subsenses_of(catalog, row)}
    for main in np.unique(after).tolist():
        own = [each for each in np.unique(sense_ids[after == main]).tolist() if each in under]
        if len(own) < 2:  # a part of one subsense is that itself
            continue
        for each in own:
            sense_id = each if main == row.id else _copied(catalog, under[each], mains[main])
            result[(after == main) & (sense_ids == each)] = sense_id
    return result


def drop_empty(catalog: Catalog, row: SenseRow) -> None:
    """Retire the subsenses of a main sense that have lost all their occurrences."""
    if not row.parent:
        for sense in subsenses_of(catalog, row):
            if not sense.size:
                catalog.senses.retire(sense.id)
