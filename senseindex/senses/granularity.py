"""How fine main senses are: the setting `granularity`, and that of a word where it has one of its own.

It is a number from 0 (coarse) to 1 (fine). What an induction finds less likely to be two senses than 1 less the
granularity is one main sense, and its leaves are the subsenses of it. Another granularity needs no induction: the tree
that was found is cut at another height, and the leaves with their occurrences come under other main senses. A sense is
known again when it comes back, and so has its old id. What people locked, merged, split or made stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from senseindex.arrays import IntArray
from senseindex.errors import UsageError
from senseindex.senses.algorithms.sense_tree import MAIN_THRESHOLD, SenseTree
from senseindex.senses.context_words import contrast_words
from senseindex.senses.recentre import recentre
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.edits import Recorder
from senseindex.store.catalog.lemmas import LemmaRow
from senseindex.store.catalog.senses import UNCLEAR_NUMBER, SenseRow
from senseindex.store.cells.vector_store import VectorStore

SETTING = "granularity"
MEDIUM = 1.0 - MAIN_THRESHOLD
NAMED = {"coarse": 0.25, "medium": MEDIUM, "fine": 0.75}


def checked_granularity(granularity: float | str) -> float:
    """A granularity as a number. Raises UsageError for what is none."""
    try:
        value = NAMED[granularity] if isinstance(granularity, str) and granularity in NAMED else float(granularity)
    except ValueError:
        value = -1.0
    if not 0.0 <= value <= 1.0:
        raise UsageError(f"a granularity is {', '.join(NAMED)} or a number from 0 (coarse) to 1, not {granularity!r}")
    return value


def granularity_of(catalog: Catalog, lemma_id: int | None = None) -> float:
    """The granularity of a word, or of the index."""
    own = None if lemma_id is None else catalog.lemmas.granularity(lemma_id)
    return float(catalog.settings.get(SETTING, MEDIUM)) if own is None else own


def threshold_of(catalog: Catalog, lemma_id: int) -> float:
    """The probability of a merge from which its two sides are main senses."""
    return 1.0 - granularity_of(catalog, lemma_id)


@dataclass(frozen=True)
class _Group:
    """Leaves that are one main sense, the largest first, and the row that each is now."""

    leaves: list[int]
    rows: list[SenseRow]


def regroup(catalog: Catalog, store: VectorStore, lemma: LemmaRow, record: Recorder) -> bool:
    """Bring the main senses of a lemma to its granularity, inside the caller's transaction; whether any changed."""
    text = catalog.lemmas.tree(lemma.id)
    rows = [row for row in catalog.senses.of([lemma.id], depth=2) if row.number != UNCLEAR_NUMBER]
    now = _leaf_rows(rows)
    if text is None or not now:
        return False
    cut = SenseTree.of_json(text).mains(threshold_of(catalog, lemma.id)).tolist()
    groups: dict[int, list[int]] = {}
    for leaf in now:
        groups.setdefault(cut[leaf], []).append(leaf)
    wanted = [sorted(leaves, key=lambda leaf: (-now[leaf].size, leaf)) for leaves in groups.values()]
    there: dict[int, list[int]] = {}
    for leaf, row in now.items():
        there.setdefault(row.main, []).append(leaf)
    if {frozenset(leaves) for leaves in wanted} == {frozenset(leaves) for leaves in there.values()}:
        return False
    _move(catalog, lemma, rows, [_Group(leaves, [now[leaf] for leaf in leaves]) for leaves in wanted], record)
    recentre(catalog, store, catalog.senses.ids_of(lemma.id))
    return True


def _leaf_rows(rows: list[SenseRow]) -> dict[int, SenseRow]:
    """What each leaf is now, a subsense or a main sense without any; without what people locked or made."""
    found: dict[int, SenseRow] = {}
    for main in rows:
        under = [row for row in rows if row.parent == main.id]
        if not main.parent and not any(row.locked or row.leaf is None for row in (main, *under)):
            found |= {row.leaf: row for row in under or [main] if row.leaf is not None}
    return found


def _move(catalog: Catalog, lemma: LemmaRow, rows: list[SenseRow], groups: list[_Group], record: Recorder) -> None:
    senses = catalog.senses
    mains = {row.id: row for row in rows if not row.parent}
    known = {(parent, leaf): sense_id for sense_id, parent, leaf in senses.leaves_of(lemma.id)}  # retired ones too
    taken: set[int] = set()
    target: dict[int, int] = {}  # of what a leaf is now
    main_of: dict[int, int] = {}
    for group in sorted(groups, key=lambda group: -sum(row.size for row in group.rows)):
        living = [row for row in mains.values() if row.leaf in group.leaves and row.id not in taken]
        old = max(living, key=lambda row: (row.size, -row.number), default=None)
        again = next((known[0, leaf] for leaf in group.leaves if known.get((0, leaf), 0) not in {0, *taken}), 0)
        main_id = old.id if old else again or senses.add(lemma)[0]
        if old is None:
            _say_again(catalog, main_id, group.rows[0], group.leaves[0], new=not again)
        taken.add(main_id)
        main = next(row for row in senses.of([lemma.id]) if row.id == main_id)
        for leaf, row in zip(group.leaves, group.rows, strict=True):
            sense_id = main_id
            if len(group.leaves) > 1:
                before = known.get((main_id, leaf))
                sense_id = before or senses.add_under(main)[0]
                if sense_id != row.id:
                    _say_again(catalog, sense_id, row, leaf, new=before is None)
            target[row.id], main_of[sense_id] = sense_id, main_id
    used = taken | set(main_of)
    _carry(catalog, lemma, target, main_of, record)
    for row in rows:
        if row.id not in used and row.main in {each.main for group in groups for each in group.rows}:
            senses.retire(row.id)
    _describe(catalog, lemma, sorted(taken))


def _say_again(catalog: Catalog, sense_id: int, like: SenseRow, leaf: int, *, new: bool) -> None:
    """Let a sense be there (again) that is what another one was; what people said of that is said of this."""
    catalog.senses.revive(sense_id)
    catalog.senses.update(sense_id, leaf=leaf)
    if new or like.named:
        catalog.senses.update(sense_id, label=like.label, named=like.named, context_words=like.context_words)
    if new or like.definition:
        catalog.senses.update(sense_id, definition=like.definition)


def _carry(
    catalog: Catalog, lemma: LemmaRow, target: dict[int, int], main_of: dict[int, int], record: Recorder
) -> None:
    """Occurrences and labels go where their leaves are; what is in no leaf goes with the largest of its main sense."""
    known = catalog.occurrences.of_lemma(lemma.id)
    was_under = catalog.senses.mains_of(lemma.id)
    for old, new in list(target.items()):
        if (main := was_under.get(old)) and main not in target:
            target[main] = main_of.get(new, new) if main not in set(main_of.values()) else main
    after = np.array([target.get(each, each) for each in known.senses.tolist()], dtype=np.int64)
    changed = np.flatnonzero(after != known.senses)
    record.move(known.ids[changed], after[changed])
    labelled, said = catalog.labels.of(lemma.id)
    places = np.searchsorted(known.ids, labelled)
    for occurrence, label, place in zip(labelled.tolist(), said.tolist(), places.tolist(), strict=True):
        wanted = target.get(label, label)
        if label in set(was_under.values()):  # a main sense that has subsenses: that of the leaf
            wanted = main_of.get(int(after[place]), wanted)
        if wanted != label:
            catalog.labels.move_some([occurrence], wanted)


def _describe(catalog: Catalog, lemma: LemmaRow, mains: list[int]) -> None:
    """Label the main senses by the words that tell them apart now, but for those that people named."""
    rows = [row for row in catalog.senses.of([lemma.id]) if row.id in mains]
    known = catalog.occurrences.of_lemma(lemma.id)
    labels: IntArray = np.full(len(known.ids), -1, dtype=np.int64)
    for number, row in enumerate(rows):
        labels[np.isin(known.senses, row.members)] = number
    for row, words in zip(rows, contrast_words(catalog, known.ids, labels, len(rows), lemma.id), strict=True):
        catalog.senses.update(row.id, context_words=words)
        if not row.named:
            catalog.senses.update(row.id, label=", ".join(words[:4]))
