"""`index.edit`: senses under people's hands. Each edit is one transaction, logged, and can be undone.

Its time depends on how often the word occurs and not on the corpus: only the word's own rows and cells are touched.
Vectors stay where they are until the next compaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Unpack

import numpy as np

from senseindex.answers.concordance import Concordance
from senseindex.answers.dictionaries import DictionaryImport, DictionaryReport
from senseindex.answers.edits import Edit, History, HistoryRow, ImportReport
from senseindex.arrays import IntArray
from senseindex.edit.levels import carried_over, drop_empty, new_parts, under_their_mains
from senseindex.edit.lookup import (
    clear_sense,
    clear_senses_of,
    names_of,
    narrowest,
    of_one_lemma,
    sense_named,
    senses_of_one_lemma,
)
from senseindex.edit.new_senses import Examples, Like, creation, division, make, percents_of, preview
from senseindex.edit.transaction import Workbench, default_author, described
from senseindex.errors import UsageError
from senseindex.index.open_index import OpenIndex, Progress
from senseindex.senses.context_words import contrast_words
from senseindex.senses.granularity import checked_granularity, granularity_of, regroup
from senseindex.senses.inventory import assign_all
from senseindex.store.catalog.inventory_file import InventoryReport, read_inventory
from senseindex.store.catalog.occurrences import Occurrence


class Editor:
    """Edits the senses of one index. What an edit did, the `Edit` says that it gives.

    Senses are named as `bank%1`; occurrences by their id, or by document and character offset of the token. Raises
    NotFoundError for a sense or an occurrence that is not there, UsageError for what cannot be done; then nothing is.
    """

    def __init__(self, index: OpenIndex, author: str | None = None) -> None:
        self._bench = Workbench(index, author or default_author())

    def by(self, author: str | None) -> Editor:
        """The same in the name of an author; None is $SENSEINDEX_AUTHOR, else the login name."""
        return Editor(self._bench.index, author)

    # -- senses that there are -----------------------------------------------------------------------------------

    def rename(self, sense: str, label: str) -> Edit:
        """Give a sense a label, which no induction overwrites."""
        if not label.strip():
            raise UsageError("the label is empty")
        label = " ".join(label.split())
        bench = self._bench
        with bench.index.editing():
            row = clear_sense(bench.catalog, sense)
            with bench.edit("rename", row.lemma_id) as edit:
                edit.summary = f"rename {row.name}: {row.label!r} to {label!r}"
                bench.catalog.senses.update(row.id, label=label, named=True)
        return bench.answer(edit.edit)

    def define(self, sense: str, definition: str) -> Edit:
        """Give a sense a definition; an empty one takes it away."""
        bench, definition = self._bench, definition.strip()
        with bench.index.editing():
            row = clear_sense(bench.catalog, sense)
            with bench.edit("define", row.lemma_id) as edit:
                edit.summary = f"define {row.name}: {definition!r}"
                bench.catalog.senses.update(row.id, definition=definition)
        return bench.answer(edit.edit)

    def lock(self, *senses: str, unlock: bool = False) -> Edit:
        """Let inductions leave senses and their occurrences alone, or no longer (`unlock`)."""
        bench, verb = self._bench, "unlock" if unlock else "lock"
        with bench.index.editing():
            rows = senses_of_one_lemma(bench.catalog, senses)
            with bench.edit(verb, rows[0].lemma_id) as edit:
                edit.summary = f"{verb} {names_of(rows)}"
                for row in rows:
                    bench.catalog.senses.update(row.id, locked=not unlock)
        return bench.answer(edit.edit)

    def merge(self, sense: str, *others: str) -> Edit:
        """Put the occurrences of other senses of the same lemma into a sense; the others are retired.

        The subsenses of another main sense become subsenses of this one, under new ids. Raises UsageError where a main
        sense shall go into its own subsense.
        """
        bench, catalog = self._bench, self._bench.catalog
        with bench.index.editing():
            row, *gone = senses_of_one_lemma(catalog, (sense, *others))
            if not gone:
                raise UsageError(f"name the senses that {row.name} takes in")
            if row.parent in {other.id for other in gone}:
                raise UsageError(
                    f"{row.name} is a part of its main sense; name the main sense first to do away with it"
                )
            gone = [other for other in gone if other.parent not in {each.id for each in gone}]
            with bench.edit("merge", row.lemma_id) as edit:
                edit.summary = f"merge {names_of(gone)} into {row.name}"
                for other in gone:
                    into = {other.id: row.id}
                    into |= (
                        carried_over(catalog, other, row) if not row.parent else dict.fromkeys(other.members, row.id)
                    )
                    for old, new in into.items():
                        edit.move(catalog.occurrences.ids([row.lemma_id], [old]), new)
                        catalog.labels.move(old, new)
                    catalog.senses.retire(other.id)
                for main in {row.main, *(other.main for other in gone)}:
                    catalog.senses.made_by_people(main)
                bench.recentre(*catalog.senses.ids_of(row.lemma_id))
        return bench.answer(edit.edit)

    def delete(self, sense: str) -> Edit:
        """Retire a sense; its occurrences become unclear, those of a subsense stay in its main sense."""
        bench, catalog = self._bench, self._bench.catalog
        with bench.index.editing():
            row = clear_sense(catalog, sense)
            with bench.edit("delete", row.lemma_id) as edit:
                ids = catalog.occurrences.ids([row.lemma_id], row.members)
                after = "stay in its main sense" if row.parent else "became unclear"
                edit.summary = f"delete {row.name} ({row.label}); {len(ids):,} occurrences {after}"
                rest = row.parent or catalog.senses.unclear(bench.lemma(row.lemma_id))
                edit.move(ids, rest)
                if row.parent:
                    catalog.labels.move(row.id, row.parent)
                    catalog.senses.made_by_people(row.parent)
                else:
                    for member in row.members:
                        catalog.labels.forget_sense(member)
                catalog.senses.retire(row.id)
                bench.recentre(rest)
        return bench.answer(edit.edit)

    def granularity(self, lemma: str, granularity: float | str) -> Edit:
        """Move the main senses of a word, without inducing again: `coarse`, `medium`, `fine`, or a number from 0 to 1.

        Subsenses become main senses, or main senses subsenses, where the tree that was found says so. What people
        locked, merged, split or made stays as it is. Raises UsageError for another granularity.
        """
        value = checked_granularity(granularity)
        bench, catalog = self._bench, self._bench.catalog
        with bench.index.editing():
            row = bench.index.one_lemma(lemma)
            with bench.edit("granularity", row.id) as edit:
                edit.summary = f"granularity of {row.lempos}: {granularity_of(catalog, row.id):g} to {value:g}"
                catalog.lemmas.set_granularity(row.id, value)
                regroup(catalog, bench.index.store, row, edit)
        return bench.answer(edit.edit)

    # -- occurrences ---------------------------------------------------------------------------------------------

    def move(self, occurrences: Sequence[Occurrence], sense: str, *, action: str = "move") -> Edit:
        """Put occurrences into a sense of their lemma, or into its `%0` (unclear), as a person's decision.

        Their confidence is 1, and an induction keeps them there as long as the sense is there. `action` is what the
        history calls it.
        """
        bench, catalog = self._bench, self._bench.catalog
        with bench.index.editing():
            row = sense_named(catalog, sense)
            ids, _ = of_one_lemma(bench, occurrences, row.lemma_id)
            with bench.edit(action, row.lemma_id) as edit:
                edit.summary = f"{action} {_counted(ids)} to {row.name}: {_listed(ids)}"
                edit.move(ids, narrowest(catalog, row.lemma_id, ids, row.id), 100)
                catalog.labels.put(ids.tolist(), row.id, bench.author)
                bench.recentre(*catalog.senses.ids_of(row.lemma_id))
        return bench.answer(edit.edit)

    def tick(self, occurrences: Sequence[Occurrence], sense: str | None = None) -> Edit:
        """Say that occurrences of one lemma are good examples of their senses, or of `sense`, which they go into.

        An example is put into its sense for good, as by `move`; `best_examples` gives those that are ticked first.
        Raises UsageError for one whose sense is not clear.
        """
        bench, catalog = self._bench, self._bench.catalog
        with bench.index.editing():
            row = None if sense is None else clear_sense(catalog, sense)
            ids, lemma = of_one_lemma(bench, occurrences, None if row is None else row.lemma_id)
            names = {each.id: each.name for each in clear_senses_of(catalog, lemma.id, depth=2)}
            before = catalog.occurrences.assignments(ids.tolist())[:, 1]
            after = before if row is None else narrowest(catalog, lemma.id, ids, row.id)
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

    def untick(self, occurrences: Sequence[Occurrence]) -> Edit:
        """Let occurrences be no examples any more; they stay in their senses. Raises UsageError where one is none."""
        bench, catalog = self._bench, self._bench.catalog
        with bench.index.editing():
            ids, lemma = of_one_lemma(bench, occurrences)
            ticked = catalog.labels.ticked(catalog.senses.ids_of(lemma.id))
            if len(lost := ids[~np.isin(ids, [each for group in ticked.values() for each in group])]):
                raise UsageError(f"occurrence {lost[0]} is not ticked; `senseindex senses` shows which are")
            with bench.edit("untick", lemma.id) as edit:
                catalog.labels.untick(ids.tolist())
                edit.summary = f"untick {_counted(ids)}: {_listed(ids)}"
        return bench.answer(edit.edit)

    # -- new senses ----------------------------------------------------------------------------------------------

    def split(self, sense: str, n: int | None = None, **like: Unpack[Like]) -> Edit:
        """Divide a sense; the largest part, or that of the first example, keeps its name. `senses` are all parts.

        A main sense that has subsenses is divided between them, where the tree of its senses parts last, and the parts
        keep theirs; those of a subsense are subsenses of the same main sense. Anything else is divided by itself into
        `n` parts, or as many as an induction finds (2 where it finds one); or by two or more `examples`, which are
        sentences, or `occurrences`: the first stands for what stays, and each other one gathers what is clearly like it
        (`senseindex.senses.algorithms.gather`). A lower `margin` takes more, a higher one less.
        """
        bench, catalog = self._bench, self._bench.catalog
        with bench.index.editing():
            plan = division(bench, sense, n, Examples(**like))
            row, lemma = plan.row, bench.lemma(plan.row.lemma_id)
            with bench.edit("split", lemma.id) as edit:
                parts = [(row.id, row.name), *new_parts(catalog, row, lemma, int(plan.labels.max()))]
                sense_ids = np.array([sense_id for sense_id, _ in parts], dtype=np.int64)
                after = sense_ids[plan.labels]
                before = catalog.occurrences.assignments(plan.members.tolist())[:, 1]
                narrow = np.where((plan.labels == 0) & (before != row.id), before, after)
                if plan.by_tree:
                    narrow = under_their_mains(catalog, row, before, after, lemma)
                catalog.senses.made_by_people(row.main)
                edit.move(plan.members, narrow, None if plan.by_tree else percents_of(plan.confidences))
                labelled, label_senses = catalog.labels.of(lemma.id)
                for occurrence, sense_id in zip(plan.known, sense_ids.tolist(), strict=False):
                    catalog.labels.put([occurrence], sense_id, bench.author)
                others = np.isin(label_senses, row.members) & ~np.isin(labelled, plan.known)
                for occurrence, label in zip(labelled[others].tolist(), label_senses[others].tolist(), strict=True):
                    place = np.searchsorted(plan.members, occurrence)
                    catalog.labels.move_some([occurrence], int((after if label == row.id else narrow)[place]))
                telling = contrast_words(catalog, plan.members, plan.labels, len(parts), lemma.id)
                for sense_id, words in zip(sense_ids.tolist(), telling, strict=True):
                    label = row.label if row.named and sense_id == row.id else ", ".join(words[:4])
                    catalog.senses.update(sense_id, label=label, context_words=words)
                drop_empty(catalog, row)
                bench.recentre(*catalog.senses.ids_of(lemma.id))
                edit.summary = f"split {row.name} into {', '.join(name for _, name in parts)}"
        return bench.answer(edit.edit)

    def preview_split(
        self, sense: str, n: int | None = None, *, lines: int = 20, window: int = 10, **like: Unpack[Like]
    ) -> tuple[Concordance, ...]:
        """What `split` would put into each new part, surest first, and change nothing.

        The score is the margin (by example) or the confidence.
        """
        plan = division(self._bench, sense, n, Examples(**like))
        parts = []
        for part in range(1, int(plan.labels.max()) + 1):
            inside = plan.labels == part
            title = f"{plan.row.name}, part {part + 1}"
            parts.append(preview(self._bench, title, plan.members[inside], plan.scores[inside], lines, window))
        return tuple(parts)

    def create(self, lemma: str, *, definition: str = "", label: str = "", **like: Unpack[Like]) -> Edit:
        """Make a sense from `examples` (sentences), `occurrences` or a definition, with what is clearly like them.

        `made` has its name. A line goes into it if it is nearer to the examples than to any other sense, by a margin
        that the examples themselves say (`algorithms.gather`); a lower `margin` takes more, a higher one less. A
        definition makes up for examples where there are none. Occurrences that people have labelled, and those of
        locked senses, stay where they are. A word in two parts of speech must be named with one (`bank-n`).
        """
        bench = self._bench
        with bench.index.editing():
            plan = creation(bench, bench.index.one_lemma(lemma), Examples(**like), definition)
            with bench.edit("create", plan.lemma.id) as edit:
                make(bench, edit, plan, definition=definition, label=label)
        return bench.answer(edit.edit)

    def preview_create(
        self, lemma: str, *, definition: str = "", lines: int = 20, window: int = 10, **like: Unpack[Like]
    ) -> Concordance:
        """What `create` would put into the sense, surest first, and change nothing. The score is the margin."""
        bench = self._bench
        plan = creation(bench, bench.index.one_lemma(lemma), Examples(**like), definition)
        taken = plan.gathered.parts >= 0
        title = f"a sense of {plan.lemma.lempos} at margin {plan.gathered.asked:.3f}"
        return preview(bench, title, plan.ids[taken], plan.gathered.margins[taken], lines, window)

    # -- senses from elsewhere -----------------------------------------------------------------------------------

    def import_senses(self, path: str | Path) -> ImportReport:
        """Take labels, definitions and locks from a file that `export.senses` wrote and people changed.

        Senses that are not there are made as by `create`, of the examples or occurrences in the file, and get the next
        number. All or nothing; one edit for what changes in a lemma, and one for each new sense. Raises CorpusError for
        a file that cannot be read.
        """
        from senseindex.edit.import_senses import import_senses

        return import_senses(self._bench, Path(path))

    def read_inventory(self, path: str | Path) -> InventoryReport:
        """Take the whole inventory that `export.inventory` wrote into an index that has no senses yet.

        Labelled occurrences that this index has get their senses; all others are put into the senses by their vectors.
        Raises UsageError where there are senses or the vectors are of another recipe or projection, StoreError where
        the file is no inventory.
        """
        index = self._bench.index
        with index.writing(), index.catalog.writing(references=False):
            report = read_inventory(index.catalog, Path(path))
            assign_all(index.catalog, index.store)
            return report

    def compare_dictionary(
        self,
        path: str | Path,
        lemmas: Sequence[str] = (),
        *,
        adopt: bool = False,
        window: int = 10,
        lines: int = 3,
    ) -> DictionaryReport:
        """Find the senses of a dictionary (JSON, TSV, WN-LMF, TEI Lex-0) in the corpus, and the gaps on both sides.

        `path` is a file, or the name of a dictionary that is kept with the index (`import_dictionary`).
        Of these lemmas, or of all that have senses. `adopt` puts the dictionary's senses in the place of the index's
        (but locked ones), one edit a lemma. Raises CorpusError for a file that cannot be read.
        """
        from senseindex.edit.dictionaries.compare import compare_dictionary

        return compare_dictionary(self._bench, Path(path), lemmas, adopt=adopt, window=window, lines=lines)

    def import_dictionary(self, path: str | Path, progress: Progress | None = None) -> DictionaryImport:
        """Keep a dictionary with the index, under the name of its file: `compare_dictionary` then answers at once.

        The senses of words that have senses in the index are encoded, the most frequent first, for some minutes; those
        of a word that is left when it is first asked for. Raises CorpusError for a file that cannot be read.
        """
        from senseindex.edit.dictionaries.kept import import_dictionary

        return import_dictionary(self._bench.index, Path(path), progress)

    # -- history -------------------------------------------------------------------------------------------------

    def undo(self, lemma: str | None = None) -> Edit:
        """Take the newest edit (of a lemma) back; gives that edit, and what undoing it did.

        Raises NotFoundError where there is none, UsageError where an induction has changed the same senses since.
        """
        with self._bench.index.editing():
            return self._bench.step(lemma, forward=False)

    def redo(self, lemma: str | None = None) -> Edit:
        """Do again what was undone last (of a lemma), unless another edit came since."""
        with self._bench.index.editing():
            return self._bench.step(lemma, forward=True)

    def history(self, lemma: str | None = None, n: int = 20) -> History:
        """The newest `n` edits (of a lemma), newest first: who, when, what."""
        catalog = self._bench.catalog
        rows = catalog.edits.all(self._bench.lemma_ids(lemma), n)
        lemmas = catalog.lemmas.by_id({row.lemma_id for row in rows})
        return History(tuple(HistoryRow(*described(row, lemmas[row.lemma_id])) for row in rows))


def _counted(ids: IntArray) -> str:
    return f"{len(ids):,} occurrence{'' if len(ids) == 1 else 's'}"


def _listed(ids: IntArray) -> str:
    return ", ".join(map(str, ids[:5].tolist())) + (", ..." if len(ids) > 5 else "")
