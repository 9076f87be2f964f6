"""What lexicographers do with senses. `SenseIndex` has these methods from here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from senseindex.parts import IndexParts
from senseindex.store.catalog import placeholders

if TYPE_CHECKING:
    from senseindex.edit import Editor


class Workbench:
    """The part of `SenseIndex` that puts senses under people's hands."""

    _parts: IndexParts

    def _separability(self, lemma_ids: Sequence[int]) -> float | None:
        """How clearly the senses of a word lie apart; of several parts of speech the clearest."""
        sql = f"SELECT max(separability) FROM lemma WHERE id IN ({placeholders(lemma_ids)})"
        value: float | None = self._parts.catalog.rows(sql, lemma_ids)[0][0]
        return value

    @property
    def edit(self) -> Editor:
        """Rename, define, merge, split, move, create, delete and lock senses; undo, redo and the history."""
        return self.editor()

    def editor(self, author: str | None = None) -> Editor:
        """The same in the name of an author; by default $SENSEINDEX_AUTHOR, else the login name."""
        from senseindex.edit import Editor, default_author

        return Editor(self._parts, author or default_author())
