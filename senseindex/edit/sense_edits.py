"""Edits of whole senses: rename, define, lock, merge, delete."""

from __future__ import annotations

from collections.abc import Sequence

from senseindex.answers.edits import Edit
from senseindex.answers.senses import UNCLEAR
from senseindex.edit.transaction import Workbench
from senseindex.errors import NotFoundError, UsageError
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.lemmas import LemmaRow
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


def clear_senses_of(catalog: Catalog, lemma_id: int) -> list[SenseRow]:
    """The senses of a lemma without `unclear`, largest first."""
    return [sense for sense in catalog.senses.of([lemma_id]) if sense.number != UNCLEAR_NUMBER]


def senses_to_choose_from(catalog: Catalog, lemma: LemmaRow) -> list[SenseRow]:
    """The senses of a lemma without `unclear`, by number. Raises UsageError where there are none."""
    senses = clear_senses_of(catalog, lemma.id)
    if not senses:
        raise UsageError(
            f"{lemma.lempos} has no senses to choose from: senseindex induce {lemma.lempos}, or make them with "
            f"senseindex sense create {lemma.lempos}"
        )
    return sorted(senses, key=lambda sense: sense.number)


def names_of(rows: Sequence[SenseRow]) -> str:
    return ", ".join(row.name for row in rows)


def rename(bench: Workbench, sense: str, label: str) -> Edit:
    """Give a sense a label, which no induction overwrites."""
    if not label.strip():
        raise UsageError("the label is empty")
    label = " ".join(label.split())
    with bench.index.editing():
        row = clear_sense(bench.catalog, sense)
        with bench.edit("rename", row.lemma_id) as edit:
            edit.summary = f"rename {row.name}: {row.label!r} to {label!r}"
            bench.catalog.senses.update(row.id, label=label, named=True)
    return bench.answer(edit.edit)


def define(bench: Workbench, sense: str, definition: str) -> Edit:
    """Give a sense a definition; an empty one takes it away."""
    with bench.index.editing():
        row = clear_sense(bench.catalog, sense)
        with bench.edit("define", row.lemma_id) as edit:
            edit.summary = f"define {row.name}: {definition.strip()!r}"
            bench.catalog.senses.update(row.id, definition=definition.strip())
    return bench.answer(edit.edit)


def lock(bench: Workbench, senses: Sequence[str], *, unlock: bool) -> Edit:
    """Let inductions leave senses of a lemma and their occurrences alone, or no longer."""
    verb = "unlock" if unlock else "lock"
    with bench.index.editing():
        rows = _of_one_lemma(bench.catalog, senses)
        with bench.edit(verb, rows[0].lemma_id) as edit:
            edit.summary = f"{verb} {names_of(rows)}"
            for row in rows:
                bench.catalog.senses.update(row.id, locked=not unlock)
    return bench.answer(edit.edit)


def merge(bench: Workbench, sense: str, others: Sequence[str]) -> Edit:
    """Put the occurrences of other senses of the same lemma into a sense; the others are retired."""
    catalog = bench.catalog
    with bench.index.editing():
        row, *gone = _of_one_lemma(catalog, (sense, *others))
        if not gone:
            raise UsageError(f"name the senses that {row.name} takes in")
        with bench.edit("merge", row.lemma_id) as edit:
            edit.summary = f"merge {names_of(gone)} into {row.name}"
            edit.move(catalog.occurrences.ids([row.lemma_id], [other.id for other in gone]), row.id)
            for other in gone:
                catalog.labels.move(other.id, row.id)
                catalog.senses.retire(other.id)
            bench.recentre(row.id)
    return bench.answer(edit.edit)


def delete(bench: Workbench, sense: str) -> Edit:
    """Retire a sense; its occurrences become unclear."""
    catalog = bench.catalog
    with bench.index.editing():
        row = clear_sense(catalog, sense)
        with bench.edit("delete", row.lemma_id) as edit:
            ids = catalog.occurrences.ids([row.lemma_id], [row.id])
            edit.summary = f"delete {row.name} ({row.label}); {len(ids):,} occurrences became unclear"
            unclear = catalog.senses.unclear(bench.lemma(row.lemma_id))
            edit.move(ids, unclear)
            catalog.labels.forget_sense(row.id)
            catalog.senses.retire(row.id)
            bench.recentre(unclear)
    return bench.answer(edit.edit)


def _of_one_lemma(catalog: Catalog, names: Sequence[str]) -> list[SenseRow]:
    rows = [clear_sense(catalog, name) for name in dict.fromkeys(names)]
    if not rows:
        raise UsageError("name a sense")
    for row in rows:
        if row.lemma_id != rows[0].lemma_id:
            raise UsageError(f"{rows[0].name} and {row.name} are senses of different lemmas")
    return rows
