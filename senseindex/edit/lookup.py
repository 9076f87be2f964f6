"""The senses and occurrences that an edit is about, by what a person calls them."""

from __future__ import annotations

from collections.abc import Sequence
from operator import index

import numpy as np

from senseindex.answers.senses import UNCLEAR
from senseindex.arrays import IntArray
from senseindex.edit.transaction import Workbench
from senseindex.errors import NotFoundError, UsageError
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.lemmas import LemmaRow
from senseindex.store.catalog.occurrences import Occurrence
from senseindex.store.catalog.senses import UNCLEAR_NUMBER, SenseRow


def sense_named(catalog: Catalog, name: str) -> SenseRow:
    """A sense by its name, `unclear` too. Raises NotFoundError."""
    row = catalog.senses.named(name)
    if row is None:
        raise NotFoundError(f"there is no sense {name!r}; `senseindex senses LEMMA` lists those of a word")
    return row


def clear_sense(catalog: Catalog, name: str) -> SenseRow:
    """A sense by its name. Raises NotFoundError, UsageError for `unclear`."""
    row = sense_named(catalog, name)
    if row.number == UNCLEAR_NUMBER:
        raise UsageError(f"{name} holds the {UNCLEAR} occurrences and is no sense; move them into one instead")
    return row


def clear_senses_of(catalog: Catalog, lemma_id: int, depth: int = 1) -> list[SenseRow]:
    """The senses of a lemma without `unclear`, largest first, to so many levels."""
    return [sense for sense in catalog.senses.of([lemma_id], depth) if sense.number != UNCLEAR_NUMBER]


def senses_to_choose_from(catalog: Catalog, lemma: LemmaRow) -> list[SenseRow]:
    """The senses of a lemma without `unclear`, by number. Raises UsageError where there are none."""
    senses = clear_senses_of(catalog, lemma.id)
    if not senses:
        raise UsageError(
            f"{lemma.lempos} has no senses to choose from: senseindex induce {lemma.lempos}, or make them with "
            f"senseindex sense create {lemma.lempos}"
        )
    return sorted(senses, key=lambda sense: sense.number)


def narrowest(catalog: Catalog, lemma_id: int, ids: IntArray, target: IntArray | int) -> IntArray:
    """The senses `(n,)` that occurrences `(n,)` of a lemma, ascending, get where they shall be of the sense `target`.

    What is in a subsense of it stays there, as it is of the sense already.
    """
    now = catalog.occurrences.assignments(ids.tolist())[:, 1]
    return np.where(catalog.senses.to_mains(lemma_id, now) == target, now, target).astype(np.int64)


def names_of(rows: Sequence[SenseRow]) -> str:
    return ", ".join(row.name for row in rows)


def senses_of_one_lemma(catalog: Catalog, names: Sequence[str]) -> list[SenseRow]:
    """Senses of one lemma by their names, each once, without `unclear`. Raises NotFoundError, UsageError."""
    rows = [clear_sense(catalog, name) for name in dict.fromkeys(names)]
    if not rows:
        raise UsageError("name a sense")
    for row in rows:
        if row.lemma_id != rows[0].lemma_id:
            raise UsageError(f"{rows[0].name} and {row.name} are senses of different lemmas")
    return rows


def occurrence_ids(catalog: Catalog, occurrences: Sequence[Occurrence]) -> list[int]:
    """The ids of occurrences, in their order, each once. Raises NotFoundError for a place where there is none."""
    ids = (
        catalog.occurrences.find([each])[0] if isinstance(each, tuple | list) else index(each) for each in occurrences
    )
    return list(dict.fromkeys(ids))


def of_one_lemma(
    bench: Workbench, occurrences: Sequence[Occurrence], lemma_id: int | None = None
) -> tuple[IntArray, LemmaRow]:
    """The ids `(n,)`, ascending, of occurrences of one lemma (of this one), and the lemma.

    Raises NotFoundError for one that is not there, UsageError for none or of several lemmas.
    """
    ids = occurrence_ids(bench.catalog, occurrences)
    if not ids:
        raise UsageError("name the occurrences: their ids stand in the first column of a query")
    lemma_of = bench.catalog.occurrences.lemmas_of(ids)
    for occurrence_id in ids:
        known = lemma_of.get(occurrence_id)
        if known is None or lemma_id not in (None, known):
            where = "there is" if lemma_id is None else f"{bench.lemma(lemma_id).lempos} has"
            raise NotFoundError(f"{where} no occurrence {occurrence_id}; ids stand in the first column of a query")
    if len(set(lemma_of.values())) > 1:
        raise UsageError("these are occurrences of different lemmas; take those of one at a time")
    return np.array(sorted(ids), dtype=np.int64), bench.lemma(lemma_of[ids[0]])
