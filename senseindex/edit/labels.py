"""`index.labels`: lines put into senses by people, and what follows from them for all other lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from senseindex.answers.concordance import Concordance
from senseindex.edit.transaction import Workbench, default_author

if TYPE_CHECKING:
    from senseindex.answers.edits import Propagation
    from senseindex.edit.label_session import LabelSession
    from senseindex.index.open_index import OpenIndex


class Labelling:
    """Labels occurrences of one index."""

    def __init__(self, index: OpenIndex) -> None:
        self._index = index

    def session(self, lemma: str, *, author: str | None = None, window: int = 10) -> LabelSession:
        """Label lines of a lemma one by one, the most informative first.

        Raises UsageError for a lemma without senses.
        """
        from senseindex.edit.label_session import LabelSession

        return LabelSession(self._bench(author), lemma, window)

    def propagate(self, lemma: str, *, author: str | None = None, dry_run: bool = False) -> Propagation:
        """Move other occurrences of a lemma by those that people labelled, where the labels are surer; as one edit.

        Needs labels of two senses. Locked senses, and those without a label, keep their occurrences. Where the labels
        do not predict each other better than what stood, nothing moves. `dry_run` says what would move, and moves
        nothing.
        """
        from senseindex.edit.propagation import propagate

        return propagate(self._bench(author), lemma, dry_run=dry_run)

    def review(self, lemma: str, n: int = 20, *, window: int = 10) -> Concordance:
        """The `n` least certain occurrences of a lemma that nobody has labelled, least certain first."""
        from senseindex.search.kwic import occurrence_hits

        catalog = self._index.catalog
        ids = catalog.labels.least_certain([row.id for row in self._index.lemmas(lemma)])
        lines = tuple(occurrence_hits(catalog, ids[:n], window))
        return Concordance(lemma, len(ids), lines, catalog.documents.metadata_columns())

    def _bench(self, author: str | None) -> Workbench:
        return Workbench(self._index, author or default_author())
