"""The parts of an open index, each made when first needed: catalog, vector store, segmenter, encoder, static vectors.

`SenseIndex` says what can be asked; this says what it is answered with. Nothing heavy is imported here before a
question needs it: a query without an example imports no torch and no spaCy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from senseindex.errors import NotFoundError, StaticVectorError, StoreError, UsageError
from senseindex.records import Document
from senseindex.search.target import Target, find_target
from senseindex.search.words import find_lemmas
from senseindex.store.catalog import Catalog, LemmaRow
from senseindex.store.lock import ReaderLock, writer_lock
from senseindex.store.senses import SenseRow, sense_named, senses_of
from senseindex.vectors.passages import passage_of, passages
from senseindex.vectors.recipe import SenseVectorRecipe

if TYPE_CHECKING:
    from senseindex.corpus.lemmas import Lemmatizer
    from senseindex.corpus.segmentation import Segmenter
    from senseindex.store.faiss_store import FaissStore
    from senseindex.store.vector_store import FloatArray
    from senseindex.vectors.encoder import Encoder
    from senseindex.vectors.projection import Projection
    from senseindex.vectors.sense_vectors import SenseVectorizer
    from senseindex.vectors.static import StaticVectors

Progress = Callable[[str, int, int], None]

DEFAULT_STATIC = "word2vec-sg"
STATIC_GROWTH = 1.2
TINY_CORPUS = 1000
MOST_SEGMENTS = 16
MOST_DEAD = 0.2
PROJECTION_FILE = "projection.safetensors"
SEGMENTS_FOLDER = "segments"
STATIC_FOLDER = "static"


class IndexParts:
    """What an open index consists of. `device` is where the encoder runs: auto, cpu or cuda."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.device = "auto"
        # Before the catalog's snapshot, so that no file of the snapshot can go in between.
        self._readers = ReaderLock(path)
        try:
            self.catalog = Catalog(path)
        except BaseException:
            self._readers.release()
            raise
        self.recipe = SenseVectorRecipe.from_dict(self.setting("recipe"))
        self.language = str(self.setting("language"))
        self.pipeline: str | None = self.catalog.setting("pipeline")
        self.all_tokens = bool(self.setting("all_tokens"))
        self._closed = False

    def close(self) -> None:
        """Let go of files and locks; closing again does nothing."""
        if self._closed:
            return
        self._closed = True
        if "store" in self.__dict__:
            self.store.close()
        self.catalog.close()
        self._readers.release()

    def setting(self, key: str) -> Any:
        """A setting that every index has."""
        value = self.catalog.setting(key, default=self)
        if value is self:
            raise StoreError(f"{self.path} lacks the setting {key!r}: it is no complete index; build it anew")
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
    def encoder(self) -> Encoder:
        return _load_encoder(self.recipe.model, self.device)

    @cached_property
    def projection(self) -> Projection:
        """The projection that was stored with the first ingest."""
        from senseindex.vectors.projection import Projection

        path = self.path / PROJECTION_FILE
        if not path.is_file():
            if self.catalog.segments():
                raise StoreError(f"{path} is missing; restore it from a backup, or build the index anew")
            raise NotFoundError(f"{self.path} is empty: fill it with `senseindex ingest SOURCE`")
        return Projection.load(path)

    @cached_property
    def vectorizer(self) -> SenseVectorizer:
        from senseindex.vectors.sense_vectors import SenseVectorizer

        return SenseVectorizer(self.encoder, self.recipe, self.projection)

    @cached_property
    def store(self) -> FaissStore:
        from senseindex.store.faiss_store import FaissStore

        codec = self.recipe.codec
        store = FaissStore(
            self.path / SEGMENTS_FOLDER, self.projection.dimension, codec, self.projection.codec_range(codec)
        )
        store.attach(self.catalog.segments())
        return store

    def equip(self, documents: Iterable[Document]) -> tuple[SenseVectorizer, FaissStore]:
        """The vectorizer and the store; an index without a projection gets one fitted on these documents."""
        from senseindex.vectors.sense_vectors import fit_projection

        path = self.path / PROJECTION_FILE
        if not path.is_file():
            forms: list[tuple[str, ...]] = []
            places: list[tuple[int, ...]] = []
            for document in documents:
                content = [np.flatnonzero(sentence.content).tolist() for sentence in document.sentences]
                joined = passages([each.forms for each in document.sentences], content, self.recipe.passage)
                forms += joined[0]
                places += joined[1]
            # Whole or not at all: a crash must not leave half a projection.
            aside = path.with_suffix(".new")
            fit_projection(self.encoder, self.recipe, forms, places).save(aside)
            aside.replace(path)
        return self.vectorizer, self.store

    # -- writing -------------------------------------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the index for writing: on the newest state, leftovers of a crash removed, tidied up afterwards."""
        with writer_lock(self.path):
            self._renew()
            self._remove_leftovers()
            try:
                yield
            finally:
                self._renew()
                self._remove_leftovers()
                self.catalog.checkpoint()

    def _renew(self) -> None:
        self.catalog.begin_snapshot()
        if "store" in self.__dict__:
            self.store.attach(self.catalog.segments())

    def _remove_leftovers(self) -> None:
        """Remove segments that the catalog does not list, unless somebody may still be reading them."""
        folder = self.path / SEGMENTS_FOLDER
        known = {name for _, name in self.catalog.segments()}
        if not folder.is_dir() or all(entry.name in known for entry in folder.iterdir()):
            return
        with self._readers.alone() as alone:
            if alone:
                for name in self.store.leftovers(known):
                    self.store.remove(name)

    def needs_compaction(self) -> bool:
        """More than 16 segments, or more than a fifth of the vectors dead."""
        dead = sum(end - first for first, end in self.catalog.dead_ranges())
        return len(self.catalog.segments()) > MOST_SEGMENTS or dead > MOST_DEAD * max(
            self.catalog.count("occurrence") + dead, 1
        )

    def compact(self, progress: Progress | None) -> None:
        from senseindex.store.compaction import compact

        compact(self.catalog, self.store, progress)

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
        from senseindex.store.lemma_sentences import LemmaSentences
        from senseindex.vectors.static import has_static_vectors, train_static_vectors

        folder = self.path / STATIC_FOLDER
        tokens = self.catalog.tokens()
        before = self.catalog.setting("static", {"method": DEFAULT_STATIC, "tokens": 0})
        method = method or before["method"]
        fresh = has_static_vectors(folder) and before["method"] == method
        if method == "none" and not has_static_vectors(folder):
            self._static_changed({"method": "none", "tokens": tokens})
        if method in ("none", "pretrained") or not tokens or (fresh and tokens <= STATIC_GROWTH * before["tokens"]):
            return
        try:
            train_static_vectors(LemmaSentences(self.catalog), folder, method=method, progress=progress)
        except StaticVectorError:
            if tokens > TINY_CORPUS:
                raise
            return  # a few words are a corpus, but nothing to train on
        self._static_changed({"method": method, "tokens": tokens})

    def _static_changed(self, setting: dict[str, Any]) -> None:
        with self.catalog.writing():
            self.catalog.set_setting("static", setting)
        self.__dict__.pop("static", None)

    def bytes_by_part(self) -> dict[str, int]:
        """Bytes on the disk of the vectors, the catalog, the static vectors and the rest."""
        places = {SEGMENTS_FOLDER: "vectors", STATIC_FOLDER: "static vectors"}
        sizes = dict.fromkeys(("vectors", "catalog", "static vectors", "other"), 0)
        for file in self.path.rglob("*"):
            if file.is_file():
                top = file.relative_to(self.path).parts[0]
                sizes["catalog" if top.startswith("catalog.db") else places.get(top, "other")] += file.stat().st_size
        return sizes

    # -- looking up ----------------------------------------------------------------------------------------------

    def lemmas(self, word: str) -> list[LemmaRow]:
        """The lemmas meant by a word, most frequent first. Raises NotFoundError with suggestions."""
        return find_lemmas(self.catalog, word, self.lemmatizer.lemma)

    def sense_rows(self, name: str, lemmas: Sequence[LemmaRow]) -> tuple[SenseRow, ...]:
        """A sense by id, or `unclear` for the unclear occurrences of the lemmas."""
        senses = senses_of(self.catalog, [lemma.id for lemma in lemmas])
        if name == "unclear" and senses:
            return tuple(sense for sense in senses if sense.centre is None)
        found = tuple(sense for sense in senses if sense.name == name)
        if found:
            return found
        word = lemmas[0].lemma
        if not senses:
            raise NotFoundError(f"{word!r} has no senses yet; find them with `senseindex induce {word}`")
        if sense_named(self.catalog, name) is not None:
            raise UsageError(f"{name} is a sense of another lemma than {word!r}")
        known = ", ".join(sense.name for sense in senses)
        raise NotFoundError(f"{word!r} has no sense {name!r}; it has {known}")

    def target(self, text: str, words: Sequence[str]) -> Target:
        """The word meant in an example: marked in brackets, or one of `words`."""
        return find_target(text, words, self.segmenter.sentences)

    def encode(self, target: Target) -> FloatArray:
        """The sense vector `(d,)` of an example's word."""
        vector: FloatArray = self.vectorizer.encode(*self.passages_of([target]))[0]
        return vector

    def passages_of(self, targets: Sequence[Target]) -> tuple[list[tuple[str, ...]], list[tuple[int, ...]]]:
        """The words that each target is read with, and its place among them: as the index reads its documents."""
        forms: list[tuple[str, ...]] = []
        places: list[tuple[int, ...]] = []
        for target in targets:
            number = next(place for place, each in enumerate(target.sentences) if each is target.sentence)
            own = passage_of([each.forms for each in target.sentences], number, target.position, self.recipe.passage)
            forms.append(own[0])
            places.append((own[1],))
        return forms, places

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


@lru_cache(maxsize=2)
def _load_encoder(model: str, device: str) -> Encoder:
    """An encoder, shared by the indexes that are open in this process."""
    from senseindex.vectors.encoder import Encoder

    return Encoder.load(model, device=device)
