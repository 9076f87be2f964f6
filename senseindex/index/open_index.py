"""The parts of an open index, each made when first needed: catalog, vector store, segmenter, encoder, static vectors.

`SenseIndex` says what can be asked; this says what it is answered with. Nothing heavy is imported here before a
question needs it: a query without an example imports no torch and no spaCy.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from senseindex.corpus.documents import Document
from senseindex.corpus.target import Target, find_target
from senseindex.errors import RESTORE, LockedError, NotFoundError, StaticVectorError, StoreError, UsageError
from senseindex.files import drafts, reached, refuse_links, remove, replace_file
from senseindex.index.lock import HOLDER_FILE, ReaderLock, writer_lock
from senseindex.index.words import find_lemmas
from senseindex.store.catalog import checksums as catalog_checksums
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.lemmas import LemmaRow
from senseindex.store.catalog.senses import SenseRow
from senseindex.store.cells.folders import SEGMENTS_FOLDER, unfinished_segments, unlisted_segments
from senseindex.store.cells.opening import open_store
from senseindex.store.cells.vector_store import VectorStore
from senseindex.vectors.contextual.recipe import SenseVectorRecipe

if TYPE_CHECKING:
    from senseindex.arrays import FloatArray
    from senseindex.corpus.lemmas import Lemmatizer
    from senseindex.corpus.segmentation import Segmenter
    from senseindex.vectors.contextual.projection import Projection
    from senseindex.vectors.contextual.text_encoder import TextEncoder
    from senseindex.vectors.static import StaticVectors

Progress = Callable[[str, int, int], None]

DEFAULT_STATIC = "word2vec-sg"
STATIC_GROWTH = 1.2
TINY_CORPUS = 1000
PROJECTION_FILE = "projection.safetensors"
PROJECTION_SETTING = "projection_sha256"
STATIC_FOLDER = "static"


class OpenIndex:
    """What an open index consists of. The encoder runs by `device` and `backend`, as in `TransformersEncoder.load`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._segments = path / SEGMENTS_FOLDER
        self.device = "auto"
        self.backend = "auto"
        for folder in (path, path / STATIC_FOLDER, *(path / STATIC_FOLDER).glob("*")):
            refuse_links(folder)
        # Before the catalog's snapshot, so that no file of the snapshot can go in between.
        self._readers = ReaderLock(path)
        try:
            self.catalog = Catalog(path)
        except BaseException:
            self._readers.release()
            raise
        self._closed = False
        self.cleared: list[Path] = []
        try:
            self.recipe = self._recipe()
            self.language = str(self.setting("language"))
            self.pipeline: str | None = self.catalog.settings.get("pipeline")
            self.all_tokens = bool(self.setting("all_tokens"))
            self._clear_up_after_a_crash()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of files and locks; closing again does nothing."""
        if self._closed:
            return
        self._closed = True
        if "store" in self.__dict__:
            self.store.close()
        self.catalog.close()
        self._readers.release()

    def _recipe(self) -> SenseVectorRecipe:
        try:
            return SenseVectorRecipe.from_dict(self.setting("recipe"))
        except (UsageError, TypeError, AttributeError, KeyError, ValueError) as error:
            raise StoreError(f"{self.catalog.path} holds no readable recipe ({error}); {RESTORE}") from None

    def setting(self, key: str) -> Any:
        """A setting that every index has."""
        value = self.catalog.settings.get(key, default=self)
        if value is self:
            raise StoreError(f"{self.path} lacks the setting {key!r}: it is no complete index; {RESTORE}")
        return value

    # -- models --------------------------------------------------------------------------------------------------

    @cached_property
    def lemmatizer(self) -> Lemmatizer:
        from senseindex.corpus.lemmas import Lemmatizer

        return Lemmatizer(self.language)

    @cached_property
    def segmenter(self) -> Segmenter:
        from senseindex.corpus.segmentation import Segmenter

        return Segmenter(self.language, self.pipeline, self.all_tokens)

    @cached_property
    def projection(self) -> Projection:
        """The projection that was stored with the first ingest."""
        from senseindex.vectors.contextual.projection import Projection

        path = self.path / PROJECTION_FILE
        expected = self.catalog.settings.get(PROJECTION_SETTING)
        if expected is None:
            if self.catalog.segments.all():
                raise StoreError(f"{self.path} has vectors and no projection; {RESTORE}")
            raise NotFoundError(f"{self.path} is empty: fill it with `senseindex ingest SOURCE`")
        if not path.is_file():
            raise StoreError(f"{path} is missing; {RESTORE}")
        if hashlib.sha256(path.read_bytes()).hexdigest() != expected:
            raise StoreError(f"{path} is damaged or of another index; {RESTORE}")
        return Projection.load(path)

    def run_encoder_on(self, device: str, backend: str) -> None:
        """Run the encoder by these from now on, as in `TransformersEncoder.load`, whatever it has run by before."""
        if (device, backend) != (self.device, self.backend):
            self.device, self.backend = device, backend
            self.__dict__.pop("text_encoder", None)

    @cached_property
    def text_encoder(self) -> TextEncoder:
        from senseindex.vectors.contextual.text_encoder import TextEncoder
        from senseindex.vectors.contextual.transformers_encoder import shared_encoder

        encoder = shared_encoder(self.recipe.model, self.device, self.backend)
        return TextEncoder(encoder, self.recipe, self.projection)

    @cached_property
    def store(self) -> VectorStore:
        codec, projection = self.recipe.codec, self.projection
        store = open_store(self._segments, projection.dimension, codec, projection.codec_range(codec))
        store.attach(self.catalog.segments.all())
        return store

    def equip(self, documents: Iterable[Document]) -> tuple[TextEncoder, VectorStore]:
        """What an ingest needs; an index without a projection gets one fitted on these documents.

        That is a transaction of its own, so the caller must not be in one.
        """
        from senseindex.vectors.contextual.text_encoder import REPEATS, TextEncoder, fit_projection
        from senseindex.vectors.contextual.transformers_encoder import shared_encoder

        encoder = shared_encoder(self.recipe.model, self.device, self.backend)
        if self.catalog.settings.get(PROJECTION_SETTING) is None:
            data = fit_projection(encoder, self.recipe, (document.sentences for document in documents)).pack()
            replace_file(self.path / PROJECTION_FILE, data)
            with self.catalog.writing():
                self.catalog.settings.set(PROJECTION_SETTING, hashlib.sha256(data).hexdigest())
        return TextEncoder(encoder, self.recipe, self.projection, memory=REPEATS), self.store

    # -- writing -------------------------------------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the index for writing: on the newest state, leftovers of a crash removed, tidied up afterwards."""
        with writer_lock(self.path):
            self._renew()
            self.remove_leftovers()
            catalog_checksums.forget_unless_damaged(self.catalog.path)
            try:
                yield
            finally:
                self._renew()
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
            self._renew()
            self.remove_leftovers()
            catalog_checksums.forget(self.catalog.path)
            try:
                yield
            finally:
                self._renew()

    def _renew(self) -> None:
        self.catalog.begin_snapshot()
        if "store" in self.__dict__:
            self.store.attach(self.catalog.segments.all())

    def _clear_up_after_a_crash(self) -> None:
        """Remove what a killed writer left behind, unless a living one is at work or nothing can be written."""
        if self.leftovers() or (self.path / HOLDER_FILE).exists():
            with suppress(LockedError, OSError), writer_lock(self.path, wait=0):
                self._renew()
                self.cleared = self.remove_leftovers()

    def leftovers(self) -> list[Path]:
        """Files of interrupted work, and segments that only readers of an older state still need."""
        return [*self._unfinished(), *self._unlisted_segments(), *self._static_leftovers()]

    def _unfinished(self) -> list[Path]:
        return [*drafts(self.path), *unfinished_segments(self._segments), *self._uncommitted_projection()]

    def _unlisted_segments(self) -> list[Path]:
        listed = {segment.folder for segment in self.catalog.segments.all()}
        return list(unlisted_segments(self._segments, listed))

    def _uncommitted_projection(self) -> list[Path]:
        path = self.path / PROJECTION_FILE
        return [path] if path.exists() and self.catalog.settings.get(PROJECTION_SETTING) is None else []

    def _static_leftovers(self) -> list[Path]:
        folder = self.path / STATIC_FOLDER
        entries = list(folder.iterdir()) if folder.is_dir() else []
        return entries if entries and len(entries) != 2 else []  # the manifest and one generation

    def remove_leftovers(self) -> list[Path]:
        """Remove what interrupted work left, and segments that the catalog does not list and nobody reads.

        The caller holds the writer's lock. Gives what was removed.
        """
        before = self.leftovers()
        if not before:
            return []
        reached("leftovers found")
        for path in self._unfinished():
            remove(path)
        if self._static_leftovers():
            from senseindex.vectors.static.storage import remove_leftovers

            remove_leftovers(self.path / STATIC_FOLDER)
        with self._readers.alone() as alone:
            if alone:
                for path in self._unlisted_segments():
                    remove(path)
                    reached("segment removed")
        return [path for path in before if not path.exists()]

    def import_static(self, file: str | Path) -> None:
        """Take pretrained static vectors from a file, in the place of any others."""
        from senseindex.vectors.static import import_static_vectors

        import_static_vectors(Path(file), self.path / STATIC_FOLDER)
        self._static_changed({"method": "pretrained", "tokens": 0})

    def train_static(self, method: str | None, progress: Progress | None) -> None:
        """Train static vectors where there are none of this method yet, or the corpus has outgrown them.

        None is the method of those that are there, `word2vec-sg` in an index that has none. Vectors from a file stay
        until a method is named.
        """

        from senseindex.vectors.static import has_static_vectors, train_static_vectors

        folder = self.path / STATIC_FOLDER
        tokens = self.catalog.documents.tokens()
        before = self.catalog.settings.get("static", {"method": DEFAULT_STATIC, "tokens": 0})
        method = method or before["method"]
        fresh = has_static_vectors(folder) and before["method"] == method
        if method == "none" and not has_static_vectors(folder):
            self._static_changed({"method": "none", "tokens": tokens})
        if method in ("none", "pretrained") or not tokens or (fresh and tokens <= STATIC_GROWTH * before["tokens"]):
            return
        try:
            train_static_vectors(self.catalog.sentences.as_lemmas(), folder, method=method, progress=progress)
        except StaticVectorError:
            if tokens > TINY_CORPUS:
                raise
            return  # a few words are a corpus, but nothing to train on
        self._static_changed({"method": method, "tokens": tokens})

    def _static_changed(self, setting: dict[str, Any]) -> None:
        with self.catalog.writing():
            self.catalog.settings.set("static", setting)
        self.__dict__.pop("static", None)

    # -- looking up ----------------------------------------------------------------------------------------------

    def lemmas(self, word: str) -> list[LemmaRow]:
        """The lemmas meant by a word, most frequent first. Raises NotFoundError with suggestions."""
        return find_lemmas(self.catalog, word, self.lemmatizer.lemma)

    def one_lemma(self, word: str) -> LemmaRow:
        """The lemma of a word. Raises UsageError where it has several parts of speech, as a sense belongs to one."""
        rows = self.lemmas(word)
        if len(rows) > 1:
            raise UsageError(f"which of {', '.join(row.lempos for row in rows)}? A sense belongs to one of them")
        return rows[0]

    def sense_rows(self, name: str, lemmas: Sequence[LemmaRow]) -> tuple[SenseRow, ...]:
        """A sense by id, or `unclear` for the unclear occurrences of the lemmas."""
        senses = self.catalog.senses.of([lemma.id for lemma in lemmas])
        if name == "unclear" and senses:
            return tuple(sense for sense in senses if sense.centre is None)
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

    def target(self, text: str, words: Sequence[str]) -> Target:
        """The word meant in an example: marked in brackets, or one of `words`."""
        return find_target(text, words, self.segmenter.sentences)

    def encode(self, target: Target) -> FloatArray:
        """The sense vector `(d,)` of an example's word."""
        vector: FloatArray = self.encode_all([target])[0]
        return vector

    def encode_all(self, targets: Sequence[Target]) -> FloatArray:
        """The sense vectors `(n, d)` of the words of examples."""
        return self.text_encoder.encode_words(targets)

    @cached_property
    def static(self) -> StaticVectors | None:
        """The static vectors, None where the index has none."""
        from senseindex.vectors.static import StaticVectors, has_static_vectors

        folder = self.path / STATIC_FOLDER
        return StaticVectors.open(folder) if has_static_vectors(folder) else None

    def need_static(self) -> StaticVectors:
        """The static vectors. Raises StaticVectorError when the index has none."""
        if self.static is None:
            raise StaticVectorError(
                f"{self.path} has no static vectors; run `senseindex ingest` with --static or --static-vectors"
            )
        return self.static

    def static_word(self, word: str) -> str:
        """The word as the static vectors spell it: as given, or its lemma."""
        static = self.need_static()
        lemma = self.lemmatizer.lemma(word)
        return lemma if static.position(word) is None and static.position(lemma) is not None else word

    def static_vector(self, word: str) -> FloatArray | None:
        """The static vector `(d,)` of a word, None where there is none."""
        if self.static is None or self.static_word(word) not in self.static:
            return None
        return self.static.vector(self.static_word(word))
