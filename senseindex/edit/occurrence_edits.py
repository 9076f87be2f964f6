"""Edits of single occurrences: put them into senses, tick them as good examples."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from senseindex.answers.edits import Edit
from senseindex.arrays import IntArray
from senseindex.edit.sense_edits import clear_sense, clear_senses_of, sense_named
from senseindex.edit.transaction import Workbench
from senseindex.errors import NotFoundError, UsageError
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.lemmas import LemmaRow
from senseindex.store.catalog.occurrences import Occurrence

MOST_ID = 2**63 - 1


def occurrence_ids(catalog: Catalog, occurrences: Sequence[Occurrence]) -> list[int]:
    """The ids of occurrences, in their order, each once. Raises NotFoundError for a place where there is none."""
    ids = (each if isinstance(each, int) else catalog.occurrences.find([each])[0] for each in occurrences)
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
    lemma_of = bench.catalog.occurrences.lemmas_of(each for each in ids if 0 < each <= MOST_ID)
    for occurrence_id in ids:
        known = lemma_of.get(occurrence_id)
        if known is None or lemma_id not in (None, known):
            where = "there is" if lemma_id is None else f"{bench.lemma(lemma_id).lempos} has"
            raise NotFoundError(f"{where} no occurrence {occurrence_id}; ids stand in the first column of a query")
    if len(set(lemma_of.values())) > 1:
        raise UsageError("these are occurrences of different lemmas; take those of one at a time")
    return np.array(sorted(ids), dtype=np.int64), bench.lemma(lemma_of[ids[0]])


def move(bench: Workbench, occurrences: Sequence[Occurrence], sense: str, *, action: str = "move") -> Edit:
    """Put occurrences into a sense of their lemma, or into its `unclear`, as a person's decision."""
    catalog = bench.catalog
    with bench.index.editing():
        row = sense_named(catalog, sense)
        ids, _ = of_one_lemma(bench, occurrences, row.lemma_id)
        with bench.edit(action, row.lemma_id) as edit:
            edit.summary = f"{action} {_counted(ids)} to {row.name}: {_listed(ids)}"
            edit.move(ids, row.id, 100)
            catalog.labels.put(ids.tolist(), row.id, bench.author)
            bench.recentre(*catalog.senses.ids_of(row.lemma_id))
    return bench.answer(edit.edit)


def tick(bench: Workbench, occurrences: Sequence[Occurrence], sense: str | None) -> Edit:
    """Say that occurrences of one lemma are good examples of their senses, or of `sense`, which they go into."""
    catalog = bench.catalog
    with bench.index.editing():
        row = None if sense is None else clear_sense(catalog, sense)
        ids, lemma = of_one_lemma(bench, occurrences, None if row is None else row.lemma_id)
        names = {each.id: each.name for each in clear_senses_of(catalog, lemma.id)}
        before = catalog.occurrences.assignments(ids.tolist())[:, 1]
        after = before if row is None else np.full(len(ids), row.id)
        if len(lost := ids[~np.isin(after, list(names))]):
            raise UsageError(f"occurrence {lost[0]} has no clear sense; say which with --sense ID")
        with bench.edit("tick", lemma.id) as edit:
            edit.move(ids, after, 100)
            used = np.unique(after).tolist()
            for sense_id in used:
                catalog.labels.put(ids[after == sense_id].tolist(), sense_id, bench.author, ticked=True)
            bench.recentre(*{*before.tolist(), *used}.intersection(catalog.senses.ids_of(lemma.id)))
            edit.summary = f"tick {_counted(ids)} of {', '.join(names[each] for each in used)}: {_listed(ids)}"
    return bench.answer(edit.edit)


def untick(bench: Workbench, occurrences: Sequence[Occurrence]) -> Edit:
    """Let occurrences of one lemma be no examples any more; they stay in their senses."""
    catalog = bench.catalog
    with bench.index.editing():
        ids, lemma = of_one_lemma(bench, occurrences)
        ticked = catalog.labels.ticked(catalog.senses.ids_of(lemma.id))
        if len(lost := ids[~np.isin(ids, [each for group in ticked.values() for each in group])]):
            raise UsageError(f"occurrence {lost[0]} is not ticked; `senseindex senses` shows which are")
        with bench.edit("untick", lemma.id) as edit:
            catalog.labels.untick(ids.tolist())
            edit.summary = f"untick {_counted(ids)}: {_listed(ids)}"
    return bench.answer(edit.edit)


def _counted(ids: IntArray) -> str:
    return f"{len(ids):,} occurrence{'' if len(ids) == 1 else 's'}"


def _listed(ids: IntArray) -> str:
    return ", ".join(map(str, ids[:5].tolist())) + (", ..." if len(ids) > 5 else "")
