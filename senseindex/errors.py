"""Every error that senseindex raises on purpose::

    SenseIndexError                 exit code 1: the request was sound, the work failed
    |-- CorpusError                 a source cannot be read (file, line, what to do)
    |-- EncoderError                a model cannot be loaded or used
    |-- StaticVectorError           static vectors are missing or cannot be loaded
    |   `-- OutOfVocabularyError    a word has no static vector
    |-- StoreError                  the index directory is missing, damaged or not an index
    |   |-- SchemaVersionError      the index was made by another version of the schema
    |   `-- LockedError             another process is writing
    |-- NotFoundError               a lemma, sense, occurrence or document does not occur
    `-- UsageError                  exit code 2: the request itself is wrong
        `-- FilterError             a --where that is not a filter

A message is one line that says what is wrong, where, and what to do. Nothing below the command line prints.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

__all__ = [
    "CorpusError",
    "EncoderError",
    "FilterError",
    "LockedError",
    "NotFoundError",
    "OutOfVocabularyError",
    "SchemaVersionError",
    "SenseIndexError",
    "StaticVectorError",
    "StoreError",
    "UsageError",
]


RESTORE = "restore it from a backup, or build the index anew"
"""What to do about a damaged file."""


class SenseIndexError(Exception):
    """Base class of all errors; `exit_code` is what the command line returns."""

    exit_code = 1


class CorpusError(SenseIndexError):
    """A source cannot be read. `path` and `line` (from 1) say where, as far as known."""

    def __init__(self, message: str, *, path: str | os.PathLike[str] = "", line: int = 0) -> None:
        self.path = str(path)
        self.line = line
        where = f"{path}, line {line}: " if line else f"{path}: " if self.path else ""
        super().__init__(where + message)


class EncoderError(SenseIndexError):
    """An encoder cannot be loaded, or cannot do what the recipe asks."""


class StaticVectorError(SenseIndexError):
    """Static vectors are missing or cannot be loaded."""


class OutOfVocabularyError(StaticVectorError):
    """A word has no static vector and the model cannot make one."""


class StoreError(SenseIndexError):
    """The index directory is missing, damaged, or not an index."""


class SchemaVersionError(StoreError):
    """The index was made with another version of the schema."""


class LockedError(StoreError):
    """Another process is writing to the index."""


class NotFoundError(SenseIndexError):
    """What was asked for does not occur; `suggestions` are near spellings, best first."""

    def __init__(self, message: str, *, suggestions: Sequence[str] = ()) -> None:
        self.suggestions = tuple(suggestions)
        hint = f" Did you mean {', '.join(self.suggestions)}?" if self.suggestions else ""
        super().__init__(message + hint)


class UsageError(SenseIndexError):
    """The request itself is wrong: an option, a value, a combination."""

    exit_code = 2


class FilterError(UsageError):
    """A metadata filter that is not a plain SQL condition on the document's columns."""
