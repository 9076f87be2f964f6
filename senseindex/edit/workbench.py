"""What lexicographers do with senses. `SenseIndex` has these methods from here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from senseindex.index.open_index import IndexParts
from senseindex.store.catalog.connection import placeholders

if TYPE_CHECKING:
    from senseindex.answers.concordance import Concordance
    from senseindex.answers.dictionaries import DictionaryReport
    from senseindex.answers.edits import Propagation
    from senseindex.answers.senses import AmbiguousWords
    from senseindex.edit.editor import Editor
    from senseindex.edit.labelling import LabelSession


class Workbench:
    """The part of `SenseIndex` that puts senses under people's hands."""

    _parts: IndexParts

    def _separability(self, lemma_ids: Sequence[int]) -> float | None:
        """How clearly the senses of a word lie apart; of several parts of speech the clearest."""
        sql = f"SELECT max(separability) FROM lemma WHERE id IN ({placeholders(lemma_ids)})"
        value: float | None = self._parts.catalog.rows(sql, lemma_ids)[0][0]
        return value

    def ambiguous(self, n: int = 20, *, min_frequency: int = 50, min_share: float = 0.05) -> AmbiguousWords:
        """The `n` most clearly ambiguous words that occur `min_frequency` times, by `separability`.

        A word counts where two of its senses or more have `min_share` of its occurrences.
        """
        from senseindex.answers.senses import AmbiguousWord, AmbiguousWords

        catalog = self._parts.catalog
        rows = catalog.rows(
            "SELECT lemma_id, separability, count(*), occurrences FROM lemma JOIN sense ON lemma_id = lemma.id "
            "WHERE separability IS NOT NULL AND occurrences >= ? AND retired = 0 AND number > 0 "
            "GROUP BY lemma_id HAVING sum(size >= ? * occurrences) > 1 ORDER BY separability DESC, lemma_id LIMIT ?",
            (min_frequency, min_share, n),
        )
        lemmas = catalog.lemmas.by_id([row[0] for row in rows])
        labels: dict[int, list[str]] = {}
        for sense in catalog.senses.of(list(lemmas)):
            if sense.number:
                labels.setdefault(sense.lemma_id, []).append(sense.label)
        return AmbiguousWords(
            tuple(
                AmbiguousWord(lemmas[lemma_id].lempos, apart, senses, occurrences, tuple(labels[lemma_id]))
                for lemma_id, apart, senses, occurrences in rows
            )
        )

    def label_session(self, lemma: str, *, author: str | None = None, window: int = 10) -> LabelSession:
        """Label lines of a lemma one by one, the most informative first.

        Raises UsageError for a lemma without senses.
        """
        from senseindex.edit.labelling import LabelSession

        return LabelSession(self.editor(author), lemma, window)

    def propagate(self, lemma: str, *, author: str | None = None) -> Propagation:
        """Assign all other occurrences of a lemma by those that people labelled, as one edit.

        Needs labels of two senses. Locked senses, and those without a label, keep their occurrences.
        """
        from senseindex.edit.labelling import propagate

        return propagate(self.editor(author), lemma)

    def review(self, lemma: str, n: int = 20, *, window: int = 10) -> Concordance:
        """The `n` least certain occurrences of a lemma that nobody has labelled."""
        from senseindex.edit.labelling import least_certain

        return least_certain(self._parts, lemma, n, window)

    def compare_dictionary(
        self,
        path: str | Path,
        lemmas: Sequence[str] = (),
        *,
        adopt: bool = False,
        author: str | None = None,
        window: int = 10,
        lines: int = 3,
    ) -> DictionaryReport:
        """Find the senses of a dictionary (JSON, TSV, WN-LMF, TEI Lex-0) in the corpus, and the gaps on both sides.

        Of these lemmas, or of all that have senses. `adopt` puts the dictionary's senses in the place of the index's
        (but locked ones), one edit a lemma. Raises CorpusError for a file that cannot be read.
        """
        from senseindex.edit.dictionaries.compare import compare_dictionary

        return compare_dictionary(self.editor(author), Path(path), lemmas, adopt=adopt, window=window, lines=lines)

    def export_senses(self, path: str | Path, lemma: str | None = None) -> int:
        """Write the senses of a lemma, or of all, to a file, JSON or TSV by its name; how many they are.

        `edit.import_senses` takes labels, definitions and locks back from it. Raises UsageError for another name.
        """
        from senseindex.files import whole_file
        from senseindex.senses.exchange import exchanged, is_tsv, write_senses

        lemma_ids = None if lemma is None else [row.id for row in self._parts.lemmas(lemma)]
        tsv = is_tsv(Path(path))
        senses = exchanged(self._parts.catalog, lemma_ids)
        with whole_file(Path(path)) as draft:
            draft.write_bytes(write_senses(senses, tsv=tsv).encode())
        return len(senses)

    @property
    def edit(self) -> Editor:
        """Rename, define, merge, split, move, create, delete and lock senses; undo, redo and the history."""
        return self.editor()

    def editor(self, author: str | None = None) -> Editor:
        """The same in the name of an author; by default $SENSEINDEX_AUTHOR, else the login name."""
        from senseindex.edit.editor import Editor, default_author

        return Editor(self._parts, author or default_author())
