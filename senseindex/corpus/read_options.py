"""What a user can say about a source, and what reading tells while it goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from senseindex.corpus.meter import Meter
from senseindex.errors import CorpusError

DEFAULT_TEXT_COLUMN = "text"


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read a source; what is None is found out.

    `format` is a name of `reader_names()`. `encoding` is for files without a byte order mark. `columns` names the
    columns of vertical files in their order: word, lemma, pos, upos, lempos; `_` or any other name leaves one out.
    `text_column` is the column or key that holds the text of CSV, TSV, JSONL and data sets ("text" if None). `metadata`
    is a CSV or TSV file with a row a file. `modern_spelling` writes running German text as it is spelt today
    (`german_spelling`); offsets are those of the text that comes out.
    """

    format: str | None = None
    encoding: str | None = None
    columns: tuple[str, ...] | None = None
    text_column: str | None = None
    metadata: Path | None = None
    modern_spelling: bool = False

    @property
    def text(self) -> str:
        """The column or key that holds the text."""
        return self.text_column or DEFAULT_TEXT_COLUMN

    def no_text(self, there: Sequence[str]) -> str:
        """What to say of a table that has other columns than that one."""
        columns = ", ".join(map(repr, there))
        return f"has no column {self.text!r} (it has {columns}): name the one that holds the text with --text-column"


@dataclass(slots=True)
class Reporting:
    """Where errors and remarks go while documents are read.

    `on_error` is told of every damaged document, which is then left out; None raises instead. `on_note` is told what
    was guessed, each thing once.
    """

    on_error: Callable[[CorpusError], None] | None = None
    on_note: Callable[[str], None] | None = None
    meter: Meter = field(default_factory=Meter)
    damaged: int = 0
    _noted: set[str] = field(default_factory=set)

    def damage(self, error: CorpusError) -> None:
        """Report a damaged document, or raise the error."""
        if self.on_error is None:
            raise error
        self.damaged += 1
        self.on_error(error)

    def note(self, message: str, *, about: str = "") -> None:
        """Tell what was guessed; of several messages about the same thing only the first."""
        about = about or message
        if self.on_note is not None and about not in self._noted:
            self._noted.add(about)
            self.on_note(message)
