"""An open index: catalog and vector store, models, locks. What can be asked of it is known to the rooms above.

Nothing heavy is imported here before a question needs it: a query without an example imports no torch and no spaCy.
"""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Any

from senseindex.errors import RESTORE, LockedError, NotFoundError, StoreError, UsageError
from senseindex.files import refuse_links
from senseindex.index import recovery
from senseindex.index.lock import HOLDER_FILE, ReaderLock, writer_lock
from senseindex.index.models import STATIC_FOLDER, Models
from senseindex.index.words import find_lemmas
from senseindex.store.catalog import checksums as catalog_checksums
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.lemmas import LemmaRow
from senseindex.store.catalog.senses import UNCLEAR_NUMBER, SenseRow
from senseindex.store.cells.folders import SEGMENTS_FOLDER
from senseindex.store.cells.opening import open_store
from senseindex.store.cells.vector_store import VectorStore
from senseindex.vectors.contextual.recipe import SenseVectorRecipe

Progress = Callable[[str, int, int], None]


class OpenIndex:
    """What an open index consists of: `catalog`, `store`, `models`, and the locks around them.

    Threads may share it. Each has a view of its own, which opens with the thread's first question: a connection to the
    catalog and the segments that it lists there. A thread sees the state that was the newest then, until it calls
    `refresh`, or writes, which moves it on to what it wrote; what others commit meanwhile changes nothing under its
    feet. Files that any view may still read stay. One thread of one process writes at a time, others get LockedError.
    Models are loaded once for all threads. After a fork the child must open the index anew, and is told so.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        for folder in (path, path / STATIC_FOLDER, *(path / STATIC_FOLDER).glob("*")):
            refuse_links(folder)
        self._process = os.getpid()
        self._closed = False
        self._local = threading.local()
        self.cleared: list[Path] = []
        """Leftovers of a crash that were removed when the index was opened."""
        try:
            self.recipe = self._recipe()
            self.language = str(self.setting("language"))
            self.pipeline: str | None = self.catalog.settings.get("pipeline")
            self.all_tokens = bool(self.setting("all_tokens"))
            self.models = Models(self)
            self._clear_up_after_a_crash()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of files and locks; closing again does nothing.

        Other threads let go of theirs when they ask again, which they are told is too late, or end: a connection must
        not be closed while its thread is in it.
        """
        self._closed = True
        if (view := getattr(self._local, "view", None)) is not None:
            del self._local.view
            view.close()

    @property
    def catalog(self) -> Catalog:
        """The catalog, on the snapshot of this thread."""
        return self._view.catalog

    @property
    def store(self) -> VectorStore:
        """The vector store, with the segments of this thread's snapshot."""
        return self._view.store

    def refresh(self) -> None:
        """Move this thread on to the newest state."""
        self._view.renew()
        self.recipe = self._recipe()  # the first ingest may have chosen its passages
        self.models.forget_outdated()

    @property
    def _view(self) -> _View:
        if self._process != os.getpid():
            raise StoreError(f"{self.path} was opened before this process was forked; open it again in the child")
        if self._closed:
            self.close()
            raise StoreError(f"the index of {self.path} is closed; open it again")
        view: _View | None = getattr(self._local, "view", None)
        if view is None:
            view = self._local.view = _View(self)
        return view

    def _recipe(self) -> SenseVectorRecipe:
        try:
            # Before a recipe said so, passages crossed paragraphs.
            return SenseVectorRecipe.from_dict({"passage_within": "document", **self.setting("recipe")})
        except (UsageError, TypeError, AttributeError, KeyError, ValueError) as error:
            raise StoreError(f"{self.catalog.path} holds no readable recipe ({error}); {RESTORE}") from None

    def setting(self, key: str) -> Any:
        """A setting that every index has."""
        value = self.catalog.settings.get(key, default=self)
        if value is self:
            raise StoreError(f"{self.path} lacks the setting {key!r}: it is no complete index; {RESTORE}")
        return value

    # -- writing -------------------------------------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the index for writing: on the newest state, leftovers of a crash removed, tidied up afterwards."""
        with writer_lock(self.path):
            self.refresh()
            self.remove_leftovers()
            catalog_checksums.forget_unless_damaged(self.catalog.path)
            try:
                yield
            finally:
                self.refresh()
                self.remove_leftovers()
                if self.catalog.checkpoint():
                    with suppress(OSError):  # without them the index is as good; a full disk may be in the way
                        catalog_checksums.record(self.catalog.path)

    @contextmanager
    def editing(self) -> Iterator[None]:
        """Hold the index for a small change: as `writing`, but in milliseconds whatever its size.

        The checksums of the catalog are dropped, not compared and written anew, as that would read all of it; the next
        big write seals it again.
        """
        with writer_lock(self.path):
            self.refresh()
            self.remove_leftovers()
            catalog_checksums.forget(self.catalog.path)
            try:
                yield
            finally:
                self.refresh()

    def remove_leftovers(self) -> list[Path]:
        """Remove what interrupted work left, and segments that the catalog does not list and nobody reads.

        The caller holds the writer's lock. Gives what was removed.
        """
        return recovery.remove_leftovers(self.path, self.catalog, self._view.lock)

    def _clear_up_after_a_crash(self) -> None:
        """Remove what a killed writer left behind, unless a living one is at work or nothing can be written."""
        if recovery.leftovers(self.path, self.catalog) or (self.path / HOLDER_FILE).exists():
            with suppress(LockedError, OSError), writer_lock(self.path, wait=0):
                self.refresh()
                self.cleared = self.remove_leftovers()

    # -- looking up ----------------------------------------------------------------------------------------------

    def lemmas(self, word: str) -> list[LemmaRow]:
        """The lemmas meant by a word, most frequent first. Raises NotFoundError with suggestions."""
        return find_lemmas(self.catalog, word, self.models.lemmatizer.lemma)

    def one_lemma(self, word: str) -> LemmaRow:
        """The lemma of a word. Raises UsageError where it has several parts of speech, as a sense belongs to one."""
        rows = self.lemmas(word)
        if len(rows) > 1:
            raise UsageError(f"which of {', '.join(row.lempos for row in rows)}? A sense belongs to one of them")
        return rows[0]

    def sense_rows(self, name: str, lemmas: Sequence[LemmaRow]) -> tuple[SenseRow, ...]:
        """A sense or subsense by id, or `unclear` for the unclear occurrences of the lemmas."""
        senses = self.catalog.senses.of([lemma.id for lemma in lemmas], depth=2)
        if name == "unclear" and senses:
            return tuple(sense for sense in senses if sense.number == UNCLEAR_NUMBER)
        found = tuple(sense for sense in senses if sense.name == name)
        if found:
            return found
        word = lemmas[0].lemma
        if not senses:
            raise NotFoundError(f"{word!r} has no senses yet; find them with `senseindex induce {word}`")
        if self.catalog.senses.named(name) is not None:
            raise UsageError(f"{name} is a sense of another lemma than {word!r}")
        known = ", ".join(sense.name for sense in senses)
        raise NotFoundError(f"{word!r} has no sense {name!r}; it has {known}")


class _View:
    """What one thread has open: the catalog on its snapshot, the store with the segments that are listed there."""

    def __init__(self, index: OpenIndex) -> None:
        self._index = weakref.proxy(index)
        # Before the catalog's snapshot, so that no file of the snapshot can go in between.
        self.lock = ReaderLock(index.path)
        try:
            self.catalog = Catalog(index.path)
        except BaseException:
            self.lock.release()
            raise
        self._is_open = True

    @cached_property
    def store(self) -> VectorStore:
        codec, projection = self._index.recipe.codec, self._index.models.projection
        folder = self._index.path / SEGMENTS_FOLDER
        store = open_store(folder, projection.dimension, codec, projection.codec_range(codec))
        store.attach(self.catalog.segments.all())
        return store

    def renew(self) -> None:
        self.catalog.begin_snapshot()
        if "store" in self.__dict__:
            self.store.attach(self.catalog.segments.all())

    def close(self) -> None:
        if self._is_open:
            self._is_open = False
            if "store" in self.__dict__:
                self.store.close()
            self.catalog.close()
            self.lock.release()

    def __del__(self) -> None:  # the thread has ended
        if getattr(self, "_is_open", False):
            self.close()
