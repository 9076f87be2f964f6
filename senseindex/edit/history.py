"""The log of edits: what was done by whom, taking it back, and doing it again."""

from __future__ import annotations

from senseindex.answers.edits import Edit, History, HistoryRow
from senseindex.edit.transaction import Workbench, described


def undo(bench: Workbench, lemma: str | None) -> Edit:
    """Take the newest edit (of a lemma) back."""
    with bench.index.editing():
        return step(bench, lemma, forward=False)


def redo(bench: Workbench, lemma: str | None) -> Edit:
    """Do again what was undone last (of a lemma)."""
    with bench.index.editing():
        return step(bench, lemma, forward=True)


def step(bench: Workbench, lemma: str | None, *, forward: bool) -> Edit:
    """Undo or redo an edit, inside `index.editing()`."""
    lemma_ids = _lemma_ids(bench, lemma)
    with bench.catalog.writing(references=False):
        row, stale = bench.catalog.edits.step(bench.author, lemma_ids, forward=forward)
        bench.recentre(*stale)
    return bench.answer(row)


def history(bench: Workbench, lemma: str | None, n: int) -> History:
    """The newest `n` edits (of a lemma), newest first."""
    rows = bench.catalog.edits.all(_lemma_ids(bench, lemma), n)
    lemmas = bench.catalog.lemmas.by_id({row.lemma_id for row in rows})
    return History(tuple(HistoryRow(*described(row, lemmas[row.lemma_id])) for row in rows))


def _lemma_ids(bench: Workbench, lemma: str | None) -> list[int] | None:
    return None if lemma is None else [row.id for row in bench.index.lemmas(lemma)]
