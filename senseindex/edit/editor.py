"""`index.edit`: senses under people's hands. Each edit is one transaction, logged, and can be undone.

Its time depends on how often the word occurs and not on the corpus: only the word's own rows and cells are touched.
Vectors stay where they are until the next compaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from senseindex.answers.concordance import Concordance
from senseindex.answers.dictionaries import DictionaryReport
from senseindex.answers.edits import Edit, History, ImportReport
from senseindex.edit import history, new_senses, occurrence_edits, sense_edits
from senseindex.edit.new_senses import Examples
from senseindex.edit.transaction import Workbench, default_author
from senseindex.index.open_index import OpenIndex
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
        return sense_edits.rename(self._bench, sense, label)

    def define(self, sense: str, definition: str) -> Edit:
        """Give a sense a definition; an empty one takes it away."""
        return sense_edits.define(self._bench, sense, definition)

    def lock(self, *senses: str, unlock: bool = False) -> Edit:
        """Let inductions leave senses and their occurrences alone, or no longer (`unlock`)."""
        return sense_edits.lock(self._bench, senses, unlock=unlock)

    def merge(self, sense: str, *others: str) -> Edit:
        """Put the occurrences of other senses of the same lemma into a sense; the others are retired."""
        return sense_edits.merge(self._bench, sense, others)

    def delete(self, sense: str) -> Edit:
        """Retire a sense; its occurrences become unclear."""
        return sense_edits.delete(self._bench, sense)

    # -- occurrences ---------------------------------------------------------------------------------------------

    def move(self, occurrences: Sequence[Occurrence], sense: str) -> Edit:
        """Put occurrences into a sense of their lemma, or into its `%0` (unclear), as a person's decision.

        Their confidence is 1, and an induction keeps them there as long as the sense is there.
        """
        return occurrence_edits.move(self._bench, occurrences, sense)

    def tick(self, occurrences: Sequence[Occurrence], sense: str | None = None) -> Edit:
        """Say that occurrences of one lemma are good examples of their senses, or of `sense`, which they go into.

        An example is put into its sense for good, as by `move`; `best_examples` gives those that are ticked first.
        Raises UsageError for one whose sense is not clear.
        """
        return occurrence_edits.tick(self._bench, occurrences, sense)

    def untick(self, occurrences: Sequence[Occurrence]) -> Edit:
        """Let occurrences be no examples any more; they stay in their senses. Raises UsageError where one is none."""
        return occurrence_edits.untick(self._bench, occurrences)

    # -- new senses ----------------------------------------------------------------------------------------------

    def split(
        self,
        sense: str,
        n: int | None = None,
        *,
        examples: Sequence[str] = (),
        occurrences: Sequence[Occurrence] = (),
        margin: float | None = None,
    ) -> Edit:
        """Divide a sense; the largest part, or that of the first example, keeps its name. `senses` are all parts.

        By itself into `n` parts, or as many as an induction finds (2 where it finds one); or by two or more example
        sentences or occurrences: the first stands for what stays, and each other one gathers what is clearly like it
        (`senseindex.senses.algorithms.gather`). A lower `margin` takes more, a higher one less.
        """
        return new_senses.split(self._bench, sense, n, Examples(examples, occurrences, margin))

    def preview_split(
        self,
        sense: str,
        n: int | None = None,
        *,
        examples: Sequence[str] = (),
        occurrences: Sequence[Occurrence] = (),
        margin: float | None = None,
        lines: int = 20,
        window: int = 10,
    ) -> tuple[Concordance, ...]:
        """What `split` would put into each new part, surest first, and change nothing.

        The score is the margin (by example) or the confidence.
        """
        like = Examples(examples, occurrences, margin)
        return new_senses.preview_split(self._bench, sense, n, like, lines=lines, window=window)

    def create(
        self,
        lemma: str,
        *,
        examples: Sequence[str] = (),
        occurrences: Sequence[Occurrence] = (),
        definition: str = "",
        label: str = "",
        margin: float | None = None,
    ) -> Edit:
        """Make a sense from example sentences, occurrences or a definition, and give it what is clearly like them.

        `made` has its name. A line goes into it if it is nearer to the examples than to any other sense, by a margin
        that the examples themselves say (`algorithms.gather`); a lower `margin` takes more, a higher one less. A
        definition makes up for examples where there are none. Occurrences that people have labelled, and those of
        locked senses, stay where they are. A word in two parts of speech must be named with one (`bank-n`).
        """
        like = Examples(examples, occurrences, margin)
        return new_senses.create(self._bench, lemma, like, definition=definition, label=label)

    def preview_create(
        self,
        lemma: str,
        *,
        examples: Sequence[str] = (),
        occurrences: Sequence[Occurrence] = (),
        definition: str = "",
        margin: float | None = None,
        lines: int = 20,
        window: int = 10,
    ) -> Concordance:
        """What `create` would put into the sense, surest first, and change nothing. The score is the margin."""
        like = Examples(examples, occurrences, margin)
        return new_senses.preview_create(self._bench, lemma, like, definition=definition, lines=lines, window=window)

    # -- senses from elsewhere -----------------------------------------------------------------------------------

    def import_senses(self, path: str | Path) -> ImportReport:
        """Take labels, definitions and locks from a file that `export.senses` wrote and people changed.

        Senses that are not there are made as by `create`, of the examples or occurrences in the file, and get the next
        number. All or nothing; one edit for what changes in a lemma, and one for each new sense. Raises CorpusError for
        a file that cannot be read.
        """
        from senseindex.edit.import_senses import import_senses

        return import_senses(self._bench, Path(path))

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

        Of these lemmas, or of all that have senses. `adopt` puts the dictionary's senses in the place of the index's
        (but locked ones), one edit a lemma. Raises CorpusError for a file that cannot be read.
        """
        from senseindex.edit.dictionaries.compare import compare_dictionary

        return compare_dictionary(self._bench, Path(path), lemmas, adopt=adopt, window=window, lines=lines)

    # -- history -------------------------------------------------------------------------------------------------

    def undo(self, lemma: str | None = None) -> Edit:
        """Take the newest edit (of a lemma) back; gives that edit, and what undoing it did.

        Raises NotFoundError where there is none, UsageError where an induction has changed the same senses since.
        """
        return history.undo(self._bench, lemma)

    def redo(self, lemma: str | None = None) -> Edit:
        """Do again what was undone last (of a lemma), unless another edit came since."""
        return history.redo(self._bench, lemma)

    def history(self, lemma: str | None = None, n: int = 20) -> History:
        """The newest `n` edits (of a lemma), newest first: who, when, what."""
        return history.history(self._bench, lemma, n)
